"""Makes every `run` of a *.tftest.hcl file a test of its own, from the JUnit reports of a few `terraform test`.

Terraform reads the provider's schemas once for each time that it starts, which takes longer than most files: the files of a
folder are run together. They run beside the other tests, see conftest.py.
"""

import re
import xml.etree.ElementTree as ElementTree

import harness
import pytest

# Takes as long as all the others together.
ALONE = {"portal.tftest.hcl"}


class Batch:
    """Files of one folder that one `terraform test` runs."""

    def __init__(self, name, folder, files):
        self.name, self.folder, self.files = name, folder, files
        self.future = None

    def start(self, pool):
        """Begins beside the caller, in a root of the folder's own: Terraform prepares a root for one folder of tests."""
        self.root = harness.workspace(f"terraform-{self.folder.name}")
        self.future = pool.submit(self.execute)

    def results(self):
        """Outcome of every run, by file and name: None for success, else what Terraform said."""
        return self.future.result()

    def execute(self):
        root, terraform = self.root, harness.terraform()
        folder = self.folder.relative_to(harness.INFRA)
        junit = harness.TARGET / f"{self.name}.xml"
        junit.unlink(missing_ok=True)
        # Policies are computed by the provider itself, which each file configures.
        mocked = all("mock_provider" in file.path.read_text() for file in self.files)
        terraform.init(root, f"-test-directory={folder}", shared=mocked)
        filters = [f"-filter={file.path.relative_to(harness.INFRA)}" for file in self.files]
        done = terraform.run(root, "test", f"-test-directory={folder}", *filters, f"-junit-xml={junit}", check=False, timeout=3600, shared=mocked)
        if not junit.exists():
            raise harness.TerraformFailed(done.stdout)
        return {
            (suite.get("name"), case.get("name")): outcome(case, done.stdout)
            for suite in ElementTree.parse(junit).iter("testsuite")
            for case in suite.iter("testcase")
        }


def batches(items):
    """The fewest calls of Terraform for the chosen tests."""
    chosen = {}
    for item in items:
        if isinstance(item, TestRun):
            path = item.parent.path
            name = f"{path.parent.name}-{path.stem.split('.')[0]}" if path.name in ALONE else path.parent.name
            chosen.setdefault((name, path.parent), {})[path] = item.parent
    for (name, folder), files in chosen.items():
        batch = Batch(name, folder, list(files.values()))
        for file in batch.files:
            file.batch = batch
        yield batch


class TestFile(pytest.File):
    __test__ = False
    batch = None

    def collect(self):
        for name in re.findall(r'^run "([a-z0-9_]+)"', self.path.read_text(), re.MULTILINE):
            yield TestRun.from_parent(self, name=name)


class TestRun(pytest.Item):
    __test__ = False

    def setup(self):
        missing = harness.missing_tools()
        if missing:
            pytest.skip(missing)

    def runtest(self):
        results = self.parent.batch.results()
        place = (str(self.parent.path.relative_to(harness.INFRA)), self.name)
        if place not in results:
            raise harness.TerraformFailed("Terraform did not reach this run")
        if results[place] is not None:
            raise harness.TerraformFailed(results[place])

    def repr_failure(self, excinfo):
        if isinstance(excinfo.value, harness.TerraformFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self):
        return self.path, None, f"{self.path.name}: {self.name}"


def outcome(case, output):
    """None for a run that passed; a run that Terraform left out after an earlier failure has failed, too."""
    for problem in case:
        if problem.tag in ("failure", "error", "skipped"):
            return problem.text or problem.get("message") or output
    return None

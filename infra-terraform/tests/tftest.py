"""Makes every `run` of a *.tftest.hcl file a test of its own: one `terraform test` per file, its JUnit report per run."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

import harness


class TestFile(pytest.File):
    __test__ = False
    report = None

    def collect(self):
        for name in re.findall(r'^run "([a-z0-9_]+)"', self.path.read_text(), re.MULTILINE):
            yield TestRun.from_parent(self, name=name)

    def results(self):
        """Outcome of every run, by name: None for success, else what Terraform said."""
        if self.report is None:
            self.report = self.execute()
        return self.report

    def execute(self):
        root, terraform = harness.workspace(), harness.terraform()
        directory = self.path.parent.relative_to(harness.INFRA)
        junit = harness.TARGET / f"{directory.name}-{self.path.name}.xml"
        junit.unlink(missing_ok=True)
        terraform.init(root, f"-test-directory={directory}")
        done = terraform.run(
            root,
            "test",
            f"-test-directory={directory}",
            f"-filter={directory / self.path.name}",
            f"-junit-xml={junit}",
            check=False,
        )
        if not junit.exists():
            raise harness.TerraformFailed(done.stdout)
        return {case.get("name"): outcome(case, done.stdout) for case in ElementTree.parse(junit).iter("testcase")}


class TestRun(pytest.Item):
    __test__ = False

    def setup(self):
        missing = harness.missing_tools()
        if missing:
            pytest.skip(missing)

    def runtest(self):
        results = self.parent.results()
        if self.name not in results:
            raise harness.TerraformFailed("Terraform did not reach this run")
        if results[self.name] is not None:
            raise harness.TerraformFailed(results[self.name])

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

"""Fixtures, and the closing line.

Everything runs on a copy of the configuration below target/, so that no test leaves a file among the sources. The files
*.tftest.hcl are tests too: see tftest.py.
"""

import pytest

import environments
import harness
import tftest

counts = {"passed": 0, "failed": 0, "skipped": 0}


def pytest_collect_file(file_path, parent):
    if file_path.name.endswith(".tftest.hcl"):
        return tftest.TestFile.from_parent(parent, path=file_path)
    return None


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        counts[report.outcome] += 1


def pytest_collectreport(report):
    if report.failed:
        counts["failed"] += 1


def pytest_unconfigure(config):
    if not config.option.collectonly:
        print(f"infra: {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")


@pytest.fixture(scope="session")
def infra():
    """The sources."""
    return harness.INFRA


@pytest.fixture(scope="session")
def workspace():
    """A copy of the configuration that tests may write to."""
    return harness.workspace()


@pytest.fixture(scope="session")
def terraform():
    """Runs Terraform offline; skips, and says so, where it or the provider's mirror is missing."""
    missing = harness.missing_tools()
    if missing:
        pytest.skip(missing)
    return harness.terraform()


@pytest.fixture(scope="session")
def jar(workspace):
    """Stands for the gateway's jar where only its bytes are moved about."""
    path = workspace / "ollama-bedrock-server-0.1.0.jar"
    path.write_bytes(b"a jar in name only")
    return path


@pytest.fixture(scope="session")
def moto():
    """A mock AWS for plans and single questions."""
    with harness.Moto() as server:
        yield server


@pytest.fixture(scope="session")
def demo(terraform, moto, jar):
    """The demo environment."""
    return environments.demo(moto, jar)


@pytest.fixture(scope="session")
def production(terraform, moto, jar):
    """The production environment with everything switched on."""
    return environments.production(moto, jar)

"""Fixtures, and the closing line.

Everything runs on a copy of the configuration below target/, so that no test leaves a file among the sources. The files
*.tftest.hcl are tests too: see tftest.py.
"""

import concurrent.futures
import contextlib
import enum
import functools
import os
import pathlib

import environments
import harness
import operating
import pytest
import region_loss
import tftest

# The environments that are made, each on a mock AWS of its own; and what is made of them, of each as soon as no test looks
# any more at what that changes: it waits more than it works.
MADE = frozenset({"demo", "production"})
OF = {
    "taken_away": ("demo", lambda demo: demo.operator.take_away()),
    "recovered": ("production", region_loss.walk),
    "fargate": ("recovered", lambda recovered: environments.move_to_fargate(recovered.portal)),
}

pool = concurrent.futures.ThreadPoolExecutor(max_workers=2)
testers = concurrent.futures.ThreadPoolExecutor(max_workers=2)
servers = contextlib.ExitStack()
makers = {}
arrived = set()
noticed = {}
counts = {"passed": 0, "failed": 0, "skipped": 0}
lacking = set()


def pytest_collect_file(file_path, parent):
    if file_path.name.endswith(".tftest.hcl"):
        return tftest.TestFile.from_parent(parent, path=file_path)
    return None


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        counts[report.outcome] += 1
    if report.skipped:
        lacking.add(report.longrepr[2].removeprefix("Skipped: ").removeprefix("NOT TESTED: "))


def pytest_collectreport(report):
    if report.failed:
        counts["failed"] += 1


def pytest_unconfigure(config):
    if not config.option.collectonly:
        for name, (seen, faults) in noticed.items():
            print(f"infra: {seen} of {faults} faults noticed in {name} ({100 * seen / faults:.1f} %)")
        print(f"infra: {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")


class Turn(enum.IntEnum):
    """The place of a test among the others, as long as nothing else is made: Terraform's own tests late, since they run beside
    the first; then whatever needs a made environment, when it is likely to be there, and what takes long while the last is made."""

    ANY = 0
    OF_TERRAFORM = 1
    PRODUCTION = 2
    DEMO = 3
    TAKEN_AWAY = 4
    RECOVERED = 5
    MEANWHILE = 6
    FARGATE = 7


@functools.cache
def waits_for(item):
    """The name of what is made for a test, the last of several; None where it needs nothing."""
    asked = set(getattr(item, "fixturenames", ()))
    if "made" in asked:
        asked.add(item.callspec.params["made"])
    return next((name for name in (*reversed(OF), *sorted(MADE)) if f"made_{name}" in asked), None)


def turn(item):
    if name := waits_for(item):
        return Turn[name.upper()]
    if item.get_closest_marker("meanwhile"):
        return Turn.MEANWHILE
    return Turn.OF_TERRAFORM if isinstance(item, tftest.TestRun) else Turn.ANY


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=turn)


def pytest_collection_finish(session):
    """Starts Terraform's own tests, and to make what a test will ask for: both go on beside the other tests."""
    if session.config.option.collectonly or session.testsfailed or harness.missing_tools():
        return
    harness.workspace()
    harness.terraform()
    for batch in tftest.batches(session.items):
        batch.start(testers)
    waited_for = {waits_for(item) for item in session.items}
    for name, (first, _) in reversed(OF.items()):
        waited_for |= {first} if name in waited_for else set()
    for name in sorted(MADE & waited_for):
        portal = servers.enter_context(operating.Portal())
        makers[name] = pool.submit(environments.make, name, servers.enter_context(harness.Moto(f"made-{name}")), portal)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item):
    """Puts the tests of what is there by now before all but the next, and begins what is made of it when the last of them has ended."""
    items = item.session.items
    here = items.index(item)
    there = {name for name, maker in makers.items() if maker.done()}
    if not there <= arrived:
        arrived.update(there)
        items[here + 2 :] = sorted(items[here + 2 :], key=lambda other: waits_for(other) not in there)
    left = {waits_for(other) for other in items[here:]}
    for name, (first, make) in OF.items():
        if name in left and first in makers and first not in left and name not in makers:
            makers[name] = pool.submit(lambda first=first, make=make: make(makers[first].result()))


def pytest_sessionfinish(session):
    pool.shutdown(wait=True, cancel_futures=True)
    testers.shutdown(wait=True, cancel_futures=True)
    servers.close()
    if lacking:
        note_left_out()
        if os.environ.get("CI") == "true" or os.environ.get("LEAVE_NOTHING_OUT"):
            print(f"\n\nFAILED: nothing may be left out here, but: {', '.join(sorted(lacking))}")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def note_left_out():
    """Tells Maven, which names at its end what was left out."""
    if folder := os.environ.get("LEFT_OUT_FOLDER"):
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        line = f"infrastructure, {counts['skipped']} tests ({', '.join(sorted(lacking))})\n"
        (pathlib.Path(folder) / "infrastructure").write_text(line)


@pytest.fixture(scope="session")
def scores():
    """How many faults were noticed, of how many, by environment: printed at the end."""
    return noticed


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
    return environments.jar(workspace)


@pytest.fixture(scope="session")
def moto():
    """A mock AWS for plans and single questions."""
    with harness.Moto() as server:
        yield server


@pytest.fixture(scope="session")
def demo(terraform, workspace, moto, jar):
    """The demo environment."""
    return environments.demo(moto, workspace, jar)


@pytest.fixture(scope="session")
def production(terraform, workspace, moto, jar):
    """The production environment with everything switched on."""
    return environments.production(moto, workspace, jar)


@pytest.fixture(scope="session")
def fargate(terraform, moto):
    """The production environment on Fargate, in a root of its own."""
    workspace = harness.workspace("fargate")
    return environments.fargate(moto, workspace, environments.jar(workspace))


@pytest.fixture(scope="session")
def private(terraform, moto):
    """The production environment without internet, in a root of its own."""
    workspace = harness.workspace("private")
    return environments.private(moto, workspace, environments.jar(workspace))


@pytest.fixture(scope="session")
def recovered(terraform, moto):
    """The production environment after the loss of its region, in a root of its own."""
    workspace = harness.workspace("recovered")
    return environments.recovered(moto, workspace, environments.jar(workspace))


@pytest.fixture(scope="session")
def made_demo(terraform):
    """The demo environment, made on a mock AWS of its own."""
    return makers["demo"].result()


@pytest.fixture(scope="session")
def made_taken_away(terraform):
    """What ./deploy said when the demo was taken away, with what was left: refused, done, and once more."""
    return makers["taken_away"].result()


@pytest.fixture(scope="session")
def made_production(terraform):
    """The production environment, made on a mock AWS of its own, less the modules that moto lacks the services for."""
    return makers["production"].result()


@pytest.fixture(scope="session")
def made_recovered(terraform):
    """The way of docs/recovery.md after the loss of production's region, walked to its end."""
    return makers["recovered"].result()


@pytest.fixture(scope="session")
def made_fargate(terraform):
    """The portal in the recovery region, moved from machines to Fargate."""
    return makers["fargate"].result()

"""Both environments, and production on Fargate and without internet, as one graph each: held to every contract between their
parts, and those held to faults."""

import concurrent.futures
import shutil

import beside
import environments
import graph as graphs
import harness
import mutate
import pytest
import runs
from contracts.every import CONTRACTS

NOTICED_PERCENT = 95


FORMS = ["demo", "production", "fargate", "private"]


@pytest.fixture(scope="session")
def building(request):
    """The graphs that some test asks for, of which two are made at a time."""
    asked = {item.callspec.params.get("graph") for item in request.session.items if hasattr(item, "callspec")}
    described = {form: request.getfixturevalue(form) for form in FORMS if form in asked}
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        yield {form: pool.submit(graphs.build, environment) for form, environment in described.items()}


@pytest.fixture(scope="session", params=FORMS)
def graph(request, building):
    return building[request.param].result()


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.__name__)
def test_contract(graph, contract):
    if contract is runs.secrets_are_written_as_services_read_them and shutil.which("jq") is None:
        pytest.skip("NOT TESTED: no jq, which machines read secrets with: apt-get install jq")
    contract(graph)


@pytest.fixture(scope="session", params=graphs.BESIDE)
def other(request, terraform, moto):
    """What stands beside a portal, in a root of its own."""
    describe = {"bootstrap": environments.bootstrap, "models-account": environments.models_account}[request.param]
    return graphs.build(describe(moto, harness.workspace(request.param)))


@pytest.mark.parametrize("contract", beside.CONTRACTS, ids=lambda contract: contract.__name__)
def test_contract_beside_the_portal(other, contract):
    contract(other)


def test_contracts_beside_the_portal_notice_faults(other):
    count, unnoticed = mutate.survivors(other)
    assert count > 10 and unnoticed == []


@pytest.mark.slow
def test_contracts_notice_faults(graph, scores):
    count, unnoticed = mutate.survivors(graph)
    scores[graph.name] = (count - len(unnoticed), count)
    assert count > 200
    assert 100 * len(unnoticed) <= (100 - NOTICED_PERCENT) * count, unnoticed
    for description in unnoticed:
        print(f"unnoticed in {graph.name}: {description}")

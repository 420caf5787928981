"""Both environments, as one graph each: held to every contract between their parts, and those held to faults."""

import pytest

import graph as graphs
import mutate
from contracts import CONTRACTS

NOTICED_PERCENT = 95


@pytest.fixture(scope="session", params=["demo", "production"])
def graph(request):
    return graphs.build(request.getfixturevalue(request.param))


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.__name__)
def test_contract(graph, contract):
    contract(graph)


@pytest.mark.slow
def test_contracts_notice_faults(graph, scores):
    count, unnoticed = mutate.survivors(graph)
    scores[graph.name] = (count - len(unnoticed), count)
    assert count > 200
    assert 100 * len(unnoticed) <= (100 - NOTICED_PERCENT) * count, unnoticed
    for description in unnoticed:
        print(f"unnoticed in {graph.name}: {description}")

"""Puts every fault into an environment's graph, one at a time, and tells which of them no contract notices."""

import beside
import mutations
import mutations_of_kinds  # noqa: F401
from contracts.every import CONTRACTS
from graph import BESIDE


def notices(graph):
    """The name of the first contract that a graph breaks; None when it keeps them all."""
    for contract in beside.CONTRACTS if graph.name in BESIDE else CONTRACTS:
        try:
            contract(graph)
        except (AssertionError, KeyError, IndexError, AttributeError, TypeError, ValueError):
            return contract.__name__
    return None


# What a fault ends in that finds nothing to be put into.
NOT_THERE = (AssertionError, KeyError, IndexError, StopIteration, ValueError)


def faults(graph):
    """(description, mutation) of every fault that an environment can have."""
    for description, environments, mutation in mutations.FAULTS:
        shared = graph.name in ("fargate", "private") and "production" in environments and (graph.name == "private" or "machines" not in environments)
        if graph.name in environments or shared and applies(graph, mutation):
            yield description, mutation
    yield from mutations.families(graph)


def applies(graph, mutation):
    """Whether a fault of machines can be one of tasks, too."""
    mutant = graph.thaw(graph.freeze())
    try:
        mutation(mutant)
    except NOT_THERE:
        return False
    return vars(mutant) != vars(graph)


def survivors(graph):
    """How many faults there are, and the descriptions of those that nobody notices."""
    assert notices(graph) is None, "the graph is broken before any fault"
    unnoticed, count, frozen = [], 0, graph.freeze()
    for description, mutation in faults(graph):
        mutant = graph.thaw(frozen)
        mutation(mutant)
        assert vars(mutant) != vars(graph), f"{description} changes nothing"
        count += 1
        if notices(mutant) is None:
            unnoticed.append(description)
    return count, unnoticed

"""What must hold between the parts of an environment: each contract follows one way through its graph, hop by hop.

A contract takes a graph (see graph.py) and raises an AssertionError where the way is broken. test_contracts.py holds each
environment to all of them, as every.py lists them; `mutate` puts faults into the graph and counts how many some contract notices.
"""

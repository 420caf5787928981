"""What is told to AWS, to machines and to tasks, one line a fact; and that nothing else is told.

`FACTS` (facts_table.py) says of each kind of thing what its settings are. A setting that no fact speaks of must be empty: what somebody adds
is either right, and gets its line, or a mistake. References are facts as well: they lead to something that the portal has.
"""

import json

from contracts import shared
from contracts.shared import contract, read
from facts_table import FACTS
from graph import BESIDE
from told import is_nothing

# Told by other contracts, or without effect.
NAMES = {"arn", "arn_suffix", "comment", "description", "id", "name", "name_prefix", "owner_id", "tags", "tags_all", "timeouts"}


def settings_of(values, path=""):
    """(path, value) of every setting, blocks that repeat under one path."""
    if isinstance(values, dict):
        for name, value in values.items():
            if not name.startswith("_"):
                yield from settings_of(value, f"{path}.{name}" if path else name)
    elif isinstance(values, list) and any(isinstance(one, dict | list) for one in values):
        for one in values:
            yield from settings_of(one, path)
    else:
        yield path, values


def things(graph):
    """(kind, address, values) of resources, and of what machines and tasks are told by files."""
    for address, values in graph.resources.items():
        yield values["_type"], address, values
    for address, values in graph.of("aws_ssm_parameter", ".agent[").items():
        yield "agent", address, json.loads(values["value"])
    if graph.name in BESIDE:
        return
    yield "open-webui.env", "webui", {name: value for name, value in shared.settings(graph).items() if not name.startswith("TASK_") or name == "TASK_MODEL"}
    yield "gateway.env", "gateway", {name: value for name, value in shared.gateway_environment(graph).items() if name != "SETTINGS"}
    for workload, containers in graph.tasks.items():
        for name, container in containers.items():
            yield "container", f"{workload} {name}", container
    for workload, machine in graph.machines.items():
        if workload == "webui":
            yield "compose.yaml", workload, read(machine["files"]["/etc/open-webui/compose.yaml"])["services"]
        for path, text in machine["files"].items():
            if path.startswith("/etc/systemd/"):
                yield "unit", path.rsplit("/", 1)[1], unit(text)
            elif path.startswith("/etc/logrotate.d/"):
                yield "logrotate", path, {line.split()[0]: line.split()[1:] or True for line in text.splitlines()[1:-1]}


def unit(text):
    """The directives of a unit of systemd."""
    told = {}
    for line in text.splitlines():
        if "=" in line and not line.startswith("#"):
            told.setdefault(line.split("=", 1)[0], []).append(line.split("=", 1)[1])
    return told


def told_of(kind, address):
    """The facts of a thing; those that name a part of its address win."""
    told = {}
    for key in sorted(FACTS, key=lambda key: key.count(" ")):
        name, _, part = key.partition(" ")
        if name == kind and part in address:
            told |= FACTS[key]
    return told


@contract
def what_is_told_is_what_the_facts_say(graph):
    names = {values[key] for values in graph.resources.values() for key in ("id", "arn", "name") if isinstance(values.get(key), str)}
    for kind, address, values in things(graph):
        facts, found = told_of(kind, address), {}
        for path, value in settings_of(values):
            if path.split(".")[0] not in NAMES and ".tags." not in path:
                found.setdefault(path, []).append(value)
        for path, given in found.items():
            if path not in facts:
                assert all(is_nothing(value) for value in given), f"{address}: {path} is {given}, of which tests/facts_table.py says nothing"
        for path, wanted in facts.items():
            assert wanted.holds(graph, names, found.get(path, [])), f"{address}: {path} is {found.get(path)} instead of {wanted}"

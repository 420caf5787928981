"""Derives the constraints resource of the Bedrock simulator from AWS's service model.

    python3 derive_constraints.py service-2.json > constraints.json

Kept are facts that the server checks: types, required members, limits, patterns, enums and
unions of everything that the bodies of the operations below can hold. Texts are left out.
"""

import json
import sys

OPERATIONS = ("Converse", "ConverseStream", "CountTokens")
# Bedrock has been seen to take "video/mp4", which the enum does not have.
NOT_ENFORCED = {("VideoFormat", "enum")}
# Members that are younger than the service model, and the shape of all of them.
ADDED = {
    "ConverseRequest": {"projectIdentifier": "ProjectIdentifier"},
    "ConverseStreamRequest": {"projectIdentifier": "ProjectIdentifier"},
}
ADDED_SHAPES = {
    "ProjectIdentifier": {
        "type": "string",
        "min": 1,
        "max": 2048,
        "pattern": "([a-zA-Z0-9_-]+|arn:aws(-[a-z]+)*:bedrock:[a-z0-9-]+:[0-9]{12}:project/[a-zA-Z0-9_-]+)",
    }
}
FACTS = ("type", "required", "min", "max", "pattern", "enum", "union", "document", "sensitive")


def body_members(shape):
    return {
        name: member["shape"]
        for name, member in shape.get("members", {}).items()
        if "location" not in member
    }


def constraints(name, shape):
    facts = {
        fact: shape[fact] for fact in FACTS if fact in shape and (name, fact) not in NOT_ENFORCED
    }
    if shape["type"] == "structure":
        facts["members"] = body_members(shape) | ADDED.get(name, {})
        facts["required"] = [r for r in shape.get("required", []) if r in facts["members"]]
    for part in ("member", "key", "value"):
        if part in shape:
            facts[part] = shape[part]["shape"]
    return {fact: value for fact, value in facts.items() if value != []}


def collect(name, shapes, found):
    if name in found:
        return
    found[name] = constraints(name, shapes[name])
    references = list(found[name].get("members", {}).values())
    references += [found[name][part] for part in ("member", "key", "value") if part in found[name]]
    for reference in references:
        collect(reference, shapes, found)


def main(path):
    with open(path, encoding="utf-8") as file:
        model = json.load(file)
    model["shapes"].update(ADDED_SHAPES)
    found = {}
    for operation in OPERATIONS:
        collect(model["operations"][operation]["input"]["shape"], model["shapes"], found)
    lines = [f"  {json.dumps(name)}: {json.dumps(found[name])}" for name in sorted(found)]
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main(sys.argv[1])

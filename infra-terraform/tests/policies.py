"""What roles may do and whom resources let in, one line a statement; and that each policy is that of the thing beside it.

`POLICIES` (policies_table.py) says each statement as a sentence. Other contracts ask whether a call that must go through does;
these lines hold that nothing more does.
"""

import json
import re

from contracts.shared import ACCOUNT, REGION, contract
from policies_table import POLICIES

# Where a resource keeps its policy.
KEPT = {
    "aws_cloudwatch_log_resource_policy": "policy_document",
    "aws_iam_role": "assume_role_policy",
    "aws_iam_role_policy": "policy",
    "aws_kms_key": "policy",
    "aws_s3_bucket_policy": "policy",
    "aws_sns_topic_policy": "policy",
    "aws_vpc_endpoint": "policy",
}


def names(graph):
    """Addresses by what has a number of its own: ARNs, the jar, and the directory."""
    named = {}
    for address, values in graph.resources.items():
        if isinstance(values.get("arn"), str) and values["arn"].startswith("arn:"):
            named.setdefault(values["arn"], f"<{address.removeprefix('module.portal.')}>")
        for one in values.get("master_user_secret") or []:
            named[one["secret_arn"]] = "<secret of RDS>"
    for address, values in graph.of("aws_s3_object").items():
        named[f"arn:aws:s3:::{values['bucket']}/{values['key']}"] = f"<{address.removeprefix('module.portal.')}>"
    for directory in graph.of("aws_directory_service_directory").values():
        named[f"arn:aws:ds:{REGION}:{ACCOUNT}:directory/{directory['id']}"] = "<directory>"
    return named


def sentence(named, block):
    """A statement in words; what has a number of its own is named by its address."""

    def shown(value):
        for end in (len(value), *(found.start() for found in re.finditer("[:/]", value))):
            if value[:end] in named:
                return named[value[:end]] + value[end:]
        return value

    def written(values):
        return " ".join(sorted(map(shown, values or [])))

    parts = [(block["effect"] or "Allow").lower(), written(block["actions"]), "on", written(block["resources"]) or "itself"]
    for principal in sorted(block["principals"] or [], key=lambda one: one["type"]):
        parts += ["for", written(principal["identifiers"])]
    for one in sorted(block["condition"] or [], key=lambda one: one["variable"]):
        parts += ["if", one["variable"], one["test"], written(one["values"])]
    return " ".join(parts)


def documents(graph):
    """(address, sentences) of every policy document that something has, or that is put out for programs that send mail."""
    kept = {json.loads(values[attribute]).get("Id") for kind, attribute in KEPT.items() for values in graph.of(kind).values()}
    given_out = {address for address, values in graph.data.items() if values["_type"] == "aws_iam_policy_document" and address.endswith(".sender")}
    named = names(graph)
    for address in sorted(kept - {None} | given_out):
        blocks = graph.data[address]["statement"] or []
        assert not any(block.get(name) for block in blocks for name in ("not_actions", "not_resources", "not_principals")), f"{address} speaks of all but something"
        yield address.removeprefix("module.portal."), [sentence(named, block) for block in blocks]


@contract
def policies_say_what_they_are_meant_to(graph):
    for address, said in documents(graph):
        wanted = POLICIES.get(f"{graph.name}: {address}") or POLICIES.get(address)
        assert wanted is not None, f"{address}: tests/policies_table.py says nothing of it"
        assert sorted(said) == sorted(wanted), f"{address}: {sorted(set(said) ^ set(wanted))}"


@contract
def policies_are_those_of_the_thing_beside_them(graph):
    for kind, attribute in KEPT.items():
        for address, values in graph.of(kind).items():
            written = json.loads(values[attribute]).get("Id")
            if written is None:
                continue
            assert written in graph.data, f"{address} has a policy of nobody"
            assert f".{written}".split(".data.")[0] == f".{address}".rsplit(f".{kind}.", 1)[0], f"{address} has the policy {written}"
            one, other = (re.search(r'\["([^"]+)"\]$', place) for place in (address, written))
            assert not (one and other) or one[1] == other[1], f"{address} has the policy {written}"

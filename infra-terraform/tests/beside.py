"""What stands beside a portal: the state's bucket and a pipeline's roles (bootstrap), and another account's models
(examples/models-account). Their settings and policies have lines in the tables of all others."""

import json

import duties
import facts
import policies
import unplanned

# What there is, and nothing else: of each role, what says what it may do.
THERE = {
    "bootstrap": {
        "aws_iam_openid_connect_provider.ci[0]": None,
        'aws_iam_role.ci["apply"]': {
            'aws_iam_role_policy.ci["apply"]',
            "aws_iam_role_policy.ci_write[0]",
            'aws_iam_role_policy_attachment.ci["apply arn:aws:iam::aws:policy/AdministratorAccess"]',
        },
        'aws_iam_role.ci["plan"]': {'aws_iam_role_policy.ci["plan"]', 'aws_iam_role_policy_attachment.ci["plan arn:aws:iam::aws:policy/ReadOnlyAccess"]'},
        "aws_kms_alias.state": None,
        "aws_kms_key.state": None,
        "aws_s3_bucket.state": None,
        "aws_s3_bucket_lifecycle_configuration.state": None,
        "aws_s3_bucket_policy.state": None,
        "aws_s3_bucket_public_access_block.state": None,
        "aws_s3_bucket_server_side_encryption_configuration.state": None,
        "aws_s3_bucket_versioning.state": None,
    },
    "models-account": {"aws_iam_role.bedrock": {"aws_iam_role_policy.models"}},
}
RIGHTS = ("aws_iam_role_policy", "aws_iam_role_policy_attachment")


def what_is_there_is_what_is_meant(graph):
    there = THERE[graph.name]
    assert graph.resources.keys() == there.keys() | set().union(*filter(None, there.values())), graph.resources.keys() ^ there.keys()
    for address, rights in there.items():
        role = graph.resources[address]
        given = {one for kind in RIGHTS for one, values in graph.of(kind).items() if values["role"] in (role["id"], role.get("name"))}
        assert given == (rights or set()), f"{address} has the rights {given}"
    for address, values in graph.of("aws_iam_role_policy").items():
        assert json.loads(values["policy"])["Id"].partition("[")[0] == f"data.aws_iam_policy_document.{address.split('.')[1].partition('[')[0]}", f"{address} has another's policy"
    for address, attached in graph.of("aws_iam_role_policy_attachment").items():
        assert address.endswith(f' {attached["policy_arn"]}"]'), f"{address} attaches {attached['policy_arn']}"
    assert graph.name != "bootstrap" or graph.outputs["ci_role_arns"] == {role: graph.resources[f'aws_iam_role.ci["{role}"]']["arn"] for role in ("apply", "plan")}


def the_state_is_written_where_it_is_kept(graph):
    if graph.name == "bootstrap":
        lines = graph.outputs["backend"].replace('"', "").splitlines()
        told = {name.strip(): value.strip() for name, value in (line.split("=") for line in lines)}
        bucket, key = graph.resources["aws_s3_bucket.state"], graph.resources["aws_kms_key.state"]
        assert told == {"bucket": bucket["id"], "key": "production/terraform.tfstate", "region": "eu-west-2", "encrypt": "true", "kms_key_id": key["arn"], "use_lockfile": "true"}, told


CONTRACTS = [
    what_is_there_is_what_is_meant,
    the_state_is_written_where_it_is_kept,
    facts.what_is_told_is_what_the_facts_say,
    policies.policies_say_what_they_are_meant_to,
    policies.policies_are_those_of_the_thing_beside_them,
    duties.keys_are_of_the_account_and_on,
    duties.names_are_no_longer_than_aws_takes,
    unplanned.things_are_replaced_and_left_alone_as_is_meant,
]

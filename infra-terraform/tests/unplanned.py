"""What no plan shows, by the sources (source.py): it is the same in every form of the portal, and is held with each."""

import re

import source
from contracts.shared import contract
from facts import NAMES, settings_of

# How things are replaced, what of them Terraform leaves alone, and why; nothing else of them is left alone.
LIFECYCLES = {
    "bootstrap aws_s3_bucket.state": "prevent_destroy = true",
    # What others use is made anew before the old one goes.
    "modules/alb aws_lb_target_group.this": "create_before_destroy = true",
    "modules/cache aws_elasticache_parameter_group.this": "create_before_destroy = true",
    "modules/certificate aws_acm_certificate.this": "create_before_destroy = true",
    "modules/database aws_db_parameter_group.this": "create_before_destroy = true",
    "modules/security-groups aws_security_group.this": "create_before_destroy = true",
    # Scaling and schedules move these.
    "modules/asg aws_autoscaling_group.this": "ignore_changes = [desired_capacity]",
    "modules/fargate aws_ecs_service.this": "ignore_changes = [desired_count]",
    # Scripts, rotations and Secrets Manager change these.
    "modules/cache aws_elasticache_user.webui": "ignore_changes = [authentication_mode]",
    "modules/database aws_secretsmanager_secret_version.application": "ignore_changes = [version_stages]",
    "modules/database aws_secretsmanager_secret_version.master": "ignore_changes = [version_stages]",
    "modules/directory aws_directory_service_directory.this": "ignore_changes = [password]",
    # A newer image, or a snapshot that is gone, replaces nothing that holds data.
    "modules/database aws_db_instance.this": "ignore_changes = [snapshot_identifier]",
    "modules/instance aws_instance.this": "ignore_changes = [ami]",
    # Another database needs the users made there, too.
    "modules/database aws_secretsmanager_secret_rotation.application": "replace_triggered_by = [aws_secretsmanager_secret_version.application]",
}


@contract
def things_are_replaced_and_left_alone_as_is_meant(graph):
    told = {place: one["lifecycle"] for place, one in graph.source.items() if "lifecycle" in one}
    assert told == LIFECYCLES, sorted(set(told.items()) ^ set(LIFECYCLES.items()))


# What is made elsewhere than in the portal's region.
PROVIDERS = {
    "environments/demo module.portal": "{ aws = aws aws.us_east_1 = aws aws.recovery = aws }",
    "environments/production module.portal": "{ aws = aws aws.us_east_1 = aws.us_east_1 aws.recovery = aws.recovery }",
    "modules/portal module.cdn": "{ aws = aws.us_east_1 }",
    "modules/portal module.edge_certificate": "{ aws = aws.us_east_1 }",
    "modules/portal module.edge_certificate_alarm": "{ aws = aws.us_east_1 }",
    "modules/portal module.edge_waf": "{ aws = aws.us_east_1 }",
    "modules/portal module.region_copy": "{ aws = aws.recovery }",
}


@contract
def things_are_made_in_the_region_that_reads_them(graph):
    told = {place: " ".join(one["providers"].split()) for place, one in graph.source.items() if "providers" in one}
    assert told == PROVIDERS, sorted(set(told.items()) ^ set(PROVIDERS.items()))


# What works only when another thing is there that it does not name. Roles and buckets have rules of their own below.
WAITS = {
    "modules/alb output.target_group_arn": {"aws_lb_listener.https"},  # a group is in use when it is attached
    "modules/database aws_db_instance.replica": {"aws_cloudwatch_log_group.this"},  # RDS would make it, without key and end
    "modules/database aws_db_instance.this": {"aws_cloudwatch_log_group.this"},
    "modules/database aws_secretsmanager_secret_rotation.application": {"aws_db_instance.this", "aws_secretsmanager_secret_rotation.master"},
    "modules/database aws_secretsmanager_secret_rotation.master": {"aws_db_instance.this", "aws_db_instance.replica"},
    "modules/database output.arn": {"aws_db_instance.replica", "aws_secretsmanager_secret_rotation.master"},
    "modules/directory aws_directory_service_log_subscription.this": {"aws_cloudwatch_log_resource_policy.this"},
    "modules/functions output.function_arns": {"aws_lambda_permission.this"},
    "modules/mirror output.repository_url": {"aws_ecr_repository.this"},
    "modules/network aws_eip.nat": {"aws_internet_gateway.this"},
    "modules/network aws_route.transit": {"aws_ec2_transit_gateway_vpc_attachment.this"},
    "modules/portal aws_ssm_parameter.running": {"module.webui_group", "module.webui_service"},  # the version that runs, not that will
    "modules/audit aws_cloudtrail.this": {"aws_s3_bucket_policy.this"},
    "modules/storage aws_s3_bucket_logging.this": {"aws_s3_bucket_policy.this"},
    "modules/storage output.logs_bucket": {"aws_s3_bucket_policy.this"},
}
BESIDE = {"aws_s3_bucket_lifecycle_configuration": "aws_s3_bucket_versioning", "aws_s3_bucket_policy": "aws_s3_bucket_public_access_block"}


def awaited(told):
    return set(re.findall(r"[\w.]+", told.get("depends_on", "")))


def refers(told):
    return set(told.get("refers", "").split())


def roles(told):
    return {one for one in refers(told) if one.startswith("aws_iam_role.")}


@contract
def things_wait_for_what_they_need(graph):
    wanted = {place: set(names) for place, names in WAITS.items()}
    for place, told in graph.source.items():
        folder, name = place.split(" ")
        kind, _, own = name.partition(".")
        if kind in BESIDE:
            wanted.setdefault(place, set()).add(f"{BESIDE[kind]}.{own}")
        if kind.startswith("aws_iam_role_policy") or kind == "output":
            continue
        # Whoever takes on a role waits for what it may do: some services try at once, and never again.
        for role in roles(told):
            rights = {other.split(" ")[1] for other, one in graph.source.items() if other.startswith(f"{folder} aws_iam_role_policy") and role in roles(one)}
            wanted.setdefault(place, set()).update(rights)
    for place in wanted.keys() | {place for place, told in graph.source.items() if "depends_on" in told}:
        assert awaited(graph.source.get(place, {})) == wanted.get(place, set()), f"{place} waits for {graph.source.get(place)}, not for {wanted.get(place)}"


# What a thing calls itself.
OWN_NAMES = NAMES | {"aliases", "domain_name", "domain_validation_options", "family", "mail_from_domain", "policy_name", "user_group_id", "statement_id"}


@contract
def whoever_names_a_thing_refers_to_it(graph):
    """The same name by words is right in every plan, and says nothing of what is made first."""
    named = {}
    for address, values in graph.resources.items():
        for word in ("arn", "function_name", "id", "identifier", "name"):
            if isinstance(values.get(word), str):
                folder, name = source.place(address).split(" ")
                named.setdefault((folder, values[word]), set()).add(name)
    for address, values in graph.resources.items():
        folder, own = source.place(address).split(" ")
        there = reached(graph, folder, own)
        for path, value in settings_of(values):
            if path.split(".")[0] in OWN_NAMES or ".tags." in path or values["_type"] == "aws_s3_bucket":
                continue
            for one in value if isinstance(value, list) else [value]:
                others = named.get((folder, one), set()) - {own} if isinstance(one, str) else set()
                assert not others or others & there, f"{address}: {path} is {one} by words: Terraform may make it before {others}"
    # A certificate is there long before it is proven, and nothing takes it until then.
    for place, told in graph.source.items():
        for one in refers(told):
            assert not one.startswith("aws_acm_certificate.") or " aws_acm_certificate_validation." in place, f"{place} takes a certificate before it is issued"
            assert not one.startswith("aws_secretsmanager_secret.") or " aws_secretsmanager_secret_rotation." not in place, f"{place} rotates what has no value yet"


def reached(graph, folder, name):
    """What a block refers to, and what that refers to."""
    there, found = {name}, set()
    while there:
        one = there.pop()
        there |= refers(graph.source.get(f"{folder} {one}", {})) - found
        found |= there
    return found


# What Terraform draws and hands to AWS, and neither plan nor state has. RDS and files of variables take no punctuation.
DRAWN = {
    "environments/production aws_secretsmanager_random_password.database": {"password_length": "40", "exclude_punctuation": "true"},
    "environments/production module.portal": {"database_master_password": "ephemeral.aws_secretsmanager_random_password.database.random_password"},
    "modules/database aws_db_instance.this": {"password_wo": "local.rds_manages_password ? null : var.master_password"},
    "modules/database aws_secretsmanager_secret_version.master": {
        "secret_string_wo": "jsonencode({ username = var.username password = var.master_password dbInstanceIdentifier = local.identifier })",
    },
    "modules/secret-values aws_secretsmanager_random_password.this": {"for_each": "var.secrets", "password_length": "each.value.length", "exclude_punctuation": "true"},
    "modules/secret-values aws_secretsmanager_secret_version.this": {"secret_string_wo": "ephemeral.aws_secretsmanager_random_password.this[each.key].random_password"},
}


@contract
def what_is_drawn_is_what_is_written(graph):
    told = {place: drawn(place, one) for place, one in graph.source.items()}
    assert {place: one for place, one in told.items() if one} == DRAWN


def drawn(place, told):
    """What of a block is drawn, or written and not kept."""
    whole = " aws_secretsmanager_random_password." in place
    return {word: " ".join(text.split()) for word, text in told.items() if word != "refers" and (whole or word.endswith("_wo") or "ephemeral." in text)}


@contract
def roots_hand_on_what_they_are_told(graph):
    for place, told in graph.source.items():
        if place.startswith("environments/") and place.endswith("module.portal"):
            for name in told.keys() & source.variables(place.split(" ")[0]):
                assert f"var.{name}" in re.findall(r"var\.\w+", told[name]), f"{place}: {name} is {told[name]} whatever the variable says"
    for place in ("environments/demo module.secret_values", "environments/production module.secret_values"):
        told = graph.source[place]
        assert (told["secrets"], told["generation"]) == ("module.portal.generated_secrets", "var.secret_generation"), place

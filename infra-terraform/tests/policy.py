"""What AWS would answer to a call, by the policies that allow or deny it: a small evaluator of our own.

It knows the operators and condition keys that the portal's policies use, and fails on any other: a policy that nobody
understands is not one to rely on.
"""

import fnmatch


class NotUnderstood(AssertionError):
    """A policy has an operator or a condition key that this evaluator does not know."""


KEYS = {
    "aws:PrincipalAccount",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "bedrock:InferenceProfileArn",
    "cloudwatch:namespace",
    "ec2:ResourceTag/Backup",
    "kms:EncryptionContext:aws:logs:arn",
    "kms:GrantIsForAWSResource",
    "kms:ViaService",
    "lambda:SourceFunctionArn",
    "s3:x-amz-acl",
    "ses:FromAddress",
    "sts:ExternalId",
}

OPERATORS = {
    "StringEquals": lambda actual, wanted: actual == wanted,
    "StringLike": lambda actual, wanted: fnmatch.fnmatchcase(actual, wanted),
    "ArnEquals": lambda actual, wanted: fnmatch.fnmatchcase(actual, wanted),
    "ArnLike": lambda actual, wanted: fnmatch.fnmatchcase(actual, wanted),
    "Bool": lambda actual, wanted: str(actual).lower() == str(wanted).lower(),
}


def as_list(value):
    return value if isinstance(value, list) else [value]


def allowed(statements, action, resource, context=None, service=None):
    """Whether statements allow a call: some of them does, and none denies it. `service` is who calls, in a resource's policy."""
    context = {"aws:SecureTransport": "true"} | (context or {})
    matching = [one for one in statements if speaks_of(one, action, resource, context, service)]
    return any(one["Effect"] == "Allow" for one in matching) and not any(one["Effect"] == "Deny" for one in matching)


def speaks_of(statement, action, resource, context, service):
    unknown = set(statement) - {"Sid", "Effect", "Action", "Resource", "Principal", "Condition"}
    if unknown:
        raise NotUnderstood(f"{statement.get('Sid')}: {unknown}")
    return (
        any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in as_list(statement["Action"]))
        and any(fnmatch.fnmatchcase(resource, pattern) for pattern in as_list(statement["Resource"]))
        and is_principal(statement.get("Principal"), service)
        and all(holds(operator, keys, context) for operator, keys in statement.get("Condition", {}).items())
    )


def is_principal(principal, service):
    """Statements of a role have no principal; those of a resource name services or accounts."""
    if principal is None:
        return service is None
    if principal == "*":
        return True
    named = [name for names in principal.values() for name in as_list(names)]
    return "*" in named or service in named


def holds(operator, keys, context):
    if operator not in OPERATORS:
        raise NotUnderstood(f"operator {operator}")
    for key, values in keys.items():
        if key not in KEYS:
            raise NotUnderstood(f"condition key {key}")
        if key not in context or not any(OPERATORS[operator](context[key], value) for value in as_list(values)):
            return False
    return True

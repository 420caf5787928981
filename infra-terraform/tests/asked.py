"""What AWS would say of a call by its own model of it: names, types and lengths, and the patterns that its clients leave to it."""

import re

import botocore.session
from botocore.validate import ParamValidator


def faults(service, operation, given):
    """What is wrong with the parameters of a call."""
    shape = botocore.session.get_session().get_service_model(service).operation_model(operation).input_shape
    report = ParamValidator().validate(given, shape)
    return [report.generate_report()] if report.has_errors() else list(unlike(shape, given, operation))


def unlike(shape, value, place):
    """What does not have the pattern that its place asks for."""
    if shape.type_name == "structure":
        for name, inner in value.items():
            yield from unlike(shape.members[name], inner, f"{place}.{name}")
    elif shape.type_name == "list":
        for inner in value:
            yield from unlike(shape.member, inner, place)
    elif shape.type_name == "string" and not re.search(shape.metadata.get("pattern", ""), value):
        yield f"{place} is not like {shape.metadata['pattern']}"

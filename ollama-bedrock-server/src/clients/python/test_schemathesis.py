"""Schemathesis: requests made from the description of the routes, right ones and wrong ones, with the answers held to it."""

import os
import pathlib
import re

import hypothesis
import schemathesis
from portal import EMBEDDING_MODEL, MODEL
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance, response_schema_conformance, status_code_conformance)

ROUTES = pathlib.Path(__file__).parents[4] / "docs" / "openapi.yaml"
CONFORMANCE = [status_code_conformance, content_type_conformance, response_schema_conformance]
# What is told with a status of 500 or 501 on purpose: what Ollama answers so, and what Bedrock has no place for.
MEANT = re.compile(r'option \\"|invalid format: |pull model manifest: |Amazon Bedrock and cannot be pushed|files of models')

schema = schemathesis.openapi.from_path(ROUTES)


def to_a_model_that_exists(case):
    """Without this, all that chance writes ends at the model's name."""
    key = "from" if case.path == "/api/create" else "model"
    if case.path != "/api/delete" and isinstance(case.body, dict) and isinstance(case.body.get(key), str):
        case.body[key] = EMBEDDING_MODEL if "embed" in case.path else MODEL


@schema.parametrize()
@hypothesis.settings(max_examples=25, deadline=None, derandomize=True, database=None,
                     suppress_health_check=list(hypothesis.HealthCheck))
def test_route(case, record_xml_attribute):
    record_xml_attribute("name", case.operation.label)
    to_a_model_that_exists(case)
    response = case.call(base_url=os.environ["OLLAMA_HOST"])
    meant = response.status_code in (500, 501) and MEANT.search(response.text)
    case.validate_response(response, checks=CONFORMANCE if meant else [*CONFORMANCE, not_a_server_error])

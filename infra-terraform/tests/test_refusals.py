"""Each part of each refusal of modules/portal refuses something: the variables alone, with what their validations say put out."""

import json
import re

import harness

VALIDATION = re.compile(r"^  validation \{\n    condition\s*= (.*?)\n    error_message = \"(.*?)\"\n  \}\n", re.MULTILINE | re.DOTALL)
GIVEN = {
    "name": "ai-portal", "environment": "staging", "allowed_cidr_blocks": ["203.0.113.0/24"], "webui": {"admin_email": "admin@example.com"}, "gateway": {"jar_path": "gateway.jar"},
    "load_balancer": {"enabled": True, "domain": "portal.example.com", "zone_id": "ZPORTAL"}, "cache": {"enabled": True}, "uploads": {"enabled": True},
    "directory": {"enabled": False},
}  # fmt: skip
CLOSED = {"private_only": True, "mirror": True, "compute": "fargate"}
OURS, OTHERS = "123456789012.dkr.ecr.eu-west-2.amazonaws.com/java:25", "public.ecr.aws/java:25"
NETWORK = {"vpc_id": "vpc-1", "vpc_cidr": "10.0.0.0/16", "public_subnet_ids": ["a", "b"], "private_subnet_ids": ["c", "d"]}
DIRECTORY = {"host": "dc.example.com", "cidr_blocks": ["10.9.0.0/24"], "ca_pem": "", "search_base": "", "bind_dn": ""}
CERTIFICATE = "arn:aws:acm:eu-west-2:123456789012:certificate/1"
OFF, ON = {"enabled": False}, {"enabled": True}

# What is given otherwise: each has one fault.
FAULTY = [
    {"environment": "production", "load_balancer": {"enabled": False}, "database": {"multi_az": True}},
    {"environment": "production", "load_balancer": GIVEN["load_balancer"] | {"deletion_protection": False}, "database": {"multi_az": True}},
    {"environment": "production", "database": {"multi_az": False}},
    {"environment": "production", "database": {"multi_az": True, "deletion_protection": False}},
    {"private_only": True, "mirror": True, "load_balancer": OFF},
    {"private_only": True, "mirror": True, "cdn": ON, "waf": ON},
    {"private_only": True, "mirror": True, "open_egress": True},
    {"existing_network": NETWORK | {"public_subnet_ids": ["a"]}},
    {"existing_network": NETWORK | {"private_subnet_ids": ["c"]}},
    {"allowed_cidr_blocks": []},
    {"allowed_cidr_blocks": ["203.0.113.1/24"]},
    {"gateway": {"jar_path": "nowhere.jar"}},
    {"gateway": {"jar_path": "gateway.zip"}},
    *({"gateway": {"jar_path": "gateway.jar", "config_yaml": f"{key}: secret"}} for key in ("key", "user_jwt_secret")),
    *({"webui": GIVEN["webui"] | {"port": port}} for port in (80, 70000, 8000)),
    *({"webui": GIVEN["webui"] | {name: "other"}} for name in ("default_model", "task_model")),
    *({"webui": GIVEN["webui"] | {size: 2}, "uploads": OFF} for size in ("max", "desired")),
    {"webui": GIVEN["webui"] | {"max": 2}, "cache": OFF},
    *({"compute": "fargate", part: OFF} for part in ("load_balancer", "cache", "uploads")),
    *(CLOSED | {"fargate": {"java_image": OURS, "cli_image": OURS} | {image: OTHERS}} for image in ("java_image", "cli_image")),
    *({"fargate": {image: "public.ecr.aws/java"}} for image in ("java_image", "cli_image")),
    *({"existing_directory": DIRECTORY | {"cidr_blocks": networks}} for networks in ([], ["10.9.0.1/24"], ["0.0.0.0/0"])),
    *({"load_balancer": {"enabled": True, "domain": "portal.example.com", one: CERTIFICATE}} for one in ("certificate_arn", "gateway_certificate_arn")),
    {"cdn": ON},
    {"cdn": ON, "waf": ON, "load_balancer": OFF},
]


def ends(text, place, step):
    """Where an operand ends that goes on from a place to the right (step 1) or to the left (-1)."""
    opening, closing, depth = ("([{", ")]}", 0) if step > 0 else (")]}", "([{", 0)
    while 0 <= place < len(text):
        depth += (text[place] in opening) - (text[place] in closing)
        if depth < 0 or not depth and (text[place] in ",?:" or {text[place - 1 : place + 1], text[place : place + 2]} & {"&&", "||"}):
            break
        place += step
    return place


def weaker(condition):
    """The condition, each time without one of its parts: an operand of an &&, or one of a list that it goes through."""
    for found in re.finditer(r"\s+&&\s+", condition):
        yield condition[: found.start()] + condition[ends(condition, found.end(), 1) :]
        start = ends(condition, found.start() - 1, -1) + 1
        yield condition[:start] + " " + condition[found.end() :]
    for listed in re.finditer(r'(?<!contains\()\[([\w."]+(?:, [\w."]+)+)\]', condition):
        parts = listed[1].split(", ")
        for part in parts:
            yield condition.replace(listed[0], f"[{', '.join(one for one in parts if one != part)}]")


def test_each_part_of_a_refusal_refuses(terraform, tmp_path):
    text = (harness.INFRA / "modules/portal/variables.tf").read_text()
    told = [(condition, message, list(weaker(condition))) for condition, message in VALIDATION.findall(text)]
    lists = [", ".join(f"try({one}, false)" for one in (condition, *parts)) for condition, _, parts in told]
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal/main.tf").write_text(VALIDATION.sub("", text) + 'output "told" {\n  value = [' + ", ".join(f"[{one}]" for one in lists) + "]\n}\n")
    calls = {f"case{number}": {"source": "./portal"} | GIVEN | given for number, given in enumerate(({}, *FAULTY))}
    root = {"module": calls, "output": {"told": {"value": [f"${{module.{name}.told}}" for name in calls]}}}
    (tmp_path / "main.tf.json").write_text(json.dumps(root))
    for name in ("gateway.jar", "gateway.zip"):
        (tmp_path / name).touch()
    terraform.run(tmp_path, "init")
    terraform.run(tmp_path, "apply", "-auto-approve")
    well, *faulty = terraform.json(tmp_path, "output", "-json")["told"]["value"]
    refusals = [[message for (_, message, _), (holds, *_) in zip(told, case, strict=True) if not holds] for case in faulty]
    # The last fault is one of the firewall and of the certificate as well.
    assert [given for given, said in zip(FAULTY, refusals, strict=True) if len(said) != 1] == FAULTY[-1:]
    for number, (_, message, parts) in enumerate(told):
        assert well[number][0], f"refused without a fault: {message}"
        for place, part in enumerate(parts, start=1):
            assert any(not case[number][0] and case[number][place] for case in faulty), f"nothing is refused by what is left out here: {part}"

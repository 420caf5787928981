"""Walks through docs/recovery.md, The region: its commands as they are written there, on the mock AWS that has production."""

import os
import re
import subprocess

import environments
import harness
from shim import Shim

REGION = "eu-west-1"


def commands():
    """The fenced commands of the runbook, by the number of their step."""
    runbook = environments.RECOVERY.read_text().split("\n## The region\n")[1].split("\n## ")[0]
    steps = re.split(r"^(\d+)\. ", runbook, flags=re.MULTILINE)
    fenced = {int(number): re.findall(r"```\n(.*?)```", text, re.DOTALL) for number, text in zip(steps[1::2], steps[2::2])}
    return {number: "".join(blocks) for number, blocks in fenced.items() if blocks}


class Walk:
    """What an operator has in hand on the way: the shell, the copies' ARN, the snapshot's key, the new portal."""

    def __init__(self, production):
        self.production = production
        self.moto = production.moto
        self.folder = harness.TARGET / "region-loss"
        self.shim = Shim(self.folder)
        self.variables = os.environ | self.moto.env | {"PATH": self.shim.path, "AWS_PAGER": ""}
        self.commands = commands()

    def run(self, step, **placeholders):
        """The commands of a step, each of which must succeed; gives back what the last line said."""
        text = self.commands[step]
        for name, value in ({"recovery region": REGION} | {key.replace("_", " "): value for key, value in placeholders.items()}).items():
            text = text.replace(f"<{name}>", value)
        assert "<" not in re.sub(r"\w+<", "", text.replace("<<", "")), f"step {step} has a placeholder that nobody filled: {text}"
        done = subprocess.run(["bash", "-euc", text], cwd=self.folder, env=self.variables, text=True, capture_output=True, timeout=600)
        assert done.returncode == 0, f"step {step}: {done.stderr}"
        return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""

    def distribution(self):
        """What stands for CloudFront's distribution of the lost portal, which the mock could not make: the same name."""
        origin = {"Id": "portal", "DomainName": "internal.example.com", "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}
        config = {
            "CallerReference": "portal",
            "Aliases": {"Quantity": 1, "Items": ["portal.example.com"]},
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {
                "TargetOriginId": "portal", "ViewerProtocolPolicy": "https-only", "MinTTL": 0,
                "ForwardedValues": {"QueryString": True, "Cookies": {"Forward": "all"}},
            },
            "Comment": "portal",
            "Enabled": True,
        }
        return self.moto.client("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]["Id"]


def walk(production):
    """Every step that has commands, in order, then the apply."""
    way = Walk(production)
    assert sorted(way.commands) == [1, 2, 4], "the runbook has steps that this test does not know"
    way.arn = way.run(1)
    way.key = way.run(2, arn=way.arn)
    way.old = way.distribution()
    way.run(4, old_id=way.old)
    way.portal = environments.make_recovered(production, way.key)
    return way

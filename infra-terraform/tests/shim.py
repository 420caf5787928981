"""An `aws` for the PATH of scripts: what moto cannot answer is checked against AWS's own model of the call and noted; the
rest goes to the real client.

`calls` of a Shim tells what was noted, `asked` every command, with what is in its files, `regions` where they were asked.
`answers` maps the first words of a command ("service-quotas get-service-quota") to what it prints, or to None where AWS
refuses; of several the longest holds. `refused` names operations that are refused, `known` those that find their work done
already.
"""

import json
import os
import pathlib
import shutil
import sys

import pytest

WITH_JQ = pytest.mark.skipif(shutil.which("jq") is None, reason="NOT TESTED: no jq, which scripts read outputs with: apt-get install jq")
BIN = pathlib.Path(sys.executable).parent

PROGRAM = '''#!{python}
import json, os, subprocess, sys

NOTED = {{
    ("ds", "reset-user-password"): "ResetUserPassword",
    ("ds", "describe-directory-data-access"): "DescribeDirectoryDataAccess",
    ("ds", "enable-directory-data-access"): "EnableDirectoryDataAccess",
    ("ds-data", "add-group-member"): "AddGroupMember",
    ("ds-data", "create-group"): "CreateGroup",
    ("ds-data", "create-user"): "CreateUser",
    ("ds-data", "describe-user"): "DescribeUser",
    ("ds-data", "update-user"): "UpdateUser",
    ("elasticache", "modify-user"): "ModifyUser",
    ("elasticache", "describe-users"): "DescribeUsers",
}}
CANNED = {{"describe-directory-data-access": "Enabled", "describe-users": "active"}}
folder = {folder!r}
told = json.load(open(os.path.join(folder, "told.json")))

service, command, *rest = sys.argv[1:]
line = " ".join(json.dumps(json.load(open(word[7:]))) if word.startswith("file:///") else open(word[8:]).read() if word.startswith("fileb:///") else word for word in sys.argv[1:])
with open(os.path.join(folder, "asked"), "a") as asked:
    print(line, file=asked)
with open(os.path.join(folder, "regions"), "a") as regions:
    print(rest[rest.index("--region") + 1] if "--region" in rest else os.environ.get("AWS_REGION"), file=regions)
if answers := [start for start in told["answers"] if f"{{line}} ".startswith(f"{{start}} ")]:
    answer = told["answers"][max(answers, key=len)]
    sys.exit(255 if answer is None else print(answer))
operation = NOTED.get((service, command))
if operation is None:
    sys.exit(subprocess.call(["{aws}", *sys.argv[1:]]))
sys.path.insert(0, {tests!r})
import asked

if "--cli-input-json" in rest:
    parameters = json.load(open(rest[rest.index("--cli-input-json") + 1].removeprefix("file://")))
else:
    pairs = zip(rest[::2], rest[1::2])
    names = {{"--directory-id": "DirectoryId", "--user-id": "UserId", "--sam-account-name": "SAMAccountName"}}
    parameters = {{names[key]: value for key, value in pairs if key in names}}
if found := asked.faults(service, operation, parameters):
    sys.exit(found[0])
if operation in told["refused"]:
    sys.exit(f"An error occurred (AccessDeniedException) when calling the {{operation}} operation: no")
with open(os.path.join(folder, "calls"), "r+") as calls:
    earlier = [json.loads(line) for line in calls]
    print(json.dumps([operation, parameters]), file=calls)
same = {{key: value for key, value in parameters.items() if key in ("SAMAccountName", "GroupName", "MemberName")}}
done = any(name == operation and same.items() <= given.items() for name, given in earlier)
if operation in ("CreateUser", "CreateGroup", "AddGroupMember") and (done or operation in told["known"]):
    sys.exit(f"An error occurred (ConflictException) when calling the {{operation}} operation: exists")
if operation == "DescribeUser":
    # AWS keeps an account disabled until its password is set.
    print(any(name == "ResetUserPassword" and given["UserName"] == parameters["SAMAccountName"] for name, given in earlier))
else:
    print(CANNED.get(command, "{{}}"))
'''


class Shim:
    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.path = f"{folder}:{BIN}:{os.environ['PATH']}"
        program = folder / "aws"
        aws = shutil.which("aws", path=f"{BIN}:{os.environ['PATH']}")
        program.write_text(PROGRAM.format(python=sys.executable, aws=aws, folder=str(folder), tests=str(pathlib.Path(__file__).parent)))
        program.chmod(0o755)
        for notes in ("calls", "asked", "regions"):
            (folder / notes).write_text("")
        self.tell()

    def tell(self, answers=None, refused=(), known=()):
        """What the next calls are answered; without arguments, as at first."""
        (self.folder / "told.json").write_text(json.dumps({"answers": answers or {}, "refused": list(refused), "known": list(known)}))

    def calls(self):
        return [json.loads(line) for line in (self.folder / "calls").read_text().splitlines()]

    def asked(self):
        return (self.folder / "asked").read_text().splitlines()

    def regions(self):
        return set((self.folder / "regions").read_text().splitlines())

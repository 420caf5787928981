"""What the sources say and no plan shows: what refers to what and waits for it, how a thing is replaced and what of it is left
alone, which provider makes it, what is drawn and written without a trace, and what a root hands on."""

import functools
import re

import harness

BLOCK = re.compile(r'^(ephemeral|resource|module|output) "(\w+)"(?: "(\w+)")? \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
LIFECYCLE = re.compile(r"^  lifecycle \{\n(.*?)^  \}\n", re.MULTILINE | re.DOTALL)
INDEX = re.compile(r'\["[^"]*"\]|\[\d+\]')
FOLDERS = ("bootstrap", "environments", "modules")


@functools.cache
def blocks():
    """(folder, kind, name, body) of every block."""
    found = []
    for path in sorted(path for folder in FOLDERS for path in (harness.INFRA / folder).rglob("*.tf") if ".terraform" not in path.parts):
        for kind, first, second, body in BLOCK.findall(path.read_text()):
            found.append((str(path.parent.relative_to(harness.INFRA)), kind, f"{first}.{second}" if second else f"{kind}.{first}", body))
    return found


def arguments(body, indent="  "):
    """What a block says by itself, not by the blocks in it: each argument on one line."""
    told, name = {}, None
    for line in body.splitlines():
        if start := re.match(rf"{indent}(\w+) += (.*)", line):
            name = start.group(1)
            told[name] = start.group(2)
        elif name and line.startswith((indent + " ", indent + "}", indent + "]", indent + ")")):
            told[name] += f" {line.strip()}"
        else:
            name = None
    return told


def said():
    """By folder and name of each block: its lifecycle, what it depends on, its providers, the resources that it refers to, what it
    writes without keeping it, and of what a root calls and of what is drawn all arguments."""
    found = {}
    for folder, kind, name, body in blocks():
        told = arguments(body)
        kept = {word: text for word, text in told.items() if word in ("depends_on", "providers") or word.endswith("_wo")}
        if kind == "ephemeral" or folder.startswith("environments/") and kind == "module":
            kept = told
        for inside in LIFECYCLE.findall(body):
            kept["lifecycle"] = "; ".join(f"{word} = {text}" for word, text in sorted(arguments(inside, "    ").items()))
        if kind != "module":
            kept["refers"] = " ".join(sorted(set(re.findall(r"(?<!\.)\baws_\w+\.\w+", body))))
        found[f"{folder} {name}"] = {word: text for word, text in kept.items() if text}
    return {place: told for place, told in found.items() if told}


@functools.cache
def place(address):
    """Folder and name of the block of a resource of the portal, by its address."""
    *modules, kind, name = INDEX.sub("", address.removeprefix("module.portal.")).split(".")
    return f"{called(modules[1]) if modules else 'modules/portal'} {kind}.{name}"


def called(name):
    """The folder of a module that the portal calls."""
    (body,) = [body for folder, _, other, body in blocks() if (folder, other) == ("modules/portal", f"module.{name}")]
    return arguments(body)["source"].strip('"').replace("..", "modules")


def variables(folder):
    """The names of a folder's variables."""
    return set(re.findall(r'^variable "(\w+)"', (harness.INFRA / folder / "variables.tf").read_text(), re.MULTILINE))

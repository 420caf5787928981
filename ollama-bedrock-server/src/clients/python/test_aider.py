"""Aider over Ollama's API, as a program in an empty folder."""

import os
import pathlib
import subprocess
import sys

from portal import CAPITAL, MODEL, answer

QUIET = ["--yes", "--no-git", "--no-pretty", "--no-check-update", "--no-analytics", "--no-show-model-warnings",
         "--no-show-release-notes"]

EDIT = """notes.txt
```
<<<<<<< SEARCH
The meeting is on {}.
=======
The meeting is on {}.
>>>>>>> REPLACE
```
"""


def aider(folder, *arguments):
    program = pathlib.Path(sys.executable).with_name("aider")
    done = subprocess.run([program, "--model", f"ollama_chat/{MODEL}", *QUIET, *arguments], cwd=folder,
                          env=dict(os.environ, HOME=str(folder)), stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_answers(tmp_path):
    assert "The capital of France is Paris." in aider(tmp_path, "--message", CAPITAL)


def test_edits_runs_the_tests_and_mends_what_fails(tmp_path):
    """The first edit is wrong; what the test command prints goes back to the model, whose second edit is right."""
    notes = tmp_path / "notes.txt"
    notes.write_text("The meeting is on Thursday.\n")
    question = "Move the meeting by a day."
    answer(question, EDIT.format("Thursday", "Wednesday"))
    answer("No Friday yet.", EDIT.format("Wednesday", "Friday"))
    printed = aider(tmp_path, "--edit-format", "diff", "--auto-test", "--test-cmd",
                    "grep Friday notes.txt || (echo No Friday yet.; exit 1)", "--message", question, "notes.txt")
    assert notes.read_text() == "The meeting is on Friday.\n", printed

"""Aider over Ollama's API, as a program in an empty folder."""

import os
import pathlib
import subprocess
import sys

from portal import CAPITAL, MODEL

QUIET = ["--yes", "--no-git", "--no-pretty", "--no-check-update", "--no-analytics", "--no-show-model-warnings",
         "--no-show-release-notes"]


def test_answers(tmp_path):
    aider = pathlib.Path(sys.executable).with_name("aider")
    done = subprocess.run([aider, "--model", f"ollama_chat/{MODEL}", *QUIET, "--message", CAPITAL], cwd=tmp_path,
                          env=dict(os.environ, HOME=str(tmp_path)), stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120)
    assert done.returncode == 0 and "The capital of France is Paris." in done.stdout, done.stdout + done.stderr

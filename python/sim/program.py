"""The program: where it is, how it is called, and its errors as exceptions."""
from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong with a scenario, and where."""
    file: str
    line: int
    column: int
    message: str


class SimError(RuntimeError):
    """The program ended with an error. `code` is its exit code (`sim help run` lists them), the text what it printed."""

    def __init__(self, code: int, text: str):
        super().__init__(text.strip())
        self.code = code


class ScenarioError(SimError):
    """A scenario that cannot be played. `problems` has them all, each with file, line (from 1), column (from 1) and message."""

    PLACE = re.compile(r"^(.+?):(\d+):(\d+): error: (.*)$", re.MULTILINE)

    def __init__(self, code: int, text: str):
        super().__init__(code, text)
        self.problems = [Problem(file, int(line), int(column), message) for file, line, column, message in self.PLACE.findall(text)]


class FolderError(SimError):
    """A results folder that is missing, not complete, damaged, or of another version of the program."""


def program() -> str:
    """The program's path: that of the variable SIM, else `sim` on the PATH, else that of the source tree around this file."""
    built = pathlib.Path(__file__).resolve().parents[2] / "build" / "release" / "sim"
    found = os.environ.get("SIM") or shutil.which("sim") or (str(built) if built.is_file() else None)
    if not found:
        raise FileNotFoundError("no program 'sim' on the PATH: build it with ./sim/run and install it, or set SIM=/path/to/sim")
    return found


def call(*words, good=(0,), echo=False) -> str:
    """Runs `sim WORDS...`; returns its standard output. With `echo`, what it says on standard error is shown as it comes."""
    done = subprocess.run([program(), *map(str, words)], stdout=subprocess.PIPE, stderr=None if echo else subprocess.PIPE, text=True, encoding="utf-8")
    if done.returncode not in good:
        kind = {3: ScenarioError, 5: FolderError, 6: FolderError}.get(done.returncode, SimError)
        raise kind(done.returncode, done.stderr or done.stdout or f"sim {' '.join(map(str, words))}: exit code {done.returncode}")
    return done.stdout

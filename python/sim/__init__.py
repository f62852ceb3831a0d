"""sim from Python: the program plays, its results come back as typed frames.

    import sim
    results = sim.run("scenarios/china2030.yaml", replicates=100)
    results.figure("research_share", "country:CHN")        # dates down, variants across
    results.explain("research_share[CHN]@2030")

Pure Python: the program is the engine, the results folder is the interface. pandas is needed for frames only.
"""
from __future__ import annotations

import hashlib
import json
import os
import pathlib

from .program import FolderError, Problem, ScenarioError, SimError, call, program
from .results import Chart, Results, Text

__all__ = ["run", "compare", "claims", "hindcast", "flip", "check", "open", "Results", "Text", "Chart", "Problem", "SimError", "ScenarioError", "FolderError", "program"]

# Exit codes after which there is a folder: all well; some trials failed; an expectation, a precision or a claim was not met.
FINISHED = (0, 1, 4)


def cache() -> pathlib.Path:
    """Where folders go for which no `out` is given: one for each scenario text and settings."""
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "sim"


def settings(values) -> list[str]:
    """{"hardware.utilisation": 0.4} and [("people.leaving", "2 %/yr")] as words of the command line."""
    pairs = values.items() if hasattr(values, "items") else values or ()
    return [word for path, value in pairs for word in ("--set", f"{path}={str(value).lower() if isinstance(value, bool) else value}")]


def written(scenario, beside) -> pathlib.Path:
    """The file of a scenario: a path as it is; a text, or a dictionary, written into the cache, or `beside` what it extends."""
    if not isinstance(scenario, dict) and "\n" not in str(scenario):
        return pathlib.Path(scenario)
    text = json.dumps(scenario, ensure_ascii=False, indent=1) if isinstance(scenario, dict) else str(scenario)
    folder = pathlib.Path(beside) if beside is not None else cache() / "scenarios"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"scenario-{hashlib.sha256(text.encode()).hexdigest()[:12]}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def played(command, files, words, out, echo) -> Results:
    """Plays what is missing. Folders in the cache are named after all that decides what is in them, but for the replicates."""
    if out is None:
        identity = repr([command, [(str(f), call("show", f) if pathlib.Path(f).is_file() else "") for f in files], words, call("--version")])
        out = cache() / f"{pathlib.Path(str(files[0]).split(':')[0]).stem}-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"
        pathlib.Path(out).parent.mkdir(parents=True, exist_ok=True)
    call(command, *files, "-o", out, "--progress", "auto" if echo else "none", *words, good=FINISHED, echo=echo)
    return Results(out)


def options(replicates, set, seed, threads, until, more) -> list[str]:
    named = (("--replicates", replicates), ("--seed", seed), ("--threads", threads), ("--until", until))
    return settings(set) + [str(word) for name, value in named if value is not None for word in (name, value)] + [str(word) for word in more]


def run(scenario, *, replicates=None, set=None, variant=None, seed=None, threads=None, until=None, series=False, out=None, beside=None, extra=(), echo=False) -> Results:
    """Plays a scenario and returns its results: `sim run`. What was played before is not played again.

    scenario: a path, the text of a scenario, or a dictionary of the same form. A text that extends files needs `beside`, their folder.
    set: settings by path, {"hardware.utilisation": 0.4, "people.leaving": "2 %/yr"}. out: the results folder; by default one in the user's cache.
    extra: further words of the command line, ["--precision", "research_share[CHN]@2030=1pp"]. echo: show what the program says while it plays.
    Raises ScenarioError (with places), SimError. Failed trials and unmet expectations are in the results, not raised.
    """
    words = options(replicates, set, seed, threads, until, extra)
    words += ["--variant", variant] if variant is not None else []
    words += ["--series"] if series else []
    return played("run", [written(scenario, beside)], words, out, echo)


def compare(base, other=None, *, replicates=None, set=None, seed=None, threads=None, until=None, out=None, extra=(), echo=False) -> Results:
    """The same luck in two variants, "FILE:VARIANT" each, or in all variants of one file: `sim compare`. `.compare` has the paired differences."""
    return played("compare", [base] if other is None else [base, other], options(replicates, set, seed, threads, until, extra), out, echo)


def claims(scenario, *, replicates=None, set=None, out=None, beside=None, extra=(), echo=False) -> Results:
    """Published figures beside simulated ones: `sim claims`. `.claims` has the verdicts."""
    return played("claims", [written(scenario, beside)], options(replicates, set, None, None, None, extra), out, echo)


def hindcast(scenario, *, replicates=None, set=None, out=None, beside=None, extra=(), echo=False) -> Results:
    """The forecast scored on what was observed: `sim hindcast`. `.hindcast` has a row per observation."""
    return played("hindcast", [written(scenario, beside)], options(replicates, set, None, None, None, extra), out, echo)


def flip(scenario, claim, *, replicates=None, set=None, variant=None, input=None, out=None, extra=()) -> Text:
    """The smallest change of an input at which a claim turns, found on the curve and then played: `sim flip`. The text says where there is none."""
    words = options(replicates, set, None, None, None, extra)
    words += [word for name, value in (("--variant", variant), ("--input", input), ("--out", out)) if value is not None for word in (name, str(value))]
    return Text(call("flip", scenario, claim, "--progress", "none", *words, good=FINISHED))


def check(*files) -> str:
    """What is to be warned of in scenarios. Raises ScenarioError with all that is wrong; nothing is played."""
    return call("check", *files)


def open(folder) -> Results:
    """A results folder that is there. Raises FolderError where it is not complete."""
    return Results(folder)

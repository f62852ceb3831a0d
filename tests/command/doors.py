#!/usr/bin/python3
"""Uses the program from Python and from R as their users would, and runs the example notebook and document.

    tests/command/doors.py SIM SOURCE_DIR

Frames have the types that datapackage.json states and the numbers that the tables print; errors are exceptions with places; the same call again plays
nothing; every cell of docs/notebook.ipynb runs and shows what it promises; docs/quarto.qmd knits. Ends with 0 where all is well.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SIM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
scratch = tempfile.TemporaryDirectory(prefix="sim-doors-")
SCRATCH = pathlib.Path(scratch.name)
os.environ.update(SIM=SIM, XDG_CACHE_HOME=str(SCRATCH / "cache"), R_USER_CACHE_DIR=str(SCRATCH / "cache-r"), HOME=str(SCRATCH), PYDEVD_DISABLE_FILE_VALIDATION="1", PYTHONDONTWRITEBYTECODE="1")
sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "python"))
import sim  # noqa: E402

failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print("FAILED:", what)


def raises(kind, what, f):
    try:
        f()
    except kind as error:
        return error
    check(False, f"{what}: no {kind.__name__}")
    return None


def from_python():
    small = SOURCE / "tests/scenarios/small.yaml"
    first = sim.run(small, replicates=12)
    made = first.page.stat().st_mtime_ns
    again = sim.run(small, replicates=12)
    check(again.folder == first.folder and again.fingerprint == first.fingerprint, "the same call again is the same folder")
    check(first.runs.status.eq("ok").all() and len(first.runs) == 12, "a row of runs for each trial")
    check(str(first.summary.date.dtype) == "datetime64[ns]" and str(first.runs.events.dtype) == "Int64", "frames are typed")
    share = first.figure("research_share")
    check((share["base"]["country:AAA"].dropna().between(0, 1)).all(), "shares are shares")
    check("12 replicates" in first.table() and first.fingerprint in first.table(), "the table as the program wrote it")
    check(sim.run(small, replicates=12, set={"hardware.utilisation": 0.3}).folder != first.folder, "other settings, another folder")
    check(sim.open(again.folder).manifest == again.manifest, "a folder opened again")
    raises(KeyError, "a metric that nobody asked for", lambda: first.figure("no_such_metric"))
    raises(AttributeError, "a frame that is not there", lambda: first.no_such_frame)
    raises(sim.FolderError, "a folder that is not there", lambda: sim.open(SCRATCH / "nowhere"))
    wrong = raises(sim.ScenarioError, "a scenario with an error", lambda: sim.check(SOURCE / "tests/bad/umlauts.yaml"))
    check(wrong is not None and wrong.problems[0][1:3] == (11, 32) and wrong.code == 3, f"places of errors: {wrong and wrong.problems}")
    raises(sim.SimError, "a bad command line", lambda: sim.run(small, extra=["--no-such-option"]))
    text = small.read_text(encoding="utf-8")
    check(sim.run(text, replicates=12).fingerprint == first.fingerprint, "the text of a scenario plays as its file does")
    check("all as it should be" in first.verify(2), "verify")
    check(first.chart("research_share").startswith("<?xml"), "a chart is an SVG")
    return made


def from_r():
    script = SCRATCH / "door.R"
    script.write_text(f"""
source("{SOURCE}/python/sim.R")
results <- sim_run("{SOURCE}/tests/scenarios/small.yaml", replicates = 12)
runs <- sim_frame(results, "runs")
stopifnot(nrow(runs) == 12, is.character(runs$fingerprint), is.numeric(runs$events))
share <- sim_figure(results, "research_share", "country:AAA")
stopifnot(inherits(share$date, "Date"), all(share$p50 >= 0 & share$p50 <= 1))
stopifnot(grepl(results$manifest$fingerprint, sim_table(results)))
error <- tryCatch(sim_check("{SOURCE}/tests/bad/umlauts.yaml"), scenario_error = function(e) e)
stopifnot(error$code == 3, error$problems$line == 11, error$problems$column == 32)
stopifnot(inherits(tryCatch(sim_open("nowhere"), folder_error = function(e) e), "folder_error"))
cat(results$manifest$fingerprint)
""")
    done = subprocess.run(["Rscript", "--vanilla", str(script)], capture_output=True, text=True)
    check(done.returncode == 0, f"R: {done.stderr[-1500:]}")
    check(done.stdout.strip() == sim.run(SOURCE / "tests/scenarios/small.yaml", replicates=12).fingerprint, "R and Python have the same run")


def notebook():
    import nbclient
    import nbformat
    book = nbformat.read(SOURCE / "docs/notebook.ipynb", as_version=4)
    nbformat.validate(book)
    try:
        nbclient.NotebookClient(book, timeout=300, resources={"metadata": {"path": str(SOURCE / "docs")}}).execute()
    except nbclient.exceptions.CellExecutionError as error:
        check(False, f"docs/notebook.ipynb: {error}")
        return
    shown = [set(output.get("data", {"text/plain": ""})) for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    check(any("text/markdown" in kinds for kinds in shown), "the notebook shows a table")
    check(any("image/svg+xml" in kinds for kinds in shown), "the notebook shows a chart")
    check(any("text/html" in kinds for kinds in shown), "the notebook shows a frame")
    check(not any(output.get("name") == "stderr" for cell in book.cells if cell.cell_type == "code" for output in cell.outputs), "nothing is warned of in the notebook")


def document():
    out = SCRATCH / "document.md"
    done = subprocess.run(["Rscript", "--vanilla", "-e", f'knitr::opts_knit$set(root.dir = "{SOURCE}"); knitr::opts_chunk$set(error = FALSE, fig.path = "{SCRATCH}/figure-"); '
                           f'knitr::knit("{SOURCE}/docs/quarto.qmd", output = "{out}", quiet = TRUE)'], capture_output=True, text=True, cwd=SCRATCH)
    check(done.returncode == 0, f"docs/quarto.qmd does not knit: {done.stderr[-1500:]}")
    if done.returncode == 0:
        text = out.read_text(encoding="utf-8")
        check("China writes" in text and "NA %" not in text and "| measure |" in text, "the document has its sentence and its table")
        check(list(SCRATCH.glob("figure-*")) != [], "the document has its figure")


from_python()
from_r()
notebook()
document()
print(json.dumps({"failures": len(failures)}))
sys.exit(1 if failures else 0)

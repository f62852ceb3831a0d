#!/usr/bin/python3
"""Runs the program as a reader of its results would, and checks what comes out on paper and on the screen.

    tests/command/paper.py SIM SOURCE_DIR

Plays small runs of several kinds and asks for reports. Then: every LaTeX table compiles by itself, and one \\input in a document; every Markdown
table renders to a table of as many rows as its CSV; figures are SVG and PDF, the same bytes when drawn again; the CSV files have the columns and
types that datapackage.json says; wrong folders are refused; and every page passes browser.py. With SIM_NIGHTLY set, browser.py also breaks pages.
Ends with 0 where all is well; what is needed is installed by tests/run.
"""
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

import markdown

SIM, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print("FAILED:", what)


def sim(*words, code=0):
    done = subprocess.run([SIM, *map(str, words)], capture_output=True, text=True, cwd=SOURCE)
    check(done.returncode == code, f"sim {' '.join(map(str, words))} ended with {done.returncode}, not {code}: {done.stderr[-2000:]}")
    return done


def shown(cell):
    """Without the apostrophe that keeps a spreadsheet from working a cell out."""
    return cell[1:] if cell[:1] == "'" and cell[1:].lstrip()[:1] in tuple("=+-@") else cell


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as stream:
        return [[shown(cell) for cell in row] for row in csv.reader(stream)]


def check_latex(folder, scratch):
    tables = sorted((folder / "tables").glob("*.tex"))
    check(len(tables) > 0, f"{folder}: no LaTeX tables")
    for table in tables:
        done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-output-directory", scratch, table.name], cwd=table.parent,
                              capture_output=True, text=True, errors="replace")
        check(done.returncode == 0, f"{table} does not compile: {done.stdout[-800:]}")
        check("Overfull" not in done.stdout or folder.name != "run", f"{table} is wider than a page: {re.findall('Overfull.*', done.stdout)[:1]}")
    document = scratch / "report.tex"
    inputs = "".join(f"\\input{{{table}}}\n" for table in tables[:3])
    document.write_text("\\documentclass{article}\\usepackage{booktabs,longtable}\\begin{document}\nText.\n" + inputs + "More text.\n\\end{document}\n")
    done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-output-directory", scratch, document], capture_output=True, text=True, errors="replace")
    check(done.returncode == 0, f"{folder}: tables do not go into a document: {done.stdout[-800:]}")
    check((scratch / "report.pdf").read_bytes().startswith(b"%PDF"), "no PDF")


def check_markdown(folder):
    compared = 0
    for text in sorted((folder / "tables").glob("*.md")):
        # an escape of CommonMark that this library does not know
        page = markdown.markdown(text.read_text(encoding="utf-8").replace("\\<", "&lt;"), extensions=["tables", "fenced_code"])
        rendered = xml.fromstring("<body>" + page.replace("<br>", "<br/>") + "</body>").findall(".//table")
        check(len(rendered) > 0, f"{text} has no table")
        alone = text.with_suffix(".csv")
        files = [alone] if alone.exists() else sorted(text.parent.glob(text.stem + "-*.csv"))
        check(len(files) >= len(rendered), f"{text}: {len(rendered)} tables, {len(files)} CSV files")
        written = [[[cell.strip().replace("\n", " ") for cell in row] for row in rows_of(file)] for file in files]
        for table in rendered:
            shown = [["".join(cell.itertext()).strip() for cell in row] for row in table.iter("tr")]
            check(shown in written, f"{text} has a table that no CSV beside it has: {shown[:2]}")
            compared += 1
    check(compared > 0, f"{folder}: no table was compared")


def check_figures(folder):
    drawn = {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}
    check(len(drawn) >= 2 and len(drawn) % 2 == 0, f"{folder}: {len(drawn)} figures")
    for name, data in drawn.items():
        if name.endswith(".svg"):
            root = xml.fromstring(data)
            check(len(root.findall(".//{http://www.w3.org/2000/svg}path")) > 0, f"{name} draws nothing")
        else:
            check(data.startswith(b"%PDF"), f"{name} is no PDF")
    sim("report", folder, "-q")
    again = {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}
    check(drawn == again, f"{folder}: figures differ when drawn again: {[name for name in drawn if drawn[name] != again.get(name)][:3]}")


TYPES = {"string": lambda text: True, "any": lambda text: True, "integer": lambda text: re.fullmatch(r"\d+", text), "number": lambda text: float(text) or True,
         "date": lambda text: re.fullmatch(r"\d{4}-\d\d-\d\d", text)}


def check_data(folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["path"] for resource in package["resources"]}
    there = {path.name for path in folder.glob("*.csv")}
    check(described == there, f"{folder}: described {sorted(described)}, there {sorted(there)}")
    metrics = {metric["name"] for metric in package["sim:metrics"]}
    for resource in package["resources"]:
        rows = rows_of(folder / resource["path"])
        fields = resource["schema"]["fields"]
        check(rows[0] == [field["name"] for field in fields], f"{resource['path']}: other columns than described")
        for row in rows[1:2000]:
            for field, cell in zip(fields, row):
                check(cell == "" or TYPES[field["type"]](cell), f"{resource['path']}: {field['name']} is {cell!r}, no {field['type']}")
            if resource["path"] == "summary.csv":
                check(row[rows[0].index("metric")] in metrics, f"metric {row} is not described")
        key = [rows[0].index(name) for name in resource["schema"].get("primaryKey", [])]
        names = [tuple(row[k] for k in key) for row in rows[1:]]
        check(not key or len(set(names)) == len(names), f"{resource['path']}: its key names several rows")


def main():
    with tempfile.TemporaryDirectory(prefix="sim-paper-") as name:
        folder = pathlib.Path(name)
        grid = folder / "grid.yaml"
        grid.write_text(f"""scenario: grid
title: Budgets & lifetimes <on a grid>
extends: {SOURCE}/scenarios/world.yaml
seed: 7
replicates: 3
clock: {{end: 2018-12-31}}
sweep:
  design: grid
  over:
    kinds[academia].budget.of_gdp_per_capita: [2.5 %, 5 %, 10 %]
    hardware.lifetime: [3 yr, 5 yr, 8 yr]
report:
  tables: [research_share, ranks, gpus_per_researcher]
  dates: [2015, 2018]
  groups: ["country:CHN", "country:USA", "kind:academia"]
""")
        sim("run", "scenarios/china2030.yaml", "-n", 12, "-q", "-o", folder / "run")
        sim("run", "scenarios/data_outgrows_compute.yaml", "-n", 4, "-q", "-o", folder / "other")
        sim("run", grid, "-q", "-o", folder / "grid")
        sim("run", "scenarios/china2030.yaml", "-n", 1, "--variant", "observed", "-q", "-o", folder / "one")
        sim("compare", "scenarios/export_controls.yaml", "-n", 3, "-q", "-o", folder / "compare")
        sim("hindcast", "scenarios/hindcast2017.yaml", "-n", 6, "-q", "-o", folder / "hindcast")
        kinds = ["run", "other", "grid", "one", "compare", "hindcast"]
        for kind in kinds:
            sim("report", folder / kind, "-q")
            check_data(folder / kind)
            check_markdown(folder / kind)
            with tempfile.TemporaryDirectory(prefix="sim-latex-") as scratch:
                check_latex(folder / kind, pathlib.Path(scratch))
        check_figures(folder / "run")
        sim("verify", folder / "run", "--sample", 2, "-q")
        sim("report", folder / "run", folder / "one", folder / "other", "-q", "-o", folder / "both")  # the last measures other things

        # what is no folder of results is refused, and nothing in it is touched
        (folder / "empty").mkdir()
        sim("report", folder / "empty", code=6)
        check(list((folder / "empty").iterdir()) == [], "something was written into an empty folder")
        sim("report", folder / "nowhere", code=6)
        sim("report", folder / "run", folder / "one", "-o", folder / "run", code=6)
        manifest = folder / "one" / "manifest.json"
        before = {path: path.read_bytes() for path in (folder / "one").rglob("*") if path.is_file()}
        older = manifest.read_text().replace('"version": "', '"version": "0.0.', 1)
        manifest.write_text(older)
        told = sim("report", folder / "one", code=6)
        check("was made by sim 0.0." in told.stderr, f"an older folder was refused by: {told.stderr}")
        manifest.unlink()
        told = sim("report", folder / "one", code=6)
        check("manifest" in told.stderr or "complete" in told.stderr, f"an incomplete folder was refused by: {told.stderr}")
        after = {path: path.read_bytes() for path in (folder / "one").rglob("*") if path.is_file()}
        check({path for path in before if before[path] != after.get(path)} == {manifest}, "a refused folder was changed")
        manifest.write_bytes(before[manifest])

        pages = [folder / kind for kind in kinds + ["both"]]
        browser = [sys.executable, SOURCE / "tests" / "command" / "browser.py", *pages]
        check(subprocess.run(browser).returncode == 0, "browser.py is not content")
        if os.environ.get("SIM_NIGHTLY"):
            check(subprocess.run([*browser[:2], "--self-test", folder / "grid"]).returncode == 0, "browser.py does not notice a broken page")
    print(f"{len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())

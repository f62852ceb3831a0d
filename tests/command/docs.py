#!/usr/bin/python3
"""Runs what the documentation tells its readers to run: tests/command/docs.py SIM SOURCE_DIR [DOC...]

Of README.md and docs/*.md, each in a new folder with a copy of scenarios/ and python/, in the order of the page:
  - a fenced block whose first line is a comment with a file's name ("# my_lab.yaml") is written to that file;
  - each line of a ```sh block is run, with `sim` and `./sim/run` meaning SIM, with few replicates, and must end with 0,
    or with the code that its comment names ("# exit code 4: ..."); ELSEWHERE lists what cannot run here, and why;
  - a ```python or ```r block that begins with "# in FOLDER" is run in that folder; a ```sql block is held against datapackage.json.
Commands in inline code that name a scenario of scenarios/ are run too. A command that stands in a block of another kind, or one that
this script does not know, is a failure. Also checked: links and their anchors, whom each page is for, that the glossary has every metric, and that each option of a `sim` command is one of its options.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

SIM, SOURCE = (pathlib.Path(p).resolve() for p in sys.argv[1:3])
FEW, LIMIT = 2, 180                                    # replicates; seconds for one command
PLAYS = {"run", "compare", "claims", "hindcast"}       # the commands that take replicates
# Beginnings of commands that are for the reader's machine, with the reason why they are not run.
ELSEWHERE = {
    "./tests/run": "runs all tests, and so this one",
    "git clone": "needs the network",
    "sudo apt-get": "installs packages",
    "apt-get": "installs packages",
    "sim/packages": "installs packages",
    "cmake": "the build that is being tested was made by it",
    "ctest": "runs all tests, and so this one",
    "build/release/": "benchmarks take minutes",
    "job=$(sbatch": "needs Slurm",
    "sbatch": "needs Slurm",
    "sim run scenarios/china2030.yaml --shard 2/16": "ten trials are too few for sixteen shards; docs/archive.md has three",
    "sim merge results/china2030/shard-*-of-16": "likewise",
    "sim submit": "its script needs Slurm; tests/command/iterate.cpp runs one with an sbatch of its own",
    "sh job.sh": "likewise",
    "sim flip": "two replicates tell nothing; tests/command/explain.cpp has one",
    "sim verify results/* --sample all": "plays every trial of every folder that examples have left; docs/archive.md has one",
}
# What the examples of a generated page take for granted, and that its blocks hold commands only: a line of a shell for each.
GENERATED = {
    "docs/reference.md": "mkdir -p docs ~/.config/fish/completions && printf 'scenario: my\\nextends: scenarios/world.yaml\\n' > my.yaml && "
                         "sim run my.yaml -q -n 2 -o results/before && sim run my.yaml -q -n 2 -o results/after",
}
COMMAND = re.compile(r"(\./sim/run|sim|mpirun|pdflatex)(?= )")
REST = re.compile(r" (?:\||&&|>) .*$")                 # what the shell does after the command
LOOKS_LIKE_COMMAND = re.compile(r"^\$? ?(\./sim/run|\./tests/run|sim|mpirun|sbatch|pdflatex|cmake|git|apt-get|sudo) [-\w./:\[]")
failures = []


def fail(where, what, output=""):
    failures.append(f"{where}: {what}")
    print(f"FAILED {where}: {what}\n{output}", flush=True)


# ---- Reading a page ----------------------------------------------------------------------------------------------------------------

def parts_of(text):
    """(line, language, lines) of each fenced block, and (line, None, [line]) of each line of prose."""
    fence, start, language, block = None, 0, "", []
    for number, line in enumerate(text.splitlines(), 1):
        mark = re.match(r"\s*(`{3,})(\w*)\s*$", line)
        if fence is None and mark:
            fence, start, language, block = mark[1], number, mark[2], []
        elif fence is not None and mark and mark[1] == fence and not mark[2]:
            yield start, language, block
            fence = None
        elif fence is not None:
            block.append(line)
        else:
            yield number, None, [line]
    if fence is not None:
        raise SystemExit(f"docs.py: a block that begins at line {start} does not end")


def without_comment(line):
    """The command and its comment; a # within quotes or a word is none."""
    quote = ""
    for i, c in enumerate(line):
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c == "#" and (i == 0 or line[i - 1].isspace()):
            return line[:i].rstrip(), line[i + 1:].strip()
    return line.rstrip(), ""


def with_few_replicates(command):
    """`sim FILE` and the commands that play get few replicates; a number that is written is cut, and a precision made easy to reach."""
    rest = REST.search(command)
    rest = rest[0] if rest else ""
    first = command.removesuffix(rest)
    mpi, sim, options = re.fullmatch(r"(mpirun .*?)?(sim|\./sim/run)( .*)", first).groups() if COMMAND.match(first)[1] != "pdflatex" else (None, None, "")
    name = options.split()[0] if options else ""
    if name not in PLAYS and not name.endswith(".yaml"):
        return command
    options, cut = re.subn(r"(?<= )(-n|--replicates)[ =](\d+)", lambda m: f"{m[1]} {min(FEW, int(m[2]))}", options)
    options = re.sub(r"=[\d.]+ ?pp\b", "=99pp", options) + ("" if cut else f" -n {FEW}")
    return (mpi or "") + sim + options + ("" if re.search(r" (-j|--threads)[ =\d]", options) else " -j2") + rest


# ---- What pages promise -------------------------------------------------------------------------------------------------------------

def check_pages(pages):
    """Each page of docs/ says at its head whom it is for; the glossary has every metric of the reference once."""
    for page in pages:
        head = page.read_text(encoding="utf-8").splitlines()[:6]
        if page.parent.name == "docs" and not any(line.startswith("For ") for line in head):
            fail(page.name, "its head does not say whom it is for ('For those who ...')")
    reference = (SOURCE / "docs/reference.md").read_text(encoding="utf-8")
    metrics = re.findall(r"^\| `(\w+)` \|", reference[reference.index("\n## Metrics"):reference.index("\n## Columns")], re.MULTILINE)
    glossary = (SOURCE / "docs/glossary.md").read_text(encoding="utf-8")
    tables = re.findall(r"`(\w+)`", glossary[glossary.index("\n## Who does the research?"):glossary.index("\n## Words")])
    for metric in metrics:
        if tables.count(metric) != 1:
            fail("docs/glossary.md", f"has {metric} {tables.count(metric)} times, not once")


# ---- Running -----------------------------------------------------------------------------------------------------------------------

class Place:
    """A reader's folder: scenarios/, and `sim` and ./sim/run that are the program under test."""

    def __init__(self, base, page):
        self.folder = base / page.stem
        self.folder.mkdir()
        for part in ("scenarios", "python"):
            shutil.copytree(SOURCE / part, self.folder / part)
        home, tools = base / "home", self.folder / "sim"
        home.mkdir(exist_ok=True)
        tools.mkdir()
        (tools / "run").write_text(f'#!/bin/sh\nexec "{SIM}" "$@"\n')
        (tools / "run").chmod(0o755)
        (base / "bin").mkdir(exist_ok=True)
        if not (base / "bin/sim").exists():
            (base / "bin/sim").symlink_to(SIM)
        self.environment = {"PATH": f"{base / 'bin'}:/usr/bin:/bin", "HOME": str(home), "TMPDIR": str(base), "LC_ALL": "C.UTF-8",
                            "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                            "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none"}
        self.environment.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})

    def run(self, where, command, wanted=(0,), folder="."):
        """True where it ended with a wanted code."""
        begin = time.monotonic()
        try:
            done = subprocess.run(command, shell=isinstance(command, str), cwd=self.folder / folder, env=self.environment, timeout=LIMIT,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        except subprocess.TimeoutExpired as late:
            fail(where, f"{command}: not done after {LIMIT} s", str(late.output or "")[-4000:])
            return False
        shown = command if isinstance(command, str) else " ".join(command)
        print(f"{time.monotonic() - begin:6.2f} s  {where}  {shown}", flush=True)
        if done.returncode not in wanted:
            fail(where, f"exit code {done.returncode}, not {' or '.join(map(str, wanted))}: {shown}", done.stdout[-4000:])
        return done.returncode in wanted


def run_shell_line(place, where, line):
    command, comment = without_comment(line)
    if not command:
        return
    elsewhere = next((begin for begin in ELSEWHERE if command.startswith(begin)), None)
    if elsewhere:
        print(f"   not run  {where}  {command}: {ELSEWHERE[elsewhere]}")
        return
    if command.startswith("source <(sim "):
        place.run(where, ["/bin/bash", "-c", command])
        return
    kind = COMMAND.match(command)
    if not kind:
        fail(where, f"this script knows no such command: {command}")
        return
    other = re.search(r"^(mpirun|pdflatex)|\| (man) ", command)
    if other and not shutil.which(other[1] or other[2]):
        print(f"   not run  {where}  {command}: no {other[1] or other[2]} here")
        return
    check_options(where, command)
    if kind[1] == "mpirun":
        command = re.sub(r"^(mpirun -n) \d+", r"\1 2", command)
    code = re.search(r"exit code (\d+)", comment)
    place.run(where, with_few_replicates(command), (int(code[1]),) if code else (0,))


def run_program(place, where, language, block):
    """A block of Python or R in the folder that its first line names."""
    folder = re.match(r"# in (\S+)", block[0])
    if not folder:
        fail(where, 'the first line of an example is "# in FOLDER"')
        return
    if not (place.folder / folder[1]).is_dir():
        fail(where, f"no command above makes {folder[1]}")
        return
    program, probe = {"python": (["/usr/bin/python3"], ["-c", "import pandas"]), "r": (["Rscript", "--vanilla"], ["-e", "library(jsonlite)"])}[language]
    if not shutil.which(program[0]) or subprocess.run(program + probe, env=place.environment, capture_output=True).returncode != 0:
        print(f"   not run  {where}  {language}: {' '.join(program + probe)} fails: its packages are not here (sim/packages tests)")
        return
    file = place.folder / f"example.{language}"
    file.write_text("\n".join(block) + "\n")
    place.run(where, program + [str(file)], folder=folder[1])


def check_sql(place, where, block):
    """The columns that the query names are those of summary.csv, with their types."""
    packages = sorted(place.folder.glob("results/*/datapackage.json"))
    if not packages:
        fail(where, "no results folder to hold the query against")
        return
    resource = next(r for r in json.loads(packages[0].read_text())["resources"] if r["name"] == "summary")
    types = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE"}
    wanted = [(f["name"], types[f["type"]]) for f in resource["schema"]["fields"]]
    if re.findall(r"'(\w+)': '(\w+)'", "\n".join(block)) != wanted:
        fail(where, f"the columns are {wanted}")


# ---- Checking ----------------------------------------------------------------------------------------------------------------------

helps = {}


def options_of(command):
    """Every option in `sim COMMAND --help`; of no command, in `sim run --help`."""
    if command not in helps:
        done = subprocess.run([str(SIM), command, "--help"], capture_output=True, text=True)
        main = subprocess.run([str(SIM), "--help"], capture_output=True, text=True)
        text = done.stdout.split("\nExamples:")[0] + main.stdout.partition("\nOptions:")[2].split("\nExamples:")[0]
        helps[command] = set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", text))
    return helps[command]


def commands_of():
    main = subprocess.run([str(SIM), "--help"], capture_output=True, text=True).stdout
    listed = main.partition("\nOptions:")[0]
    return set(re.findall(r"^  ([a-z]+)  ", listed, re.M)) | set(re.findall(r"[a-z]+", listed.partition("\nDocumentation:")[2]))


def check_options(where, text):
    """Of a `sim` command within some text."""
    words = re.search(r"(?:^|\s)(?:\./sim/run|sim) (.*)", REST.sub("", text))
    if not words:
        return
    words = words[1].split()
    name = next((w for w in words if not w.startswith("-")), "")
    known = commands_of_sim | {"help"}
    if name not in known and not name.endswith(".yaml") and re.fullmatch(r"[a-z]+", name):
        fail(where, f"no such command: sim {name}")
        return
    for word in words:
        option = re.match(r"\[?(--?[a-zA-Z][\w-]*)", word)
        if option and option[1] not in options_of(name if name in known else "run"):
            fail(where, f"sim {name} has no option {option[1]}")


def check_inline(place, where, line, seen):
    for code in re.findall(r"(?<!`)`([^`]+)`(?!`)", line):
        if re.match(r"--[a-z]", code):
            option = re.match(r"--[\w-]+", code)[0]
            if not any(option in options_of(c) for c in commands_of_sim) and option not in FOREIGN:
                fail(where, f"no command of sim has {option}")
        elif re.match(r"(\./sim/run|sim) [a-z-]", code):
            check_options(where, code)
            whole = not re.search(r"\[-|<|\.\.\.|\b[A-Z]{2,}\b(?![/@'\]])", code) and "scenarios/" in code
            if whole and code not in seen:
                seen.add(code)
                run_shell_line(place, where, code)


FOREIGN = {"--install", "--gres", "--parsable"}        # options of other programs that stand by themselves in inline code


def anchors_of(file):
    """As GitHub makes them of headings."""
    heads = [head for _, language, (head, *_) in parts_of(file.read_text()) if language is None and head.startswith("#")]
    return {re.sub(r"[^\w\- ]", "", head.lstrip("# ").lower().replace("`", "")).replace(" ", "-") for head in heads}


def check_links(page, where, line):
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
        if re.match(r"\w+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            fail(where, f"leads nowhere: {target}")
        elif anchor and anchor not in anchors_of(file):
            fail(where, f"no such heading: {target}")


def check_page(base, page):
    place, seen = Place(base, page), set()
    name = page.relative_to(SOURCE)
    if str(name) in GENERATED:
        place.run(f"{name}: what it needs", GENERATED[str(name)])
    for number, language, block in parts_of(page.read_text()):
        where = f"{name}:{number}"
        if language is None:
            check_links(page, where, block[0])
            check_inline(place, where, block[0], seen)
            continue
        named = re.fullmatch(r"\s*# ([\w-]+\.(?:yaml|csv))", block[0]) if block else None
        if named:
            indent = len(block[0]) - len(block[0].lstrip())
            (place.folder / named[1]).write_text("\n".join(line[indent:] for line in block) + "\n")
        elif language == "sh" or language == "" and str(name) in GENERATED:
            if block[0].startswith("#!"):
                print(f"   not run  {where}  a script: {ELSEWHERE['sbatch']}")
                continue
            for offset, line in enumerate(block, 1):
                run_shell_line(place, f"{name}:{number + offset}", line)
        elif language in ("python", "r"):
            run_program(place, where, language, block)
        elif language == "sql":
            check_sql(place, where, block)
        elif language in ("", "console"):
            for offset, line in enumerate(block, 1):
                if LOOKS_LIKE_COMMAND.match(line):
                    fail(f"{name}:{number + offset}", f"a command outside of a sh block: {line}")


begin = time.monotonic()
commands_of_sim = commands_of()
pages = [SOURCE / p for p in sys.argv[3:]] or [SOURCE / "README.md", *sorted(SOURCE.glob("docs/*.md"))]
check_pages(pages)
with tempfile.TemporaryDirectory(prefix="sim-docs-") as scratch:
    for each in pages:
        check_page(pathlib.Path(scratch), each)
print(f"{len(pages)} pages, {time.monotonic() - begin:.0f} s, {len(failures)} failures")
if failures:
    sys.exit("\n".join(failures))

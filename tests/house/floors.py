"""Tries to break the house: an include and a call that climb from each room to the next must both fail the build, and a proper one must not.

    floors.py BUILD_DIR ROOM...       rooms from the ground up

The build's own compile and link commands are used, on sources that this test writes in a scratch folder."""
import json, pathlib, re, shlex, subprocess, sys, tempfile

build, rooms = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
source = build / "rooms"
failures = []


def check(holds, what):
    print(("ok: " if holds else "FAILED: ") + what)
    if not holds:
        failures.append(what)


def run(words):
    return subprocess.run(words, cwd=build, capture_output=True, text=True)


def compile_command(room):
    """Of some source of the room, without its own file, output and launcher."""
    marker = f" -o CMakeFiles/sim_{room}.dir/"  # others name the folder too: it has the precompiled header
    entry = next(e for e in json.loads((build / "compile_commands.json").read_text()) if marker in e["command"] and "/generated/" not in e["file"]
                 and "cmake_pch" not in e["file"])
    words = shlex.split(entry["command"])
    words = words[:words.index("-o")]
    if words[0].endswith("ccache"):
        words = words[1:]
    # without the precompiled header: the room's own include path is what is tried
    plain, skip = [], False
    for word in words:
        if skip or word in ("-Winvalid-pch", "-include"):
            skip = word == "-include"
            continue
        plain.append(word)
    return plain


def link_command(room):
    lines = run(["ninja", "-t", "commands", f"sim_{room}_stands"]).stdout.splitlines()
    line = re.sub(r"^: && ", "", lines[-1]).removesuffix(" && :")
    return shlex.split(line)


def header_of(room):
    headers = [h for h in sorted((source / room / room).rglob("*.hpp"))]
    return headers[0].relative_to(source / room)


def functions_of(room):
    """Mangled names of functions that the room defines."""
    archive = build / f"libsim_{room}.a"
    return [line.split()[-1] for line in run(["nm", "--defined-only", "--extern-only", str(archive)]).stdout.splitlines() if re.search(r" T _ZN3sim", line)]


with tempfile.TemporaryDirectory() as scratch:
    scratch = pathlib.Path(scratch)

    def includes(room, header):
        file = scratch / "include.cpp"
        file.write_text(f'#include "{header}"\n')
        return run(compile_command(room) + ["-fsyntax-only", str(file)])

    def calls(room, function):
        file, made, program = scratch / "call.c", scratch / "call.o", scratch / "program"
        file.write_text(f"void {function}(void);\nvoid (*call)(void) = {function};\n")
        compiled = run(["cc", "-c", str(file), "-o", str(made)])
        assert compiled.returncode == 0, compiled.stderr
        words = link_command(room)
        at = words.index("-o")
        words[at + 1] = str(program)
        return run(words[:at] + [str(made)] + words[at:])

    for room, above in zip(rooms, rooms[1:]):
        climbs = includes(room, header_of(above))
        check(climbs.returncode != 0 and "No such file" in climbs.stderr + climbs.stdout or "file not found" in climbs.stderr, f"{room} cannot include {header_of(above)}")
        promised = next((source / above / "sim").glob("*.hpp"), None)
        if promised:
            climbs = includes(room, f"sim/{promised.name}")
            check(climbs.returncode != 0, f"{room} cannot include sim/{promised.name}")
        proper = includes(above, header_of(room))
        check(proper.returncode == 0, f"{above} can include {header_of(room)} {proper.stderr[:500]}")
        climbs = calls(room, functions_of(above)[0])
        check(climbs.returncode != 0 and "undefined reference" in climbs.stderr, f"{room} cannot call {functions_of(above)[0]}")
        proper = calls(above, functions_of(room)[0])
        check(proper.returncode == 0, f"{above} can call {functions_of(room)[0]} {proper.stderr[:500]}")

sys.exit(1 if failures else 0)

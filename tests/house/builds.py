"""The same numbers from every build: events, and the bits of all inputs and measured values, trial by trial.

    builds.py SOURCE_DIR SCRATCH_DIR [BUILD...]

Builds tests/support/numbers.cpp and the rooms that it needs in five ways, and plays the same trials with each; one of them also without the fused
and wide instructions in the C library, and a small scenario under valgrind, which has no x87 and rounds fused operations twice. Nightly."""
import os, pathlib, shutil, subprocess, sys

source, scratch, wanted = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3:]
BUILDS = {
    "g++ -O2": ("g++", "-O2"),
    "g++ -O0": ("g++", "-O0"),
    "g++ -O3 -march=native": ("g++", "-O3 -march=native"),
    "clang++ -O2": ("clang++", "-O2"),
    "clang++ -O3 -march=native": ("clang++", "-O3 -march=native"),
}
TRIALS = [("2", ["tests/scenarios/small.yaml", "tests/scenarios/world.yaml"]), ("3", ["scenarios/china2030.yaml"])]
TINY = [("2", ["tests/scenarios/one_lab.yaml", "tests/scenarios/tiny.yaml"])]


def build(name):
    compiler, flags = BUILDS[name]
    folder = scratch / name.replace(" ", "_").replace("+", "p")
    configure = ["cmake", "-G", "Ninja", "-S", str(source), "-B", str(folder), "-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_CXX_COMPILER={compiler}",
                 f"-DCMAKE_CXX_FLAGS_RELEASE={flags}", "-DSIM_TESTS=ON", "--log-level=WARNING"]
    if shutil.which("ccache"):
        configure.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
    for words in (configure, ["cmake", "--build", str(folder), "--target", "numbers"]):
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{name} does not build:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return folder / "tests" / "numbers"


def played(program, trials, before=(), environment=None):
    text = ""
    for replicates, scenarios in trials:
        done = subprocess.run([*before, str(program), replicates, *scenarios], cwd=source, capture_output=True, text=True,
                              env={**os.environ, **(environment or {})})
        text += done.stdout + (f"exit {done.returncode}: {done.stderr[-500:]}\n" if done.returncode != 0 else "")
    return text


def compared(name, found, expected):
    lines, wanted = found.splitlines(), expected.splitlines()
    differing = [f"    {a}\n    {b}" for a, b in zip(wanted, lines) if a != b]
    right = found == expected and lines and not any(line.startswith("exit") for line in lines)
    print(f"{'ok' if right else 'FAILED'}: {name}: {len(lines)} trials, {len(differing)} of other numbers", flush=True)
    print("\n".join(differing[:5]), end="\n" if differing else "", flush=True)
    return bool(right)


names = [n for n in BUILDS if not wanted or n in wanted]
first = build(names[0])
expected, tiny = played(first, TRIALS), played(first, TINY)
good = compared(names[0], expected, expected)
good &= compared("the C library without FMA and AVX", played(first, TRIALS, environment={"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2,-AVX"}), expected)
if shutil.which("valgrind"):
    good &= compared("valgrind", played(first, TINY, ["valgrind", "--tool=none", "-q"]), tiny)
for name in names[1:]:
    good &= compared(name, played(build(name), TRIALS), expected)
sys.exit(not good)

"""What the program promises to other programs is enough for one: installs it, builds tests/house/consumer against nothing but what was
installed, and holds what that prints against the program itself.

    consumer.py BUILD_DIR SOURCE_DIR COMPILER"""
import pathlib, subprocess, sys, tempfile

build, source, compiler = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3]


def run(*words):
    ran = subprocess.run([str(w) for w in words], capture_output=True, text=True)
    if ran.returncode != 0:
        print(" ".join(map(str, words)), ran.stdout[-3000:], ran.stderr[-6000:], sep="\n")
        sys.exit(1)
    return ran.stdout + ran.stderr


with tempfile.TemporaryDirectory() as scratch:
    scratch = pathlib.Path(scratch)
    prefix, made = scratch / "installed", scratch / "made"
    run("cmake", "--install", build, "--prefix", prefix)
    run("cmake", "-G", "Ninja", "-S", source / "tests/house/consumer", "-B", made, f"-DCMAKE_PREFIX_PATH={prefix}", f"-DSIM_INCLUDE_DIR={prefix / 'include'}",
        f"-DCMAKE_CXX_COMPILER={compiler}", "-DCMAKE_BUILD_TYPE=Debug")
    run("cmake", "--build", made)
    scenario = source / "tests/scenarios/small.yaml"
    fingerprint = run(made / "consumer", scenario).split()[-1]
    said = run(prefix / "bin/sim", "run", scenario, "-n", 3, "-o", scratch / "results", "--progress=none")
    if fingerprint not in said:
        print(f"the consumer's fingerprint {fingerprint} is not in what sim says:\n{said}")
        sys.exit(1)
    print(f"ok: {len(list((prefix / 'include/sim').glob('*.hpp')))} headers, fingerprint {fingerprint}")

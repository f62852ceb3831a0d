"""Rooms below the trial call none of the C library's functions whose last bits differ from machine to machine: asked of what was built.

    arithmetic.py BUILD_DIR COMPILER ROOM...

The sources are looked at by tests/house/house.cpp; this one sees what headers from outside bring along. A planted call must be found."""
import pathlib, re, subprocess, sys, tempfile

build, compiler, rooms = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3:]
INEXACT = re.compile(r"^_*(exp|exp2|exp10|expm1|log|log2|log10|log1p|pow|cbrt|hypot|sin|cos|sincos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh"
                     r"|erf|erfc|tgamma|lgamma|lgamma_r|gamma|fma|j0|j1|y0|y1)[fl]?(_finite|_r)?$")


def inexact_in(binary):
    """The names that it wants from elsewhere, as far as they are of that kind."""
    lines = subprocess.run(["nm", "--undefined-only", str(binary)], capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted({name for line in lines if (name := line.split()[-1].split("@")[0] if line.strip() else "") and INEXACT.match(name)})


failed = False
for room in rooms:
    found = inexact_in(build / f"libsim_{room}.a")
    print(f"{'FAILED' if found else 'ok'}: {room} calls {', '.join(found) or 'nothing of that kind'}")
    failed |= bool(found)
with tempfile.TemporaryDirectory() as scratch:
    source, planted = pathlib.Path(scratch, "planted.cpp"), pathlib.Path(scratch, "planted.o")
    source.write_text("#include <cmath>\ndouble f(double x) { return std::log(x) + std::pow(x, 0.3); }\n")
    subprocess.run([compiler, "-O1", "-c", str(source), "-o", str(planted)], check=True)
    found = inexact_in(planted)
    print(f"{'ok' if found == ['log', 'pow'] else 'FAILED'}: of a planted source it finds {', '.join(found) or 'nothing'}")
    failed |= found != ["log", "pow"]
sys.exit(failed)

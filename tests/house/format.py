"""Every C++ file is as .clang-format has it: format.py SOURCE_DIR. Exit 77 (skipped) without clang-format 14, whose rules these are."""
import pathlib, re, shutil, subprocess, sys

root = pathlib.Path(sys.argv[1])
program = shutil.which("clang-format-14") or shutil.which("clang-format")
version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout if program else ""
if not re.search(r"version 14\.", version):
    print(f"skipped: needs clang-format 14, found {version.strip() or 'none'}")
    sys.exit(77)
files = [str(p) for folder in ("sim", "include", "tests") for p in sorted((root / folder).rglob("*.?pp")) if p.suffix in (".cpp", ".hpp")]
wrong = subprocess.run([program, "--dry-run", "--Werror", *files], capture_output=True, text=True, cwd=root)
print(wrong.stderr[:4000] or f"{len(files)} files")
sys.exit(wrong.returncode)

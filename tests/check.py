#!/usr/bin/python3
"""Everything a change must pass: `make check`. `--all` adds what takes long (`make check-all`).

Prints a line a step, the whole output of a step that failed, and ends with "N passed, M failed".
"""
import os
import re
import subprocess
import sys
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
ALL = "--all" in sys.argv
ONLY = [a for a in sys.argv[1:] if not a.startswith("--")]
PYTHON = "/usr/bin/python3"
JOBS = str(os.cpu_count() or 2)

PLAIN = re.compile(r"^(\d+) passed, (\d+) failed", re.M)
MESON = re.compile(r"^(Ok|Fail|Timeout|Unexpected Pass):\s+(\d+)", re.M)


def setup(directory, *options, env=None):
    """meson setup once, then compile."""
    commands = []
    if not os.path.exists(os.path.join(TOP, directory, "build.ninja")):
        commands.append((["meson", "setup", directory, *options], env))
    commands.append((["ninja", "-C", directory, "-j", JOBS], env))
    return commands


CLANG = {"CC": "clang"}
STEPS = [
    ("lint", [([PYTHON, "tests/lint/test_lint.py"], None), ([PYTHON, "tests/lint/lint.py", "--quick"], None)]),
    ("build with gcc, warnings as errors", setup("build-gcc", "-Dwerror=true")),
    ("headers and layout", [([PYTHON, "tests/lint/lint.py"], {"LINT_BUILD": "build-gcc"})]),
    ("build with clang, warnings as errors", setup("build-clang", "-Dwerror=true", "-Dtests=false", env=CLANG)),
    ("build with sanitizers", setup("build-asan", "-Db_sanitize=address,undefined", "-Db_lundef=false")),
    ("unit, golden and corpus tests, both databases",
     [(["build-asan/tests/lib/with_pg", "meson", "test", "-C", "build-asan", "--no-rebuild", "--num-processes", JOBS,
        "--print-errorlogs"], None)]),
    ("sample hospital is what its script makes", [([PYTHON, "sample/make.py", "--check"], None)]),
    ("command line, end to end", [([PYTHON, "tests/e2e/commands.py", "build-gcc/sonae"], None)]),
    ("history: verifier and planted changes", [([PYTHON, "tests/e2e/audit.py", "build-gcc/sonae"], None)]),
    ("every route", [([PYTHON, "tests/e2e/routes.py", "build-gcc/sonae"], None)]),
    ("full disk", [([PYTHON, "tests/e2e/full_disk.py", "build-gcc/sonae"], None)]),
    ("kill -9", [([PYTHON, "tests/e2e/kill.py", "build-gcc/sonae", "10000" if ALL else "200"], None)]),
    ("browser", [(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], None),
                 (["node", "--test", "tests/e2e/look_test.mjs"], None),
                 (["node", "tests/e2e/look.mjs", "--quick", "tests/golden/pages"], None),
                 (["node", "tests/e2e/walk.mjs", "build-gcc/sonae"] + (["--all"] if ALL else []), None)]),
]


def run(commands):
    """Run the commands of a step; (ok, output)."""
    out = []
    for command, env in commands:
        result = subprocess.run(command, cwd=TOP, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        out.append(result.stdout)
        if result.returncode != 0:
            out.append(f"\n{' '.join(command)}: exit {result.returncode}\n")
            return False, "".join(out)
    return True, "".join(out)


def count(ok, text):
    """How many tests the output speaks of; the step itself is one where it names none."""
    passed = failed = 0
    for m in PLAIN.finditer(text):
        passed, failed = passed + int(m[1]), failed + int(m[2])
    for m in MESON.finditer(text):
        if m[1] == "Ok":
            passed += int(m[2])
        else:
            failed += int(m[2])
    if passed + failed == 0:
        passed, failed = (1, 0) if ok else (0, 1)
    if not ok and failed == 0:
        failed = 1
    return passed, failed


def main():
    passed = failed = 0
    for name, commands in STEPS:
        if ONLY and not any(word in name for word in ONLY):
            continue
        began = time.monotonic()
        ok, text = run(commands)
        p, f = count(ok, text)
        passed, failed = passed + p, failed + f
        print(f"{'ok    ' if f == 0 else 'FAILED'} {name}: {p} passed, {f} failed ({time.monotonic() - began:.0f} s)", flush=True)
        if f:
            print(text[-20000:], flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

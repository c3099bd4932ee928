#!/usr/bin/python3
"""Everything a change must pass: `make check`. `--all` adds what takes long (`make check-all`).

    check.py [--all] [WORD...]      only the steps with one of these words in their names

Prints a line a step (tests, seconds, processor seconds), the end of the output of a step that
failed, and as its last line "N passed, M failed".
"""
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
ALL = "--all" in sys.argv
ONLY = [a for a in sys.argv[1:] if not a.startswith("--")]
PYTHON = "/usr/bin/python3"
JOBS = str(os.cpu_count() or 2)
SHOWN = 20_000  # characters of a failed step's output

PLAIN = re.compile(r"^(\d+) passed, (\d+) failed", re.M)
MESON = re.compile(r"^(Ok|Expected Fail|Fail|Timeout|Unexpected Pass):\s+(\d+)", re.M)
GOOD = ("Ok", "Expected Fail")


def setup(directory, *options, env=None):
    """meson setup once, then compile. Each command comes with what it adds to the environment."""
    commands = []
    if not os.path.exists(os.path.join(TOP, directory, "build.ninja")):
        commands.append((["meson", "setup", directory, *options], env))
    return [*commands, (["ninja", "-C", directory, "-j", JOBS], env)]


def python(*args, env=None):
    return ([PYTHON, *args], env)


SONAE = "build-gcc/sonae"
WITH_PG = "build-gcc/tests/lib/with_pg"
# Steps that use every core come one after the other.
STEPS = [
    ("lint, and what lint must find", [python("tests/lint/test_lint.py"), python("tests/lint/lint.py", "--quick")]),
    ("build with gcc, warnings are errors", setup("build-gcc", "-Dwerror=true")),
    ("headers alone, layout", [python("tests/lint/lint.py", env={"LINT_BUILD": "build-gcc"})]),
    ("build with clang, warnings are errors", setup("build-clang", "-Dwerror=true", env={"CC": "clang"})),
    ("build with sanitizers", setup("build-asan", "-Db_sanitize=address,undefined", "-Db_lundef=false")),
    ("unit and golden tests, fuzz corpora; sanitizers, both databases",
     [(["build-asan/tests/lib/with_pg", "meson", "test", "-C", "build-asan", "--no-rebuild", "--num-processes", JOBS,
        "--timeout-multiplier", "5", "--print-errorlogs"], None)]),
    ("browser: what it needs",
     [(["npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], None),
      (["node", "--test", "tests/e2e/look_test.mjs"], None)]),
]
# These use one core each, or wait: they go side by side, the longest first.
BESIDE = [
    ("browser: every page, by size",
     [(["node", "tests/e2e/walk.mjs", SONAE, "--only", "pages", *(["--all"] if ALL else [])], None)]),
    ("browser: the first day, an empty hospital", [(["node", "tests/e2e/walk.mjs", SONAE, "--only", "day,empty"], None)]),
    ("browser: golden pages", [(["node", "tests/e2e/look.mjs", *([] if ALL else ["--quick"]), "tests/golden/pages"], None)]),
    ("every route", [python("tests/e2e/routes.py", SONAE)]),
    ("the sensor: own captures in every form, captures of others; sanitizers; live",
     [python("tests/e2e/sense.py", "build-asan/sonae", *(["--all"] if ALL else [])), python("tests/e2e/sense_live.py", SONAE)]),
    ("active questions, seen by those who are asked", [python("tests/e2e/probe.py", SONAE, *(["--all"] if ALL else []))]),
    ("switches, read by SNMP", [python("tests/e2e/switches.py", SONAE)]),
    ("every command", [([WITH_PG, PYTHON, "tests/e2e/commands.py", SONAE], None)]),
    ("backup copies under real conditions", [python("tests/e2e/copies.py", SONAE, "100" if ALL else "5")]),
    ("history, planted changes", [python("tests/e2e/audit.py", SONAE)]),
    ("kill -9", [python("tests/e2e/kill.py", SONAE, "10000" if ALL else "200")]),
    ("sensor on a wire", [python("tests/e2e/live.py", SONAE)]),
    ("copies that ransomware has been at", [python("tests/e2e/ransom.py", SONAE, "120" if ALL else "6")]),
    ("full disk", [python("tests/e2e/full_disk.py", SONAE)]),
    ("sample hospital is what its script makes", [python("sample/make.py", "--check")]),
]


def run(commands):
    """Run a step's commands until one fails; (ok, output, seconds of processor)."""
    out, used = [], 0.0
    for command, env in commands:
        try:
            process = subprocess.Popen(command, cwd=TOP, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        except OSError as e:
            return False, "".join(out) + f"\n{' '.join(command)}: {e}\n", used
        out.append(process.stdout.read())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        used += usage.ru_utime + usage.ru_stime
        if process.returncode != 0:
            return False, "".join(out) + f"\n{' '.join(command)}: exit {process.returncode}\n", used
    return True, "".join(out), used


def count(ok, text):
    """(passed, failed) of what the output counts; the step is one test where it counts nothing."""
    passed = sum(int(m[1]) for m in PLAIN.finditer(text)) + sum(int(m[2]) for m in MESON.finditer(text) if m[1] in GOOD)
    failed = sum(int(m[2]) for m in PLAIN.finditer(text)) + sum(int(m[2]) for m in MESON.finditer(text) if m[1] not in GOOD)
    if ok and passed + failed == 0:
        return 1, 0
    return passed, failed if ok or failed else 1


def prove_that_failures_count():
    for commands, want in (([(["true"], None)], (1, 0)), ([(["false"], None)], (0, 1)), ([(["/no/such/program"], None)], (0, 1)),
                           ([(["echo", "5 passed, 0 failed"], None), (["false"], None)], (5, 1)),
                           ([(["echo", "5 passed, 2 failed"], None)], (5, 2)),
                           ([(["printf", "Ok:     3\nExpected Fail:   1\nFail:   2\nTimeout:   1\n"], None)], (4, 3))):
        assert count(*run(commands)[:2]) == want, commands


def wanted(steps):
    return [step for step in steps if not ONLY or any(word in step[0] for word in ONLY)]


def step(named):
    """Run one step and print its line; (passed, failed)."""
    name, commands = named
    start = time.monotonic()
    ok, text, used = run(commands)
    passed, failed = count(ok, text)
    line = (f"{'FAILED' if failed else 'ok    '} {name}: {passed} passed, {failed} failed "
            f"({time.monotonic() - start:.0f} s, {used:.0f} s of processor)\n")
    sys.stdout.write(line + (text[-SHOWN:] + "\n" if failed else ""))
    sys.stdout.flush()
    return passed, failed


def main():
    prove_that_failures_count()
    shared = os.path.join(TOP, "../shared")
    if "T_SHARED" not in os.environ and os.path.isdir(os.path.join(shared, "design")):
        os.environ["T_SHARED"] = os.path.abspath(shared)
    began = time.monotonic()
    results = [step(named) for named in wanted(STEPS)]
    with ThreadPoolExecutor(max_workers=int(JOBS)) as lanes:
        results += lanes.map(step, wanted(BESIDE))
    passed, failed = (sum(r[i] for r in results) for i in (0, 1))
    print(f"{time.monotonic() - began:.0f} s on {JOBS} processors")
    if passed + failed == 0:
        failed = 1  # nothing was asked
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

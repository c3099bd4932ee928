#!/usr/bin/python3
"""Fuzz every parser of outside bytes, one target after the other: `make fuzz`.

    run.py BUILD [--runs N] [--seconds S] [--corpus DIR] [NAME...]

Each target stops at N executions or after S seconds (60 unless told), whichever is first. New inputs
are kept in DIR/NAME (BUILD/corpus unless told) and are where the next run goes on. A line a target:
executions, executions a second, inputs kept. An input that breaks a target is left in DIR and its
report is printed. The last line is "N passed, M failed".
"""
import argparse
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PREFIX = "libfuzzer_"
FIGURE = re.compile(r"^stat::number_of_executed_units:\s*(\d+)", re.M)
MEMORY = 2048  # MiB a target may hold


def fuzz(program, name, kept, options):
    """One target until its limit; (executions, seconds, what it printed if it broke, else None)."""
    os.makedirs(kept, exist_ok=True)
    seeds = os.path.join(HERE, "corpus", name)
    began = time.monotonic()
    run = subprocess.run([program, f"-runs={options.runs}", f"-max_total_time={options.seconds}", f"-rss_limit_mb={MEMORY}",
                          f"-artifact_prefix={kept}.", "-print_final_stats=1", "-verbosity=0", kept, seeds],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    done = FIGURE.search(run.stdout)
    return int(done[1]) if done else 0, time.monotonic() - began, run.stdout if run.returncode else None


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("build")
    ask.add_argument("names", nargs="*", metavar="NAME")
    ask.add_argument("--runs", type=int, default=-1)
    ask.add_argument("--seconds", type=int, default=60)
    ask.add_argument("--corpus")
    options = ask.parse_intermixed_args()
    where = os.path.join(options.build, "tests", "fuzz")
    names = options.names or sorted(f[len(PREFIX):] for f in os.listdir(where)
                                    if f.startswith(PREFIX) and os.access(os.path.join(where, f), os.X_OK)
                                    and os.path.isfile(os.path.join(where, f)))
    corpus = options.corpus or os.path.join(options.build, "corpus")
    passed = failed = 0
    for name in names:
        runs, seconds, broke = fuzz(os.path.join(where, PREFIX + name), name, os.path.join(corpus, name), options)
        held = len(os.listdir(os.path.join(corpus, name)))
        passed, failed = passed + (broke is None), failed + (broke is not None)
        print(f"{'FAILED' if broke else 'ok    '} {name}: {runs:,} executions, {runs / max(seconds, 1e-3):,.0f} a second, {held} inputs kept",
              flush=True)
        if broke:
            print(broke[-4000:], flush=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())

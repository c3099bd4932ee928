#!/usr/bin/python3
"""The independent verifier against exports of the real program, and against planted changes.

    audit.py SONAE [CHANGES]     CHANGES: how many are planted (100,000)

Each change is a bit, a deletion, an insertion, a swap or a cut somewhere in the export. Signatures
are asked for only where the chain itself still fits, so 100,000 changes take seconds.
"""
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../tools"))
import verify_audit  # noqa: E402

SEED = 20261124


def change(data, rng):
    """One planted change; never the same bytes again."""
    while True:
        kind, at = rng.randrange(5), rng.randrange(len(data))
        if kind == 0:
            out = data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1:]
        elif kind == 1:
            out = data[:at] + data[at + rng.randrange(1, 200):]
        elif kind == 2:
            out = data[:at] + bytes(rng.randrange(256) for _ in range(rng.randrange(1, 20))) + data[at:]
        elif kind == 3:
            lines = data.split(b"\n")
            i, k = rng.randrange(len(lines) - 1), rng.randrange(len(lines) - 1)
            lines[i], lines[k] = lines[k], lines[i]
            out = b"\n".join(lines)
        else:
            out = data[:at]
        if out != data:
            return out


def is_found(data):
    try:
        verify_audit.verify(data)
    except verify_audit.Changed:
        return True
    return False


def make_export(sonae, place):
    data_dir = os.path.join(place, "data")
    csv = os.path.join(place, "devices.csv")
    with open(csv, "w", encoding="utf-8") as out:
        out.write("管理番号,種別,設置場所\n")
        for i in range(60):
            out.write(f"{i:04d},端末PC,{i % 7}階\n")
    subprocess.run([sonae, "import", "device", csv, "--data", data_dir], check=True, capture_output=True)
    path = os.path.join(place, "export.txt")
    subprocess.run([sonae, "audit", "export", "-o", path, "--data", data_dir], check=True)
    with open(path, "rb") as file:
        return path, file.read()


def main():
    sonae, changes = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    rng = random.Random(SEED)
    passed = failed = 0
    with tempfile.TemporaryDirectory() as place:
        path, data = make_export(sonae, place)
        run = subprocess.run([sys.executable, os.path.join(HERE, "../../tools/verify_audit.py"), path],
                             capture_output=True, text=True, check=False)
        ok = run.returncode == 0 and f"whole: {data.count(chr(10).encode()) - 1} entries" in run.stdout
        print(f"{'ok' if ok else 'FAILED'}: an export of the program is whole ({run.stdout.strip()[:60]})")
        passed, failed = passed + ok, failed + (not ok)
    missed = 0
    for n in range(changes):
        if not is_found(change(data, rng)):
            missed += 1
            print(f"FAILED: change {n} of seed {SEED} was not found")
    print(f"{'ok' if missed == 0 else 'FAILED'}: {changes - missed} of {changes} planted changes found")
    passed, failed = passed + (missed == 0), failed + (missed != 0)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
"""The figures of `sonae verify`, each beside another program's on the same files, turn by turn.

    bench_copy.py BUILD_DIRECTORY [GIB]      GIB of the corpus: 4

The corpus: four large files (half of it), sixteen texts (a quarter), 20,000 small files; large and small ones of
noise that nowhere repeats, or restic and borg would keep and read little of it. Page cache warm; the figure is
processor seconds (user + system) per GB, of the best of three turns.
"""
import os
import random
import shutil
import subprocess
import sys
import tempfile

from bench import report, timed

TURNS, PIECE = 3, 1 << 24
WORDS = "患者 検査 結果 血圧 体温 処方 外来 病棟 看護 記録 正常 再検 所見なし 採血".split()


def make_corpus(top, gib):
    """Large, text and small files; the paths of all."""
    size, rng, paths = int(gib * (1 << 30)), random.Random(4), []
    text = "\n".join(" ".join(rng.choices(WORDS, k=12)) for _ in range(30_000)).encode()

    def write(name, piece, total):
        path = os.path.join(top, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        paths.append(path)
        with open(path, "wb") as file:
            for at in range(0, total, PIECE):
                file.write(piece(min(PIECE, total - at)))
    for i in range(4):
        write(f"large/{i}.img", rng.randbytes, size // 8)
    for i in range(16):
        write(f"text/{i:02}.csv", lambda n: (text * (n // len(text) + 1))[:n], size // 64)
    for i in range(20_000):
        write(f"small/{i // 200:03}/{i:05}.dat", rng.randbytes, max(1, (size // 4 // 20_000) * (50 + i % 101) // 100))
    return paths


def pair(ours, theirs, quiet):
    """Best processor and wall seconds of both, run turn by turn."""
    rows = []
    for _ in range(TURNS):
        rows.append([timed(command, **quiet)[:2] for command in (ours, theirs)])
    return [(min(r[i][0] for r in rows), min(r[i][1] for r in rows)) for i in (0, 1)]


def tool(name):
    return shutil.which(name) is not None


def references(place, top, paths):
    """(name, command, what to reach or None, environment)"""
    names = os.path.join(place, "names")
    with open(names, "w", encoding="utf-8") as file:
        file.write("\0".join(paths))
    sums = os.path.join(place, "sums")
    with open(sums, "w", encoding="utf-8") as out:
        subprocess.run(["xargs", "-0", "-a", names, "sha256sum"], stdout=out, check=True)
    yield "sha256sum -c", ["sha256sum", "-c", "--quiet", sums], 10, {}
    if tool("restic"):
        env = {"RESTIC_PASSWORD": "bench", "RESTIC_REPOSITORY": os.path.join(place, "restic"), "RESTIC_CACHE_DIR": os.path.join(place, "cache")}
        for words in (["init"], ["backup", "-q", top]):
            subprocess.run(["restic", *words], env={**os.environ, **env}, check=True, stdout=subprocess.DEVNULL)
        yield "restic check --read-data", ["restic", "check", "--read-data", "-q"], 15, env
        shutil.rmtree(env["RESTIC_REPOSITORY"])
    if tool("borg"):
        repository = os.path.join(place, "borg")
        env = {"BORG_BASE_DIR": os.path.join(place, "borg-home"), "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes"}
        for words in (["init", "-e", "none", repository], ["create", repository + "::one", top]):
            subprocess.run(["borg", *words], env={**os.environ, **env}, check=True)
        yield "borg check --verify-data", ["borg", "check", "--verify-data", repository], 10, env
        shutil.rmtree(repository)
    if tool("b3sum"):
        yield "b3sum", ["xargs", "-0", "-a", names, "b3sum"], None, {}
    yield "cat > /dev/null", ["xargs", "-0", "-a", names, "sh", "-c", 'exec cat "$@" > /dev/null', "cat"], None, {}


def bench_million(sonae, place):
    """Peak memory with a million names in one directory: the walk keeps them, nothing else."""
    top, manifest, data = (os.path.join(place, n) for n in ("million", "million.manifest", "data"))
    os.makedirs(top)
    for i in range(1_000_000):
        os.mknod(os.path.join(top, f"patient-{i:07}.dat"))
    peak = max(timed([sonae, "verify", *words, "--data", data])[2]
               for words in (["record", top, "-o", manifest], ["check", top, "--manifest", manifest]))
    report("verify a million files, memory", f"{peak:.0f}", "MiB", "<= 64 MiB", peak <= 64)


def bench_copy(sonae, gib):
    with tempfile.TemporaryDirectory(prefix="sonae-bench-") as place:
        top, manifest, data = (os.path.join(place, n) for n in ("copy", "manifest", "data"))
        paths = make_corpus(top, gib)
        total = sum(os.path.getsize(p) for p in paths) / 1e9
        wall, cpu, _, _ = timed([sonae, "verify", "record", top, "-o", manifest, "--data", data])
        print(f"verify: {len(paths)} files, {total:.2f} GB; record {cpu / total:.3f} s cpu/GB, {total / wall:.2f} GB/s wall", flush=True)
        ours = [sonae, "verify", "check", top, "--manifest", manifest, "--data", data]
        for name, theirs, goal, env in references(place, top, paths):
            mine, other = pair(ours, theirs, {"env": {**os.environ, **env}})
            ratio = other[1] / mine[1]
            report(f"verify against {name}", f"{ratio:.2f}", "x cpu", f">= {goal} x" if goal else "(told)", goal is None or ratio >= goal,
                   f"{mine[1] / total:.3f} against {other[1] / total:.3f} s cpu/GB; wall {total / mine[0]:.2f} against {total / other[0]:.2f} GB/s")
        peak = timed(ours)[2]
        report("  its memory", f"{peak:.0f}", "MiB", "<= 64 MiB", peak <= 64)
        shutil.rmtree(top)
        bench_million(sonae, place)


if __name__ == "__main__":
    bench_copy(os.path.join(os.path.abspath(sys.argv[1]), "sonae"), float(sys.argv[2]) if len(sys.argv) > 2 else 4)

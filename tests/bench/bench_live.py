#!/usr/bin/python3
"""`sonae serve --sense` on one end of a cable, tcpreplay on the other: is any frame lost, and does the sensor keep telling?

    bench_live.py BUILD_DIRECTORY [MBIT_S [SECONDS]]      300 Mbit/s, 60 s

The cable is a veth pair in a network namespace of its own. The capture is that of frames.py, played again and again.
Needs tcpreplay; says so where it is missing.
"""
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../lib"))
import namespace  # noqa: E402

FRAMES, PATIENCE_S, BEAT_MAX_S = 500_000, 60, 15


def rows(data, query):
    try:
        with sqlite3.connect(f"file:{data}/sonae.db?mode=ro", uri=True, timeout=5) as db:
            return db.execute(query).fetchall()
    except sqlite3.OperationalError:
        return []


def sensor_of(log):
    with open(log, encoding="utf-8") as f:
        found = re.search(r'process.started role="sensor" index=0 pid=(\d+)', f.read())
    return int(found[1]) if found else None


def processor_s(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_for(question):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.2)
    return None


def play(sonae, place, mbit_s, seconds):
    path, data, log = (os.path.join(place, n) for n in ("frames.pcap", "data", "log"))
    frames = int(subprocess.run([sys.executable, os.path.join(HERE, "frames.py"), path, str(FRAMES)], check=True, capture_output=True).stdout)
    loops = round(mbit_s * 1e6 * seconds / 8 / (os.path.getsize(path) - 16 * frames))
    for command in ("ip link add v0 type veth peer name v1", "ip link set v0 mtu 9000 up", "ip link set v1 mtu 9000 up",
                    "ip link set lo up"):
        subprocess.run(command.split(), check=True)
    with open(log, "wb") as out:
        serve = subprocess.Popen([sonae, "serve", "--data", data, "--listen", "127.0.0.1:8099", "--sense", "v1"], stdout=out, stderr=out)
    try:
        wait_for(lambda: rows(data, "SELECT 1 FROM sensor"))
        pid = sensor_of(log)
        before, silent, beat, heard = processor_s(pid), 0, 0, time.monotonic()
        sender = subprocess.Popen(["tcpreplay", "-q", "-K", "-i", "v0", f"--mbps={mbit_s}", f"--loop={loops}", path],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        while sender.poll() is None:
            time.sleep(0.25)
            now = rows(data, "SELECT max(heard_at) FROM sensor")
            if now and now[0][0] != beat:
                beat, heard = now[0][0], time.monotonic()
            silent = max(silent, time.monotonic() - heard)
        out = sender.stdout.read()
        said = re.search(r"Rated: .*?, ([\d.]+) Mbps, ([\d.]+) pps", out)
        if said is None or "Failed packets:            0" not in out:
            raise RuntimeError(f"tcpreplay did not send all: {out[-500:]}")
        counted = wait_for(lambda: rows(data, f"SELECT packets, dropped FROM sensor WHERE packets + dropped >= {loops * frames}"))
        packets, dropped = (counted or rows(data, "SELECT packets, dropped FROM sensor"))[0]
        used = processor_s(pid) - before
        met = packets >= loops * frames and dropped == 0 and silent <= BEAT_MAX_S and float(said[1]) >= 0.98 * mbit_s
        print(f"live: {loops * frames:,} frames at {said[1]} Mbit/s, {said[2]} a second: {dropped:,} dropped by the kernel, {packets:,} decoded; "
              f"longest silence of the sensor {silent:.1f} s; {used / (loops * frames) * 1e9:.0f} ns of processor a frame    {'met' if met else 'MISSED'}")
    finally:
        serve.terminate()
        serve.wait(30)


def main():
    if shutil.which("tcpreplay") is None:
        print("live: tcpreplay is not installed, nothing was played")
        return
    words = sys.argv[1:]
    if words[-1:] != ["inside"]:
        inside = namespace.command()
        if inside is None:
            print("live: this machine allows no network namespace, nothing was played")
            return
        subprocess.run([*inside, sys.executable, __file__, *words, "inside"], check=True)
        return
    mbit_s, seconds = [float(w) for w in words[1:-1]] + [300, 60][len(words) - 2:]
    with tempfile.TemporaryDirectory(prefix="sonae-live-") as place:
        play(os.path.join(os.path.abspath(words[0]), "sonae"), place, mbit_s, seconds)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""A live run: `sonae serve --sense` on one end of a cable, frames of a capture sent into the other.

    live.py SONAE      plays itself again inside a network namespace of its own (unshare -n)

Holds: the sensor process has no file, no database, one packet socket and one to the keeper, and cannot
open anything; an unknown device and a way to the Internet stand among the findings within 10 s; a sensor
that was killed starts again. Prints, as its last line, "N passed, M failed".
"""
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
sys.path.insert(0, os.path.join(TOP, "tests/lib"))
import capture  # noqa: E402
import namespace  # noqa: E402

WITHIN_S = 10
PATIENCE_S = 60  # a busy machine; what must be quick is measured by its own clock
passed, failures = 0, []


def check(good, what):
    global passed
    passed += bool(good)
    if not good:
        failures.append(what)
        print("FAILED", what, flush=True)


def wait_for(question, patience=PATIENCE_S):
    """(answer, seconds it took): asked again and again until it is not empty."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        answer = question()
        if answer:
            return answer, time.monotonic() - began
        time.sleep(0.1)
    return None, patience



def sensor_of(log):
    with open(log, encoding="utf-8") as f:
        started = re.findall(r'process.started role="sensor" index=0 pid=(\d+)', f.read())
    return int(started[-1]) if started else None


def rows(data, query):
    try:
        with sqlite3.connect(f"file:{data}/sonae.db?mode=ro", uri=True) as db:
            return db.execute(query).fetchall()
    except sqlite3.OperationalError:
        return []


def send(frames):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
        wire.bind(("v0", 0))
        for frame in frames:
            wire.send(frame)


def hold_rights(pid):
    held = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd") if int(fd) > 2]
    files = [h for h in held if h.startswith("/")]
    sockets = [h for h in held if h.startswith("socket:")]
    check(not files, f"the sensor holds files: {files}")
    check(len(sockets) == 2, f"the sensor holds {len(sockets)} sockets, not its interface and the keeper's: {held}")
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        status = f.read()
    check(re.search(r"^Seccomp:\t2$", status, re.M), "the sensor's system calls are not filtered")
    check(re.search(r"^NoNewPrivs:\t1$", status, re.M), "the sensor could gain privileges")


def hold_line(log):
    """The line between sensor and keeper (SOCK_SEQPACKET) ends in these two and in main alone."""
    with open(log, encoding="utf-8") as f:
        started = re.findall(r'process.started role="(\w+)" index=\d+ pid=(\d+)', f.read())
    lines = {}
    for role, pid in started:
        with open(f"/proc/{pid}/net/unix", encoding="ascii") as f:
            whole = {row[6] for row in map(str.split, f) if row[4] == "0005"}
        held = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        lines.setdefault(role, []).append(sum(h[8:-1] in whole for h in held if h.startswith("socket:[")))
    wrong = {role: n for role, n in lines.items() if set(n) != {1 if role in ("sensor", "keeper") else 0}}
    check(len(lines) == 5 and not wrong, f"ends of the sensor's line are held elsewhere: {wrong or lines}")


def play(sonae, place):
    data, log = os.path.join(place, "data"), os.path.join(place, "log")
    frames = [f[2] for f in capture.read(os.path.join(TOP, "tests/data/lab/mobile_router.pcap"))]
    for command in ("ip link add v0 type veth peer name v1", "ip link set v0 up", "ip link set v1 up", "ip link set lo up"):
        subprocess.run(command.split(), check=True)
    with open(log, "wb") as out:
        serve = subprocess.Popen([sonae, "serve", "--data", data, "--listen", "127.0.0.1:8099", "--sense", "v1"], stdout=out, stderr=out)
    try:
        wait_for(lambda: rows(data, "SELECT 1 FROM sensor"))
        pid = sensor_of(log)
        hold_rights(pid)
        hold_line(log)
        send(frames)
        for rule in ("unknown_device", "internet_gateway"):
            found, seconds = wait_for(lambda: rows(data, f"SELECT 1 FROM finding WHERE rule = '{rule}'"))
            check(found, f"no finding {rule}")
            check(seconds <= WITHIN_S, f"{rule} was found after {seconds:.0f} s only")
        counted, _ = wait_for(lambda: rows(data, f"SELECT packets, dropped FROM sensor WHERE packets >= {len(frames)}"))
        check(counted and counted[0][1] == 0, f"sent {len(frames)} frames, the sensor counts {rows(data, 'SELECT packets, dropped FROM sensor')}")
        os.kill(pid, signal.SIGKILL)
        again, _ = wait_for(lambda: sensor_of(log) != pid and sensor_of(log))
        check(again, "a killed sensor does not start again")
        before = rows(data, "SELECT sum(n) FROM sighting")
        wait_for(lambda: rows(data, f"SELECT 1 FROM sensor WHERE packets < {len(frames)}"))
        send(frames)
        more, _ = wait_for(lambda: rows(data, f"SELECT 1 FROM (SELECT sum(n) s FROM sighting) WHERE s > {before[0][0]}"))
        check(more, "the sensor that started again tells nothing")
    finally:
        serve.terminate()
        check(serve.wait(30) == 0, "serve did not end in peace")
    if failures:
        with open(log, encoding="utf-8") as f:
            print(f.read()[-3000:])


def main():
    if len(sys.argv) == 2:
        inside = namespace.command()
        if inside is None:
            sys.exit("FAILED: this machine allows no network namespace (unshare -n), so no wire can be laid")
        return subprocess.run([*inside, sys.executable, __file__, os.path.abspath(sys.argv[1]), "inside"], check=False).returncode
    with tempfile.TemporaryDirectory() as place:
        play(sys.argv[1], place)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

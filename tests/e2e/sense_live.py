#!/usr/bin/python3
"""What `sonae sense` hears on an interface is what it reads from a file: captures of tests/data/lab played on a wire.

    sense_live.py SONAE

The wire is a veth pair in a network namespace of its own; no frame leaves it. Where no namespace can be made, says so.
Prints as its last line "N passed, M failed".
"""
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

import sense

sys.path.insert(0, os.path.join(sense.TOP, "tests/lib"))
import capture  # noqa: E402
import namespace  # noqa: E402

ENTERED = "SENSE_LIVE_ENTERED"
SCENES = ("dhcp", "dicom_40123", "dual_homed", "mobile_router", "openvpn_tcp443")
PAUSE = 0.0005  # seconds between frames: the sensor reads while it is being written
PATIENCE = 20.0


def enter():
    """Start again in a namespace with a wire; False where that is not allowed."""
    if os.environ.get(ENTERED) == "1":
        return True
    inside = namespace.command()
    if inside is None:
        return False
    os.environ[ENTERED] = "1"
    os.execvp(inside[0], [*inside, sys.executable, *sys.argv])
    return False


def lay_wire():
    for command in ("ip link add talk type veth peer name listen", "sysctl -q -w net.ipv6.conf.all.disable_ipv6=1",
                    "ip link set talk up arp off", "ip link set listen up arp off"):
        subprocess.run(command.split(), check=True)


def hear(program, scratch, frames):
    """What the program told of frames that it heard, or None."""
    with open(os.path.join(scratch, "said"), "w+b") as out, socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as talk:
        talk.bind(("talk", 0))
        process = subprocess.Popen([program, "sense", "-i", "listen", "--json"], stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=subprocess.PIPE, cwd=scratch)
        if not process.stderr.readline():  # it says that it listens
            return None
        for _, _, data, _ in frames:
            talk.send(data)
            time.sleep(PAUSE)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
        if process.returncode != 0:
            return None
        out.seek(0)
        return json.loads(out.read())


def main():
    program = os.path.abspath(sys.argv[1])
    if not enter():
        print("no network namespace can be made here: nothing was played")
        return 0
    lay_wire()
    with tempfile.TemporaryDirectory(prefix="sonae-live-") as scratch:
        sensor = sense.Sensor(program, scratch)
        for name in SCENES:
            with open(os.path.join(sense.LAB, name + ".json"), encoding="utf-8") as f:
                truth = json.load(f)
            frames = capture.read(os.path.join(sense.LAB, name + ".pcap"))
            told = hear(program, scratch, frames)
            if sensor.check(told is not None, f"{name}, live: nothing was told"):
                sensor.check(told["packets"] == len(frames), f"{name}, live: {told['packets']} packets of {len(frames)}")
                sense.hold_to_truth(sensor, name + ", live", told, truth, sense.ALL_PARTS)
                sense.hold_to_rules(sensor, name + ", live", told, truth)
    print(f"{sensor.passed} passed, {len(sensor.failures)} failed")
    return 1 if sensor.failures else 0


if __name__ == "__main__":
    sys.exit(main())

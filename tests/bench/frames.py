#!/usr/bin/python3
"""Makes a large capture of the small ones in tests/data/lab.

    frames.py OUT PACKETS [discovery]      discovery: only frames that tell of a machine by themselves

The same scenes are played again and again, each time by other machines: their MACs and private addresses get
the number of the round, so that every round has devices and flows of its own.
"""
import glob
import os
import struct
import sys

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
sys.path.insert(0, os.path.join(TOP, "tests/lib"))
import capture  # noqa: E402

ARP, IPV4, IPV6, UDP, ICMPV6 = 0x0806, 0x0800, 0x86dd, 17, 58
DISCOVERY_PORTS = {67, 68, 137, 138, 546, 547, 1900, 3702, 5353, 5355}
LAB_MAC, LAB_NET = b"\x00\x00\x5e\x00\x53", b"\xc0\xa8"


def is_discovery(frame):
    kind = struct.unpack_from(">H", frame, 12)[0]
    if kind == ARP or kind == 0x88cc or kind < 0x600:
        return True
    if kind == IPV4 and frame[23] == UDP and len(frame) > 38:
        at = 14 + (frame[14] & 15) * 4
    elif kind == IPV6 and frame[20] == UDP and len(frame) > 58:
        at = 54
    else:
        return kind == IPV6 and frame[20] == ICMPV6
    return bool(DISCOVERY_PORTS & set(struct.unpack_from(">HH", frame, at)))


def places(frame, at):
    """Where in the whole a round's number goes: behind the first byte of MACs and private addresses (10.x)."""
    kind = struct.unpack_from(">H", frame, 12)[0]
    macs = [0, 6] + ([22, 32] if kind == ARP else [])
    nets = {IPV4: [26, 30], ARP: [28, 38]}.get(kind, [])
    marks = [at + p + 1 for p in macs if frame[p:p + 5] == LAB_MAC]
    for p in nets:
        if frame[p:p + 2] == LAB_NET:
            frame[p] = 10
            marks.append(at + p + 1)
    return marks


def main():
    out, packets, only = sys.argv[1], int(sys.argv[2]), "discovery" in sys.argv[3:]
    frames = [f[2] for p in sorted(glob.glob(os.path.join(TOP, "tests/data/lab/*.pcap"))) for f in capture.read(p)]
    frames = [f for f in frames if len(f) >= 34 and (not only or is_discovery(f))]
    whole, marks, times = bytearray(), [], []
    for frame in map(bytearray, frames):
        times.append(len(whole))
        whole += struct.pack("<IIII", 0, 0, len(frame), len(frame))
        marks += places(frame, len(whole))
        whole += frame
    rounds = -(-packets // len(frames))
    with open(out, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for number in range(rounds):
            for at in marks:
                whole[at:at + 2] = struct.pack(">H", number & 0xffff)
            for i, at in enumerate(times):
                struct.pack_into("<II", whole, at, 1_790_000_000 + number, i * (1_000_000 // len(times)))
            f.write(whole)
    print(rounds * len(frames))


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""Makes a large capture of the small ones in tests/data/lab.

    frames.py OUT PACKETS [discovery] [strangers]

The scenes are played in every section of a house: 256 of them, some 8,000 machines, which is a large hospital. A section's
machines have MACs and addresses of their own. Sections speak at the same time, and the scenes are played again until
there are PACKETS frames: by the same machines, with new flows (client ports) and new message numbers, as on a wire.

Without words: mixed traffic. Scenes are short, so transfers in them go on until a frame is 332 bytes in the middle, which is
the mixture of shared/design/discovery.md. A hospital's wire carries longer transfers and costs less a frame.
discovery    only frames that tell of a machine by themselves (ARP, DHCP, mDNS, LLDP, ...)
strangers    65,536 sections: nobody is met twice, every table of the sensor overflows
"""
import glob
import os
import re
import struct
import sys

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
sys.path.insert(0, os.path.join(TOP, "tests/lib"))
import capture  # noqa: E402

ARP, IPV4, IPV6, TCP, UDP, ICMPV6 = 0x0806, 0x0800, 0x86dd, 6, 17, 58
DISCOVERY_PORTS = {67, 68, 137, 138, 546, 547, 1900, 3702, 5353, 5355}
NUMBERED = {53: (0, 2), 67: (4, 4), 68: (4, 4), 137: (0, 2), 138: (2, 2), 5355: (0, 2)}  # where a message's own number stands
MAC, EUI, NET = b"\x00\x00\x5e\x00\x53", b"\x02\x00\x5e\xff\xfe\x00\x53", b"\xc0\xa8\x0a"
HEADER, MEAN, FULL, TOGETHER = 16, 332, 1514, 16
CLIENT_PORTS = range(10_000, 60_000)


def transport(frame):
    """(protocol, where its header begins), or (0, 0)."""
    kind = struct.unpack_from(">H", frame, 12)[0]
    if kind == IPV4 and frame[23] in (TCP, UDP) and len(frame) > 38:
        return frame[23], 14 + (frame[14] & 15) * 4
    if kind == IPV6 and frame[20] in (TCP, UDP) and len(frame) > 58:
        return frame[20], 54
    return 0, 0


def is_discovery(frame):
    kind = struct.unpack_from(">H", frame, 12)[0]
    if kind in (ARP, 0x88cc) or kind < 0x600 or (kind == IPV6 and frame[20] == ICMPV6):
        return True
    protocol, at = transport(frame)
    return protocol == UDP and bool(DISCOVERY_PORTS & set(struct.unpack_from(">HH", frame, at)))


def client_end(frame):
    """The port that its system chose, as far as one frame tells; 0: none."""
    protocol, at = transport(frame)
    if protocol == 0:
        return 0
    source, to = struct.unpack_from(">HH", frame, at)
    if protocol == TCP:
        return source if frame[at + 13] & 0x12 == 2 else to if frame[at + 13] & 0x12 == 0x12 else 0
    return source if source >= 32768 and source != to else 0


def payload(frame):
    protocol, at = transport(frame)
    begin = at + (frame[at + 12] >> 4) * 4 if protocol == TCP else len(frame)
    return frame[begin:14 + struct.unpack_from(">H", frame, 16)[0] if frame[12:14] == b"\x08\x00" else len(frame)]


def transfer(frame, turn):
    """What frame began goes on, for the turn-th time: two full segments and the word that they came."""
    _, at = transport(frame)
    begin = at + (frame[at + 12] >> 4) * 4
    data, size = payload(frame), FULL - begin
    seq = struct.unpack_from(">I", frame, at + 4)[0] + len(data) + 2 * turn * size
    full = (data * (size // len(data) + 1))[:size]
    for n in range(2):
        sent = bytearray(frame[:begin] + full)
        struct.pack_into(">H", sent, 16, FULL - 14)
        struct.pack_into(">I", sent, at + 4, seq + n * size & 0xffffffff)
        yield bytes(sent)
    ack = frame[6:12] + frame[:6] + frame[12:26] + frame[30:34] + frame[26:30] + frame[at + 2:at + 4] + frame[at:at + 2]
    ack = bytearray(ack + frame[at + 8:at + 12] + struct.pack(">I", seq + 2 * size & 0xffffffff) + frame[at + 12:begin])
    ack[at + 13] = 0x10
    struct.pack_into(">H", ack, 16, begin - 14)
    yield bytes(ack)


def with_transfers(scenes):
    """The scenes' frames, in which one transfer each goes on until the mean is MEAN."""
    frames, size = sum(map(len, scenes)), sum(len(f) for scene in scenes for f in scene)
    largest = [max((f for f in scene if f[12:14] == b"\x08\x00" and len(payload(f)) > 0), key=lambda f: len(payload(f)), default=None)
               for scene in scenes]
    longer = [[] for _ in scenes]
    while size < MEAN * frames:
        for of_scene, frame in zip(longer, largest):
            if frame is not None and size < MEAN * frames:
                more = list(transfer(frame, len(of_scene) // 3))
                of_scene += more
                frames, size = frames + len(more), size + sum(map(len, more))
    out = []
    for scene, frame, more in zip(scenes, largest, longer):
        at = scene.index(frame) + 1 if frame is not None else 0
        out += [*scene[:at], *more, *scene[at:]]
    return out


class Template:
    """The frames of one section with what differs in another, and in the next playing."""

    def __init__(self, frames):
        self.whole, self.spans, self.sections, self.ports, self.numbers = bytearray(), [], [], [], []
        clients = sorted({client_end(f) for f in frames} - {0})
        for frame in frames:
            begin = len(self.whole)
            at = begin + HEADER
            self.whole += struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame
            self.spans.append((begin, len(self.whole)))
            for pattern, where in ((MAC, 1), (EUI, 2), (NET, 1)):
                self.sections += [(at + m.start() + where, pattern) for m in re.finditer(re.escape(pattern), frame)]
            self.mark_numbers(frame, at, clients)
        self.n_clients = len(clients)

    def mark_numbers(self, frame, at, clients):
        protocol, begin = transport(frame)
        if frame[12:14] == b"\x08\x00":
            self.numbers.append((at + 18, 2))
        if protocol == 0:
            return
        ends = struct.unpack_from(">HH", frame, begin)
        self.ports += [(at + begin + 2 * i, clients.index(p)) for i, p in enumerate(ends) if p in clients]
        for port in set(ends) & set(NUMBERED):
            if protocol == UDP:
                where, size = NUMBERED[port]
                self.numbers.append((at + begin + 8 + where, size))
        data = payload(frame)
        if data[:1] == b"\x16" and data[5:6] in (b"\x01", b"\x02"):  # what TLS draws by lot
            self.numbers.append((at + len(frame) - len(data) + 11, 4))
        if data[5:6] == b"\x14" and protocol == TCP:  # and SSH
            self.numbers.append((at + len(frame) - len(data) + 6, 4))
        found = re.search(rb"MessageID>\s*urn:uuid:", frame)
        if found:
            self.numbers.append((at + found.end(), 8))

    def play(self, section, playing):
        """The section's frames; what is a number of the playing stands in place."""
        out, high, low = self.whole[:], section >> 8, section & 255
        for at, pattern in self.sections:
            if pattern == NET:
                out[at - 1:at + 2] = bytes((10, low, high))
            elif pattern == MAC:
                out[at:at + 2] = bytes((high, low))
            else:
                out[at] = low
        for at, client in self.ports:
            struct.pack_into(">H", out, at, CLIENT_PORTS[(client + playing * self.n_clients) % len(CLIENT_PORTS)])
        for at, size in self.numbers:
            number = section * 31 + playing
            out[at:at + size] = b"%08x" % (number & 0xffffffff) if size == 8 else (number % 256**size).to_bytes(size, "big")
        return out


def main():
    out, packets, words = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    scenes = [[f[2] for f in capture.read(p) if len(f[2]) >= 34] for p in sorted(glob.glob(os.path.join(TOP, "tests/data/lab/*.pcap")))]
    frames = [f for s in scenes for f in s if is_discovery(f)] if "discovery" in words else with_transfers(scenes)
    template, sections, n = Template(frames), 65536 if "strangers" in words else 256, 0
    with open(out, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for group in range(-(-packets // (len(frames) * TOGETHER))):
            numbers = range(group * TOGETHER, (group + 1) * TOGETHER)
            played = [template.play(number % sections, number // sections) for number in numbers]
            for i, (begin, end) in enumerate(template.spans):
                time = struct.pack("<II", 1_790_000_000 + group, i * (1_000_000 // len(frames)))
                for one in played:
                    f.write(time)
                    f.write(one[begin + len(time):end])
            n += len(frames) * TOGETHER
    print(n)


if __name__ == "__main__":
    main()

"""Reads a classic pcap file and writes its frames in every other form a capture can have."""
import struct

ETHERNET, RAW, SLL, SLL2, NULL = 1, 101, 113, 276, 0
IPV4, IPV6 = 0x0800, 0x86dd
AF_INET, AF_INET6 = 2, 10  # of Linux, in a BSD loopback header of the writer's byte order


def read(path):
    """(seconds, microseconds, bytes, length on the wire) of each frame of a little-endian Ethernet file."""
    with open(path, "rb") as f:
        data = f.read()
    magic, _, _, _, _, _, link = struct.unpack_from("<IHHiIII", data)
    assert (magic, link) == (0xa1b2c3d4, ETHERNET), path
    frames, at = [], 24
    while at < len(data):
        seconds, micros, captured, wire = struct.unpack_from("<IIII", data, at)
        frames.append((seconds, micros, data[at + 16:at + 16 + captured], wire))
        at += 16 + captured
    return frames


def pcap(frames, link=ETHERNET, order="<", nano=False, snap=262144):
    out = [struct.pack(order + "IHHiIII", 0xa1b23c4d if nano else 0xa1b2c3d4, 2, 4, 0, 0, snap, link)]
    for seconds, micros, data, wire in frames:
        out += [struct.pack(order + "IIII", seconds, micros * 1000 if nano else micros, min(len(data), snap), wire), data[:snap]]
    return b"".join(out)


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack(order + "II", kind, len(body) + 12) + body + struct.pack(order + "I", len(body) + 12)


def pcapng(frames, order="<", interfaces=(ETHERNET,)):
    """Frames in turn on each interface; the second counts nanoseconds and begins later than the first frame."""
    out = [block(order, 0x0a0d0d0a, struct.pack(order + "IHHq", 0x1a2b3c4d, 1, 0, -1))]
    written = 0
    for i, (seconds, micros, data, wire) in enumerate(frames):
        number = i % len(interfaces)
        if number >= written:
            option = struct.pack(order + "HHB3xHH", 9, 1, 9 if number else 6, 0, 0)  # if_tsresol
            out.append(block(order, 1, struct.pack(order + "HHI", interfaces[number], 0, 0) + option))
            written += 1
        ticks = (seconds * 1_000_000 + micros) * (1000 if number else 1)
        data = data if interfaces[number] == ETHERNET else data[14:]
        wire -= 0 if interfaces[number] == ETHERNET else 14
        out.append(block(order, 6, struct.pack(order + "IIIII", number, ticks >> 32, ticks & 0xffffffff, len(data), wire) + data))
    return b"".join(out)


def others(frames, link, convert):
    """Frames without their Ethernet header, those that convert() can carry."""
    out = []
    for seconds, micros, data, wire in frames:
        got = convert(data)
        if got is not None:
            out.append((seconds, micros, got, wire + len(got) - len(data)))
    return pcap(out, link)


def ether_type(data):
    return struct.unpack_from(">H", data, 12)[0]


def packet_type(data):
    return 1 if data[:6] == b"\xff" * 6 else 2 if data[0] & 1 else 3


def sll(data):
    kind = ether_type(data)
    return struct.pack(">HHH6s2xH", packet_type(data), 1, 6, data[6:12], kind if kind >= 0x600 else 4) + data[14:]


def sll2(data):
    kind = ether_type(data)
    return struct.pack(">HHIHBB6s2x", kind if kind >= 0x600 else 4, 0, 2, 1, packet_type(data), 6, data[6:12]) + data[14:]


def raw(data):
    return data[14:] if ether_type(data) in (IPV4, IPV6) else None


def null(data):
    family = {IPV4: AF_INET, IPV6: AF_INET6}.get(ether_type(data))
    return None if family is None else struct.pack("<I", family) + data[14:]


def tagged(frames, vlan):
    """The same frames with an 802.1Q tag."""
    return [(s, us, d[:12] + struct.pack(">HH", 0x8100, vlan) + d[12:], wire + 4) for s, us, d, wire in frames]

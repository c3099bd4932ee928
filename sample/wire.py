#!/usr/bin/env python3
"""What a mirror port of the sample hospital heard (見本), read the way a user reads a capture:

    wire.py SONAE DATA      a capture is made in DATA/wire and stored with `sonae sense -r --into`

Most machines are those of the ledger, at their own addresses. STORY holds what does not fit, so that
発見された機器, 所見, ネットワーク図 and the device's page each have something to show. Nothing in it is
from a real network: addresses are those of the sample or reserved for documentation.
"""
import os
import struct
import subprocess
import sys
import time

import ledger

FILE = "見本 サーバ室のミラーポート.pcap"
VLAN = {"192.168.10": 10, "192.168.20": 20, "192.168.21": 21, "192.168.30": 30, "192.168.40": 40,
        "192.168.41": 41, "192.168.50": 50, "192.168.100": 100}
DAY = 86400
FIRST, LAST = 20 * DAY, 1800  # seconds ago: two rounds of the same talk
QUIET = {"停止", "修理中", "予備", "保管", "証拠保全中", "廃棄"}
BROADCAST = "ff:ff:ff:ff:ff:ff"
OUTSIDE = "198.51.100.200"


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def ip(text):
    return bytes(int(part) for part in text.split("."))


def vlan_of(address):
    return VLAN[address.rsplit(".", 1)[0]]


def total(data):
    data += b"\0" * (len(data) % 2)
    n = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while n >> 16:
        n = (n & 0xffff) + (n >> 16)
    return ~n & 0xffff


class Wire:
    """Frames of a trunk, one after another."""

    def __init__(self, at, port):
        self.at, self.frames, self.port = at, [], port

    def put(self, source, target, vlan, kind, payload):
        frame = mac(target) + mac(source) + struct.pack("!HHH", 0x8100, vlan, kind) + payload
        self.at += 0.013
        self.frames.append((self.at, frame.ljust(60, b"\0")))

    def arp(self, source, address, asked):
        self.put(source, BROADCAST, vlan_of(address), 0x0806, struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1)
                 + mac(source) + ip(address) + bytes(6) + ip(asked))

    def here(self, source, address):
        """It answers for its address: a gratuitous reply."""
        self.put(source, BROADCAST, vlan_of(address), 0x0806, struct.pack("!HHBBH", 1, 0x0800, 6, 4, 2)
                 + mac(source) + ip(address) + mac(source) + ip(address))

    def ip4(self, a, b, vlan, protocol, payload, ttl=64):
        (source, from_ip), (target, to_ip) = a, b
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0, ttl, protocol, 0,
                           ip(from_ip), ip(to_ip))
        head = head[:10] + struct.pack("!H", total(head)) + head[12:]
        self.put(source, target, vlan, 0x0800, head + payload)

    def udp(self, a, b, vlan, ports, payload):
        self.ip4(a, b, vlan, 17, struct.pack("!HHHH", *ports, 8 + len(payload), 0) + payload)

    def tcp(self, client, server, vlan, port, talk):
        """A whole conversation; talk: what each side says in turn, the client first (b"": silent)."""
        self.port += 1
        seq, ends = [1000, 5000], [(client, server), (server, client)]

        def send(side, flags, data=b""):
            ports = (self.port, port) if side == 0 else (port, self.port)
            head = struct.pack("!HHIIBBHHH", *ports, seq[side], seq[1 - side] if flags != 2 else 0,
                               0x50, flags, 64240, 0, 0)
            self.ip4(*ends[side], vlan, 6, head + data, ttl=128 - side)
            seq[side] += len(data) + (flags & 3 != 0)

        send(0, 0x02)
        send(1, 0x12)
        send(0, 0x10)
        for i, data in enumerate(talk):
            if data:
                send(i % 2, 0x18, data)
        send(0, 0x11)
        send(1, 0x11)


def netbios(name, address):
    """A NetBIOS name registration (RFC 1002, 4.2.2), as a Windows PC shouts it."""
    padded = name.upper().encode("ascii").ljust(15) + b"\0"
    coded = b"".join(bytes((65 + (c >> 4), 65 + (c & 15))) for c in padded)
    return (struct.pack("!HHHHHH", 0x1234, 0x2910, 1, 0, 0, 1) + b"\x20" + coded
            + b"\0\0\x20\0\x01\xc0\x0c\0\x20\0\x01" + struct.pack("!IHH", 300000, 6, 0) + ip(address))


def http(host, agent):
    return (f"GET /update HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\n"
            "Accept: */*\r\n\r\n").encode("ascii")


SERVED = b"HTTP/1.1 200 OK\r\nServer: Microsoft-IIS/10.0\r\nContent-Length: 0\r\n\r\n"
AGENT = "Mozilla/5.0 (Windows NT {}; Win64; x64) AppleWebKit/537.36"


def associate(kind, called, calling):
    """A DICOM association (PS3.8, 9.3.2 and 9.3.3): CT images, asked or accepted."""
    def item(code, data):
        return struct.pack("!BBH", code, 0, len(data)) + data

    syntax = item(0x40, b"1.2.840.10008.1.2")
    context = bytes((1, 0, 0, 0)) + (syntax if kind == 2 else
                                     item(0x30, b"1.2.840.10008.5.1.4.1.1.2") + syntax)
    body = (struct.pack("!HH", 1, 0) + called.ljust(16) + calling.ljust(16) + bytes(32)
            + item(0x10, b"1.2.840.10008.3.1.1.1") + item(0x21 if kind == 2 else 0x20, context)
            + item(0x50, item(0x51, struct.pack("!I", 16384))))
    return struct.pack("!BBI", kind, 0, len(body)) + body


def offer(server, address):
    """A DHCP server that names itself as the way out (RFC 2131, 2132)."""
    options = b"".join(bytes((code, len(data))) + data for code, data in
                       ((53, b"\x02"), (54, ip(server)), (51, struct.pack("!I", 43200)),
                        (1, ip("255.255.255.0")), (3, ip(server)), (6, ip(server))))
    return (struct.pack("!BBBBIHH4s4s4s4s16s", 2, 1, 6, 0, 7, 0, 0x8000, bytes(4), ip(address),
                        ip(server), bytes(4), mac("02:00:5e:00:00:aa")) + bytes(192)
            + b"\x63\x82\x53\x63" + options + b"\xff")


def story(w, rows):
    """What does not fit the ledger. Each has its reason for being in the sample."""
    host = {r["コンピュータ名"]: r for r in rows if r["コンピュータ名"]}

    def at(name):
        return host[name]["MACアドレス"], host[name]["IPアドレス"]

    def pc(place, n=0):
        found = [r for r in rows if r["種別"] == "端末PC" and r["設置場所"] == place
                 and r["状態"] == "稼働" and r["OS"].startswith("Windows 11")]
        return found[n]["MACアドレス"], found[n]["IPアドレス"]

    # a notebook nobody listed, with an old system
    note = ("00:00:5e:00:53:11", "192.168.20.201")
    w.here(*note)
    w.udp(note, (BROADCAST, "192.168.20.255"), 20, (137, 137), netbios("KENSA-NOTE", note[1]))
    w.tcp(note, (at("CORE-1")[0], at("ACC-AP")[1]), 20, 80, [http("acc-ap", AGENT.format("6.1")), SERVED])
    # a disk of the office's own
    disk = ("00:00:5e:00:53:12", "192.168.50.177")
    w.here(*disk)
    w.udp(disk, (BROADCAST, "192.168.50.255"), 50, (137, 137), netbios("NAS-SOUMU", disk[1]))
    # a rented CT that came with its own address
    rented = ("00:00:5e:00:53:13", "192.168.40.200")
    w.here(*rented)
    w.tcp(rented, at("NAS-PACS"), 40, 11112, [associate(1, b"PACS", b"CT_RENTAL"),
                                              associate(2, b"PACS", b"CT_RENTAL")])
    # a mobile router in the rehabilitation room: hands out addresses, carries traffic to the Internet
    router, user = ("00:00:5e:00:53:21", "192.168.20.254"), pc("1階 内科外来", 1)
    w.here(*router)
    w.udp(router, (BROADCAST, "255.255.255.255"), 20, (67, 68), offer(router[1], "192.168.20.231"))
    w.tcp(user, (router[0], OUTSIDE), 20, 80, [http("www.example.jp", AGENT.format("10.0")), SERVED])
    # remote control from outside on a PC that is said to have none
    w.tcp(pc("医事課", 2), (at("CORE-1")[0], "198.51.100.210"), 20, 5938,
          [bytes.fromhex("1724100400000000") + bytes(16), bytes.fromhex("1724110400000000") + bytes(16)])
    # a tunnel that no remote-maintenance record explains
    gate, far = at("VPN-LAB"), (at("CORE-1")[0], "198.51.100.220")
    w.udp(gate, far, 100, (41194, 1194), b"\x38" + b"\x11" * 8 + bytes(5))
    w.udp(far, gate, 100, (1194, 41194), b"\x40" + b"\x22" * 8 + b"\x01" + bytes(4) + b"\x11" * 8 + bytes(4))
    # an analyser that also answers on the maintenance network
    w.here(at("AN-1")[0], "192.168.100.150")
    # a printer that moved to another address, a PC that was disposed of and still talks
    gone = next(r for r in rows if r["状態"] == "廃棄")
    w.here(gone["MACアドレス"], gone["IPアドレス"])


def round_of(w, rows):
    """The ledger's own machines."""
    core = next(r["MACアドレス"] for r in rows if r["コンピュータ名"] == "CORE-1")
    for prefix in VLAN:
        w.here(core, f"{prefix}.1")
    for n, r in enumerate(rows):
        address, card = r.get("IPアドレス", ""), r["MACアドレス"]
        if not card or r["状態"] in QUIET or address.rsplit(".", 1)[0] not in VLAN or n % 29 == 17:
            continue
        if r["コンピュータ名"] == "PR-05":
            address = "192.168.20.205"
        w.here(card, address)
        if r["種別"] in ("端末PC", "サーバ") and r["コンピュータ名"]:
            name = "PC-UKETSUKE" if r["管理番号"] == "0088" else r["コンピュータ名"]
            w.udp((card, address), (BROADCAST, address.rsplit(".", 1)[0] + ".255"), vlan_of(address),
                  (137, 137), netbios(name, address))
        if r["種別"] == "端末PC":
            agent = AGENT.format("6.3" if r["管理番号"] == "0093" else "10.0")
            w.tcp((card, address), (core, "192.168.10.16"), vlan_of(address), 80,
                  [http("wsus", agent), SERVED])


def capture(path, now):
    rows, frames = ledger.devices(), []
    for ago, port in ((FIRST, 49200), (LAST, 51200)):
        w = Wire(now - ago, port)
        round_of(w, rows)
        story(w, rows)
        frames += w.frames
    with open(path, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for at, frame in frames:
            f.write(struct.pack("<IIII", int(at), int(at % 1 * 1e6), len(frame), len(frame)) + frame)


def main():
    sonae, data = sys.argv[1:]
    place = os.path.join(data, "wire")
    os.makedirs(place, exist_ok=True)
    path = os.path.join(place, FILE)
    capture(path, time.time())
    subprocess.run([sonae, "sense", "-r", path, "--into", "--data", data], check=True,
                   stdout=subprocess.DEVNULL)
    print(f"{'探索':<24} {os.path.getsize(path) // 1024:5}KB")


if __name__ == "__main__":
    main()

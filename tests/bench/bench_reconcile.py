#!/usr/bin/python3
"""The ledger against the wire: 100,000 sightings, 10,000 devices.

    bench_reconcile.py BUILD_DIRECTORY

A hospital of 48 networks: nine of ten machines are listed by their MAC, some by their address, some by nobody; each says ten
things (addresses, name, system, services, whom it asks). What is measured is `sonae sense --into` with a capture that holds no
packet: everything stored is read, grouped, matched and judged anew. The first turn stores what it finds; the figure is the next.
Then the worst that one machine can do to us: 200,000 addresses that it sends from, all its own invention; and 200,000 cards.
"""
import os
import sqlite3
import struct
import sys
import tempfile

from bench import report, timed

MACHINES, NETWORKS, SPOOFED, TURNS = 10_000, 48, 200_000, 5
START = 1_793_458_800_000  # 2026-11-01 00:00 JST
DAY = 86_400_000
MAKERS = (("98e743", "Dell"), ("68847e", "富士通株式会社"), ("9c7bef", "日本HP"), ("6ce4da", "NEC"), ("001b21", "富士通"))
SYSTEMS = ("Windows NT 10.0 build 19045", "Windows NT 10.0 build 26100", "Windows NT 6.1 build 7601", "Debian 12", "Windows build 17763")


def mac_of(i):
    text = MAKERS[i % len(MAKERS)][0] + f"{3 * i:06x}"
    return ":".join(text[k:k + 2] for k in range(0, 12, 2))


def ip_of(i):
    return f"10.{20 + i % NETWORKS}.{i // NETWORKS // 200}.{1 + i // NETWORKS % 200}"


def write_networks(path):
    with open(path, "w", encoding="utf-8") as f:
        f.write("名称,アドレス範囲,種別,ゲートウェイ\n")
        for n in range(NETWORKS):
            f.write(f"網{n:02},10.{20 + n}.0.0/16,医療系,10.{20 + n}.0.254\n")


def write_devices(path):
    with open(path, "w", encoding="utf-8") as f:
        f.write("管理番号,種別,メーカー,IPアドレス,コンピュータ名,状態,MACアドレス\n")
        for i in range(MACHINES):
            mac = "" if i % 20 == 1 else mac_of(i) if i % 40 else mac_of(i + MACHINES)
            f.write(f"{i:06},端末PC,{MAKERS[i % len(MAKERS)][1]},{ip_of(i)},PC{i:05},{'停止' if i % 200 == 3 else '稼働'},{mac}\n")


def facts(i):
    """What a machine says: (kind, claim, peer, port, grade)."""
    server = ip_of(i % 7)
    yield "address", "", "", 0, 0
    yield "talks", "", "", 0, 0
    yield "name", f"PC{i:05}", "", 0, 0
    yield "os", SYSTEMS[i % len(SYSTEMS)], "", 0, 0
    yield "service", "smb tcp/445", "", 445, 0
    yield "client", "smb tcp/445", server, 445, 0
    yield "client", "http tcp/80", server, 80, 0
    yield "user-agent", f"Mozilla/5.0 見本 {i % 30}", server, 80, 1
    yield "identity", f"smb-guid {i:032x}", "", 0, 0
    yield ("weak", "smb1", "", 445, 0) if i % 50 == 0 else ("client", "dns udp/53", server, 53, 0)


def hospital():
    """(MAC, address, fact) of every sighting."""
    for i in range(MACHINES):
        for fact in facts(i):
            yield mac_of(i), ip_of(i), fact


def spoofer():
    for i in range(SPOOFED):
        yield "00:1b:21:00:00:0a", f"{11 + i // 65536}.{i >> 8 & 255}.{i & 255}.7", ("talks", "", "", 0, 0)


def forger():
    for i in range(SPOOFED):
        yield f"00:1b:21:{i >> 16:02x}:{i >> 8 & 255:02x}:{i & 255:02x}", f"192.168.{i >> 8 & 255}.{i & 255}", ("address", "", "", 0, 0)


def put_sightings(database, sightings):
    db = sqlite3.connect(database)
    facility = db.execute("SELECT facility_id FROM facility").fetchone()[0]
    db.execute("INSERT INTO sensor VALUES (?, '1階', 'live', ?, ?, ?, 0, 0, NULL)", (facility, START, START + 20 * DAY, START + 20 * DAY))
    for i, (mac, ip, (kind, claim, peer, port, grade)) in enumerate(sightings):
        first, last = START + i % 5000, START + 20 * DAY - i % 3000
        db.execute("INSERT INTO sighting VALUES (?, '1階', 0, ?, ?, ?, ?, ?, ?, 'smb', ?, 0, 1, ?, ?, 3600000, 500)",
                   (facility, mac, ip, kind, claim, peer, port, grade, first, last))
    db.commit()
    n = db.execute("SELECT count(*) FROM sighting").fetchone()[0]
    db.close()
    return n


def bench_reconcile(sonae):
    with tempfile.TemporaryDirectory() as place:
        data, devices, networks = (os.path.join(place, name) for name in ("data", "devices.csv", "networks.csv"))
        empty, other = os.path.join(place, "empty.pcap"), os.path.join(place, "other")
        write_devices(devices)
        write_networks(networks)
        with open(empty, "wb") as f:
            f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        timed([sonae, "import", "network", networks, "--data", data])
        timed([sonae, "import", "device", devices, "--data", data])
        n = put_sightings(os.path.join(data, "sonae.db"), hospital())
        turn = [sonae, "sense", "-r", empty, "--into", "--json", "--data", data]
        first = timed(turn)
        wall, cpu, peak, _ = min((timed(turn) for _ in range(TURNS)), key=lambda t: t[1])
        nothing = [sonae, "sense", "-r", empty, "--into", "--json", "--data", other]
        timed(nothing)
        start = min(timed(nothing)[1] for _ in range(TURNS))
        db = sqlite3.connect(os.path.join(data, "sonae.db"))
        findings = db.execute("SELECT count(*) FROM finding").fetchone()[0]
        db.close()
        report(f"reconcile {n:,} sightings, {MACHINES:,} devices", f"{cpu - start:.2f}", "s cpu", "<= 1 s", cpu - start <= 1,
               f"{wall:.2f} s wall with the program's start; {findings} findings, first turn {first[1]:.2f} s cpu")
        report("  its memory", f"{peak:.0f}", "MiB", "<= 256 MiB", peak <= 256)
        for what, sightings in (("a spoofer", spoofer), ("forged cards", forger)):
            worst = [*nothing[:-1], os.path.join(place, sightings.__name__)]
            timed(worst)
            n = put_sightings(os.path.join(worst[-1], "sonae.db"), sightings())
            timed(worst)
            _, cpu, peak, _ = min((timed(worst) for _ in range(TURNS)), key=lambda t: t[1])
            report(f"reconcile {n:,} sightings of {what}", f"{cpu - start:.2f}", "s cpu", "<= 2 s", cpu - start <= 2)
            report("  its memory", f"{peak:.0f}", "MiB", "<= 256 MiB", peak <= 256)


if __name__ == "__main__":
    bench_reconcile(os.path.join(os.path.abspath(sys.argv[1]), "sonae"))

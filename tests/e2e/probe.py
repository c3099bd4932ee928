#!/usr/bin/python3
"""What an active question puts on the wire, seen from the side of those who are asked.

    probe.py SONAE [--all]      plays itself again inside a network namespace of its own

Holds: nobody on the never-list gets a packet; the log is what arrived, packet by packet; no second has more than 50
ARP questions or 10 others; a silent address is asked three times, one that answered once; everybody is found in spite
of lost answers; a canary that falls silent stops everything; a TCP port is opened and closed in order, without content.
--all: a /24 with 100 machines that lose 5 % of their answers. Prints, as its last line, "N passed, M failed".
"""
import collections
import json
import os
import random
import re
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
sys.path.insert(0, os.path.join(TOP, "tests/lib"))
import namespace  # noqa: E402
from running import Site  # noqa: E402
from world import base32  # noqa: E402

CANARY_OUT, CANCELLED = 3, 3  # exit statuses: the question was refused; it was stopped
ARP, IPV4 = 0x0806, 0x0800
ARP_A_SECOND, OTHERS_A_SECOND, PASSES = 50, 10, 3
passed, failures = 0, []


def check(good, what, why=""):
    global passed
    passed += bool(good)
    if not good:
        failures.append(what)
        print("FAILED", what, str(why)[:600], flush=True)


def run(*command):
    subprocess.run(command, check=True)


class Wire:
    """The far end of the cable: sees every frame, and answers for machines that are only rows here."""

    def __init__(self, iface, hosts, lose=lambda ip, kind, n: False):
        self.hosts, self.lose, self.seen, self.asked = hosts, lose, [], collections.Counter()
        self.mute, self.end = set(), False
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.socket.bind((iface, 0))
        self.socket.settimeout(0.1)
        self.thread = threading.Thread(target=self.listen)
        self.thread.start()

    def listen(self):
        while not self.end:
            try:
                frame, origin = self.socket.recvfrom(2048)
            except TimeoutError:
                continue
            if origin[2] != socket.PACKET_OUTGOING:
                self.take(frame, time.monotonic())

    def take(self, frame, at):
        kind = struct.unpack_from("!H", frame, 12)[0]
        if kind == ARP:
            ip, what = socket.inet_ntoa(frame[38:42]), "arp"
        elif kind == IPV4:
            ip, what = socket.inet_ntoa(frame[30:34]), {1: "icmp", 6: "tcp"}.get(frame[23], f"ip {frame[23]}")
        else:
            ip, what = "", f"type {kind:04x}"
        self.seen.append((at, what, ip, frame))
        mac = self.hosts.get(ip)
        if mac is None or ip in self.mute:
            return
        self.asked[ip, what] += 1
        if self.lose(ip, what, self.asked[ip, what]):
            return
        if what == "arp" and frame[21] == 1:
            self.socket.send(frame[6:12] + mac + frame[12:20] + b"\0\2" + mac + frame[38:42] + frame[22:32] + bytes(18))
        elif what == "icmp":
            body = bytearray(frame[34:])
            body[0], body[2:4] = 0, b"\0\0"
            total = sum(struct.unpack(f"!{len(body) // 2}H", body))
            total = (total & 0xffff) + (total >> 16)
            body[2:4] = struct.pack("!H", ~(total + (total >> 16)) & 0xffff)
            self.socket.send(frame[6:12] + mac + frame[12:26] + frame[30:34] + frame[26:30] + bytes(body))

    def close(self):
        time.sleep(0.3)
        self.end = True
        self.thread.join()
        self.socket.close()


class Hospital:
    """A data directory with a network, its devices and its permission."""

    def __init__(self, sonae, place):
        self.sonae, self.data, self.place = sonae, os.path.join(place, "data"), place

    def __call__(self, *args):
        return subprocess.run([self.sonae, args[0], "--data", self.data, *args[1:]], capture_output=True, text=True, check=False)

    def take(self, entity, *lines):
        path = os.path.join(self.place, entity + ".csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        said = self("import", entity, path, "--json")
        check(said.returncode == 0 and json.loads(said.stdout)["rejected"] == 0, f"import of {entity}", said.stdout + said.stderr)

    def permit(self, network, kinds, canary):
        self.take("probe_permission", "ネットワーク,許可した人,理由,送ってよい通信,開始日,期限,開始時刻（時）,終了時刻（時）,見張りの機器",
                  f"{network},見本 責任者,棚卸,{kinds},2020-01-01,2099-12-31,0,24,{canary}")

    def rows(self, query):
        with sqlite3.connect(f"file:{self.data}/sonae.db?mode=ro", uri=True) as db:
            return db.execute(query).fetchall()

    def logs(self):
        """(time, address, kind, what) of every packet of every run."""
        rows = []
        for top, _, names in os.walk(os.path.join(self.data, "probes")):
            for name in sorted(names):
                with open(os.path.join(top, name), encoding="utf-8") as file:
                    rows += [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
        return rows


def hold_log(wire, rows, what):
    arrived = collections.Counter((ip, kind) for _, kind, ip, _ in wire.seen)
    logged = collections.Counter((ip, kind) for _, ip, kind, _ in rows)
    check(arrived == logged and len(rows) == len(wire.seen), f"{what}: the log is what arrived",
          f"{len(wire.seen)} arrived, {len(rows)} logged: {(arrived - logged) + (logged - arrived)}")


def hold_pace(wire, what):
    for name, limit, kinds in (("ARP", ARP_A_SECOND, {"arp"}), ("others", OTHERS_A_SECOND, {"icmp", "tcp"})):
        times = [at for at, kind, _, _ in wire.seen if kind in kinds]
        most = max((sum(1 for t in times[i:] if t < at + 0.97) for i, at in enumerate(times)), default=0)
        check(most <= limit, f"{what}: at most {limit} {name} a second", most)


def address(base, i):
    return socket.inet_ntoa(struct.pack("!I", struct.unpack("!I", socket.inet_aton(base))[0] + i))


def mac(i, maker=b"\x00\x1b\x21"):
    return maker + struct.pack("!I", i)[1:]


def sweep(sonae, place, wide):
    """A network with machines of every kind; wide: a /24, 100 machines, 5 % of the answers lost at random."""
    hospital = Hospital(sonae, place)
    base, size, prefix = ("10.77.0.0", 256, 24) if wide else ("10.77.0.0", 64, 26)
    spread = random.Random(7)
    others = sorted(spread.sample([i for i in range(3, size - 1) if not 32 <= i < 40 and i not in (10, 11, 12)], 100 if wide else 20))
    hosts = {address(base, i): mac(i) for i in (2, 10, 11, 33, *others)}
    hosts[address(base, 12)] = mac(12, b"\x00\x00\x5f")
    hospital.take("network", "名称,アドレス範囲", f"1階,{base}/{prefix}")
    hospital.take("device", "管理番号,種別,状態,IPアドレス,探索禁止", "C,サーバ,稼働,10.77.0.2,未確認", "D,端末PC,稼働,10.77.0.10,はい",
                  "M,医療機器,稼働,10.77.0.11,未確認")
    hospital.take("probe_ban", "名称,アドレス範囲,MACアドレスの先頭（メーカー）,理由", "棚,10.77.0.32/29,,見本", "A社,,00:00:5f,見本")
    hospital.permit("1階", "ARP（アドレスの確認）、ICMPエコー（応答の確認）", "C")
    never = {address(base, i) for i in (0, size - 1, 10, 11, *range(32, 40))}
    lose = (lambda ip, kind, n: spread.random() < 0.05) if wide else (lambda ip, kind, n: kind == "arp" and n < 3 and int(ip.split(".")[3]) % 5 == n)
    wire = Wire("v1", hosts, lose)
    began = time.monotonic()
    said = hospital("probe", "--network", "1階", "-i", "v0", "--json")
    took = time.monotonic() - began
    wire.close()
    what = "a /24 with losses" if wide else "a /26"
    check(said.returncode == 0, f"{what}: it runs through", said.stderr)
    reached = {ip for _, _, ip, _ in wire.seen}
    check(not reached & never, f"{what}: nothing for anybody on the never-list", reached & never)
    check(not [1 for _, _, _, f in wire.seen if f[0:6] in (mac(10), mac(11), mac(33), mac(12, b"\x00\x00\x5f"))], f"{what}: nothing to their cards")
    check({k for _, k, ip, _ in wire.seen if ip == address(base, 12)} == {"arp"}, f"{what}: a barred maker that shows itself gets nothing more")
    hold_log(wire, hospital.logs(), what)
    hold_pace(wire, what)
    asked = collections.Counter(ip for _, kind, ip, _ in wire.seen if kind == "arp")
    dead = [address(base, i) for i in range(2, size - 1) if address(base, i) not in hosts and address(base, i) not in never]
    check(all(asked[ip] == PASSES for ip in dead), f"{what}: silent addresses are asked {PASSES} times", {ip: asked[ip] for ip in dead if asked[ip] != PASSES})
    if not wide:
        check(all(asked[address(base, i)] == 1 for i in others if i % 5 not in (1, 2)), f"{what}: who answers is asked once")
    found = {row[0] for row in hospital.rows("SELECT DISTINCT ip FROM sighting WHERE fact = 'address'")}
    expected = {address(base, i) for i in (2, 12, *others)}
    check(found == expected, f"{what}: {len(expected)} of {len(expected)} are found", expected ^ found)
    check(hospital.rows("SELECT count(*) FROM finding WHERE rule = 'unknown_device'")[0][0] >= len(others), f"{what}: the unlisted ones are findings")
    check(address(base, 1) not in reached, f"{what}: nobody is asked for our own address")
    asks = [at for at, kind, ip, _ in wire.seen if kind == "arp" and ip != address(base, 2)]
    print(f"{what}: {len(found)} found, ARP {asks[-1] - asks[0]:.1f} s, {len(wire.seen)} packets in {took:.1f} s", flush=True)


def canary(sonae, place):
    hospital = Hospital(sonae, place)
    hospital.take("network", "名称,アドレス範囲", "1階,10.77.0.0/24")
    hospital.take("device", "管理番号,種別,状態,IPアドレス", "C,サーバ,稼働,10.77.0.2")
    hospital.permit("1階", "ARP（アドレスの確認）", "C")
    wire = Wire("v1", {"10.77.0.2": mac(2)}, lambda ip, kind, n: n > 1)
    began = time.monotonic()
    said = hospital("probe", "--network", "1階", "-i", "v0")
    took = time.monotonic() - began
    before = len(wire.seen)
    time.sleep(1)
    wire.close()
    check(said.returncode == CANARY_OUT and "見張り" in said.stderr, "a canary that falls silent stops it", said.stderr)
    check(took < 11 and len(wire.seen) == before, "it stops within 8 s, and nothing follows", (took, before, len(wire.seen)))
    hold_log(wire, hospital.logs(), "after the canary")
    wire = Wire("v1", {}, lambda ip, kind, n: True)
    said = hospital("probe", "--network", "1階", "-i", "v0")
    wire.close()
    check(said.returncode == CANARY_OUT and {ip for _, _, ip, _ in wire.seen} == {"10.77.0.2"} and len(wire.seen) == 3,
          "without its canary nobody else is asked", (said.stderr, len(wire.seen)))


def hold_rights(hospital):
    """The prober while it works: no files, no more sockets than its own, calls filtered; a signal ends it in peace."""
    wire = Wire("v1", {"10.77.0.2": mac(2)})
    parent = subprocess.Popen([hospital.sonae, "probe", "--data", hospital.data, "--network", "1階", "-i", "v0"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
    patience = time.monotonic() + 20
    while len(wire.seen) < 10 and time.monotonic() < patience:
        time.sleep(0.05)
    with open(f"/proc/{parent.pid}/task/{parent.pid}/children", encoding="ascii") as file:
        child = file.read().split()[0]
    held = [os.readlink(f"/proc/{child}/fd/{fd}") for fd in os.listdir(f"/proc/{child}/fd") if int(fd) > 2]
    with open(f"/proc/{child}/status", encoding="ascii") as file:
        status = file.read()
    check(len([h for h in held if h.startswith("socket:")]) == 3 and not [h for h in held if h.startswith("/")], "three sockets and no file", held)
    check(re.search(r"^Seccomp:\t2$", status, re.M) and re.search(r"^NoNewPrivs:\t1$", status, re.M), "its calls are filtered")
    parent.send_signal(signal.SIGTERM)
    said = parent.communicate(timeout=30)[1]
    count = len(wire.seen)
    wire.close()
    check(parent.returncode == CANCELLED and len(wire.seen) <= count + 1, "a signal stops it at once", (parent.returncode, said))


FAR = """
import socket, sys, threading, time
def serve(port, banner):
    s = socket.create_server(("10.77.0.9", port))
    while True:
        c, _ = s.accept()
        c.sendall(banner)
        got = b""
        while True:
            d = c.recv(100)
            if not d:
                break
            got += d
        print("got", port, got, flush=True)
        c.close()
for port, banner in ((22, b"SSH-2.0-sample\\r\\n"), (80, b"")):
    threading.Thread(target=serve, args=(port, banner), daemon=True).start()
print("ready", flush=True)
time.sleep(600)
"""


def connections(sonae, place):
    """A machine with a real TCP stack behind a cable of its own."""
    hospital = Hospital(sonae, place)
    far = subprocess.Popen(["unshare", "-n", sys.executable, "-c", "input()\n" + FAR], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        enter = ["nsenter", "-t", str(far.pid), "-n"]
        while os.readlink(f"/proc/{far.pid}/ns/net") == os.readlink("/proc/self/ns/net"):
            time.sleep(0.02)
        run("ip", "link", "add", "t0", "type", "veth", "peer", "name", "t1")
        run("ip", "link", "set", "t1", "netns", str(far.pid))
        for command in ("ip link set lo up", "sysctl -q -w net.ipv6.conf.all.disable_ipv6=1", "ip addr add 10.77.0.9/29 dev t1", "ip link set t1 up"):
            run(*enter, *command.split())
        run(*"ip addr add 10.77.0.10/29 dev t0".split())
        run(*"ip link set t0 up".split())
        far.stdin.write("\n")
        far.stdin.flush()
        far.stdout.readline()
        hospital.take("network", "名称,アドレス範囲", "2階,10.77.0.8/29")
        hospital.take("device", "管理番号,種別,状態,IPアドレス", "C,サーバ,稼働,10.77.0.14")
        run(*enter, *"ip addr add 10.77.0.14/29 dev t1".split())
        hospital.permit("2階", "ARP（アドレスの確認）、TCP接続（決まったポートが開いているか）", "C")
        dump = subprocess.Popen([*enter, sys.executable, "-c", SNIFF], stdout=subprocess.PIPE, text=True)
        dump.stdout.readline()
        said = hospital("probe", "--network", "2階", "-i", "t0", "--json")
        time.sleep(0.5)
        dump.terminate()
        frames = [bytes.fromhex(line) for line in dump.communicate()[0].split()]
        far.terminate()
        got = far.communicate()[0]
    finally:
        far.kill()
        far.wait()
    ours = subprocess.run(["cat", "/sys/class/net/t0/address"], capture_output=True, text=True, check=False).stdout
    check(said.returncode == 0, "connections: it runs through", said.stderr)
    arrived = collections.Counter()
    content = resets = 0
    for frame in frames:
        kind = struct.unpack_from("!H", frame, 12)[0]
        if kind == ARP:
            arrived[socket.inet_ntoa(frame[38:42]), "arp"] += 1
        elif kind == IPV4 and frame[23] == 6:
            arrived[socket.inet_ntoa(frame[30:34]), "tcp"] += 1
            content += struct.unpack_from("!H", frame, 16)[0] - 20 - 4 * (frame[46] >> 4)
            resets += bool(frame[47] & 4)
        else:
            arrived["", f"{kind:04x}"] += 1
    rows = hospital.logs()
    logged = collections.Counter((ip, kind) for _, ip, kind, _ in rows)
    check(arrived == logged, "connections: the log is what arrived", (arrived - logged, logged - arrived, ours))
    check(content == 0 and resets == 0, "connections: no content, no reset", (content, resets))
    check("got 22 b''" in got and "got 80 b''" in got, "connections: closed in order, with nothing said", got)
    services = {row[0] for row in hospital.rows("SELECT claim FROM sighting WHERE fact = 'service'")}
    check(services == {"tcp/22", "tcp/80"}, "connections: the open ports are found, and no others", services)
    syns = collections.Counter(row[1] for row in rows if row[3] == "syn")
    check(syns == {"10.77.0.9": 6}, "connections: one SYN for each port of the short list", syns)


def page(sonae, place):
    """From the network's page, through the job and the prober that serve has started, to the record of what was sent."""
    hospital = Hospital(sonae, place)
    with Site(sonae, place) as site:
        site.start("--probe", "v0")
        browser, home = site.set_up()
        hospital.take("network", "名称,アドレス範囲", "1階,10.77.0.0/28")
        hospital.take("device", "管理番号,種別,状態,IPアドレス", "C,サーバ,稼働,10.77.0.2", "M,医療機器,稼働,10.77.0.11")
        there = f"{home}/network/{base32(hospital.rows('SELECT id FROM network')[0][0])}/probe"
        answer = browser.get(there)
        check("許可がありません" in answer.words() and browser.post(there, answer.hidden() | {"csrf": browser.get("/places").csrf()}).status == 403,
              "page: nothing starts without a permission", answer.words()[-200:])
        hospital.permit("1階", "ARP（アドレスの確認）", "C")
        answer = browser.get(there)
        words = answer.words()
        check("見本 責任者" in words and "医療機器" in words and "10.77.0.11" in words and "の13個のアドレス" in words, "page: who would be asked, and who not", words[-900:])
        wire = Wire("v1", {f"10.77.0.{i}": mac(i) for i in (2, 5, 11)})
        job = browser.post(there, answer.hidden()).place()
        patience = time.monotonic() + 60
        while time.monotonic() < patience and f'action="{job}/cancel"' in browser.get(job).text:
            time.sleep(0.2)
        done = browser.get(job)
        wire.close()
        check("2個のアドレスから応答" in done.words(), "page: the job says who answered", done.words()[-500:] + site.tail())
        link = re.search(r'href="([^"]*/probe/[0-9a-z]{13})"', done.text)
        log = browser.get(link[1]).text if link else ""
        rows = [line.split("\t") for line in log.splitlines() if not line.startswith("#")]
        hold_log(wire, rows, "page")
        check("10.77.0.11" not in {ip for _, _, ip, _ in wire.seen}, "page: nothing for the medical device")
        check("# 終わり" in log and "見本 責任者" in log, "page: the record is whole, and names who permitted it", log[:300])
        site.stop()


SNIFF = """
import signal, socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
s.bind(("t1", 0))
signal.signal(signal.SIGTERM, lambda *a: sys.exit(0))
print("ready", flush=True)
while True:
    frame, origin = s.recvfrom(2048)
    if origin[2] != socket.PACKET_OUTGOING:
        print(frame.hex(), flush=True)
"""


def play(sonae, wide):
    run("sysctl", "-q", "-w", "net.ipv6.conf.all.disable_ipv6=1")
    for command in ("ip link add v0 type veth peer name v1", "ip addr add 10.77.0.1/24 dev v0", "ip link set v0 up", "ip link set v1 up arp off",
                    "ip link set lo up"):
        run(*command.split())
    scenes = [lambda place: sweep(sonae, place, False), lambda place: canary(sonae, place), lambda place: connections(sonae, place),
              lambda place: page(sonae, place)]
    if wide:
        scenes.append(lambda place: sweep(sonae, place, True))
    for scene in scenes:
        with tempfile.TemporaryDirectory(prefix="sonae-probe-") as place:
            scene(place)
            if scene is scenes[1]:
                hold_rights(Hospital(sonae, place))


def main():
    if sys.argv[-1] != "inside":
        inside = namespace.command()
        if inside is None:
            sys.exit("FAILED: this machine allows no network namespace (unshare -n), so no wire can be laid")
        return subprocess.run([*inside, sys.executable, __file__, os.path.abspath(sys.argv[1]), *sys.argv[2:], "inside"], check=False).returncode
    play(sys.argv[1], "--all" in sys.argv)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
"""Reading the tables of switches by SNMP, seen from the side of those who are asked.

    switches.py SONAE      plays itself again inside a network namespace of its own

A real snmpd (v2c and v3), and an agent of ours that misbehaves, behind one cable. Holds: what the tables say arrives as
sightings; a wrong name, a table that goes round in circles and one that stops in the middle end in one sentence each;
only GET, GETNEXT and GETBULK are sent, to port 161 of the switches alone, at most one a second to each; the log is what
arrived; the process that reads has no file and no line to the network; no secret reaches the data directory.
Prints, as its last line, "N passed, M failed".
"""
import collections
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
sys.path.insert(0, os.path.join(TOP, "tests/lib"))
import namespace  # noqa: E402
from probe import Hospital, check, run  # noqa: E402
from running import Site  # noqa: E402
from world import base32  # noqa: E402
import probe  # noqa: E402

BASE = "10.77.0."
REAL, V3, WRONG, CIRCLES, CUT, DENIED, BARRED, NAMELESS, ASIDE = (BASE + str(i) for i in range(2, 11))
COMMUNITY, SECRET = "himitsu-community", "himitsu-aikotoba"
STATION, UPLINK = "0.27.33.0.0.51", "0.27.33.0.1."  # 00:1b:21:00:00:33 alone at its port; twelve behind another

BRIDGE = f'''#!/usr/bin/python3
"""The bridge's tables, as snmpd's pass_persist asks for them."""
import sys
rows = {{}}
for oid, value in [("17.1.4.1.2.1", IFINDEX), ("17.1.4.1.2.2", 77), ("17.4.3.1.2.{STATION}", 1)] + [(f"17.4.3.1.2.{UPLINK}{{i}}", 2) for i in range(12)]:
    rows[tuple(int(p) for p in ("1.3.6.1.2.1." + oid).split("."))] = value
order = sorted(rows)
def say(oid):
    print("." + ".".join(map(str, oid)) + "\\ninteger\\n" + str(rows[oid]) if oid else "NONE", flush=True)
while True:
    line = sys.stdin.readline().strip()
    if not line:
        break
    if line == "PING":
        print("PONG", flush=True)
        continue
    oid = tuple(int(p) for p in sys.stdin.readline().strip().lstrip(".").split("."))
    if line == "getnext":
        say(next((o for o in order if o > oid), None))
    elif line == "get":
        say(oid if oid in rows else None)
    else:
        sys.stdin.readline()
        print("not-writable", flush=True)
'''


def head(tag, body):
    length = len(body)
    return bytes([tag]) + (bytes([length]) if length < 128 else bytes([0x82]) + struct.pack("!H", length)) + body


def number(value):
    return head(2, value.to_bytes(4, "big", signed=True))


def oid(*parts):
    body = bytes([40 * parts[0] + parts[1]])
    for part in parts[2:]:
        septets = [part & 127]
        while part > 127:
            part >>= 7
            septets.insert(0, 128 | part & 127)
        body += bytes(septets)
    return head(6, body)


def read(data):
    """Tag, value and what follows of one BER element."""
    length, at = data[1], 2
    if length & 128:
        at += length & 127
        length = int.from_bytes(data[2:at], "big")
    return data[0], data[at:at + length], data[at + length:]


FDB = (1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1, 2, 1, 0, 27, 33, 0, 0)


def misbehave(sock):
    """An agent that answers as none should: on one address in circles, on another not beyond the first rows."""
    asked = 0
    while True:
        data, asker = sock.recvfrom(2048)
        _, message, _ = read(data)
        _, version, rest = read(message)
        _, community, rest = read(rest)
        kind, pdu, _ = read(rest)
        request = read(pdu)[1]
        asked += 1
        if kind == 0xa5 and sock.getsockname()[0] == CUT and asked > 2:
            continue
        if kind == 0xa5:
            rows = [head(0x30, oid(*FDB, last) + number(1)) for last in (1, 2, 3 if asked < 3 else 2, 2 if sock.getsockname()[0] == CIRCLES else 4)]
        else:
            rows = [head(0x30, oid(1, 3, 6, 1, 2, 1, 1, 1, 0) + head(4, b"sample")), head(0x30, oid(1, 3, 6, 1, 2, 1, 1, 5, 0) + head(4, b"sample"))]
        body = head(2, request) + number(0) + number(0) + head(0x30, b"".join(rows))
        sock.sendto(head(0x30, head(2, version) + head(4, community) + head(0xa2, body)), asker)


def far_end(place):
    """The other end of the cable: plays agents and writes down every frame that comes in."""
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    sock.bind(("t1", 0))
    for address in (CIRCLES, CUT):
        agent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        agent.bind((address, 161))
        threading.Thread(target=misbehave, args=(agent,), daemon=True).start()
    with open(os.path.join(place, "bridge.py"), "w", encoding="utf-8") as file:
        file.write(BRIDGE.replace("IFINDEX", str(socket.if_nametoindex("t1"))))
    os.chmod(os.path.join(place, "bridge.py"), 0o755)
    with open(os.path.join(place, "snmpd.conf"), "w", encoding="utf-8") as file:
        file.write(f"agentaddress {','.join(f'udp:{a}:161' for a in (REAL, V3, WRONG, DENIED, BARRED, NAMELESS))}\n"
                   f"rocommunity {COMMUNITY}\ncreateUser reader SHA-256 {SECRET} AES {SECRET}2\nrouser reader priv\n"
                   f"sysName core-switch\nsysDescr Sample switch 24 ports\npass_persist .1.3.6.1.2.1.17 /usr/bin/python3 {place}/bridge.py\n")
    agent = subprocess.Popen(["/usr/sbin/snmpd", "-f", "-Lf", f"{place}/snmpd.log", "-C", "-c", f"{place}/snmpd.conf", "-p", f"{place}/pid", "-I", "-smux"],
                             env={**os.environ, "SNMP_PERSISTENT_DIR": f"{place}/snmpd"})
    print("ready", flush=True)
    threading.Thread(target=lambda: (sys.stdin.readline(), agent.terminate(), os._exit(0)), daemon=True).start()
    while True:
        frame, origin = sock.recvfrom(2048)
        if origin[2] != socket.PACKET_OUTGOING:
            print(time.monotonic(), frame.hex(), flush=True)


class Cable:
    """A namespace with the switches, on the other end of t0."""

    def __init__(self, place):
        self.far = subprocess.Popen(["unshare", "-n", sys.executable, "-c", f"import sys; input(); sys.path.insert(0, {os.path.dirname(__file__)!r}); "
                                     f"import switches; switches.far_end({place!r})"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        enter = ["nsenter", "-t", str(self.far.pid), "-n"]
        while os.readlink(f"/proc/{self.far.pid}/ns/net") == os.readlink("/proc/self/ns/net"):
            time.sleep(0.02)
        run("ip", "link", "add", "t0", "type", "veth", "peer", "name", "t1")
        run("ip", "link", "set", "t1", "netns", str(self.far.pid))
        commands = ["ip link set lo up", "sysctl -q -w net.ipv6.conf.all.disable_ipv6=1", "ip link set t1 up"]
        commands += [f"ip addr add {a}/27 dev t1" for a in (REAL, V3, WRONG, CIRCLES, CUT, DENIED, BARRED, NAMELESS, ASIDE)]
        commands += [f"ip neigh add {BASE}{10 + i} lladdr 00:1b:21:00:00:{i:02x} dev t1 nud permanent" for i in (11, 12)]
        for command in commands:
            run(*enter, *command.split())
        run("ip", "addr", "add", BASE + "1/27", "dev", "t0")
        run("ip", "link", "set", "t0", "up")
        self.far.stdin.write("\n")
        self.far.stdin.flush()
        self.far.stdout.readline()

    def frames(self):
        """What arrived until now; it ends the other end."""
        time.sleep(0.5)
        self.far.stdin.write("\n")
        self.far.stdin.close()
        return [(float(at), bytes.fromhex(text)) for at, text in (line.split() for line in self.far.stdout.read().splitlines())]


def rights(parent, deadline):
    """The reader, once it has begun: the descriptors and the status of the child that is locked and holds two sockets."""
    while time.monotonic() < deadline:
        with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as file:
            children = file.read().split()
        for child in children:
            held = [os.readlink(f"/proc/{child}/fd/{fd}") for fd in os.listdir(f"/proc/{child}/fd") if int(fd) > 2]
            with open(f"/proc/{child}/status", encoding="ascii") as file:
                status = file.read()
            if len(held) == 2 and re.search(r"^Seccomp:\t2$", status, re.M):
                return held, status
        time.sleep(0.05)
    return [], ""


def hold_wire(frames, rows):
    arrived, asked = collections.Counter(), collections.defaultdict(list)
    kinds = collections.Counter()
    for at, frame in frames:
        kind = struct.unpack_from("!H", frame, 12)[0]
        if kind == 0x0806:
            arrived[socket.inet_ntoa(frame[38:42]), "arp"] += 1
        elif kind == 0x0800 and frame[23] == 17:
            to = socket.inet_ntoa(frame[30:34])
            arrived[to, "snmp"] += 1
            asked[to].append(at)
            check(struct.unpack_from("!H", frame, 36)[0] == 161, "only to port 161", to)
            _, message, _ = read(frame[42:])
            _, version, rest = read(message)
            kinds["v3" if version == b"\3" else read(read(rest)[2])[0] if version == b"\1" else "other"] += 1
        else:
            arrived["", f"{kind:04x}"] += 1
    logged = collections.Counter((ip, kind) for _, ip, kind, _ in rows)
    check(arrived == logged, "the log is what arrived", (arrived - logged, logged - arrived))
    check(set(kinds) <= {"v3", 0xa0, 0xa1, 0xa5} and kinds["v3"] and kinds[0xa5], "only GET, GETNEXT and GETBULK", kinds)
    check(set(asked) == {REAL, V3, WRONG, CIRCLES, CUT, DENIED}, "only switches that may be read", set(asked))
    check(BARRED not in {ip for ip, _ in arrived} and ASIDE not in {ip for ip, _ in arrived}, "nothing at all for the barred, nor for who is no switch", arrived)
    gaps = [b - a for times in asked.values() for a, b in zip(times, times[1:])]
    check(gaps and min(gaps) > 0.9, "at most one message a second to each", min(gaps, default=0))
    check({row[3] for row in rows if row[2] == "snmp"} == {"get", "getbulk", "v3"}, "the log names them", {row[3] for row in rows})


def hold_secrets(hospital):
    for top, _, names in os.walk(hospital.data):
        for name in names:
            with open(os.path.join(top, name), "rb") as file:
                check(b"himitsu" not in file.read(), "no secret in the data directory", name)


def page(hospital, secrets):
    """One switch, from the network's page through the processes that serve has started, to the device's page."""
    with Site(hospital.sonae, hospital.place) as site:
        site.start("--probe", "t0", "--snmp", secrets)
        browser, home = site.set_up()
        hospital.take("network", "名称,アドレス範囲", f"管理,{BASE}0/27")
        hospital.take("device", "管理番号,種別,状態,IPアドレス,MACアドレス,SNMPの資格情報の名前", f"SW-1,ネットワーク機器,稼働,{REAL},,core",
                      f"PC-9,端末PC,稼働,{BASE}22,00:1b:21:00:00:33,")
        hospital.permit("管理", "SNMP（スイッチ・ルータの表の読み取り）", "SW-1")
        there = f"{home}/network/{base32(hospital.rows('SELECT id FROM network')[0][0])}/probe"
        answer = browser.get(there)
        check("SW-1 から、どのポートにどの機器がつながるか" in answer.words(), "page: whom it would read", answer.words()[-900:])
        job = browser.post(there, answer.hidden()).place()
        patience = time.monotonic() + 60
        while time.monotonic() < patience and f'action="{job}/cancel"' in browser.get(job).text:
            time.sleep(0.2)
        words = browser.get(job).words()
        check("SW-1から、ポートにつながる機器を13行" in words, "page: the job says what was read", words[-500:] + site.tail())
        device = hospital.rows("SELECT id FROM device WHERE asset_no = 'PC-9'")[0][0]
        words = browser.get(f"{home}/device/{base32(device)}/wire").words()
        check("つながる先のポート" in words and "SW-1 t1" in words, "page: a device says at which port of which switch it hangs", words[-900:])
        site.stop()


def play(sonae, place):
    hospital = Hospital(sonae, place)
    cable = Cable(place)
    secrets = os.path.join(place, "snmp.txt")
    with open(secrets, "w", encoding="ascii") as file:
        file.write(f"# sample\nv2c core {COMMUNITY}\nv3 modern reader SHA256 {SECRET} AES {SECRET}2\nv2c stale {COMMUNITY}-old\n"
                   f"v3 typo reader SHA256 {SECRET}9 AES {SECRET}2\n")
    os.chmod(secrets, 0o600)
    page(hospital, secrets)
    hospital.take("device", "管理番号,種別,状態,IPアドレス,探索禁止,SNMPの資格情報の名前",
                  *(f"{name},{kind},稼働,{ip},{ban},{credential}" for name, kind, ip, ban, credential in (
                      ("SW-1", "ネットワーク機器", REAL, "未確認", "core"), ("SW-2", "ネットワーク機器", V3, "未確認", "modern"),
                      ("SW-3", "ネットワーク機器", WRONG, "未確認", "stale"), ("SW-4", "ネットワーク機器", CIRCLES, "未確認", "core"),
                      ("SW-5", "ネットワーク機器", CUT, "未確認", "core"), ("SW-6", "ネットワーク機器", DENIED, "未確認", "typo"),
                      ("SW-7", "ネットワーク機器", BARRED, "はい", "core"), ("SW-8", "ネットワーク機器", NAMELESS, "未確認", "nobody"),
                      ("PC-1", "端末PC", ASIDE, "未確認", "core"))))

    said = hospital("probe", "--network", "管理", "-i", "t0", "--json")
    check({s["end"] for s in json.loads(said.stdout)["switches"]} == {"no-file"}, "without a file of secrets no switch is asked", said.stdout + said.stderr)
    os.chmod(secrets, 0o644)
    said = hospital("probe", "--network", "管理", "-i", "t0", "--snmp", secrets)
    check(said.returncode != 0 and "chmod 600" in said.stderr, "a file of secrets that others may read is refused", said.stderr)
    os.chmod(secrets, 0o600)
    plan = json.loads(hospital("probe", "--network", "管理", "--plan", "--json").stdout)
    check(plan["ask"] == [] and set(plan["read"]) == {REAL, V3, WRONG, CIRCLES, CUT, DENIED, NAMELESS}, "the plan names whom it reads, and asks nobody else", plan)

    parent = subprocess.Popen([sonae, "probe", "--data", hospital.data, "--network", "管理", "-i", "t0", "--snmp", secrets, "--json"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    held, status = rights(parent.pid, time.monotonic() + 20)
    check(len(held) == 2 and all(h.startswith("socket:") for h in held) and re.search(r"^NoNewPrivs:\t1$", status, re.M),
          "the reader has two sockets, no file, and its calls are filtered", held)
    out, trouble = parent.communicate(timeout=150)
    frames = cable.frames()
    check(parent.returncode == 0, "it runs through", trouble)
    ends = {s["device"]: s for s in json.loads(out or "{}").get("switches", [])}
    want = {"SW-1": "done", "SW-2": "done", "SW-3": "silent", "SW-4": "circles", "SW-5": "cut", "SW-6": "denied", "SW-8": "no-credential"}
    check({name: s["end"] for name, s in ends.items()} == want, "each switch ends as it should", ends)
    check(ends["SW-1"]["stations"] == 13 and ends["SW-1"]["addresses"] >= 2 and ends["SW-5"]["stations"] == 4, "as many rows as there are", ends)
    hold_wire(frames, hospital.logs())
    hold_secrets(hospital)

    places = set(hospital.rows("SELECT mac, claim, grade, sensor FROM sighting WHERE fact = 'place'"))
    for name in ("SW-1", "SW-2"):
        check(("00:1b:21:00:00:33", f"{name} t1", 0, f"スイッチ {name}（SNMP）") in places, f"{name}: the station is at its port", places)
        check(("00:1b:21:00:01:05", f"{name} 2", 2, f"スイッチ {name}（SNMP）") in places, f"{name}: behind an uplink it is a suspicion", places)
    pairs = set(hospital.rows("SELECT mac, ip FROM sighting WHERE fact = 'address' AND decoder = 'snmp-arp' AND sensor LIKE '%SW-1%'"))
    check({("00:1b:21:00:00:0b", BASE + "21"), ("00:1b:21:00:00:0c", BASE + "22")} <= pairs, "addresses and their cards", pairs)
    check(("core-switch",) in hospital.rows("SELECT claim FROM sighting WHERE fact = 'name'"), "the switch's own name")
    check(hospital.rows("SELECT count(*) FROM device")[0][0] == 10, "the ledger stays as it was")


def main():
    if sys.argv[-1] != "inside":
        inside = namespace.command()
        if inside is None:
            sys.exit("FAILED: this machine allows no network namespace (unshare -n), so no wire can be laid")
        return subprocess.run([*inside, sys.executable, __file__, os.path.abspath(sys.argv[1]), "inside"], check=False).returncode
    if not shutil.which("snmpd", path="/usr/sbin:/usr/bin"):
        sys.exit("FAILED: snmpd is not installed (packages.txt)")
    run("sysctl", "-q", "-w", "net.ipv6.conf.all.disable_ipv6=1")
    run("ip", "link", "set", "lo", "up")
    with tempfile.TemporaryDirectory(prefix="sonae-switches-") as place:
        play(sys.argv[1], place)
    print(f"{probe.passed} passed, {len(probe.failures)} failed")
    return 1 if probe.failures else 0


if __name__ == "__main__":
    sys.exit(main())

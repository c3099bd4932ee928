#!/usr/bin/python3
"""Holds `sonae sense` to the captures of tests/data/lab and their truth files, and to other people's captures.

    sense.py SONAE [--all] [NAME...]       NAME: only these captures; --all: every cut of a last packet

SONAE should be a build with sanitizers. Captures of others are read where T_SHARED names their folder.
Prints what was missed, and as its last line "N passed, M failed".
"""
import concurrent.futures
import fnmatch
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
LAB = os.path.join(TOP, "tests/data/lab")
sys.path.insert(0, os.path.join(TOP, "tests/lib"))
import capture  # noqa: E402

GRADES = ("suspected", "likely", "certain")
CANARIES = ("CANARY", "見本", "カンジャ")
REFUSED = 3  # exit status: the input is refused
ENOUGH = 0.95  # of what another program reads out of the same captures
CUTS = 6  # places at which a last packet is cut, if not at all
ANY_PORT = {"dicom_40123": 40123, "rdp": 3390, "vnc": 5977, "ssh": 443, "wireguard": 51999, "openvpn_tcp443": 443, "hl7": 36661}
# What a form of capture without Ethernet addresses cannot tell: who it was, and what stands below IP.
BELOW_IP = ("lldp", "vrrp", "conflict", "router_advert")


class Sensor:
    """Runs the program; remembers what it got wrong."""

    def __init__(self, program, scratch):
        self.program, self.scratch, self.passed, self.failures = os.path.abspath(program), scratch, 0, []

    def check(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failures.append(what)
            print("FAILED", what, flush=True)
        return good

    def ask(self, what, path, *options):
        """(exit status, its JSON or None) of one run; a crash or a canary is a failure by itself."""
        done = subprocess.run([self.program, "sense", "-r", path, "--json", *options], stdin=subprocess.DEVNULL, cwd=self.scratch,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
        said = done.stderr.decode(errors="replace")
        if done.returncode not in (0, REFUSED) or "Sanitizer" in said or "runtime error" in said:
            self.check(False, f"{what}: exit {done.returncode}\n{said[-3000:]}")
            return done.returncode, None
        told = None
        if done.returncode == 0:
            told = json.loads(done.stdout)
        elif not said.strip():
            self.check(False, f"{what}: refused without a word")
        leak = canary_in(done.stdout + done.stderr + json.dumps(told, ensure_ascii=False).encode())
        if leak:
            self.check(False, f"{what}: tells of a patient ({leak})")
        return done.returncode, told

    def ask_bytes(self, what, data):
        path = os.path.join(self.scratch, "capture")
        with open(path, "wb") as f:
            f.write(data)
        return self.ask(what, path)


def canary_in(data):
    """The canary that stands in data, in any of the encodings a name could leak in; or None."""
    for word in CANARIES:
        for code in ("utf-8", "cp932", "euc-jp", "utf-16-le"):
            if word.encode(code) in data:
                return word
    return None


# ---- Truth files ----

def facts_of(told):
    """Every fact, of devices and of the outside world."""
    return [fact for host in told["devices"] + told["outside"] for fact in host["facts"]]


def agrees(row, fact, parts=("mac", "fact", "ip", "peer", "port", "claim", "grade", "at_most")):
    for part, want in row.items():
        if part not in parts:
            continue
        if part == "claim":
            if not fnmatch.fnmatchcase(fact["claim"].lower(), want.lower().replace("[", "[[]")):
                return False
        elif part == "grade":
            if GRADES.index(fact["grade"]) < GRADES.index(want):
                return False
        elif part == "at_most":
            if GRADES.index(fact["grade"]) > GRADES.index(want):
                return False
        elif fact[part] != want:
            return False
    return True


def show(rows):
    return "".join(f"\n    {r['mac'] or '-'} {r['fact']} '{r['claim']}' {r['grade']} {r['ip']} {r['port'] or ''}" for r in rows)


def hold_to_truth(sensor, what, told, truth, parts):
    facts = facts_of(told)
    for row in truth.get("must_find", []):
        near = [f for f in facts if f["fact"] == row["fact"]]
        sensor.check(any(agrees(row, f, parts) for f in facts), f"{what}: not found {json.dumps(row, ensure_ascii=False)}; has{show(near)}")
    hold_to_forbidden(sensor, what, told, truth)


def hold_to_forbidden(sensor, what, told, truth):
    for row in truth.get("must_not_find", []):
        wrong = [f for f in facts_of(told) if agrees(row, f)]
        sensor.check(not wrong, f"{what}: must not be found {json.dumps(row)}: {show(wrong)}")


def hold_to_rules(sensor, what, told, truth):
    found = told["findings"]
    for row in truth.get("rules", []):
        good = [f for f in found if f["rule"] == row["rule"] and GRADES.index(f["grade"]) >= GRADES.index(row["grade"])
                and row.get("mac", "") in f["device"]]
        sensor.check(good, f"{what}: no finding {json.dumps(row)}; has {[(f['rule'], f['grade'], f['device']) for f in found]}")
    for row in truth.get("no_rules", []):
        row = row if isinstance(row, dict) else {"rule": row}
        wrong = [f for f in found if f["rule"] == row["rule"] and row.get("mac", "") in f["device"]]
        sensor.check(not wrong, f"{what}: finding that must not be: {wrong}")


ALL_PARTS = ("mac", "fact", "ip", "peer", "port", "claim", "grade", "at_most")
NO_MAC = ("fact", "ip", "peer", "port", "claim")  # a fact with less around it may be less sure


def forms(frames):
    """(name, bytes, parts of a truth row that still hold) of each form of a capture."""
    yield "big-endian", capture.pcap(frames, order=">"), ALL_PARTS
    yield "nanoseconds", capture.pcap(frames, nano=True), ALL_PARTS
    yield "pcapng", capture.pcapng(frames), ALL_PARTS
    yield "big-endian pcapng, two interfaces", capture.pcapng(frames, ">", (capture.ETHERNET, capture.ETHERNET)), ALL_PARTS
    yield "tagged", capture.pcap(capture.tagged(frames, 10)), ALL_PARTS
    yield "Linux cooked", capture.others(frames, capture.SLL, capture.sll), NO_MAC
    yield "Linux cooked v2", capture.others(frames, capture.SLL2, capture.sll2), NO_MAC


def headless_forms(frames):
    yield "raw IP", capture.others(frames, capture.RAW, capture.raw)
    yield "loopback", capture.others(frames, capture.NULL, capture.null)


def hold_capture(sensor, name, whole):
    path = os.path.join(LAB, name + ".pcap")
    with open(os.path.join(LAB, name + ".json"), encoding="utf-8") as f:
        truth = json.load(f)
    frames = capture.read(path)
    _, told = sensor.ask(name, path)
    if told is None:
        return
    sensor.check(told["packets"] == len(frames), f"{name}: {told['packets']} packets of {len(frames)}")
    hold_to_truth(sensor, name, told, truth, ALL_PARTS)
    hold_to_rules(sensor, name, told, truth)
    for form, data, parts in forms(frames):
        _, other = sensor.ask_bytes(f"{name}, {form}", data)
        if other is not None:
            hold_to_truth(sensor, f"{name}, {form}", other, truth, parts)
    for form, data in headless_forms(frames):
        _, other = sensor.ask_bytes(f"{name}, {form}", data)
        if other is not None:
            hold_to_forbidden(sensor, f"{name}, {form}", other, truth)
            if name not in BELOW_IP:
                sensor.check(other["packets"] > 0, f"{name}, {form}: no packets")
    for snap in (64, 96):
        _, other = sensor.ask_bytes(f"{name}, snapped to {snap}", capture.pcap(frames, snap=snap))
        if other is not None:
            hold_to_forbidden(sensor, f"{name}, snapped to {snap}", other, truth)
    hold_cuts(sensor, name, frames, whole)


def hold_cuts(sensor, name, frames, whole):
    """A file that ends within its last packet gives what came before, and one line of warning."""
    data = capture.pcap(frames)
    _, before = sensor.ask_bytes(f"{name}, without its last packet", capture.pcap(frames[:-1]))
    last = 16 + len(frames[-1][2])
    cuts = range(1, last) if whole else sorted({1, 15, 16, 17, last - 1, *random.Random(name).sample(range(1, last), min(CUTS, last - 1))})
    for cut in cuts:
        what = f"{name}, cut {cut} bytes into its last packet"
        status, other = sensor.ask_bytes(what, data[:len(data) - last + cut])
        if other is not None and before is not None:
            sensor.check(len(other["warnings"]) == 1, f"{what}: warnings {other['warnings']}")
            sensor.check(other["devices"] == before["devices"], f"{what}: tells something else than without that packet")
        sensor.check(status == 0, f"{what}: exit {status}")


def hold_cards(sensor):
    """A server with a second card in another network: one device with both MACs, and a finding; by its host key alone."""
    first = capture.read(os.path.join(LAB, "ssh.pcap"))
    swap = {"c0a80a": "c0a814", "00005e005352": "00005e005362", "00005e005321": "00005e005322"}
    second = []
    for seconds, micros, data, wire in first:
        for old, new in swap.items():
            data = data.replace(bytes.fromhex(old), bytes.fromhex(new))
        second.append((seconds, micros, data, wire))
    _, told = sensor.ask_bytes("a server with two cards", capture.pcap(first + second))
    cards = [device["macs"] for device in told["devices"] if device["mac"] == "00:00:5e:00:53:52"]
    sensor.check(cards == [["00:00:5e:00:53:52", "00:00:5e:00:53:62"]], f"a server with two cards: {cards}")
    sensor.check(any(f["rule"] == "dual_homed" and f["device"] == "00:00:5e:00:53:52" for f in told["findings"]),
                 "a server with two cards: no finding")
    sensor.check(len(told["devices"]) == 3, f"a server with two cards, two clients: {len(told['devices'])} devices")


def hold_captures(sensor, names, whole):
    """Each with a place of its own, as many at once as there are processors."""
    def hold(name):
        scratch = os.path.join(sensor.scratch, name)
        os.makedirs(scratch)
        own = Sensor(sensor.program, scratch)
        hold_capture(own, name, whole)
        return own
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for own in pool.map(hold, names):
            sensor.passed += own.passed
            sensor.failures += own.failures


# ---- What is no capture; what must not be kept ----

def hold_refusals(sensor):
    noise = bytes(random.Random(1).randrange(256) for _ in range(4096))
    for what, data in (("an empty file", b""), ("noise", noise), ("text", "これは通信の記録ではありません\n".encode()),
                       ("half a header", capture.pcap([])[:12]), ("pcapng without its beginning", capture.pcapng([])[4:])):
        status, _ = sensor.ask_bytes(what, data)
        sensor.check(status == REFUSED, f"{what}: exit {status}")
    status, told = sensor.ask_bytes("a capture without packets", capture.pcap([]))
    sensor.check(status == 0 and told is not None and told["packets"] == 0, f"a capture without packets: exit {status}")


def hold_data_directory(sensor, names):
    """No patient in the data directory, after every capture went into it."""
    data = os.path.join(sensor.scratch, "data")
    for name in names:
        sensor.ask(f"{name} --into", os.path.join(LAB, name + ".pcap"), "--into", "--data", data)
    kept = 0
    for base, _, files in os.walk(data):
        for name in files:
            with open(os.path.join(base, name), "rb") as f:
                leak = canary_in(f.read())
            kept += 1
            sensor.check(not leak, f"{os.path.join(base, name)}: tells of a patient ({leak})")
    sensor.check(kept > 0, "nothing was kept with --into")


# ---- Captures of others ----

def digest(kind, value):
    """How shared.tsv writes a value: names of other people's machines stay with their captures."""
    return hashlib.sha256(f"{kind}\0{value.strip().lower()[:100]}".encode()).hexdigest()[:16]


KINDS = {"arp": ("address", "talks"), "dhcp-address": ("address",), "dhcp-name": ("name",), "lldp-name": ("name",),
         "lldp-description": ("model", "os"), "sni": ("sni",), "user-agent": ("user-agent",), "ssh": ("software",), "nbns": ("name",)}


def told_digests(told):
    out = set()
    for fact in facts_of(told):
        for kind, names in KINDS.items():
            if fact["fact"] in names:
                value = f"{fact['mac']} {fact['ip']}" if fact["fact"] in ("address", "talks") else fact["claim"]
                out.add((kind, digest(kind, value)))
    return out


def hold_captures_of_others(sensor, shared):
    with open(os.path.join(LAB, "shared.tsv"), encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t") for line in f if not line.startswith("#")]
    want, have = {}, {}
    for name in sorted(n for n in os.listdir(shared) if ".pcap" in n and os.path.isfile(os.path.join(shared, n))):
        status, told = sensor.ask(name, os.path.join(shared, name))
        sensor.check(status in (0, REFUSED), f"{name}: exit {status}")
        told = told_digests(told) if told else set()
        for file, kind, frame, value in rows:
            if file == name:
                want[kind] = want.get(kind, 0) + 1
                have[kind] = have.get(kind, 0) + ((kind, value) in told)
                if (kind, value) not in told:
                    print(f"  {name}, frame {frame}: {kind} not told", flush=True)
    for kind in sorted(want):
        print(f"{kind}: {have[kind]} of {want[kind]}", flush=True)
        sensor.check(have[kind] >= ENOUGH * want[kind], f"{kind}: {have[kind]} of {want[kind]} in captures of others")


def prove_that_faults_are_seen(scratch):
    """The guards above fire: a planted leak, a fact too few, one too many, a boast."""
    assert canary_in("名前 見本^カンジャ".encode("cp932")) and canary_in(b"x CANARY-0001") and not canary_in("見る 本".encode())
    fact = {"mac": "m", "fact": "tunnel", "claim": "openvpn", "grade": "likely", "ip": "", "peer": "", "port": 443}
    told = {"devices": [{"mac": "m", "facts": [fact]}], "outside": [], "findings": [{"rule": "tunnel", "grade": "likely", "device": "m"}]}
    for truth, failures in (({"must_find": [{"fact": "tunnel", "claim": "OPEN*", "port": 443}]}, 0), ({"must_find": [{"fact": "tunnel", "grade": "certain"}]}, 1),
                            ({"must_find": [{"fact": "tunnel", "at_most": "suspected"}]}, 1), ({"must_find": [{"fact": "name"}]}, 1),
                            ({"must_not_find": [{"fact": "tunnel", "grade": "certain"}]}, 0), ({"must_not_find": [{"fact": "tunnel"}]}, 1),
                            ({"rules": [{"rule": "tunnel", "grade": "likely", "mac": "m"}]}, 0), ({"rules": [{"rule": "tunnel", "grade": "certain"}]}, 1),
                            ({"no_rules": ["tunnel"]}, 1), ({"no_rules": [{"rule": "tunnel", "mac": "other"}]}, 0)):
        judge = Sensor("none", scratch)
        judge.check = lambda good, what, judge=judge: judge.failures.append(what) if not good else None
        hold_to_truth(judge, "planted", told, truth, ALL_PARTS)
        hold_to_rules(judge, "planted", told, truth)
        assert len(judge.failures) == failures, (truth, judge.failures)


def main():
    words = [a for a in sys.argv[1:] if not a.startswith("--")]
    program, only = words[0], words[1:]
    names = only or sorted(n[:-5] for n in os.listdir(LAB) if n.endswith(".pcap"))
    with tempfile.TemporaryDirectory(prefix="sonae-sense-") as scratch:
        prove_that_faults_are_seen(scratch)
        sensor = Sensor(program, scratch)
        hold_captures(sensor, names, "--all" in sys.argv)
        if not only:
            for name, port in ANY_PORT.items():
                with open(os.path.join(LAB, name + ".json"), encoding="utf-8") as f:
                    asked = any(row.get("port") == port for row in json.load(f)["must_find"])
                sensor.check(asked, f"{name}.json asks nothing of port {port}")
            hold_cards(sensor)
            hold_refusals(sensor)
            hold_data_directory(sensor, names)
            shared = os.path.join(os.environ.get("T_SHARED", ""), "pcap")
            if os.environ.get("T_SHARED") and os.path.isdir(shared):
                hold_captures_of_others(sensor, shared)
    print(f"{sensor.passed} passed, {len(sensor.failures)} failed")
    return 1 if sensor.failures else 0


if __name__ == "__main__":
    sys.exit(main())

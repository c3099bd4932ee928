#!/usr/bin/python3
"""Backup copies under real conditions: what is planted is named, what is whole is let alone.

    copies.py SONAE [CLEAN_RUNS]      default 8

Six faults in 20,020 files, each named, the damaged block too, and clean runs without a false alarm;
files that cannot be read, vanish, change while they are read; links in circles, devices, names that
are no UTF-8, a huge sparse file, a disk that is pulled out or fails while it is read; folders as
rsnapshot turns them. What this machine does not let us do (mounts, another user) is said and left out.
"""
import contextlib
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from running import Browser, Site, Tally

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
GOOD, BAD = 0, 1
BLOCK, NOBODY, BIG = 4096, 65534, 1 << 30
FILES, LARGE = 20_000, 20


class Copy:
    """A directory, its manifest, and the house that took it; user: run as that one."""

    def __init__(self, sonae, place, name, user=None):
        self.sonae, self.user = sonae, user
        self.top, self.data, self.manifest = (os.path.join(place, f"{name}{end}") for end in ("", "-data", "-data/m"))
        os.makedirs(self.top)
        os.makedirs(self.data)
        if user:
            os.chown(self.data, user, user)

    def at(self, *names):
        return os.path.join(self.top, *names)

    def put(self, name, content):
        os.makedirs(os.path.dirname(self.at(name)), exist_ok=True)
        with open(self.at(name), "wb") as file:
            file.write(content)

    def command(self, *words):
        became = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups"] if self.user else []
        return [*became, self.sonae, "verify", *words, "--data", self.data, "--json"]

    def record(self):
        done = subprocess.run(self.command("record", self.top, "-o", self.manifest), check=False, capture_output=True, text=True)
        assert done.returncode in (GOOD, BAD), done.stderr
        return json.loads(done.stdout)

    def check(self):
        return self.answer(self.start())

    def start(self):
        return subprocess.Popen(self.command("check", self.top, "--manifest", self.manifest), stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    @staticmethod
    def answer(process):
        """(exit status, {(what, path)}, the whole)"""
        out, err = process.communicate()
        if process.returncode not in (GOOD, BAD):
            return process.returncode, {err.strip()}, {}
        said = json.loads(out)
        return process.returncode, {(f["what"], f["path"]) for f in said["found"]}, said


@contextlib.contextmanager
def stopped(process, path):
    """While the process has this file open it stands still."""
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError):
            if any(os.readlink(f.path) == path for f in os.scandir(f"/proc/{process.pid}/fd")):
                process.send_signal(signal.SIGSTOP)
                break
    yield
    process.send_signal(signal.SIGCONT)


# ---- Six faults ----

def six_faults(check, sonae, place, runs):
    copy, rng = Copy(sonae, place, "many"), random.Random(4)
    noise = rng.randbytes(1 << 20)
    for i in range(FILES):
        copy.put(f"small/{i // 200:03}/{i:05}.dat", noise[i: i + 200 + i * 7 % 6000])
    for i in range(LARGE):
        copy.put(f"large/{i:02}.img", noise[i * 4096: i * 4096 + 300_000])
    copy.record()
    alarms = [found for code, found, said in (copy.check() for _ in range(runs))
              if code != GOOD or found or said["files_read"] != FILES + LARGE]
    check(not alarms, f"{runs} clean runs over {FILES + LARGE} files, no false alarm", alarms[:3])
    with open(copy.at("large/07.img"), "r+b") as file:  # one bit, and the time of change as before
        at = os.fstat(file.fileno())
        file.seek(41 * BLOCK + 17)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 16]))
        file.flush()
        os.utime(file.fileno(), ns=(at.st_atime_ns, at.st_mtime_ns))
    os.truncate(copy.at("large/09.img"), 200_000)
    copy.put("small/042/extra.dat", b"new")
    os.remove(copy.at("small/011/02300.dat"))
    os.rename(copy.at("small/050/10001.dat"), copy.at("small/050/moved.dat"))
    os.chmod(copy.at("small/099/19999.dat"), 0o640)
    code, found, said = copy.check()
    want = {("changed", "large/07.img"), ("truncated", "large/09.img"), ("added", "small/042/extra.dat"),
            ("missing", "small/011/02300.dat"), ("renamed", "small/050/moved.dat"), ("metadata", "small/099/19999.dat")}
    directories = {f for f in found if f[0] == "metadata" and not f[1].endswith(".dat")}
    check(code == BAD and found - directories == want, "six of six are found, and nothing else", (sorted(want - found), sorted(found - want)[:9]))
    changed = next((f for f in said["found"] if f["path"] == "large/07.img"), {})
    check(changed.get("blocks") == [{"first": 41, "n": 1}], "the flipped bit is named to its block", changed)
    shutil.rmtree(copy.top)


# ---- What files do ----

def odd_files(check, sonae, place):
    copy = Copy(sonae, place, "odd")
    copy.put("a/plain.txt", b"text\n" * 2000)
    os.symlink(".", copy.at("a/self"))
    os.symlink("two", copy.at("one"))
    os.symlink("one", copy.at("two"))
    os.symlink("/etc/passwd", copy.at("out"))
    os.mkfifo(copy.at("pipe"))
    with socket.socket(socket.AF_UNIX) as s:
        s.bind(copy.at("socket"))
    special = {("special", "pipe"), ("special", "socket")}
    with contextlib.suppress(OSError):
        os.mknod(copy.at("null"), 0o666 | 0o020000, os.makedev(1, 3))
        special.add(("special", "null"))
    with open(os.path.join(os.fsencode(copy.top), b"\x8c\x9f\x8d\xb8\xff.csv"), "wb") as file:  # CP932, and a byte of no encoding
        file.write(b"1,2\n" * 100)
    with open(copy.at("sparse.img"), "wb") as file:
        file.truncate(2 * BIG)
        file.seek(BIG + 5 * BLOCK)
        file.write(b"!")
    said = copy.record()
    check({(f["what"], f["path"]) for f in said["found"]} == special, "devices, pipes and sockets are named and never opened", said["found"])
    code, found, _ = copy.check()
    check(code == GOOD and found == special, "links in circles and out of the copy, odd names, a sparse file: all whole", found)
    os.remove(copy.at("out"))
    os.symlink("/etc/shadow", copy.at("out"))
    with open(os.path.join(os.fsencode(copy.top), b"\x8c\x9f\x8d\xb8\xff.csv"), "r+b") as file:
        file.write(b"9")
    with open(copy.at("sparse.img"), "r+b") as file:
        file.seek(BIG + 5 * BLOCK)
        file.write(b"?")
    code, found, said = copy.check()
    want = {("changed", "out"), ("changed", "\\x8c\\x9f\\x8d\\xb8\\xff.csv"), ("changed", "sparse.img")} | special
    check(code == BAD and found == want, "and what is changed in them is named", found)
    blocks = next((f["blocks"] for f in said["found"] if f["path"] == "sparse.img"), None)
    check(blocks == [{"first": BIG // BLOCK + 5, "n": 1}], "the block in the sparse file, too", blocks)


def moving_files(check, sonae, place):
    copy = Copy(sonae, place, "moving")
    with open(copy.at("00-big"), "wb") as file:
        file.truncate(BIG)
    for i in range(400):
        copy.put(f"f{i:03}", b"x" * 100)
    copy.put("y-changed", b"before")
    copy.put("z", b"gone soon")
    copy.record()
    copy.put("y-changed", b"after.")
    process = copy.start()
    with stopped(process, copy.at("00-big")):
        os.remove(copy.at("z"))
        with open(copy.at("00-big"), "r+b") as file:
            file.write(b"now")
    code, found, _ = copy.answer(process)
    check(code == BAD and found - {("metadata", "")} == {("moving", "00-big"), ("vanished", "z"), ("changed", "y-changed")},
          "a file that changes while it is read and one that vanishes are named, and the run goes on", found)


def unreadable_files(check, sonae, place):
    if os.geteuid() != 0:
        print("not root: another user's files are left out")
        return
    copy = Copy(sonae, place, "closed", NOBODY)
    copy.put("a", b"a" * 9000)
    copy.put("dir/b", b"b" * 9000)
    copy.put("z", b"z" * 9000)
    copy.record()
    os.chmod(copy.at("a"), 0)
    os.chmod(copy.at("dir"), 0)
    copy.put("z", b"z" * 8999 + b"!")
    code, found, _ = copy.check()
    whats = {what for what, path in found if path.startswith("dir")}
    check(code == BAD and {("unreadable", "a"), ("unreadable", "dir"), ("changed", "z")} <= found and "unseen" in whats and
          "missing" not in whats, "what may not be read is named, what is in it is unseen and not missing", found)


# ---- What disks do ----

INNER = """
import os, sys
sys.path.insert(0, sys.argv[1])
import copies
copies.in_own_mounts(sys.argv[2], sys.argv[3])
"""


def mount(*words):
    subprocess.run(["mount", *words], check=True, capture_output=True)


def in_own_mounts(sonae, place):
    """Runs in a mount namespace of its own: prints what it found, or why it could not be tried."""
    try:
        said = {"loop": mount_loop(sonae, place), "pulled": pulled(sonae, place), "fails": fails(sonae, place)}
    except (OSError, subprocess.CalledProcessError) as e:
        said = {"left out": str(e)}
    print(json.dumps(said))


def mount_loop(sonae, place):
    copy = Copy(sonae, place, "circle")
    copy.put("a/b/c", b"c")
    copy.record()
    mount("--bind", copy.top, copy.at("a/b"))
    code, found, _ = copy.check()
    subprocess.run(["umount", copy.at("a/b")], check=True)
    return code, sorted(found)


def disk(place, name):
    """An ext4 of 48 MiB, mounted."""
    image, top = os.path.join(place, name + ".img"), os.path.join(place, name)
    with open(image, "wb") as file:
        file.truncate(48 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True, capture_output=True)
    os.makedirs(top, exist_ok=True)
    mount("-o", "loop", image, top)
    return image, top


def filled(sonae, place, name, big=False):
    copy = Copy(sonae, place, name)
    image, _ = disk(place, name)
    if big:
        with open(copy.at("00-big"), "wb") as file:
            file.truncate(BIG)
    for i in range(20):
        copy.put(f"{i:02}.img", bytes([i]) * (1 << 20))
    copy.record()
    return copy, image


def pulled(sonae, place):
    """Unmounted while it is read: whoever has files open can go on, the copy is gone."""
    copy, _ = filled(sonae, place, "stick", big=True)
    process = copy.start()
    with stopped(process, copy.at("00-big")):
        subprocess.run(["umount", "-l", copy.top], check=True)
    code, found, _ = copy.answer(process)
    return code, sorted(found, key=str)


def fails(sonae, place):
    """The disk under the file system ends early: reading gives EIO."""
    copy, image = filled(sonae, place, "broken")
    subprocess.run(["umount", copy.top], check=True)
    mount("-o", "loop,ro", image, copy.top)
    os.listdir(copy.top)
    os.truncate(image, 16 << 20)
    code, found, said = copy.check()
    subprocess.run(["umount", "-l", copy.top], check=False)
    return code, sorted(found, key=str), said.get("files_read", 0)


def failing_disks(check, sonae, place):
    here = os.path.dirname(os.path.abspath(__file__))
    done = subprocess.run(["unshare", "-m", "--propagation=private", sys.executable, "-c", INNER, here, sonae, place], check=False, capture_output=True, text=True)
    said = json.loads(done.stdout) if done.returncode == 0 else {"left out": done.stderr[-300:]}
    if "left out" in said:
        print(f"mounts are not allowed here: failing disks are left out ({said['left out']})")
        return
    code, found = said["loop"]
    check(code == BAD and ["loop", "a/b"] in found, "a directory that holds itself is named and not entered", said["loop"])
    code, found = said["pulled"]
    check(code == BAD and any(f[0] == "gone" for f in found), "a copy that is pulled out while it is read is named", said["pulled"])
    code, found, read = said["fails"]
    names = {path for what, path in found if what == "unreadable"}
    check(code == BAD and 0 < len(names) < 20 and not any(what in ("changed", "missing") for what, _ in found) and read == 20,
          "files on the failed part of a disk are named, the others are read", said["fails"])


# ---- Folders as rsnapshot turns them ----

def turn(top, changed=(), keep=40):
    """The next generation of seven: unchanged files are links to those of the one before."""
    shutil.rmtree(f"{top}/daily.6", ignore_errors=True)
    for i in range(5, -1, -1):
        if os.path.isdir(f"{top}/daily.{i}"):
            os.rename(f"{top}/daily.{i}", f"{top}/daily.{i + 1}")
    os.makedirs(f"{top}/daily.0")
    for i in range(keep):
        old, new = f"{top}/daily.1/{i:02}.dat", f"{top}/daily.0/{i:02}.dat"
        if i in changed or not os.path.exists(old):
            with open(new, "wb") as file:
                file.write(os.urandom(5000))
        else:
            os.link(old, new)
    for i in range(7):  # each a day older than the next
        if os.path.isdir(f"{top}/daily.{i}"):
            at = time.time() - 3600 - i * 86400
            os.utime(f"{top}/daily.{i}", (at, at))


def turned_folders(check, sonae, place):
    top = os.path.join(place, "snapshots")

    def look():
        done = subprocess.run([sonae, "verify", "repo", top, "--json", "--data", os.path.join(place, "turn-data")],
                              check=False, capture_output=True, text=True)
        said = json.loads(done.stdout)
        return {f["kind"]: f["proof"] for f in said["facts"]}, said

    for day in range(7):
        turn(top, changed=(day,))
    facts, said = look()
    check(said["kind"] == "directory" and len(said["generations"]) == 7, "each turned folder is a generation", said["generations"])
    check(facts["fresh"] == facts["generations"] == facts["trend"] == "proved", "new, counted, and nothing sudden", facts)
    newest = said["generations"][-1]
    check(newest["name"] == "daily.0" and newest["files"] == 40 and newest["bytes"] == 200_000, "the newest is daily.0 with all its files", newest)
    turn(top, changed=range(40))
    facts, said = look()
    check(facts["trend"] == "contradicted" and "入れ替わって" in next(f["note"] for f in said["facts"] if f["kind"] == "trend"),
          "a generation in which everything is new is told", said["facts"])
    turn(top, keep=15)
    facts, said = look()
    check(facts["trend"] == "contradicted", "a generation that shrank is told", said["facts"])


# ---- A manifest of a folder that turns ----

def turning_folder(check, sonae, place):
    """Each night a new generation, the oldest goes: no difference, as long as it is just that."""
    copy = Copy(sonae, place, "nights")
    days = [time.strftime("%Y-%m-%d", time.gmtime(time.time() + 9 * 3600 - i * 86400)) for i in range(9, -1, -1)]

    def night(day):
        for i in range(20):
            copy.put(f"gen/{day}/{i:02}.dat", random.Random(f"{day}{i}").randbytes(6000))
        with contextlib.suppress(FileNotFoundError):
            os.remove(copy.at("gen/latest"))
        os.symlink(day, copy.at("gen/latest"))

    for day in days[:5]:
        night(day)
    copy.record()
    for new, old in ((days[5], days[0]), (days[6], days[1])):
        night(new)
        shutil.rmtree(copy.at("gen", old))
    code, found, said = copy.check()
    turned = {("went", f"gen/{d}") for d in days[:2]} | {("came", f"gen/{d}") for d in days[5:7]}
    check(code == GOOD and found == turned, "two nights later nothing is missing: two generations came, two went", (code, found))
    check([f["count"] for f in said["found"]] == [21] * 4, "each is one line with its names counted", said["found"])
    with open(copy.at(f"gen/{days[3]}/07.dat"), "r+b") as file:
        file.write(b"!")
    code, found, said = copy.check()
    check(code == BAD and ("changed", f"gen/{days[3]}/07.dat") in found and ("missing", f"gen/{days[0]}") not in found,
          "what stayed is compared as ever", found)
    shutil.rmtree(copy.at("gen", days[3]))
    code, found, said = copy.check()
    check(code == BAD and said["counts"]["missing"] == 21 and ("missing", f"gen/{days[3]}") in found,
          "a generation that goes out of turn is missing, every name of it", (code, said.get("counts")))
    copy = Copy(sonae, place, "dumps")
    for day in days[:4]:
        copy.put(f"karte-{day}.dump", random.Random(day).randbytes(9000))
    copy.record()
    os.remove(copy.at(f"karte-{days[0]}.dump"))
    os.remove(copy.at(f"karte-{days[1]}.dump"))
    copy.put(f"karte-{days[4]}.dump", b"new" * 4000)
    code, found, _ = copy.check()
    check(code == BAD and {("missing", f"karte-{d}.dump") for d in days[:2]} <= found, "more go than come: that is no turning", found)
    for day in days[2:4]:
        os.remove(copy.at(f"karte-{day}.dump"))
        copy.put(f"karte-{days[9]}.dump", b"new" * 4000)
    code, found, said = copy.check()
    check(code == BAD and said["counts"]["missing"] == 4 and said["counts"]["came"] == 0, "nothing of the manifest is left: all is missing", said["counts"])


# ---- A copy that bears no digest of its own ----

def plain_tar(check, sonae, place):
    """What its tool cannot prove a manifest does, down to the block."""
    copy = Copy(sonae, place, "plain")
    copy.put("in/karte.csv", random.Random(7).randbytes(300_000))
    subprocess.run(["tar", "cf", copy.at("karte.tar"), "-C", copy.top, "in"], check=True)
    shutil.rmtree(copy.at("in"))

    def read_back():
        done = subprocess.run(copy.command("repo", copy.top, "--read", "all"), check=False, capture_output=True, text=True)
        return {f["kind"]: f["proof"] for f in json.loads(done.stdout)["facts"]}["read_back"]

    check(read_back() == "unknown", "a plain tar is read, and that proves nothing of its content")
    copy.record()
    check(copy.check()[0] == GOOD, "it is what its manifest says")
    with open(copy.at("karte.tar"), "r+b") as file:
        file.seek(50 * BLOCK)
        file.write(b"????")
    code, found, said = copy.check()
    check(read_back() == "unknown" and code == BAD and ("changed", "karte.tar") in found and
          said["found"][0]["blocks"] == [{"first": 50, "n": 1}], "tar does not see a changed byte, its manifest names the block", said["found"])


# ---- Lists of digests that somebody put beside the data ----

def lists_of_digests(check, sonae, place):
    copy = Copy(sonae, place, "listed")
    for i in range(12):
        copy.put(f"2026/karte{i:02}.csv", random.Random(i).randbytes(5000))
    subprocess.run("sha256sum 2026/*.csv > SHA256SUMS", shell=True, check=True, cwd=copy.top)

    def read_back():
        done = subprocess.run(copy.command("repo", copy.top, "--read", "all"), check=False, capture_output=True, text=True)
        fact = next(f for f in json.loads(done.stdout)["facts"] if f["kind"] == "read_back")
        return fact["proof"], fact["note"]

    proof, note = read_back()
    check(proof == "proved" and "SHA256SUMS" in note, "a list of digests that names every file proves them", (proof, note))
    copy.put("2026/more.csv", b"not in the list")
    proof, note = read_back()
    check(proof == "unknown" and "1件" in note, "a file that no list names leaves it open, and is counted", (proof, note))
    os.remove(copy.at("2026/more.csv"))
    with open(copy.at("2026/karte07.csv"), "r+b") as file:
        file.write(b"?")
    proof, note = read_back()
    check(proof == "contradicted" and "karte07.csv" in note and "SHA256SUMS" in note, "a changed byte is named with the list that tells", (proof, note))


# ---- The page, its jobs and their locks ----

def jobs_of_the_page(check, sonae, place):
    """Each button of 写しを確かめる, through the processes of `serve` with their rights taken away."""
    site = Site(sonae, os.path.join(place, "site"))
    os.makedirs(site.place)
    site.run("sample")
    subprocess.run([sys.executable, os.path.join(TOP, "sample/copies.py"), sonae, site.data], check=True)
    with site:
        site.start("--copies", os.path.join(site.data, "copies"), "--copies", os.path.join(site.data, "original"))
        browser, link = Browser(site.port), site.link("admin")
        browser.post(link, browser.get(link).hidden())
        home = browser.get("/").place()
        copy = re.search(r'/backup/(\w{13})"?>医事会計のデータベース', browser.get(home + "/recovery").text).group(1)
        page = browser.get(f"{home}/backup/{copy}/look")

        def job(place, what):
            answer = browser.post(f"{home}/backup/{copy}/{place}", {"csrf": page.csrf(), "what": what})
            end = time.monotonic() + 60
            while answer.status == 303 and time.monotonic() < end:
                words = browser.get(answer.place()).words()
                if "実行中" not in words and "順番待ち" not in words:
                    return words
                time.sleep(0.1)
            return f"status {answer.status}"

        for where, what, says in (("look", "repo", "［確認済］構造が壊れていない"), ("look", "check", "目録がまだありません"),
                                  ("record", "record", "ファイル 3件"), ("look", "check", "［確認済］目録と一致する"),
                                  ("look", "sample", "［確認済］目録と一致する"), ("look", "drill", "ファイルを戻し"),
                                  ("canary", "canary", "見張りファイルを置きました"), ("look", "check", ".sonae-canary: 増えています"),
                                  ("look", "reach", "［矛盾］オフライン：いまこのコンピューターから読めます")):
            words = job(where, what)
            check(says in words, f"the button {what} says {says}", words[-300:])
        check(browser.post(f"{home}/backup/{copy}/look", {"csrf": page.csrf(), "what": "canary"}).status == 422, "a button posts where it may")
        path = os.path.join(site.data, "probe.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"ID,写しの相手のIPアドレス\n{copy},127.0.0.1\n")
        site.run("import", "backup", path)
        words = job("look", "reach")
        check("127.0.0.1 に届きます" in words, "the probe may connect", words[-300:])


def main():
    check, sonae = Tally(), os.path.abspath(sys.argv[1])
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    with tempfile.TemporaryDirectory(prefix="sonae-copies-") as place:
        os.chmod(place, 0o755)
        odd_files(check, sonae, place)
        moving_files(check, sonae, place)
        unreadable_files(check, sonae, place)
        failing_disks(check, sonae, place)
        turning_folder(check, sonae, place)
        lists_of_digests(check, sonae, place)
        turned_folders(check, sonae, place)
        plain_tar(check, sonae, place)
        jobs_of_the_page(check, sonae, place)
        six_faults(check, sonae, place, runs)
    return check.end()


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
"""A disk that fills up under a running Sonae, and then has room again.

    full_disk.py SONAE

On a small tmpfs in a mount namespace of our own. While it is full every save is refused in words
(507), reading goes on, commands end with 4 and a sentence; once there is room saving works again
without a restart, and everything that was ever acknowledged is there.
"""
import atexit
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile

from markup import Page
from running import Browser, Site, Tally, multipart

SIZE_MIB, BALLAST_MIB = 9, 4
LEDGER_ROWS = 500
SAVES_MAX = 5000
FULL = "ディスク"  # stands in every sentence about it
READS = ("", "/device", "/device/new", "/vendor", "/checklist", "/search?q=K0", "/history", "/me", "/account", "/contact", "/import")


# The last is for a chroot: its root is no mount whose propagation could be changed.
WAYS = (["-rm"], ["-m"], ["-m", "--propagation", "unchanged"])


def enter_own_namespace():
    """Start again where mounting is allowed and seen by nobody else."""
    if "--inside" not in sys.argv:
        for way in WAYS:
            if subprocess.run(["unshare", *way, "true"], check=False, capture_output=True).returncode == 0:
                os.execvp("unshare", ["unshare", *way, sys.executable, *sys.argv, "--inside"])
        sys.exit("FAILED: this machine allows no mount namespace (unshare -rm), so no disk can be filled")


class Disk:
    def __init__(self, place):
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "none", place], check=True)
        self.place = place
        atexit.register(self.close)
        self.ballast = os.path.join(place, "ballast")
        self.fillers = []
        with open(self.ballast, "wb") as file:
            file.write(bytes(BALLAST_MIB * 2**20))

    def close(self):
        subprocess.run(["umount", "-l", self.place], check=False, capture_output=True)

    def fill(self):
        """To the last page."""
        path = f"{self.ballast}{len(self.fillers)}"
        self.fillers.append(path)
        with open(path, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    def free(self):
        for path in [self.ballast, *self.fillers]:
            if os.path.exists(path):
                os.remove(path)


class Clerk:
    """Saves devices and remembers which were acknowledged."""

    def __init__(self, site):
        self.browser, self.home = site.set_up()
        self.number, self.saved = 0, set()

    def save(self):
        form = Page(self.browser.get(self.home + "/device/new").text).form_to(self.home + "/device")
        self.number += 1
        number = f"K{self.number:05d}"
        answer = self.browser.ask("POST", self.home + "/device", fields=form.send(
            asset_no=number, kind="client", status="active", location="1階", description="満" * 400))
        if answer.status == 303:
            self.saved.add(number)
        return answer

    def fill(self):
        """Save until it is refused."""
        answer = self.save()
        while answer.status == 303 and self.number < SAVES_MAX:
            answer = self.save()
        return answer


def is_refusal(answer):
    return answer.status == 507 and FULL in answer.words()


def while_full(site, clerk, check):
    browser, home = clerk.browser, clerk.home
    for path in READS:
        answer = browser.get(home + path)
        check(answer.status == 200, f"full: {path or '/'} is shown", f"{answer.status} {answer.words()[-200:]}")
    fresh = Browser(site.port)
    check(fresh.get("/sign-in").status == 200, "full: the sign-in page is shown")
    answer = fresh.post("/sign-in", {**fresh.get("/sign-in").hidden(), "login": "joho", "password": "kirei-na-umi-2026"})
    check(answer.status == 303 or is_refusal(answer), "full: signing in works or is refused in words", f"{answer.status} {answer.words()[-200:]}")
    for n in range(10):
        answer = clerk.save()
        check(answer.status == 303 or is_refusal(answer), f"full: save {n} is refused in words", f"{answer.status} {answer.words()[-200:]}")
    path = home + "/evidence"
    form = Page(browser.get(path + "/new").text).form_to(path)
    pairs = form.send(title="見本")
    answer = browser.ask("POST", path, **multipart(pairs, [(next(iter(form.files)), "大.bin", bytes(2_000_000))]))
    check(is_refusal(answer), "full: an upload is refused in words", f"{answer.status} {answer.words()[-200:]}")


def commands(site, check, ledger):
    for args in (["import", "device", ledger], ["backup", os.path.join(site.place, "copy.tar")],
                 ["export", "device", "--format", "xlsx", "-o", os.path.join(site.place, "device.xlsx")]):
        done = site.run(*args, check=False)
        said = [line for line in done.stderr.splitlines() if re.search("[ぁ-ん]", line)]
        check(done.returncode == 4 and len(said) == 1 and FULL in said[0], f"full: sonae {args[0]} ends with 4 and a sentence",
              f"{done.returncode} {done.stderr[-300:]}")
        check(args[0] == "import" or not os.path.exists(args[-1]), f"full: sonae {args[0]} leaves no half file")


def ledger_of(place):
    path = os.path.join(place, "ledger.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("管理番号,種別,説明\n" + "".join(f"I{i:05d},端末PC,{'満' * 300}\n" for i in range(LEDGER_ROWS)))
    return path


def restarted(site, clerk, check):
    """Killed and started again while there is no room at all."""
    site.kill()
    try:
        site.start()
        check(True, "full: it starts again")
    except RuntimeError as e:
        check(False, "full: it starts again", e)
        return
    answer = clerk.browser.get(clerk.home + "/device")
    check(answer.status == 200, "full: and shows the ledger", f"{answer.status} {answer.words()[-200:]}")
    answer = clerk.fill()  # the journal that was taken in left a little room
    check(is_refusal(answer), "full: and refuses a save in words", f"{answer.status} {answer.words()[-200:]}")


def judge(site, saved, check):
    out = site.run("export", "device", "--format", "csv").stdout.lstrip("\ufeff")
    have = {row["管理番号"] for row in csv.DictReader(io.StringIO(out))}
    check(saved <= have, "every acknowledged save is there", sorted(saved - have)[:5])
    check({n for n in have if n.startswith("K")} <= saved, "none that was refused is there", sorted(have - saved)[:5])
    verify = site.run("audit", "verify", check=False)
    check(verify.returncode == 0, "the history is whole", verify.stdout + verify.stderr)


def with_room_again(site, clerk, check, process, ledger):
    answer = clerk.save()
    check(answer.status == 303, "with room again a save works at once", f"{answer.status} {answer.words()[-200:]}")
    check(site.process is process and process.poll() is None, "it is still the same process")
    with open(site.log_path, encoding="utf-8") as log:
        ended = re.findall(r".*process\.ended.*", log.read())
    check(not ended, "and no part of it had to be started again", ended[:3])
    judge(site, clerk.saved, check)
    done = json.loads(site.run("import", "device", ledger, "--json").stdout)
    check(done["new"] + done["same"] == LEDGER_ROWS == done["read"], "the import that was cut off goes in", done)


def prove_that_faults_are_found(site, saved, check):
    found = Tally(quiet=True)
    judge(site, {*saved, "K99999"}, found)
    check(found.failed == ["every acknowledged save is there"], "a lost save, planted, is found", found.failed)
    found = Tally(quiet=True)
    judge(site, saved - {min(saved)}, found)
    check(found.failed == ["none that was refused is there"], "a refused save that is there, planted, is found", found.failed)


def main():
    enter_own_namespace()
    check = Tally()
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as elsewhere:
        disk, ledger = Disk(place), ledger_of(elsewhere)
        with Site(sys.argv[1], place) as site:
            site.start()
            clerk, process = Clerk(site), site.process
            answer = clerk.fill()
            check(is_refusal(answer), "the first refused save says that the disk is full", f"{answer.status} {answer.words()[-200:]}")
            before = len(clerk.saved)
            disk.fill()
            while_full(site, clerk, check)
            commands(site, check, ledger)
            disk.free()
            with_room_again(site, clerk, check, process, ledger)
            prove_that_faults_are_found(site, clerk.saved, check)
            disk.fill()
            restarted(site, clerk, check)
        disk.close()
    print(f"{before} saves on {SIZE_MIB} MiB before it was full")
    return check.end()


if __name__ == "__main__":
    sys.exit(main())

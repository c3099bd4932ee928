#!/usr/bin/python3
"""kill -9 of the whole server while it is written to, again and again.

    kill.py SONAE [KILLS]

Two clients save devices, change them, and remember what was acknowledged (303). The server is
killed at a random moment, started again, and must answer within a second, hold every acknowledged
write and no part of another, and have a whole history. In the end faults are planted in copies of
the data, which the same checks must find.
"""
import csv
import http.client
import io
import random
import shutil
import sys
import threading
import time

from running import Site, Tally

SEED = 20261124
SLOWEST_S = 1.0
VERIFIED_TIMES = 10
WRITERS = 2


class Writer(threading.Thread):
    """Saves devices, and changes every second one, until the server goes away."""

    def __init__(self, browser, home, first):
        super().__init__()
        self.browser, self.home, self.number = browser, home, first
        self.acknowledged = {}  # asset number: location
        self.tried = {}         # and what may or may not have happened
        self.problem = None

    def save(self, path, page, fields):
        answer = self.browser.post(path, {**page.hidden(), **fields})
        if answer.status != 303:
            raise RuntimeError(f"{answer.status}: {answer.words()[:300]}")
        self.acknowledged[fields["asset_no"]] = fields["location"]
        return answer.place()

    def write(self, form):
        self.number += 1
        fields = {"asset_no": f"K{self.number:06d}", "kind": "client", "status": "active", "location": f"{self.number}階"}
        self.tried = {fields["asset_no"]: fields["location"]}
        path = self.save(self.home + "/device", form, fields)
        if self.number % 2 == 0:
            page = self.browser.get(path + "/edit")
            fields["location"] = f"{self.number}階北"
            self.tried = {fields["asset_no"]: fields["location"]}
            self.save(path, page, fields)

    def run(self):
        try:
            form = self.browser.get(self.home + "/device/new")
            while True:
                self.write(form)
        except (OSError, http.client.HTTPException):
            pass
        except (RuntimeError, AttributeError) as e:
            self.problem = e


def stored(site):
    """Asset number: location, as the program exports them."""
    out = site.run("export", "device", "--format", "csv").stdout.lstrip("\ufeff")
    return {row["管理番号"]: row["設置場所"] for row in csv.DictReader(io.StringIO(out))}


def judge(site, expected, tried, check, when):
    have = stored(site)
    lost = [k for k, v in expected.items() if have.get(k) not in (v, tried.get(k, v))]
    check(not lost, f"{when} no acknowledged write is lost", [(k, expected[k], have.get(k)) for k in lost[:5]])
    never = [k for k, v in have.items() if v not in (expected.get(k), tried.get(k))]
    check(not never, f"{when} nothing is stored that nobody sent", [(k, have[k]) for k in never[:5]])
    verify = site.run("audit", "verify", check=False)
    check(verify.returncode == 0, f"{when} the history is whole", (verify.stdout + verify.stderr)[-300:])
    with site.database() as db:
        said = db.execute("PRAGMA quick_check").fetchone()[0]
    check(said == "ok", f"{when} the database file is whole", said)


def plant(site, statement, parameters=()):
    """A change behind the program's back, in a copy of the data."""
    copy = Site(site.sonae)
    shutil.copytree(site.data, copy.data)
    db = copy.database()
    with db:
        for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{row[0]}"')
        planted = db.execute(statement, parameters).rowcount
    db.close()
    if planted != 1:
        raise RuntimeError(f"{planted} rows planted: {statement}")
    return copy


def prove_that_faults_are_found(site, expected, tried, check):
    victim = next(k for k in expected if k not in tried)
    lost, never, whole = "no acknowledged write is lost", "nothing is stored that nobody sent", "the history is whole"
    faults = [
        ("a lost write", "DELETE FROM device WHERE asset_no = ?", (victim,), [lost, whole]),
        ("half a write", "UPDATE device SET location = '半分' WHERE asset_no = ?", (victim,), [lost, never, whole]),
        ("a lost line of history", "DELETE FROM audit_entry WHERE seq = 3", (), [whole]),
    ]
    for what, statement, parameters, want in faults:
        found = Tally(quiet=True)
        with plant(site, statement, parameters) as copy:
            judge(copy, expected, tried, found, "planted:")
        check(found.failed == [f"planted: {w}" for w in want], f"{what}, planted, is found", found.failed)


def main():
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    rng, check = random.Random(SEED), Tally()
    expected, tried, slowest = {}, {}, 0.0
    with Site(sys.argv[1]) as site:
        site.start()
        browser, home = site.set_up()
        number = [100_000 * (i + 1) for i in range(WRITERS)]
        for n in range(1, kills + 1):
            writers = [Writer(site.sign_in() if n == 1 else browser, home, number[i]) for i in range(WRITERS)]
            for w in writers:
                w.start()
            time.sleep(rng.uniform(0.005, 0.12))
            site.kill()
            for i, w in enumerate(writers):
                w.join()
                expected.update(w.acknowledged)
                tried.update(w.tried)
                number[i] = w.number
                if w.problem:
                    check(False, f"kill {n}: every save is acknowledged or cut off", w.problem)
            if not site.is_port_free():
                check(False, f"kill {n}: the port is free afterwards")
                break
            began = time.monotonic()
            site.start()
            site.wait(browser, home + "/device")
            slowest = max(slowest, time.monotonic() - began)
            if n % max(kills // VERIFIED_TIMES, 1) == 0 or n == kills:
                judge(site, expected, tried, check, f"after {n} kills")
        site.kill()
        check(site.is_port_free(), "in the end the port is free")
        check(slowest <= SLOWEST_S, f"first good answer within {SLOWEST_S} s", f"{slowest:.2f} s")
        check(len(expected) >= kills, "there were writes to lose", f"{len(expected)}")
        prove_that_faults_are_found(site, expected, tried, check)
    print(f"{kills} kills, {len(expected)} acknowledged devices, slowest first good answer {slowest:.2f} s (seed {SEED})")
    return check.end()


if __name__ == "__main__":
    sys.exit(main())

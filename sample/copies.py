#!/usr/bin/env python3
"""Two backup copies of the sample hospital that are really there (見本), made and looked at:

    copies.py SONAE DATA      copies in DATA/copies, the original in DATA/original

    看護記録        a folder a day, seven of them, unchanged files as hard links: all is proved
    医事会計        a zip a week, said to be on a USB disk: it is on this machine's own, 矛盾

The first run enters where the copies are and looks at them with the commands a user has. Later runs
only turn the generations, as a nightly backup would; the schedule in the record looks again.
"""
import csv
import io
import os
import random
import shutil
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta, timezone

JST = timezone(timedelta(hours=9))
DAYS, WEEKS, WARDS = 7, 3, 40
NURSING, BILLING = "看護記録", "医事会計のデータベース"
LINE = "{day},{ward}病棟,見本 {n}番,{word}\r\n"
WORDS = "申し送りなし 検温済み 点滴交換 転倒の注意 食事半量 夜間よく眠れた 家族来院 退院の説明".split()


def ward_text(ward, day):
    """A ward's page: it changes on one day in seven, so that most of a generation is as before."""
    turn = (day - timedelta(days=(day.toordinal() + ward) % DAYS)).date()
    rng = random.Random(f"{ward} {turn}")
    lines = [LINE.format(day=turn, ward=ward, n=n, word=rng.choice(WORDS)) for n in range(300)]
    return "この記録はすべて見本です。\r\n" + "".join(lines), turn


def write(path, text, at):
    with open(path, "w", encoding="utf-8", newline="") as f:
        f.write(text)
    os.utime(path, (at.timestamp(), at.timestamp()))


def turn_nursing(top, original, now):
    """The last DAYS generations, each linked to the one before; the original as it is now."""
    last = (now - timedelta(hours=3, minutes=40)).replace(hour=3, minute=40, second=0, microsecond=0)
    times = [last - timedelta(days=d) for d in range(DAYS - 1, -1, -1)]
    before = None
    for at in times:
        here = os.path.join(top, at.strftime("%Y-%m-%dT%H%M"))
        if not os.path.isdir(here):
            os.makedirs(here)
            for ward in range(1, WARDS + 1):
                name, (text, turn) = f"{ward:02}病棟.csv", ward_text(ward, at)
                old = before and os.path.join(before, name)
                if old and os.path.exists(old) and open(old, encoding="utf-8", newline="").read() == text:
                    os.link(old, os.path.join(here, name))
                else:
                    write(os.path.join(here, name), text, datetime.combine(turn, at.timetz()))
            os.utime(here, (at.timestamp(), at.timestamp()))
        before = here
    kept = {at.strftime("%Y-%m-%dT%H%M") for at in times}
    for name in set(os.listdir(top)) - kept:
        shutil.rmtree(os.path.join(top, name))
    shutil.rmtree(original, ignore_errors=True)
    shutil.copytree(before, original)
    return before


def turn_billing(top, now):
    """A zip of each of the last WEEKS Sundays."""
    sunday = now - timedelta(days=(now.weekday() + 1) % 7)
    kept = set()
    for week in range(WEEKS):
        at = (sunday - timedelta(weeks=week)).replace(hour=1, minute=0, second=0, microsecond=0)
        name = f"iji-{at:%Y%m%d}.zip"
        kept.add(name)
        if os.path.exists(os.path.join(top, name)):
            continue
        rng = random.Random(name)
        with zipfile.ZipFile(os.path.join(top, name), "w", zipfile.ZIP_DEFLATED) as z:
            for month in range(1, 13):
                lines = [f"{month}月,見本 {n}番,{rng.randrange(100, 9000)}点\r\n" for n in range(400 + 5 * (WEEKS - week))]
                z.writestr(f"会計/{month:02}月.csv", "この会計はすべて見本です。\r\n" + "".join(lines))
        os.utime(os.path.join(top, name), (at.timestamp(), at.timestamp()))
    for name in set(os.listdir(top)) - kept:
        os.remove(os.path.join(top, name))


class Sonae:
    def __init__(self, program, data):
        self.program, self.data = program, data

    def run(self, *words):
        """Exit status 1 is an answer: what is claimed is not so."""
        done = subprocess.run([self.program, *words, "--data", self.data], check=False, capture_output=True, text=True)
        if done.returncode > 1:
            sys.exit(f"sonae {' '.join(words)}: {done.stderr}")
        return done.stdout

    def enter(self, fields):
        """{subject: {label: value}} into the records of the copies; returns their ids."""
        rows = list(csv.DictReader(io.StringIO(self.run("export", "backup", "--format", "csv").lstrip("\ufeff"))))
        ids = {r["対象データ"]: r["ID"] for r in rows if r["対象データ"] in fields}
        path = os.path.join(self.data, "copies.csv")
        for subject, want in fields.items():
            with open(path, "w", encoding="utf-8", newline="") as f:
                csv.writer(f).writerows([["ID", *want], [ids[subject], *want.values()]])
            self.run("import", "backup", path)
        os.remove(path)
        return ids


def look(sonae, nursing, billing, original, newest):
    """As a user would: say where the copies are, then verify, compare with a manifest, restore a part."""
    ids = sonae.enter({
        NURSING: {"写しの場所（検証用）": nursing, "元データの場所（比較用）": original, "自動で確かめる間隔（時間）": "24",
                  "自動で復元を試す間隔（日）": "30"},
        BILLING: {"写しの場所（検証用）": billing},
    })
    for copy, name in ((nursing, NURSING), (billing, BILLING)):
        sonae.run("verify", "repo", copy, "--read", "all", "--backup", ids[name])
        sonae.run("verify", "reach", "--backup", ids[name])
    manifest = os.path.join(sonae.data, "kango.manifest")
    sonae.run("verify", "record", newest, "-o", manifest)
    sonae.run("verify", "check", newest, "--manifest", manifest, "--backup", ids[NURSING])
    sonae.run("verify", "drill", nursing, "--source", original, "--backup", ids[NURSING])


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: sample/copies.py SONAE DATA")
    sonae, now = Sonae(sys.argv[1], os.path.abspath(sys.argv[2])), datetime.now(JST)
    nursing, billing = (os.path.join(sonae.data, "copies", n) for n in ("kango", "iji"))
    original, is_first = os.path.join(sonae.data, "original"), not os.path.isdir(nursing)
    for directory in (nursing, billing):
        os.makedirs(directory, exist_ok=True)
    newest = turn_nursing(nursing, original, now)
    turn_billing(billing, now)
    if is_first:
        look(sonae, nursing, billing, original, newest)


if __name__ == "__main__":
    main()

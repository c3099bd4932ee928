#!/usr/bin/python3
"""Every command of the command line: exit status, what stands on which stream, files, JSON.

    commands.py SONAE

A command that `sonae help` names and no test here runs fails the test. T_SHARED names the
project's shared directory, where there is one: its sample ledger is compared with the truth.
"""
import csv
import hashlib
import io
import json
import os
import re
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import sys
import tempfile

from markup import Page
from running import Browser, Site, Tally, free_port

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
SONAE = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ""
DONE, NO, USAGE, REFUSED, STORAGE = 0, 1, 2, 3, 4
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
FORMATS = {"xlsx": ".xlsx", "csv": ".csv", "csv-cp932": ".csv"}
CANDIDATES = {"yes", "no", "unknown", "not-applicable"}
SCOPES = {"general", "server", "client", "network"}

# A ledger as hospitals have it: a title, a note, full-width digits, era dates, rows that cannot be right.
MESSY = """みどり台病院　機器台帳（見本）,,,,,
最終更新日,令和8年11月2日,,,,
資産No,PC名,端末種別,IPアドレス,導入年月日,使用場所
００１,NURSE-01,ノートPC,192.168.1.11,R4.4.1,２階西
0002,NURSE-02,端末,１９２．１６８．１．１２,2022/4/1,２階西
0003,PACS,サーバ,192.168.300.4,令和4年4月1日,放射線
0004,FD-01,端末PC,DHCP,令和8年2月30日,受付
※0004は確認中,,,,,
0005,FD-02,端末PC,,2020-12,受付
"""
NOT_IN_SAMPLE = {"finding"}  # what the network shows no file brings
MESSY_REJECTS = [(6, "ip", "192.168.300.4"), (7, "registered_on", "令和8年2月30日")]


class Case:
    """Runs commands and keeps which ones were run."""

    def __init__(self, check):
        self.check, self.tested = check, set()

    def __call__(self, what, site, *args, want=DONE, says=None, **more):
        """One command with the exit status it must have. What goes wrong is said in Japanese on stderr alone."""
        self.tested.add(args[0])
        done = site.run(*args, check=False, **more)
        faults = [] if done.returncode == want else [f"exit {done.returncode}, not {want}"]
        err = done.stderr if isinstance(done.stderr, str) else done.stderr.decode()
        if want in (USAGE, REFUSED, STORAGE):
            faults += ["something on stdout"] if done.stdout else []
            faults += [] if JAPANESE.search(err) else ["no sentence on stderr"]
            faults += ["more than a sentence"] if want == REFUSED and len(err.splitlines()) > 1 and says is None else []
        if says is not None and says not in err:
            faults.append(f"stderr does not say {says!r}")
        if "AddressSanitizer" in err or "runtime error" in err:
            faults.append("sanitizer")
        self.check(not faults, what, f"{faults} {err[-300:]}")
        return done

    def json(self, what, site, *args, want=DONE):
        """The one document on stdout; nothing else may stand there."""
        done = self(what, site, *args, "--json", want=want)
        try:
            return json.loads(done.stdout)
        except ValueError as e:
            self.check(False, f"{what}: one JSON document on stdout", f"{e}: {done.stdout[:200]}")
            return {}


def shape(value):
    """The keys of a JSON document: what scripts depend on."""
    if isinstance(value, dict):
        return {k: shape(v) for k, v in value.items()}
    if isinstance(value, list):
        return [shape(v) for v in value[:1]]
    return type(value).__name__


# ---- One group of commands each ----

def usage(case, check, place):
    site = Site(SONAE, place)
    for args in (["no-such-command"], ["import", "device"], ["import", "device", "a", "b"], ["export"], ["audit", "burn"],
                 ["entities", "--no-such-option"], ["serve", "--listen"], ["export", "device", "--format", "pdf"],
                 ["import", "no_such_register", "x.csv"], ["export", "no_such_register"], ["facility", "add"], ["backup"], ["restore"]):
        case(f"wrong usage: {' '.join(args)}", site, *args, want=USAGE)
    for args in (["--help"], ["help"], ["--version"]):
        done = subprocess.run([SONAE, *args], capture_output=True, text=True, check=False)
        check(done.returncode == DONE and done.stdout and not done.stderr, f"sonae {args[0]}", done)
    names = re.findall(r"^  sonae ([a-z]+)", subprocess.run([SONAE, "help"], capture_output=True, text=True, check=True).stdout, re.M)
    for name in names:
        done = subprocess.run([SONAE, name, "--help"], capture_output=True, text=True, check=False)
        check(done.returncode == DONE and f"sonae {name}" in done.stderr, f"sonae {name} --help", done)
    for words, own, other in (("check", "--sample", "--read"), ("repo", "--read", "--sample"), ("record", "-o FILE", "--source"),
                              ("drill", "--source", "--manifest"), ("reach", "--backup", "--kind"), ("digest", "--json", "--backup")):
        said = subprocess.run([SONAE, "verify", words, "--help"], capture_output=True, text=True, check=False).stderr
        check(own in said and other not in said, f"sonae verify {words} --help lists its own options", said)
    case("an option of another subcommand", site, "verify", "digest", "x", "--manifest", "m", want=USAGE)
    case("the same before its word", site, "verify", "--manifest", "m", "digest", "x", want=USAGE)
    return names


def empty_site(case, check, place):
    site = Site(SONAE, place)
    entities = case.json("entities as JSON", site, "entities")
    check(set(entities) == {"entities"} and all({"name", "ja", "en", "fields"} <= set(e) for e in entities["entities"]), "shape of entities")
    check(not os.path.exists(site.data), "entities needs no data directory and makes none")
    done = case("facility on an empty place", site, "facility")
    check(done.stdout.endswith("\t名称未設定\n"), "an empty place has one unnamed facility", done.stdout)
    modes = [oct(stat.S_IMODE(os.stat(p).st_mode)) for p in (site.data, os.path.join(site.data, "sonae.db"))]
    check(modes == ["0o700", "0o600"], "only the owner may look into the data directory", modes)

    said = case.json("assess on an empty site", site, "assess", "--edition", "r6", want=NO)
    check(shape(said) == {"edition": "str", "form": "str", "items": [
        {"id": "str", "no": "str", "scope": "str", "wording": "str", "candidate": "str", "reasons": [
            {"check": "str", "level": "str", "count": "int", "message": "str", "records": shape(said["items"][0]["reasons"][0]["records"])}]}]},
        "shape of assess", json.dumps(shape(said)))
    check((said["edition"], said["form"]) == ("r6", "iryokikan"), "assess says which form it judged")
    with open(os.path.join(TOP, "catalogue/r6_iryokikan.json"), encoding="utf-8") as file:
        text = file.read()
    strange = [i["id"] for i in said["items"] if f'"{i["id"]}"' not in text or i["candidate"] not in CANDIDATES or i["scope"] not in SCOPES]
    check(not strange, "assess names items of the catalogue, with known words", strange)
    check(not [i["id"] for i in said["items"] if i["candidate"] == "yes"], "nothing is はい where nothing is known")
    check(not [i["id"] for i in said["items"] if i["candidate"] in ("no", "unknown") and not i["reasons"]], "no いいえ without a reason")
    case("assess in words", site, "assess", "--on", "令和8年4月1日", want=NO)
    for year in ("R6", "令和6年度", "令和6年度版"):
        check(case.json(f"assess of {year}", site, "assess", "--edition", year, want=NO)["edition"] == "r6", f"{year} is r6")
    for args in (["--edition", "r99"], ["--edition", "令和6年度様式"], ["--form", "byoin"], ["--on", "昨日"]):
        case(f"assess {' '.join(args)}", site, "assess", *args, want=REFUSED)
    for code, names in {"iryokikan": ["医療機関"], "yakkyoku": ["薬局", "薬局確認用"], "jigyosha": ["事業者"]}.items():
        for form in [code, *names]:
            said = case.json(f"assess of the form {form}", site, "assess", "--form", form, want=NO)
            check(said.get("form") == code, f"the form {form} is {code}", said.get("form"))
    case("upgrade", site, "upgrade")
    case("audit verify of an empty site", site, "audit", "verify")
    return site


def imports(case, check, site, place):
    path = os.path.join(place, "messy.csv")
    for encoding in ("utf-8-sig", "cp932"):
        with open(path, "w", encoding=encoding, newline="\r\n") as file:
            file.write(MESSY)
        said = case.json(f"dry run of a messy ledger in {encoding}", site, "import", "device", path, "--dry-run", want=NO)
        check((said["read"], said["new"], said["rejected"]) == (5, 3, 2), "counts of the dry run", said)
        check(case("export of nothing", site, "export", "device", "--format", "csv").stdout.count("\n") == 1, "a dry run changes nothing")
    report = os.path.join(place, "report.csv")
    said = case.json("a messy ledger", site, "import", "device", path, "--report", report, want=NO)
    check(shape(said) == {"read": "int", "new": "int", "changed": "int", "same": "int", "rejected": "int",
                          "rejects": [{"row": "int", "field": "str", "value": "str", "message": "str"}], "noted_columns": [], "unread_columns": [], "untitled_cells": "int", "other_sheets": []}, "shape of import", shape(said))
    check(said["read"] == said["new"] + said["changed"] + said["same"] + said["rejected"] == 5, "every row has its verdict", said)
    check([(r["row"], r["field"], r["value"]) for r in said["rejects"]] == MESSY_REJECTS, "row, field and value of what is wrong", said["rejects"])
    with open(report, encoding="utf-8-sig", newline="") as file:
        check(len(list(csv.reader(file))) == 3, "the report has a head and the two rows")
    said = case.json("the same ledger again", site, "import", "device", path, want=NO)
    check((said["same"], said["rejected"]) == (3, 2), "what is in already is the same", said)
    case("import in words", site, "import", "device", path, want=NO)
    case("import of a file that is not there", site, "import", "device", os.path.join(place, "none.csv"), want=REFUSED)
    empty = os.path.join(place, "empty.csv")
    open(empty, "w", encoding="utf-8").close()
    case("import of an empty file", site, "import", "device", empty, want=REFUSED)
    case("import of a sheet that is not there", site, "import", "device", os.path.join(TOP, "sample/device.xlsx"), "--sheet", "ない", want=REFUSED)
    bad = os.path.join(place, "bad.map")
    with open(bad, "w", encoding="utf-8") as file:
        file.write("{")
    case("import with a broken map", site, "import", "device", path, "--map", bad, want=REFUSED)


def shared_ledger(case, check, place):
    """The messy ledger of the design, against its truth file."""
    shared = os.environ.get("T_SHARED")
    if not shared:
        print("T_SHARED is not set: the shared sample ledger is left out")
        return
    with open(os.path.join(shared, "samples/daicho.truth.json"), encoding="utf-8") as file:
        truth = json.load(file)
    for name, row in (("daicho.xlsx", "row_xlsx"), ("daicho-cp932.csv", "row_csv")):
        os.makedirs(os.path.join(place, name))
        site = Site(SONAE, os.path.join(place, name))
        said = case.json(f"{name}", site, "import", "device", os.path.join(shared, "samples", name), want=NO)
        check((said["read"], said["new"], said["rejected"]) == (truth["rows"], truth["good"], truth["rejected"]), f"{name}: counts", said)
        check([(r["row"], r["field"], r["value"]) for r in said["rejects"]] == [(r[row], r["field"], r["value"]) for r in truth["rejects"]],
              f"{name}: what is wrong", said["rejects"])


def sample(case, check, place):
    site = Site(SONAE, place)
    sample_of(case, check, site)
    return site


def sample_of(case, check, site):
    case("sample", site, "sample")
    counts = {}
    for entity in ("device", "vendor"):
        rows = list(csv.DictReader(io.StringIO(case(f"export {entity}", site, "export", entity, "--format", "csv").stdout.lstrip("\ufeff"))))
        counts[entity] = len(rows)
    check(counts == {"device": 412, "vendor": 7}, "the sample hospital has 412 devices and 7 vendors", counts)
    case("sample where somebody works already", site, "sample", want=REFUSED)
    said = case.json("assess of the sample", site, "assess", "--edition", "r6", "--on", "2026-11-24", want=NO)
    check({i["candidate"] for i in said["items"]} >= {"yes", "no"}, "the sample has items of both kinds")
    check(not [i["id"] for i in said["items"] if i["candidate"] == "no" and not i["reasons"]], "no いいえ without a reason")
    case("audit verify of the sample", site, "audit", "verify")


def round_trip(case, check, site, place):
    """What was exported comes in again as the same, every entity, every kind of file."""
    names = [e["name"] for e in json.loads(site.run("entities", "--json").stdout)["entities"]]
    total = {}
    for entity in names:
        document = json.loads(case(f"export {entity} as json", site, "export", entity, "--format", "json").stdout)
        records = document if isinstance(document, list) else next(v for v in document.values() if isinstance(v, list))
        total[entity] = len(records)
        for kind, end in FORMATS.items():
            path = os.path.join(place, f"{entity}-{kind}{end}")
            case(f"export {entity} as {kind}", site, "export", entity, "--format", kind, "-o", path)
            said = case.json(f"{entity} in again from {kind}", site, "import", entity, path)
            check((said.get("read"), said.get("same")) == (total[entity],) * 2, f"{entity} from {kind}: all the same", {k: v for k, v in said.items() if k != "rejects"} | {"first": said.get("rejects", [])[:2]})
    empty = {k for k, n in total.items() if n == 0}
    check(empty <= NOT_IN_SAMPLE, "the sample has records of every kind", sorted(empty - NOT_IN_SAMPLE))
    done = case("audit verify after it all", site, "audit", "verify")
    check("改ざんは見つかりません" in done.stdout, "the history is whole after it all", done.stdout)


def lossy(case, check, site, place):
    path, out = os.path.join(place, "kanji.csv"), os.path.join(place, "lossy.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("管理番号,種別,設置場所\n9001,端末PC,𠮷田医師の部屋\n9002,端末PC,=1+1\n")
    case("import of a character that CP932 lacks", site, "import", "device", path)
    case("export of it as CP932", site, "export", "device", "--format", "csv-cp932", "-o", out, want=REFUSED, says="𠮷")
    check(not os.path.exists(out), "no file with ? in it is left")
    case("export as csv", site, "export", "device", "--format", "csv", "-o", out)
    with open(out, encoding="utf-8-sig", newline="") as file:
        cells = [row["設置場所"] for row in csv.DictReader(file) if row["管理番号"] == "9002"]
    check(len(cells) == 1 and not cells[0].startswith("="), "a cell that begins with = is no formula", cells)
    said = case.json("and comes in again", site, "import", "device", out)
    check(said["same"] == said["read"], "as the same", said)


def audit(case, check, site, place):
    said = case.json("audit verify as JSON", site, "audit", "verify")
    check(set(said) == {"entries", "records", "checkpoints", "faults", "found"} and said["faults"] == 0, "shape of audit verify", said)
    case("audit checkpoint", site, "audit", "checkpoint")
    path = os.path.join(place, "history.txt")
    case("audit export", site, "audit", "export", "-o", path)
    case("audit export without a place", site, "audit", "export", want=USAGE)
    case("audit export over a file", site, "audit", "export", "-o", path, want=REFUSED)
    done = subprocess.run([sys.executable, os.path.join(TOP, "tools/verify_audit.py"), path], capture_output=True, text=True, check=False)
    check(done.returncode == 0, "the independent verifier agrees", done.stdout + done.stderr)
    copy = Site(SONAE, os.path.join(place, "tampered"))
    shutil.copytree(site.data, copy.data)
    with copy.database() as db:
        db.execute("UPDATE vendor SET name = 'よその会社' WHERE id = (SELECT MIN(id) FROM vendor)")
    said = case.json("audit verify of a planted change", copy, "audit", "verify", want=NO)
    check(said["faults"] == 1 and said["found"][0]["entity"] == "vendor", "it names the record", said)
    case("and says so in words", copy, "audit", "verify", want=NO)


def pack(case, check, site, place):
    path = os.path.join(place, "pack")
    case("pack without a place", site, "pack", want=USAGE)
    case("pack", site, "pack", "-o", path, "--on", "2026-11-24")
    with open(os.path.join(path, "manifest.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    check(sorted(os.listdir(path)) == sorted(["manifest.json", *(f["name"] for f in manifest["files"])]), "the manifest names every file")
    for f in manifest["files"]:
        with open(os.path.join(path, f["name"]), "rb") as file:
            check(hashlib.sha256(file.read()).hexdigest() == f["sha256"], f"{f['name']} is what the manifest says")
    pdf = next(os.path.join(path, f["name"]) for f in manifest["files"] if f["name"].endswith(".pdf"))
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    check("みどり台病院" in text, "the PDF's text can be taken out", text[:200])
    case("pack again", site, "pack", "-o", path, "--on", "2026-11-24")
    other = os.path.join(place, "other")
    os.makedirs(other)
    with open(os.path.join(other, "mine.txt"), "w", encoding="utf-8") as file:
        file.write("mine")
    case("pack over somebody's files", site, "pack", "-o", other, want=REFUSED)
    check(os.listdir(other) == ["mine.txt"], "they are left alone")
    case("pack of an unknown edition", site, "pack", "-o", path, "--edition", "r99", want=REFUSED)
    case("pack without a part that may not be left out", site, "pack", "-o", path, "--without", "cover", want=USAGE)


def make_copy(top):
    os.makedirs(os.path.join(top, "d"))
    for i in range(12):
        with open(os.path.join(top, "d", f"{i:02}.dat"), "wb") as file:
            file.write(bytes((i * 7 + k // 5) % 251 for k in range(i * 5000)))


def spoil_copy(top):
    """One of each fault; what must be found of them."""
    at = lambda name: os.path.join(top, "d", name)  # noqa: E731
    with open(at("09.dat"), "r+b") as file:
        file.seek(3 * 4096 + 17)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))
    os.truncate(at("08.dat"), 12345)
    with open(at("new.dat"), "wb") as file:
        file.write(b"new")
    os.remove(at("03.dat"))
    os.rename(at("05.dat"), at("five.dat"))
    os.utime(at("06.dat"), (0, 0))
    return {("changed", "d/09.dat", None, "[{'first': 3, 'n': 1}]"), ("truncated", "d/08.dat", None, "None"),
            ("added", "d/new.dat", None, "None"), ("missing", "d/03.dat", None, "None"),
            ("renamed", "d/five.dat", "d/05.dat", "None"), ("metadata", "d/06.dat", None, "None")}


def copies(case, check, site, place):
    """A backup copy: the digest, the manifest, and what has become of it."""
    path = os.path.join(place, "dump.sql")
    with open(path, "wb") as file:
        file.write(bytes(range(256)) * 32 + b"!")
    said = case.json("verify digest as JSON", site, "verify", "digest", path)
    theirs = subprocess.run(["fsverity", "digest", "--compact", path], capture_output=True, text=True, check=True).stdout.strip()
    check(said == {"digest": theirs, "size": 8193}, "fsverity gives the same digest", (said, theirs))
    done = case("verify digest", site, "verify", "digest", path)
    check(done.stdout == f"sha256:{theirs} {path}\n", "verify digest in words", done.stdout)
    case("verify digest of what is not there", site, "verify", "digest", path + "x", want=REFUSED, says="dump.sqlx")
    case("verify with no such word", site, "verify", "nothing", want=USAGE)
    case("verify digest of two", site, "verify", "digest", path, path, want=USAGE)
    copy, manifest = os.path.join(place, "copy"), os.path.join(place, "copy.manifest")
    make_copy(copy)
    case("verify record without a place", site, "verify", "record", copy, want=USAGE)
    case("verify record into the copy", site, "verify", "record", copy, "-o", os.path.join(copy, "m"), want=REFUSED)
    case("verify record", site, "verify", "record", copy, "-o", manifest)
    check(case.json("a clean copy", site, "verify", "check", copy, "--manifest", manifest)["answer"] == "good", "is good")
    case("verify check without a manifest", site, "verify", "check", copy, want=USAGE)
    case("verify check with no manifest", site, "verify", "check", copy, "--manifest", path, want=REFUSED)
    case("verify check with no sample", site, "verify", "check", copy, "--manifest", manifest, "--sample", "some", want=REFUSED)
    said = case.json("a sample of the copy", site, "verify", "check", copy, "--manifest", manifest, "--sample", "50%")
    check(said["sample"]["drawn"] == 6 == said["files_read"], "half of 12 files were read", said["sample"])
    want = spoil_copy(copy)
    said = case.json("six planted faults", site, "verify", "check", copy, "--manifest", manifest, want=NO)
    found = {(f["what"], f["path"], f.get("from"), str(f.get("blocks"))) for f in said["found"]}
    check(found == want and said["answer"] == "bad", "all are found, the damaged block is named, and nothing else", (found, want))
    case("in words", site, "verify", "check", copy, "--manifest", manifest, want=NO)
    stranger = Site(SONAE, os.path.join(place, "stranger"))
    said = case.json("by a house that did not sign it", stranger, "verify", "check", copy, "--manifest", manifest, want=NO)
    key = said["manifest"]["key"]
    said = case.json("that knows the key", stranger, "verify", "check", copy, "--manifest", manifest, "--key", key, want=NO)
    check(said["manifest"]["key_known"] is True, "the key is known", said["manifest"])
    with open(manifest, "r+b") as file:
        byte = file.read(41)[40]
        file.seek(40)
        file.write(bytes([byte ^ 1]))
    case("a manifest that was changed", site, "verify", "check", copy, "--manifest", manifest, want=REFUSED)


def sensing(case, check, site, place):
    """Facts from a capture; tests/e2e/sense.py says what stands in them."""
    capture = os.path.join(TOP, "tests/data/lab/lldp.pcap")
    case("sense without a capture", site, "sense", want=USAGE)
    case("sense of what is not there", site, "sense", "-r", os.path.join(place, "none.pcap"), want=REFUSED, says="none.pcap")
    text = os.path.join(place, "text.pcap")
    with open(text, "w", encoding="utf-8") as file:
        file.write("これはパケットの記録ではありません\n")
    case("sense of a text", site, "sense", "-r", text, want=REFUSED)
    said = case.json("sense", site, "sense", "-r", capture)
    check(said["packets"] > 0 and said["devices"] and {"links", "findings"} <= set(said), "devices, links and findings", said.keys())
    check(JAPANESE.search(case("sense in words", site, "sense", "-r", capture).stdout), "words for people")


def probing(case, check, site, place):
    """Whom an active question would reach: nothing without a permission, and nobody who is barred. Nothing is sent here."""
    def take(entity, *lines):
        path = os.path.join(place, entity + ".csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        said = case.json(f"import {entity}", site, "import", entity, path)
        check(said["rejected"] == 0, f"every {entity} is taken", said)

    take("network", "名称,アドレス範囲", "探索の見本,10.77.0.0/28", "広い見本,10.64.0.0/16")
    take("device", "管理番号,種別,状態,IPアドレス", "P1,サーバ,稼働,10.77.0.2", "P2,医療機器,稼働,10.77.0.3", "P3,サーバ,稼働,10.64.0.2")
    case("probe without a network", site, "probe", want=USAGE)
    case("probe of a network that is not there", site, "probe", "--network", "ない網", "--plan", want=REFUSED, says="ない網")
    case("probe without a permission", site, "probe", "--network", "探索の見本", "--plan", want=REFUSED, says="許可がありません")
    take("probe_permission", "ネットワーク,許可した人,理由,送ってよい通信,開始日,期限,開始時刻（時）,終了時刻（時）,見張りの機器",
         "探索の見本,見本 責任者,棚卸,ARP（アドレスの確認）,2020-01-01,2099-12-31,0,24,P1",
         "広い見本,見本 責任者,棚卸,ARP（アドレスの確認）,2020-01-01,2099-12-31,0,24,P3")
    said = case.json("the plan", site, "probe", "--network", "探索の見本", "--plan")
    never = {row["ip"]: row["why"] for row in said["never"]}
    check(never == {"10.77.0.0": "address", "10.77.0.15": "address", "10.77.0.3": "medical"}, "whom nothing is sent", never)
    check(sorted(said["ask"] + list(never)) == sorted(f"10.77.0.{i}" for i in range(16)) and said["now"], "everybody stands in the plan once", said)
    words = case("the plan in words", site, "probe", "--network", "探索の見本", "--plan").stdout
    check("医療機器" in words and "まだ何も送っていません" in words, "words for people", words)
    case("sent from nowhere", site, "probe", "--network", "探索の見本", "-i", "no-such-if", want=REFUSED)
    check(not os.path.exists(os.path.join(site.data, "probes")), "nothing was sent, so there is no record of it")
    case("more than 4,096 addresses", site, "probe", "--network", "広い見本", "--plan", want=REFUSED, says="4,096")


def other_copies(case, check, site, place):
    """A copy that another program made, and what is said of one that is not there."""
    copy = os.path.join(place, "copies")
    os.mkdir(copy)
    with open(os.path.join(place, "karte.txt"), "w", encoding="utf-8") as file:
        file.write("見本\n" * 1000)
    subprocess.run(["tar", "czf", os.path.join(copy, "karte.tar.gz"), "-C", place, "karte.txt"], check=True)
    said = case.json("verify repo as JSON", site, "verify", "repo", copy)
    check(said["kind"] == "archive" and said["answer"] == "good" and len(said["generations"]) == 1, "verify repo", said)
    case("verify repo in words", site, "verify", "repo", copy)
    said = case.json("verify drill as JSON", site, "verify", "drill", copy, "--source", place)
    check(said["outcome"] == "success" and said["same"] == said["files"] == 1, "verify drill", said)
    done = case("verify drill in words", site, "verify", "drill", copy)
    check("復旧確認" in done.stdout and "比べる相手がない" in done.stdout, "verify drill says what is not proved", done.stdout)
    path = os.path.join(copy, "karte.tar.gz")
    os.truncate(path, os.path.getsize(path) - 9)
    said = case.json("verify repo of a cut one", site, "verify", "repo", copy, want=NO)
    check(said["answer"] == "bad" and said["damage"] > 0 and said["damaged"], "a cut archive is bad", said)
    said = case.json("verify repo of nothing", site, "verify", "repo", copy + "x", want=NO)
    check(said["answer"] == "unknown" and {f["proof"] for f in said["facts"]} == {"unknown"}, "what is not there is not known", said)
    case("verify repo of no such kind", site, "verify", "repo", copy, "--kind", "floppy", want=REFUSED)
    case("verify repo of too much", site, "verify", "repo", copy, "--read", "101%", want=USAGE)
    case("verify repo for no such backup", site, "verify", "repo", copy, "--backup", "0000000000001", want=REFUSED)


def sample_wire(case, check, site, place):
    """What the sample's mirror port heard: every kind of page of the network has something to show."""
    subprocess.run([sys.executable, "-B", os.path.join(TOP, "sample/wire.py"), SONAE, site.data], check=True)
    path = os.path.join(place, "findings.json")
    case("findings of the sample", site, "export", "finding", "--format", "json", "-o", path)
    with open(path, encoding="utf-8") as f:
        rules = {row["rule"] for row in json.load(f)["items"]}
    check(rules >= {"unknown_device", "internet_gateway", "tunnel", "remote_tool", "dual_homed", "changed_address", "eol_os", "medical_node"},
          "the sample's network shows what an inspector meets", rules)


def sample_copies(case, check, site, place):
    """The copies of `make run`: one is proved, one is not what its record says."""
    subprocess.run([sys.executable, os.path.join(TOP, "sample/copies.py"), SONAE, site.data], check=True)
    said = case.json("verify reach of the sample", site, "verify", "reach", want=NO)
    proofs = sorted((f["kind"], f["proof"]) for copy in said for f in copy["facts"])
    check(proofs == [("medium", "contradicted"), ("medium", "proved"), ("offline", "contradicted")], "what the looks see", proofs)
    said = case.json("a drill of its zips", site, "verify", "drill", os.path.join(site.data, "copies/iji"))
    check(said["outcome"] == "success" and said["unproved"] == said["files"] == 12, "files of a zip that Python made come back", said)
    case("the pack with them", site, "pack", "-o", os.path.join(place, "pack"))
    pdf = next(n for n in os.listdir(os.path.join(place, "pack")) if n.endswith(".pdf"))
    text = subprocess.run(["pdftotext", os.path.join(place, "pack", pdf), "-"], capture_output=True, text=True, check=True).stdout
    text = "".join(text.split())
    check("確認済" in text and "コンピューター自身のディスク" in text and "矛盾" in text, "the pack shows what is proved and what contradicts")


def backups(case, check, site, place):
    tar, garbage = os.path.join(place, "copy.tar"), os.path.join(place, "garbage.tar")
    case("backup", site, "backup", tar)
    check(stat.S_IMODE(os.stat(tar).st_mode) == 0o600, "only the owner may read a backup")
    names = subprocess.run(["tar", "tf", tar], capture_output=True, text=True, check=True).stdout
    check("key" not in names, "no key is in a backup", names)
    back = Site(SONAE, os.path.join(place, "restored"))
    os.makedirs(back.place)
    case("restore", back, "restore", tar)
    check(back.run("export", "device", "--format", "csv").stdout == site.run("export", "device", "--format", "csv").stdout,
          "what was restored is what was backed up")
    case("audit verify of what was restored", back, "audit", "verify")
    case("restore over data", back, "restore", tar, want=REFUSED)
    blank = Site(SONAE, os.path.join(place, "blank"))
    os.makedirs(blank.place)
    for args in (["restore", place], ["backup", place], ["sense", "-r", place], ["verify", "digest", place], ["export", "device", "-o", place]):
        case(f"{args[0]} of a directory where a file should be", blank, *args, want=REFUSED, says="はフォルダです")
    odd = Site(SONAE, os.path.join(place, "odd"))
    os.makedirs(odd.place)
    shutil.copy(tar, odd.data)
    case("a file where the data directory should be", odd, "facility", want=REFUSED, says="フォルダではなくファイルです")
    fresh = Site(SONAE, os.path.join(place, "fresh"))
    os.makedirs(fresh.place)
    case("restore from nothing", fresh, "restore", os.path.join(place, "none.tar"), want=REFUSED)
    with open(garbage, "wb") as file:
        file.write(b"this is no tar" * 1000)
    case("restore from garbage", fresh, "restore", garbage, want=REFUSED, says="控えではありません")
    with open(tar, "rb") as file:
        content = file.read()
    with open(garbage, "wb") as file:
        file.write(content[:len(content) // 2])
    done = fresh.run("restore", garbage, check=False)
    check(done.returncode in (REFUSED, STORAGE) and JAPANESE.search(done.stderr), "restore from half a backup", done)
    check(not os.path.exists(os.path.join(fresh.data, "sonae.db")), "a failed restore leaves nothing half")
    case("backup into a directory that is not there", site, "backup", "/no/such/place/copy.tar", want=REFUSED)


def newer_database(case, check, site, place):
    copy = Site(SONAE, os.path.join(place, "newer"))
    shutil.copytree(site.data, copy.data)
    with copy.database() as db:
        table = next(r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE name LIKE '%migration%' AND type = 'table'"))
        columns = [r[1] for r in db.execute(f"PRAGMA table_info({table})")]
        row = list(db.execute(f"SELECT * FROM {table} ORDER BY 1 DESC LIMIT 1").fetchone())
        row = [9999 if i == 0 else "9999_later" if isinstance(v, str) and i == 1 else v for i, v in enumerate(row)]
        db.execute(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({','.join('?' * len(row))})", row)
    for args in (["facility"], ["audit", "verify"], ["upgrade"], ["export", "device"], ["serve", "--listen", f"127.0.0.1:{free_port()}"]):
        case(f"{args[0]} on the database of a newer program", copy, *args, want=REFUSED, says="新しい版のプログラム")


def other_owner(case, check, place):
    os.chmod(place, 0o755)
    if os.getuid() != 0:
        site = Site(SONAE, place)
        done = subprocess.run([SONAE, "facility", "--data", "/"], capture_output=True, text=True, check=False)
        check(done.returncode == REFUSED and "別の利用者" in done.stderr, "another user's directory is refused", done)
        return
    site = Site(SONAE, place)
    site.run("facility")
    os.chmod(site.data, 0o755)
    program = os.path.join(place, "sonae")  # where everybody may run it
    shutil.copy(SONAE, program)
    os.chmod(program, 0o755)
    done = subprocess.run(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", program, "facility", "--data", site.data],
                          capture_output=True, text=True, check=False)
    check(done.returncode == REFUSED and "別の利用者" in done.stderr and not done.stdout, "another user's directory is refused", done)


def links(case, check, site):
    """Needs a site with an account."""
    case("link for nobody", site, "link", "nobody", want=REFUSED)
    case("link without a name, where there are accounts", site, "link", want=USAGE)
    done = case("link", site, "link", "joho", "--base", "https://sonae.example")
    check(re.search(r"https://sonae\.example/link/[0-9a-z]{26}\n", done.stdout), "the link stands on stdout", done.stdout)
    case("facility add without a manager", site, "facility", "add", "分院", want=USAGE)
    case("facility add for nobody", site, "facility", "add", "分院", "--admin", "nobody", want=REFUSED)
    done = case("facility add", site, "facility", "add", "分院", "--admin", "joho")
    number = done.stdout.split("\t")[0]
    check(case("facility", site, "facility").stdout.count("\n") == 2, "both facilities are listed")
    case("a command that does not say which", site, "export", "device", "--format", "csv", want=REFUSED)
    case("and one that does", site, "export", "device", "--format", "csv", "--facility", number)
    case("a facility that is not there", site, "export", "device", "--format", "csv", "--facility", "4711", want=REFUSED)


def serve(case, check, place):
    case.tested.add("serve")
    with Site(SONAE, place) as site:
        site.start()
        check("/setup/" in site.tail(), "serve prints a set-up link while there is no account")
        site.set_up()
        links(case, check, site)
        case("a second serve on the same port", Site(SONAE, os.path.join(place, "second")), "serve", "--listen", f"127.0.0.1:{site.port}",
             want=REFUSED, says="ほかのプログラムが使っています")
        check(Browser(site.port).get("/sign-in").status == 200, "the first goes on")
        for how in (signal.SIGTERM, signal.SIGINT):
            process = site.process
            site.kill(how)
            check(process.returncode == 0 and site.is_port_free(), f"{how.name} ends it in order", process.returncode)
            open(site.log_path, "w", encoding="utf-8").close()
            site.start()
        check("/setup/" not in site.tail(), "and no link where there is an account")
    site = Site(SONAE, os.path.join(place, "reach"))
    os.makedirs(site.place)
    for address in ("0.0.0.0:18080", "[::]:18080"):
        case(f"{address} without TLS", site, "serve", "--listen", address, want=REFUSED, says="TLS")
    for address in ("localhost", "127.0.0.1:99999", "127.0.0.1:-1", ":::", ""):
        case(f"the address {address!r}", site, "serve", "--listen", address, want=REFUSED)


def certificate_of(port):
    with socket.create_connection(("127.0.0.1", port), 5) as plain:
        with ssl._create_unverified_context().wrap_socket(plain) as tls:
            return ssl.DER_cert_to_PEM_cert(tls.getpeercert(True))


def fingerprint(pem):
    out = subprocess.run(["openssl", "x509", "-noout", "-fingerprint", "-sha256"], input=pem, capture_output=True, text=True, check=True).stdout
    return out.strip().split("=")[1].replace(":", "").lower()


def tls(case, check, place):
    said = []
    with Site(SONAE, place, tls=True) as site:
        for _ in range(2):
            site.start("--tls-self")
            said.append(re.findall(r"SHA-256）: (\S+)", site.tail())[-1].replace(":", "").lower())
            check(said[-1] == fingerprint(certificate_of(site.port)), "the fingerprint printed is the one openssl sees", said)
            site.stop()
        check(said[0] == said[1], "and stays the same", said)
        key = [os.path.join(folder, f) for folder, _, files in os.walk(os.path.join(site.data, "keys")) for f in files]
        check(key and all(stat.S_IMODE(os.stat(k).st_mode) & 0o077 == 0 for k in key), "nobody else reads the keys", key)
        own = [os.path.join(place, n) for n in ("own.pem", "own.key", "other.pem", "other.key")]
        for cert, its_key in (own[:2], own[2:]):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                            "-subj", "/CN=sonae.example", "-out", cert, "-keyout", its_key], check=True, capture_output=True)
        site.start("--tls-cert", own[0], "--tls-key", own[1])
        with open(own[0], encoding="utf-8") as file:
            check(fingerprint(certificate_of(site.port)) == fingerprint(file.read()), "the institution's own certificate is shown")
        browser = Browser(site.port, tls=True)
        answer = browser.get("/sign-in")
        cookies = answer.headers.get_all("Set-Cookie") or []
        check(cookies and all(c.startswith("__Host-") and "Secure" in c and "HttpOnly" in c and "SameSite=Strict" in c and "Path=/" in c
                              for c in cookies), "cookies are bound to this host and to TLS", cookies)
        check((answer.headers["Strict-Transport-Security"] or "").startswith("max-age="), "with an own certificate TLS is for good")
        check(Page(answer.text).form_to("/sign-in") is not None, "the sign-in page over TLS")
        site.stop()
    for what, args in (("a certificate with another's key", [own[0], own[3]]), ("a certificate that is not there", ["/none.pem", own[1]]),
                       ("a key that is no key", [own[0], own[2]])):
        case(what, site, "serve", "--listen", f"127.0.0.1:{site.port}", "--tls-cert", args[0], "--tls-key", args[1], want=REFUSED)


def postgres(case, check, place):
    """The same program on PostgreSQL, where a server is at hand (tests/lib/with_pg)."""
    server = os.environ.get("T_PG_URL")
    if not server:
        print("T_PG_URL is not set: PostgreSQL is left out")
        return
    name = f"sonae_{os.getpid()}"
    subprocess.run(["psql", "-q", server, "-c", f"CREATE DATABASE {name}"], check=True)
    with Site(SONAE, place, db=re.sub(r"(://[^/?]*)/?[^?]*", rf"\1/{name}", server)) as site:
        sample_of(case, check, site)
        path = os.path.join(place, "device.csv")
        case("PostgreSQL: export", site, "export", "device", "--format", "csv", "-o", path)
        said = case.json("PostgreSQL: import", site, "import", "device", path)
        check(said["same"] == said["read"] == 412, "PostgreSQL: all the same", said)
        case("PostgreSQL: pack", site, "pack", "-o", os.path.join(place, "pack"))
        case("PostgreSQL: backup is pg_dump's work", site, "backup", os.path.join(place, "copy.tar"), want=REFUSED, says="pg_dump")
        site.start()
        browser, path = Browser(site.port), site.link("admin")
        browser.post(path, browser.get(path).hidden())
        home = browser.get("/").place()
        form = Page(browser.get(home + "/device/new").text).form_to(home + "/device")
        answer = browser.ask("POST", home + "/device", fields=form.send(asset_no="PG-1", kind="client", status="active"))
        check(answer.status == 303 and "PG-1" in browser.get(answer.place()).text, "PostgreSQL: a device is saved and shown", answer.words()[-300:])
        case("PostgreSQL: audit verify", site, "audit", "verify")
    subprocess.run(["psql", "-q", server, "-c", f"DROP DATABASE {name} WITH (FORCE)"], check=True)


def prove_that_faults_are_found(check, site):
    found = Tally(quiet=True)
    planted = Case(found)
    planted("a wrong exit status", site, "facility", want=NO)
    planted("a refusal that says something else", site, "export", "device", "--facility", "1", want=REFUSED, says="別のこと")
    planted.json("more than a document", site, "facility", "--facility", "1")
    check(found.failed == ["a wrong exit status", "a refusal that says something else", "more than a document",
                           "more than a document: one JSON document on stdout"], "planted faults are found", found.failed)


def main():
    check = Tally()
    case = Case(check)
    with tempfile.TemporaryDirectory(prefix="sonae-e2e-") as top:
        def place(name):
            path = os.path.join(top, name)
            os.makedirs(path)
            return path

        os.chmod(top, 0o755)
        names = usage(case, check, place("usage"))
        imports(case, check, empty_site(case, check, place("empty")), place("imports"))
        shared_ledger(case, check, place("shared"))
        site = sample(case, check, place("sample"))
        round_trip(case, check, site, place("exports"))
        prove_that_faults_are_found(check, site)
        audit(case, check, site, place("audit"))
        pack(case, check, site, place("pack"))
        copies(case, check, site, place("copies"))
        other_copies(case, check, site, place("other"))
        sample_wire(case, check, site, place("wire"))
        sample_copies(case, check, site, place("proved"))
        sensing(case, check, site, place("sense"))
        probing(case, check, site, place("probe"))
        backups(case, check, site, place("backups"))
        newer_database(case, check, site, place("newer"))
        lossy(case, check, site, place("lossy"))
        other_owner(case, check, place("owner"))
        serve(case, check, place("serve"))
        tls(case, check, place("tls"))
        postgres(case, check, place("postgres"))
    check(set(names) <= case.tested, "every command is run here", sorted(set(names) - case.tested))
    return check.end()


if __name__ == "__main__":
    sys.exit(main())

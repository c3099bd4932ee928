#!/usr/bin/python3
"""What a machine can check of the house rules. Prints a line a finding; exit 1 if there is one.

    lint.py [DIR] [--quick]      --quick leaves out what needs a compiler or clang-format
"""
import os
import re
import subprocess
import sys

# Libraries that only one file may know (docs: architecture, "Rooms and floors").
ONLY = {
    "sqlite3.h": ["src/db/sqlite.c"],
    "libpq-fe.h": ["src/db/postgres.c"],
    "pcap/pcap.h": ["src/network/capture.c"],
    "pcap.h": ["src/network/capture.c"],
    "microhttpd.h": ["src/http/"],
    "gnutls/": ["src/http/"],
    "cairo": ["src/render/pdf"],
    "pango/": ["src/render/pdf"],
    "zip.h": ["src/intake/"],
    "expat.h": ["src/intake/", "src/network/outside_nmap.c"],
    "jansson.h": ["src/base/json"],
    "sodium.h": ["src/base/"],
    "xlsxwriter.h": ["src/render/xlsx"],
    "qrencode.h": ["src/render/qr"],
    "seccomp.h": ["src/proc/"],
    "intel-ipsec-mb.h": ["src/readiness/verity"],
    "openssl/": ["src/readiness/verity"],
}
BANNED = {
    r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|tmpnam|mktemp|system|popen)\s*\(": "banned function",
    r"\b(localtime|gmtime|mktime|localtime_r)\s*\(": "the machine's zone is never asked (base/date)",
    r"\b(srand|rand|random)\s*\(": "randomness comes from base/hash",
}
MARKUP = re.compile(r"\(struct markup\)\s*\{|\bhtml_(raw|bytes|lit)\s*\(")
HEAP = re.compile(r"\b(malloc|calloc|realloc|free|strdup|strndup|asprintf)\s*\(")
SQL = re.compile(r'"\s*(SELECT\b|INSERT INTO\b|UPDATE \w+ SET\b|DELETE FROM\b|CREATE TABLE\b)')
WORKPLACE = re.compile(r"(^|[^A-Za-z0-9.])/(work|farm|tmp/h)/|\"resolved\": *\"https?:|registry\.npmjs|deb\.debian")
LEFT_UNDONE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
LONGEST = 700


def read(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


def files(top, ends):
    out = []
    for base, dirs, names in os.walk(top):
        dirs[:] = sorted(d for d in dirs if not d.startswith("build") and d not in (".git", "node_modules", "var"))
        out += [os.path.join(base, n) for n in sorted(names) if n.endswith(ends)]
    return out


def without_comments(text):
    return re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.S)


def rooms(top):
    """The table of src/meson.build: room -> rooms it may call."""
    rows = re.findall(r"^\s*\['(\w+)', \[([^\]]*)\]\]", read(os.path.join(top, "src/meson.build")), re.M)
    return {room: re.findall(r"'(\w+)'", may) for room, may in rows}


def at(text, position):
    return text.count("\n", 0, position) + 1


def check_walls(top, found):
    table = rooms(top)
    for path in files(os.path.join(top, "src"), (".c", ".h", ".html")):
        name = os.path.relpath(path, top)
        room = name.split("/")[1]
        text = read(path)
        for m in re.finditer(r'^#include "(\w+)/|\{% include "(\w+)/', text, re.M):
            other = m.group(1) or m.group(2)
            if other != room and other in table and other not in table.get(room, []):
                found(name, at(text, m.start()), f"room {room} may not call room {other}")
        for m in re.finditer(r"^#include <([^>]+)>", text, re.M):
            for header, where in ONLY.items():
                if m.group(1).startswith(header) and not any(name.startswith(w) for w in where):
                    found(name, at(text, m.start()), f"only {where[0]} may include <{m.group(1)}>")
        if room != "record" and room != "db" and '"db/dynamic.h"' in text:
            found(name, 1, "only the room record makes SQL (db/dynamic.h)")


def check_c(top, found):
    for path in files(os.path.join(top, "src"), (".c", ".h")):
        name = os.path.relpath(path, top)
        room = name.split("/")[1]
        text = without_comments(read(path))
        for pattern, why in BANNED.items():
            for m in re.finditer(pattern, text):
                found(name, at(text, m.start()), f"{why}: {m.group(0).strip()}")
        if room != "base":
            for m in HEAP.finditer(text):
                found(name, at(text, m.start()), f"memory comes from base: {m.group(0).strip()}")
        if room != "render":
            for m in MARKUP.finditer(text):
                found(name, at(text, m.start()), f"only render makes markup: {m.group(0).strip()}")
        if room not in ("record", "db"):
            for m in SQL.finditer(text):
                found(name, at(text, m.start()), "SQL stands in .sql files")
        lines = read(path).count("\n")
        if lines > LONGEST:
            found(name, lines, f"{lines} lines; does it still hold one idea?")


def check_words(top, found):
    for path in files(top, (".c", ".h", ".html", ".md", ".py", ".mjs", ".json", ".sh", ".sql", ".build", ".css", ".js", "Makefile", ".txt")):
        name = os.path.relpath(path, top)
        if name.startswith("tests/lint/"):
            continue
        text = read(path)
        for m in WORKPLACE.finditer(text):
            found(name, at(text, m.start()), f"a path or address of one machine: {m.group(0).strip()}")
        if name.endswith((".c", ".h", ".sql", ".html")):
            for m in LEFT_UNDONE.finditer(text):
                found(name, at(text, m.start()), f"left undone: {m.group(0)}")


def check_headers(top, found):
    for path in files(os.path.join(top, "src"), (".h",)):
        name = os.path.relpath(path, os.path.join(top, "src"))
        run = subprocess.run(
            ["gcc", "-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter", "-fsyntax-only",
             "-I" + os.path.join(top, "src"), "-I" + os.path.join(top, os.environ.get("LINT_BUILD", "build"), "src"), "-x", "c", "-"],
            input=f'#include "{name}"\n', text=True, capture_output=True, check=False)
        if run.returncode != 0:
            found("src/" + name, 1, "does not compile alone: " + run.stderr.strip().splitlines()[0][:160])


def check_format(top, found):
    names = files(os.path.join(top, "src"), (".c", ".h")) + files(os.path.join(top, "tools"), (".c", ".h"))
    run = subprocess.run(["clang-format", "--dry-run", "-Werror"] + names, text=True, capture_output=True, check=False)
    bad = sorted({line.split(":")[0] for line in run.stderr.splitlines() if ": error:" in line})
    for path in bad:
        found(os.path.relpath(path, top), 1, "layout differs from .clang-format (make format)")


def main():
    args = [a for a in sys.argv[1:] if not a.startswith("--")]
    top = os.path.abspath(args[0] if args else os.path.join(os.path.dirname(__file__), "../.."))
    findings = []

    def found(name, line, why):
        findings.append(f"{name}:{line}: {why}")

    checks = [check_walls, check_c, check_words]
    if "--quick" not in sys.argv:
        checks += [check_headers, check_format]
    for check in checks:
        check(top, found)
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

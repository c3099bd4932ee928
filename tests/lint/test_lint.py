#!/usr/bin/python3
"""A planted fault for each rule of lint.py: it must fire, and a clean tree must be quiet."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOMS = "rooms = [\n  ['base', []],\n  ['db', ['base']],\n  ['record', ['db', 'base']],\n  ['web', ['record', 'base']],\n]\n"

FAULTS = [
    ("a room that calls upwards", "src/base/a.c", '#include "web/page.h"\n'),
    ("a room its line does not name", "src/web/a.c", '#include "db/db.h"\n'),
    ("a template that does", "src/web/a.html", '{% include "db/db.h" %}\n'),
    ("SQLite outside its driver", "src/record/a.c", "#include <sqlite3.h>\n"),
    ("SQL made outside record", "src/web/a.c", '#include "db/dynamic.h"\n'),
    ("SQL in C", "src/web/a.c", 'const char *q = "SELECT id FROM device";\n'),
    ("the heap outside base", "src/web/a.c", "void f(void *p) { free(p); }\n"),
    ("markup made by hand", "src/web/a.c", 'struct markup m = (struct markup){"<b>", 3};\n'),
    ("HTML written by hand", "src/web/a.c", 'void f(struct html *h) { html_lit(h, "<b>"); }\n'),
    ("a banned function", "src/web/a.c", 'void f(char *s) { strcpy(s, "x"); }\n'),
    ("the machine's zone", "src/web/a.c", "void f(void) { localtime(0); }\n"),
    ("weak randomness", "src/web/a.c", "int f(void) { return rand(); }\n"),
    ("a machine's path", "README.md", f"see /{'work'}/main for more\n"),
    ("a registry's address", "package.json", '{"resolved": "%s://example.invalid/x.tgz"}\n' % "https"),
    ("something left undone", "src/web/a.c", "/* TODO: later */\n"),
    ("a very long file", "src/web/a.c", "int x;\n" * 701),
]
CLEAN = [
    ("a comment that names them", "src/web/a.c", "/* free() and SELECT are not ours to call */\n"),
    ("what the table allows", "src/web/a.c", '#include "record/record.h"\n'),
]


def findings(name, content):
    with tempfile.TemporaryDirectory() as top:
        for path, text in (("src/meson.build", ROOMS), (name, content)):
            full = os.path.join(top, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as out:
                out.write(text)
        run = subprocess.run([sys.executable, os.path.join(HERE, "lint.py"), top, "--quick"],
                             capture_output=True, text=True, check=False)
        return run.returncode, run.stdout.strip()


def main():
    passed = failed = 0
    for cases, want in ((FAULTS, 1), (CLEAN, 0)):
        for what, name, content in cases:
            code, said = findings(name, content)
            ok = code == want and (name in said if want else said == "")
            print(f"{'ok' if ok else 'FAILED'}: {what}" + ("" if ok else f" ({code}: {said})"))
            passed, failed = passed + ok, failed + (not ok)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

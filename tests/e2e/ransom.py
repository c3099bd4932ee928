#!/usr/bin/python3
"""A copy before and after: what ransomware does must be seen, what people do must not.

    ransom.py SONAE [FILES_OF_EACH_KIND]      default 12

The corpus is made here: zip, xz, png, jpg, pdf, docx, dcm, csv, txt, of a fixed seed. A JPEG is its real
headers and tables around bytes as an entropy coder leaves them. Goals: at least 99 % of files encrypted
whole or at their head, 95 % of those encrypted in every 16th block, at most 0.1 % false.
"""
import base64
import io
import json
import lzma
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

from running import Tally

BLOCK = 4096
WORDS = "患者 検査 結果 血圧 体温 処方 外来 病棟 看護 記録 2026 120/80 36.5 正常 再検 所見なし 要観察 次回 採血 画像".split()


def text_of(rng, size):
    out = io.StringIO()
    while out.tell() < size // 2:
        out.write(f"{rng.randrange(10**6):06d}," + " ".join(rng.choice(WORDS) for _ in range(8)) + "\n")
    return out.getvalue().encode()


def picture(rng, width, height):
    """Rows of a smooth picture with noise, as a camera has it."""
    return b"".join(bytes([0]) + bytes((x * 3 + y * 2 + rng.randrange(24)) & 255 for x in range(width)) for y in range(height))


def png(rng):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    w, h = 480, 360 + rng.randrange(100)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(picture(rng, w, h), 6)) + chunk(b"IEND", b""))


def jpg(rng):
    def segment(mark, data):
        return bytes([0xFF, mark]) + struct.pack(">H", len(data) + 2) + data
    tables = segment(0xDB, bytes([0]) + bytes(range(1, 65))) + segment(0xC0, bytes([8, 1, 0, 1, 0, 1, 1, 0x11, 0]))
    tables += segment(0xC4, bytes([0]) + bytes([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]) + bytes(range(12)))
    coded = rng.randbytes(150_000 + rng.randrange(60_000)).replace(b"\xff", b"\xff\x00")
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + tables + segment(0xDA, bytes([1, 1, 0, 0, 63, 0])) + coded + b"\xff\xd9"


def pdf(rng):
    out, at = io.BytesIO(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    out.seek(0, 2)
    for n in range(1, 9):
        at.append(out.tell())
        data = zlib.compress(text_of(rng, 60_000) + rng.randbytes(12_000))
        out.write(b"%d 0 obj <</Length %d/Filter/FlateDecode>> stream\n" % (n, len(data)) + data + b"\nendstream endobj\n")
    xref = out.tell()
    out.write(b"xref\n0 9\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % a for a in at))
    out.write(b"trailer <</Size 9>>\nstartxref\n%d\n%%%%EOF\n" % xref)
    return out.getvalue()


def packed(rng, names, size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name in names:
            z.writestr(zipfile.ZipInfo(name), text_of(rng, size) + rng.randbytes(size // 4), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def dcm(rng):
    head = bytes(128) + b"DICM" + b"\x02\x00\x00\x00UL\x04\x00\x00\x01\x00\x00" + b"\x10\x00\x10\x00PN\x0c\x00TEST^MIHON^  "
    pixels = struct.pack("<65536H", *((x // 3 + rng.randrange(64)) & 0xFFF for x in range(65536)))
    return head + bytes(400) + pixels + pixels[: rng.randrange(60_000)]


KINDS = {
    "zip": lambda rng: packed(rng, [f"{i}.csv" for i in range(5)], 120_000),
    "xz": lambda rng: lzma.compress(text_of(rng, 200_000) + rng.randbytes(100_000), preset=0),
    "png": png,
    "jpg": jpg,
    "pdf": pdf,
    "docx": lambda rng: packed(rng, ["[Content_Types].xml", "word/document.xml", "word/media/image1.jpeg"], 200_000),
    "dcm": dcm,
    "csv": lambda rng: text_of(rng, 200_000),
    "txt": lambda rng: text_of(rng, 150_000),
}


def make(top, n):
    for kind, build in KINDS.items():
        os.makedirs(os.path.join(top, kind))
        for i in range(n):
            rng = random.Random(f"{kind}{i}")
            write(os.path.join(top, kind, f"{i:04d}.{kind}"), build(rng))


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def each(top):
    for folder, _, names in sorted(os.walk(top)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                yield path, file.read()


def whole(rng, data):
    return rng.randbytes(len(data))


def head_only(rng, data):
    return rng.randbytes(BLOCK) + data[BLOCK:]


def every_16th(rng, data):
    out = bytearray(data)
    for at in range(0, len(data), 16 * BLOCK):
        out[at:at + BLOCK] = rng.randbytes(len(out[at:at + BLOCK]))
    return bytes(out)


def every_16th_not_first(rng, data):
    return data[:BLOCK] + every_16th(rng, data[BLOCK:])


def wrapped(rng, data):
    return base64.encodebytes(rng.randbytes(len(data)))


ATTACKS = [("whole", whole, 0.99, ""), ("head only", head_only, 0.99, ""), ("every 16th block", every_16th, 0.95, ""),
           ("every 16th block, the first left alone", every_16th_not_first, 0.95, ""), ("wrapped in base64", wrapped, 0.95, ""),
           ("whole, and renamed", whole, 0.99, ".lock3d")]


def work(path, data):
    """What people and programs do to such files."""
    kind, rng = path.rsplit(".", 1)[1], random.Random(path)
    if kind in ("csv", "txt"):
        lines = data.split(b"\n")
        lines[len(lines) // 3] = "訂正した行".encode()
        return b"\n".join(lines) + text_of(rng, 3000)
    if kind == "pdf":  # an incremental update
        return data + b"9 0 obj <</Type/Annot>> endobj\nxref\n0 0\ntrailer <</Size 10>>\nstartxref\n0\n%%EOF\n"
    if kind == "dcm":  # a tag corrected in place
        return data.replace(b"TEST^MIHON^", b"TEST^MOHON^")
    return KINDS[kind](rng)  # saved anew


class Look:
    def __init__(self, sonae, place):
        self.sonae, self.data, self.manifest = sonae, os.path.join(place, "data"), os.path.join(place, "manifest")

    def record(self, top):
        subprocess.run([self.sonae, "verify", "record", top, "-o", self.manifest, "--data", self.data], check=True, stdout=subprocess.DEVNULL)

    def suspects(self, top):
        """Paths with a sign, and the signs of the whole."""
        done = subprocess.run([self.sonae, "verify", "check", top, "--manifest", self.manifest, "--data", self.data, "--json"],
                              check=False, capture_output=True, text=True)
        found = [f for f in json.loads(done.stdout)["found"] if f["what"] == "suspect"]
        return {f["path"] for f in found if "/" in f["path"]}, [(f["sign"], f["path"]) for f in found if "/" not in f["path"]]


def main():
    check, sonae = Tally(), os.path.abspath(sys.argv[1])
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 12
    with tempfile.TemporaryDirectory(prefix="sonae-ransom-") as place:
        clean, copy, empty = (os.path.join(place, name) for name in ("clean", "copy", "empty"))
        make(clean, n)
        total, look = n * len(KINDS), Look(sonae, place)
        look.record(clean)
        for what, attack, goal, ending in ATTACKS:
            shutil.copytree(clean, copy)
            for path, data in each(copy):
                write(path + ending, attack(random.Random("key" + path), data))
                if ending:
                    os.remove(path)
            hit, storms = look.suspects(copy)
            missed = sorted(os.path.relpath(p, copy) for p, _ in each(copy) if os.path.relpath(p, copy) not in hit)
            check(len(hit) >= goal * total, f"{what}: {len(hit)} of {total} seen", missed[:20])
            print(f"{what}: {len(hit) / total:.2%} seen, to reach {goal:.0%}")
            if ending:
                check(("suffix", "*" + ending) in storms, "the new ending on many files is named", storms)
            shutil.rmtree(copy)
        shutil.copytree(clean, copy)
        for path, data in each(copy):
            write(path, work(path, data))
        for i in range(4):
            os.makedirs(os.path.join(copy, f"room{i}"))
            write(os.path.join(copy, f"room{i}", "README.txt"), "この部屋の使い方\n".encode() * 50)
        hit, storms = look.suspects(copy)
        check(len(hit) <= 0.001 * total and not storms, f"work of people: {len(hit)} of {total} false", (sorted(hit)[:20], storms))
        os.makedirs(empty)
        look.record(empty)
        hit, storms = look.suspects(clean)
        check(len(hit) <= 0.001 * total and not storms, f"new files: {len(hit)} of {total} false", (sorted(hit)[:20], storms))
        look.record(clean)
        for folder in list(KINDS)[:3]:
            write(os.path.join(clean, folder, "HOW_TO_RESTORE_FILES.txt"), b"all your files ...\n" * 9)
        hit, storms = look.suspects(clean)
        check(("note", "HOW_TO_RESTORE_FILES.txt") in storms and not hit, "the note in three folders is named, and no file blamed", (hit, storms))
    return check.end()


if __name__ == "__main__":
    sys.exit(main())

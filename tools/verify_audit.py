#!/usr/bin/python3
"""An independent verifier of `sonae audit export`: shares no code with the program.

    verify_audit.py FILE [--key PUBLICKEYHEX]

A line an entry: "HASHHEX {json}"; then "head {json} PUBLICKEYHEX SIGNATUREHEX".
    hash = SHA-256("sonae-audit-1\\n" + previous hash (32 bytes, zero at first) + the bytes of {json})
The bytes are hashed as they stand in the file and never made again from parsed JSON; hashes are
compared as text. The signature (Ed25519, RFC 8032) over the head's {json} is checked by
`openssl pkeyutl -verify -rawin`. With --key the export must be signed by that key.

Exit status: 0 whole, 1 something was changed (the first place is named), 2 wrong usage.
"""
import hashlib
import json
import os
import subprocess
import sys
import tempfile

DOMAIN = b"sonae-audit-1\n"
# DER of an Ed25519 SubjectPublicKeyInfo up to the 32 key bytes (RFC 8410, 4).
SPKI = bytes.fromhex("302a300506032b6570032100")


class Changed(Exception):
    """The export is not what the program wrote."""


def check_entry(line, number, previous, facility):
    """One entry; returns its hash as bytes and its facility."""
    if len(line) < 66 or line[64:65] != b" ":
        raise Changed(f"line {number}: not an entry")
    said, body = line[:64], line[65:]
    digest = hashlib.sha256(DOMAIN + previous + body)
    if digest.hexdigest().encode("ascii") != said:
        raise Changed(f"line {number}: the hash does not fit (this entry or one before was changed)")
    try:
        entry = json.loads(body)
        seq, own = entry["seq"], entry["facility"]
    except (ValueError, KeyError, TypeError) as problem:
        raise Changed(f"line {number}: not an entry ({problem})") from problem
    if seq != number:
        raise Changed(f"line {number}: entry says it is number {seq}")
    if facility not in (None, own):
        raise Changed(f"line {number}: of another facility")
    return digest.digest(), own


def check_signature(message, public_hex, signature_hex):
    """Ed25519 through openssl; Changed if it is not good."""
    try:
        public, signature = bytes.fromhex(public_hex), bytes.fromhex(signature_hex)
    except ValueError as problem:
        raise Changed("head: key or signature is not hex") from problem
    if len(public) != 32 or len(signature) != 64 or public_hex != public_hex.lower() or \
            signature_hex != signature_hex.lower():
        raise Changed("head: key or signature has the wrong form")
    with tempfile.TemporaryDirectory() as place:
        names = {"key": SPKI + public, "message": message, "signature": signature}
        for name, content in names.items():
            with open(os.path.join(place, name), "wb") as out:
                out.write(content)
        run = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-rawin",
             "-inkey", os.path.join(place, "key"), "-in", os.path.join(place, "message"),
             "-sigfile", os.path.join(place, "signature")],
            capture_output=True, check=False)
    if run.returncode != 0:
        raise Changed("head: the signature is not good")


def check_head(line, seq, digest, facility, key):
    """The last line: what it says of the chain, and that it is signed."""
    parts = line.split(b" ")
    if len(parts) != 4 or parts[0] != b"head":
        raise Changed("the last line is no signed head")
    message, public, signature = parts[1], parts[2].decode("latin-1"), parts[3].decode("latin-1")
    try:
        head = json.loads(message)
        said = (head["facility"], head["seq"], head["hash"])
    except (ValueError, KeyError, TypeError) as problem:
        raise Changed(f"head: not readable ({problem})") from problem
    if said != (facility, seq, digest.hex()):
        raise Changed(f"head: says {said[1]} entries, the chain has {seq} or ends in another hash")
    if key is not None and public != key:
        raise Changed("head: signed by another key")
    check_signature(message, public, signature)
    return public


def verify(data, key=None):
    """Check a whole export (bytes). Returns (entries, public key)."""
    if not data.endswith(b"\n"):
        raise Changed("the file is cut off")
    lines = data[:-1].split(b"\n")
    previous, facility = bytes(32), None
    for number, line in enumerate(lines[:-1], 1):
        previous, facility = check_entry(line, number, previous, facility)
    if facility is None:
        raise Changed("there are no entries")
    return len(lines) - 1, check_head(lines[-1], len(lines) - 1, previous, facility, key)


def main():
    args = sys.argv[1:]
    key = None
    if len(args) == 3 and args[1] == "--key":
        key = args[2]
    elif len(args) != 1:
        print(__doc__.strip().splitlines()[2].strip(), file=sys.stderr)
        return 2
    with open(args[0], "rb") as file:
        data = file.read()
    try:
        entries, public = verify(data, key)
    except Changed as problem:
        print(f"changed: {problem}")
        return 1
    print(f"whole: {entries} entries, signed by {public}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

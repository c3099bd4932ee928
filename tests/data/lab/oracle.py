#!/usr/bin/python3
"""Make shared.tsv: what tshark reads out of the public captures that the tests use where they are at hand.

    oracle.py DIR > shared.tsv        DIR holds the captures (they are not part of the project)

A row is file, kind, first frame, digest. The digest stands for the value, so that names of other people's machines stay
with their captures; with file and frame a person can look. Needs tshark (packages.txt).
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../e2e"))
from sense import digest  # noqa: E402

# kind, display filter, fields; a row's value is its fields joined by a space, each repeated field taken apart.
QUESTIONS = (
    ("arp", "arp.opcode in {1,2} && arp.src.proto_ipv4 != 0.0.0.0 && arp.proto.type == 0x0800", ("arp.src.hw_mac", "arp.src.proto_ipv4")),
    ("dhcp-address", "dhcp.option.dhcp == 5 && dhcp.ip.your != 0.0.0.0", ("dhcp.hw.mac_addr", "dhcp.ip.your")),
    ("dhcp-name", "dhcp.type == 1 && dhcp.option.hostname", ("dhcp.option.hostname",)),
    ("lldp-name", "lldp.tlv.system.name", ("lldp.tlv.system.name",)),
    ("lldp-description", "lldp.tlv.system.desc", ("lldp.tlv.system.desc",)),
    ("sni", "tls.handshake.extensions_server_name && tcp", ("tls.handshake.extensions_server_name",)),
    ("user-agent", "http.user_agent", ("http.user_agent",)),
    ("ssh", "ssh.protocol", ("ssh.protocol",)),
    # Names that a machine registers for itself or announces; not what it asks for, and not a person's (suffix 03).
    ("nbns", "nbns.flags.opcode == 5 && nbns.flags.response == 0 && nbns.nb_flags.group == 0", ("nbns.name",)),
    ("nbns", "browser.command in {1,15} && browser.server", ("browser.server",)),
)


def cleaned(kind, value):
    if kind == "nbns":
        name, _, suffix = value.partition("<")
        return name if suffix[:2] in ("", "00", "20") else ""
    return value.removeprefix("SSH-2.0-").removeprefix("SSH-1.99-").removeprefix("SSH-1.5-") if kind == "ssh" else value


def main():
    top = sys.argv[1]
    print("# What tshark 4.0.17 reads out of public captures: file, kind, first frame, digest (oracle.py)")
    for name in sorted(n for n in os.listdir(top) if ".pcap" in n and os.path.isfile(os.path.join(top, n))):
        seen = set()
        for kind, question, fields in QUESTIONS:
            told = subprocess.run(["tshark", "-r", os.path.join(top, name), "-Y", question, "-T", "fields", "-E", "occurrence=f", "-e", "frame.number",
                                   *[word for f in fields for word in ("-e", f)]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                  errors="replace", check=False).stdout
            for line in told.splitlines():
                frame, *values = line.split("\t")
                value = cleaned(kind, " ".join(values))
                if value.strip() and (kind, value) not in seen:
                    seen.add((kind, value))
                    print(name, kind, frame, digest(kind, value), sep="\t")


if __name__ == "__main__":
    main()

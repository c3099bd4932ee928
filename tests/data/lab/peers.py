#!/usr/bin/python3
"""Peers of our own, where Debian has none: HL7 over MLLP, ASTM, Modbus, BACnet, an inetd, plain listeners.

    peers.py KIND-server ADDRESS PORT [COMMAND...]      peers.py KIND-client ADDRESS PORT

They say no more than the frames a sensor looks for; the patient in them is a canary, not a person.
"""
import socket
import subprocess
import sys
import time

CANARY = "見本^カンジャ"
VT, END = b"\x0b", b"\x1c\r"
STX, ETX, EOT, ENQ, ACK = b"\x02", b"\x03", b"\x04", b"\x05", b"\x06"


def hl7_message():
    """An observation (HL7 v2.5.1, ORU^R01) of a patient who is a canary."""
    lines = [
        "MSH|^~\\&|KENSA-LIS|LAB|DENKARU|HOSP|20260401090000||ORU^R01^ORU_R01|LAB0001|P|2.5.1||||||UNICODE UTF-8",
        f"PID|1||CANARY-0001^^^HOSP||{CANARY}^^^^^L||19990101|M",
        "OBX|1|NM|WBC^CANARY-RESULT||5.1|10*3/uL|||||F",
    ]
    return VT + "\r".join(lines).encode() + b"\r" + END


def hl7_server(talk):
    """Answers each message with MSA (accepted)."""
    data = b""
    while got := talk.recv(4096):
        data += got
        while END in data:
            _, data = data.split(END, 1)
            talk.sendall(VT + b"MSH|^~\\&|DENKARU|HOSP|KENSA-LIS|LAB|20260401090001||ACK^R01^ACK|HIS0001|P|2.5.1\r"
                         b"MSA|AA|LAB0001\r" + END)


def hl7_client(talk):
    for _ in range(2):
        talk.sendall(hl7_message())
        talk.recv(4096)


def astm_frame(number, text):
    """ASTM E1381 6.3: STX, frame number, text, ETX, checksum of what follows STX, CR LF."""
    body = str(number).encode() + text.encode() + b"\r" + ETX
    return STX + body + f"{sum(body) & 0xff:02X}".encode() + b"\r\n"


def astm_server(talk):
    """Says ACK to ENQ and to every frame."""
    while got := talk.recv(4096):
        if ENQ in got or STX in got:
            talk.sendall(ACK)


def astm_client(talk):
    records = ("H|\\^&|||KETSUEKI-01^LAB^1.0|||||||P|1", f"P|1||CANARY-0002||{CANARY}", "R|1|^^^WBC|5.1|10*3/uL", "L|1|N")
    talk.sendall(ENQ)
    talk.recv(16)
    for i, record in enumerate(records):
        talk.sendall(astm_frame(i + 1, record))
        talk.recv(16)
    talk.sendall(EOT)


def modbus_server(talk):
    """Modbus application protocol 1.1b3: answers read holding registers (6.3) with zeros."""
    while got := talk.recv(260):
        count = int.from_bytes(got[10:12], "big")
        body = got[6:8] + bytes([count * 2]) + bytes(count * 2)
        talk.sendall(got[0:4] + len(body).to_bytes(2, "big") + body)


def modbus_client(talk):
    for i in range(3):
        talk.sendall(i.to_bytes(2, "big") + b"\0\0\0\6\1\3\0\0\0\2")
        talk.recv(260)


def bacnet_server(address, port):
    """ASHRAE 135 annex J: device 4711 answers Who-Is with I-Am (vendor 260)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind((address, port))
        while True:
            asked, peer = s.recvfrom(1500)
            if asked[:2] == b"\x81\x0b":
                object_id = (8 << 22 | 4711).to_bytes(4, "big")
                apdu = b"\x10\x00\xc4" + object_id + b"\x22\x05\xc4\x91\x03\x22\x01\x04"
                s.sendto(b"\x81\x0a" + (6 + len(apdu)).to_bytes(2, "big") + b"\x01\x00" + apdu, peer)


def bacnet_client(address, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        s.bind(("", port))
        for _ in range(2):
            s.sendto(b"\x81\x0b\x00\x0c\x01\x20\xff\xff\x00\xff\x10\x08", (address, port))
            time.sleep(0.3)


def inetd(address, port, command):
    """Hands each connection to a program, as inetd does."""
    with socket.create_server((address, port)) as s:
        while True:
            talk, _ = s.accept()
            with talk:
                subprocess.Popen(command, stdin=talk, stdout=talk, stderr=talk)


def noise(address, port, protocol):
    """What belongs to no protocol: bytes of a fixed pattern, both ways as the other side listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM) as s:
        s.connect((address, port))
        for i in range(6):
            try:
                s.send(bytes((i * 7 + k * 13) & 0xff for k in range(97 + i)))
            except OSError:
                pass  # nobody listens: the frames are what counts
            time.sleep(0.05)


def serve(address, port, talk_with):
    with socket.create_server((address, port)) as s:
        while True:
            talk, _ = s.accept()
            with talk:
                talk_with(talk)


STREAMS = {"hl7": (hl7_server, hl7_client), "astm": (astm_server, astm_client), "modbus": (modbus_server, modbus_client)}


def main():
    kind, address, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
    name, _, side = kind.partition("-")
    if name in STREAMS and side == "server":
        serve(address, port, STREAMS[name][0])
    elif name in STREAMS:
        with socket.create_connection((address, port), timeout=5) as talk:
            STREAMS[name][1](talk)
    elif name == "bacnet":
        (bacnet_server if side == "server" else bacnet_client)(address, port)
    elif name == "inetd":
        inetd(address, port, sys.argv[4:])
    elif name == "noise":
        noise(address, port, side)
    else:
        sys.exit(f"no peer {kind}")


if __name__ == "__main__":
    main()

"""Scenes of remote control: SSH, RDP, VNC, Telnet, on their ports and on others; a reverse tunnel; decoys."""
import contextlib
import os
import time

from scenes_names import OUTSIDE, certificate, outside

PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers.py")
PYTHON = "/usr/bin/python3"
DISPLAY = ":77"


def sshd(lab, host, *ports):
    """A server with a host key and a permitted user key of this scene; the client's arguments."""
    import lab as core
    host_key, user_key = f"{lab.scratch}/host_key", f"{lab.scratch}/user_key"
    if not os.path.exists(host_key):
        for key in (host_key, user_key):
            core.call("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", key)
    conf = lab.file("sshd.conf", f"HostKey {host_key}\nAuthorizedKeysFile {user_key}.pub\nStrictModes no\nPermitRootLogin yes\n"
                    f"PidFile {lab.scratch}/sshd.pid\nUsePAM no\nUseDNS no\n" + "".join(f"Port {p}\n" for p in ports))
    host.start("/usr/sbin/sshd", "-D", "-e", "-f", conf, tcp=ports[-1])
    return ["ssh", "-i", user_key, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes"]


def ssh(lab):
    """OpenSSH on port 22 and on port 443."""
    wire = lab.segment("lan")
    server = lab.host("ssh-sv", wire, 0x52, "192.168.10.52/24")
    pc = lab.host("pc-1", wire, 0x21, "192.168.10.21/24")
    with wire.record(lab.path("ssh.pcap")):
        client = sshd(lab, server, 22, 443)
        for port in ("22", "443"):
            pc.run(*client, "-p", port, "root@192.168.10.52", "true")


def reverse_tunnel(lab):
    """A PC inside opens a way in for somebody outside: ssh -R to port 443, used from there."""
    wire = lab.segment("lan")
    gateway = lab.host("gw", wire, 0x01, "192.168.10.1/24")
    server = outside(lab, wire, gateway)
    pc = lab.host("pc-1", wire, 0x21, "192.168.10.21/24", gateway="192.168.10.1")
    page = lab.file("index.html", "lab" * 3000)
    with wire.record(lab.path("reverse_tunnel.pcap")):
        client = sshd(lab, server, 443)
        pc.start(PYTHON, "-m", "http.server", "8080", "--bind", "127.0.0.1", "-d", page.rsplit("/", 1)[0], tcp=8080)
        pc.start(*client, "-p", "443", "-N", "-R", "9022:127.0.0.1:8080", f"root@{OUTSIDE}")
        for _ in range(5):
            time.sleep(0.5)
            with contextlib.suppress(Exception):
                server.run("curl", "-s", "-o", "/dev/null", "--max-time", "3", "http://127.0.0.1:9022/index.html")


def screen(host):
    """A small X screen, on the machine that shows or is shown."""
    host.start("Xvfb", DISPLAY, "-screen", "0", "64x64x24", "-nolisten", "tcp", "-nolock")
    for _ in range(100):
        if os.path.exists("/tmp/.X11-unix/X77"):
            return
        time.sleep(0.1)


def rdp(lab):
    """xrdp on port 3390, asked by FreeRDP (no log-on: negotiation, TLS and the channel)."""
    wire = lab.segment("lan")
    server = lab.host("rdp-sv", wire, 0x53, "192.168.10.53/24")
    pc = lab.host("pc-1", wire, 0x21, "192.168.10.21/24")
    key, cert = certificate(lab)
    with open("/etc/xrdp/xrdp.ini", encoding="utf-8") as f:
        ini = f.read()
    ini = ini.replace("\nport=3389", "\nport=3390", 1).replace("certificate=\n", f"certificate={cert}\n").replace("key_file=\n", f"key_file={key}\n")
    conf = lab.file("xrdp.ini", ini)
    screen(pc)
    with wire.record(lab.path("rdp.pcap")):
        server.start("xrdp", "--nodaemon", "--config", conf, tcp=3390)
        pc.run("timeout", "-s", "KILL", "3", "env", "DISPLAY=" + DISPLAY, "xfreerdp", "/v:192.168.10.53:3390", "/u:lab", "/p:lab",
               "/cert:ignore", "/auth-only", "/w:64", "/h:64", "/bpp:16", ok=None)


def vnc(lab):
    """x11vnc without a password on port 5977, and a viewer that takes one picture of an empty screen."""
    wire = lab.segment("lan")
    server = lab.host("vnc-sv", wire, 0x54, "192.168.10.54/24")
    pc = lab.host("pc-1", wire, 0x21, "192.168.10.21/24")
    screen(server)
    with wire.record(lab.path("vnc.pcap")):
        server.start("x11vnc", "-display", DISPLAY, "-rfbport", "5977", "-nopw", "-forever", "-noxdamage", "-quiet", tcp=5977)
        pc.run("vncsnapshot", "-allowblank", "192.168.10.54:77", f"{lab.scratch}/vnc.jpg", ok=None, timeout=20)


def telnet(lab):
    """telnetd and telnet; nobody logs in."""
    wire = lab.segment("lan")
    server = lab.host("old-sw", wire, 0x06, "192.168.10.6/24")
    pc = lab.host("pc-1", wire, 0x21, "192.168.10.21/24")
    with wire.record(lab.path("telnet.pcap")):
        server.start(PYTHON, PEERS, "inetd", "192.168.10.6", "23", "/usr/sbin/telnetd", "-n", "-h", tcp=23)
        pc.run("sh", "-c", "(sleep 1.5; echo) | timeout 3 telnet 192.168.10.6", ok=None)


def decoys(lab):
    """Ports that promise what is not there: HTTP on 104, 2575, 3389 and 5938, SSH on 23, TLS on 1194, noise on 51820 and 5060."""
    wire = lab.segment("lan")
    server = lab.host("web-sv", wire, 0x51, "192.168.10.51/24")
    pc = lab.host("pc-1", wire, 0x21, "192.168.10.21/24")
    key, cert = certificate(lab)
    page = lab.file("index.html", "lab\n")
    with wire.record(lab.path("decoys.pcap")):
        for port in ("104", "2575", "3389", "5938"):
            server.start(PYTHON, "-m", "http.server", port, "-d", page.rsplit("/", 1)[0], tcp=port)
            pc.run("curl", "-s", "-o", "/dev/null", f"http://192.168.10.51:{port}/index.html")
        client = sshd(lab, server, 23)
        pc.run(*client, "-p", "23", "root@192.168.10.51", "true")
        server.start("openssl", "s_server", "-accept", "1194", "-key", key, "-cert", cert, "-www", tcp=1194)
        pc.run("curl", "-sk", "--max-time", "5", "-o", "/dev/null", "https://192.168.10.51:1194/", ok=None)
        for port in ("51820", "5060"):
            pc.run(PYTHON, PEERS, "noise-udp", "192.168.10.51", port)


SCENES = {"ssh": ssh, "reverse_tunnel": reverse_tunnel, "rdp": rdp, "vnc": vnc, "telnet": telnet, "decoys": decoys}

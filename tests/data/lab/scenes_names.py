"""Scenes in which machines say who they are: mDNS, SNMP, SMB and NetBIOS, WS-Discovery, SSDP, HTTP, TLS names."""
import time

OUTSIDE = "203.0.113.80"  # a web server somewhere (RFC 5737)
TOOL_NAMES = ("router1.teamviewer.com", "relay-1a2b.net.anydesk.com", "sn-tyo1.api.splashtop.com", "secure.logmein.com",
              "instance-a1-relay.screenconnect.com", "remotedesktop-pa.googleapis.com", "controlplane.tailscale.com")
DECOYS = ("teamviewer.com.example.jp", "www.notanydesk.com", "portal.byoin.example")


def mdns(lab):
    """A printer's and a PC's mDNS names and services (avahi, without D-Bus)."""
    wire = lab.segment("lan")
    services = lab.file("avahi/services/printer.service", """<?xml version="1.0"?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group><name>Lab printer 2F</name><service><type>_ipp._tcp</type><port>631</port>
<txt-record>ty=Lab Laser 300</txt-record></service></service-group>
""")
    with wire.record(lab.path("mdns.pcap")):
        host = lab.host("printer-2f", wire, 0x31, "192.168.10.31/24")
        conf = lab.file("avahi/avahi-daemon.conf", "[server]\nhost-name=printer-2f\nuse-ipv6=no\nenable-dbus=no\n"
                        "[publish]\npublish-workstation=yes\npublish-hinfo=yes\n")
        host.start("unshare", "--mount", "sh", "-c", f"mount --bind {services.rsplit('/', 1)[0]} /etc/avahi/services &&"
                   f" exec avahi-daemon -f {conf} --no-drop-root --no-chroot --no-rlimits", line="Service \"Lab printer 2F\"")
        time.sleep(2)


def snmp(lab):
    """snmpd with an old system's description, read with v1 and v2c, community public."""
    wire = lab.segment("lan")
    pc = lab.host("kanshi", wire, 0x21, "192.168.10.21/24")
    server = lab.host("old-sv", wire, 0x40, "192.168.10.40/24")
    conf = lab.file("snmpd.conf", "agentAddress udp:161\nrocommunity public\nsysName old-sv\nsysLocation server room (lab)\n"
                    "sysDescr Linux old-sv 2.6.32-754.el6.x86_64 CentOS release 6.10 (Final)\n")
    with wire.record(lab.path("snmp.pcap")):
        server.start("snmpd", "-f", "-Lo", "-C", "-c", conf, "-p", f"{lab.scratch}/snmpd.pid", udp=161)
        for version in ("1", "2c"):
            pc.run("snmpget", f"-v{version}", "-c", "public", "-Oqn", "192.168.10.40", "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.5.0")
        pc.run("snmpwalk", "-v2c", "-c", "public", "-Oqn", "192.168.10.40", "1.3.6.1.2.1.4.20")


def smb_conf(lab, name, extra=""):
    return lab.file(f"{name}.conf", f"""[global]
workgroup = BYOIN
netbios name = {name}
server string = Lab file server
server min protocol = NT1
client min protocol = NT1
map to guest = Bad User
disable spoolss = yes
load printers = no
log level = 0
pid directory = {lab.scratch}
lock directory = {lab.scratch}
state directory = {lab.scratch}
cache directory = {lab.scratch}
private dir = {lab.scratch}
ncalrpc dir = {lab.scratch}/ncalrpc
{extra}
[share]
path = {lab.scratch}
guest ok = yes
""")


def smb(lab):
    """A file server that still speaks SMB1 (samba), asked with SMB1 and with SMB3; its NetBIOS names and announcements."""
    wire = lab.segment("lan")
    server = lab.host("file-sv", wire, 0x50, "192.168.10.50/24")
    pc = lab.host("pc-1", wire, 0x21, "192.168.10.21/24")
    conf = smb_conf(lab, "FILE-SV", "preferred master = yes\nos level = 65")
    with wire.record(lab.path("smb.pcap")):
        server.start("nmbd", "-F", "-s", conf, "--no-process-group", "--debug-stdout", udp=137)
        server.start("smbd", "-F", "-s", conf, "--no-process-group", "--debug-stdout", tcp=445)
        for protocol in ("NT1", "SMB3"):
            pc.run("smbclient", "-s", conf, "-N", "-m", protocol, "-c", "exit", "//192.168.10.50/share", ok=None)
        pc.run("nmblookup", "-s", conf, "-A", "192.168.10.50", ok=None)
        pc.run("nmblookup", "-s", conf, "FILE-SV", ok=None)
        time.sleep(12)


def wsd(lab):
    """WS-Discovery of a PC that is no medical device (wsdd), and a control point asking (SSDP)."""
    wire = lab.segment("lan")
    pc = lab.host("setsumei-pc", wire, 0x24, "192.168.10.24/24")
    with wire.record(lab.path("wsd.pcap")):
        pc.start("wsdd", "-4", "-n", "SETSUMEI-PC", "-w", "BYOIN", "-i", "eth0", udp=3702)
        lab.host("pc-1", wire, 0x21, "192.168.10.21/24").run("upnpc", "-l", ok=None, timeout=20)
        time.sleep(1)


def certificate(lab):
    """A self-signed certificate made for this scene."""
    import lab as core
    key, cert = f"{lab.scratch}/tls.key", f"{lab.scratch}/tls.crt"
    core.call("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
              "-subj", "/CN=lab.example", "-keyout", key, "-out", cert)
    return key, cert


def outside(lab, wire, gateway):
    """A web server beyond the gateway: its wire, and the host."""
    wan = lab.segment("wan")
    gateway.plug(wan, "00:00:5e:00:53:e1", "203.0.113.1/24")
    gateway.set("net.ipv4.ip_forward", 1)
    return lab.host("outside", wan, 0xf0, OUTSIDE + "/24", gateway="203.0.113.1")


def sni(lab):
    """curl asks for the names of remote control services, of decoys, and of an ordinary portal."""
    wire = lab.segment("lan")
    gateway = lab.host("gw", wire, 0x01, "192.168.10.1/24")
    server = outside(lab, wire, gateway)
    pc = lab.host("pc-1", wire, 0x21, "192.168.10.21/24", gateway="192.168.10.1")
    key, cert = certificate(lab)
    with wire.record(lab.path("sni.pcap")):
        server.start("openssl", "s_server", "-accept", "443", "-key", key, "-cert", cert, "-www", tcp=443)
        for name in TOOL_NAMES + DECOYS:
            pc.run("curl", "-sk", "--max-time", "5", "--resolve", f"{name}:443:{OUTSIDE}", "-o", "/dev/null", f"https://{name}/", ok=None)


def http(lab):
    """HTTP: curl as itself, and with the user agents of an old and a present Windows PC."""
    wire = lab.segment("lan")
    server = lab.host("web-sv", wire, 0x51, "192.168.10.51/24")
    old = lab.host("old-pc", wire, 0x25, "192.168.10.25/24")
    new = lab.host("new-pc", wire, 0x26, "192.168.10.26/24")
    page = lab.file("index.html", "<!doctype html><title>lab</title>\n")
    with wire.record(lab.path("http.pcap")):
        server.start("/usr/bin/python3", "-m", "http.server", "80", "-d", page.rsplit("/", 1)[0], tcp=80)
        for host, agent in ((old, "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko"),
                            (new, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"),
                            (new, "lab-updater/2.1")):
            host.run("curl", "-s", "-A", agent, "-o", "/dev/null", "http://192.168.10.51/index.html")


SCENES = {"mdns": mdns, "snmp": snmp, "smb": smb, "wsd": wsd, "sni": sni, "http": http}

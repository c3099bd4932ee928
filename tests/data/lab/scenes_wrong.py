"""Scenes of a network that is not as it should be: a second way out, a host with two cards, two owners of one address."""
import time

from scenes_names import OUTSIDE, outside, smb_conf


def lan_with_gateway(lab):
    """The segment with its proper gateway and a web server beyond."""
    wire = lab.segment("lan")
    gateway = lab.host("gw", wire, 0x01, "192.168.10.1/24")
    server = outside(lab, wire, gateway)
    page = lab.file("index.html", "lab\n")
    server.start("/usr/bin/python3", "-m", "http.server", "80", "-d", page.rsplit("/", 1)[0], tcp=80)
    return wire, gateway, server


def mobile_router(lab):
    """A mobile router nobody ordered: masquerade, its own DHCP, router advertisements, UPnP; a PC goes out through it."""
    wire, _, _ = lan_with_gateway(lab)
    lte = lab.host("lte", wire, 0xd0, "192.168.10.254/24", ipv6=True)
    mobile = lab.segment("mobile")
    lte.plug(mobile, "00:00:5e:00:53:d1", "198.51.100.2/24")
    lte.set("net.ipv4.ip_forward", 1)
    lte.set("net.ipv6.conf.all.forwarding", 1)
    shop = lab.host("shop", mobile, 0xf1, "198.51.100.80/24")
    shop.start("/usr/bin/python3", "-m", "http.server", "80", "-d", lab.scratch, tcp=80)
    lte.call("nft", "-f", "-", text="table ip lab { chain out { type nat hook postrouting priority 100; oifname eth1 masquerade\n }\n }\n")
    good = lab.host("pc-1", wire, 0x21, "192.168.10.21/24", gateway="192.168.10.1")
    lost = lab.host("pc-2", wire, 0x22)
    script = lab.file("lease.sh", '#!/bin/sh\n[ "$reason" = BOUND ] && ip address add "$new_ip_address/24" dev "$interface" &&'
                      ' ip route add default via "$new_routers"\nexit 0\n', 0o755)
    conf = lab.file("dhclient.conf", 'send host-name "pc-2";\nrequest subnet-mask, routers, domain-name-servers;\n')
    radvd = lab.file("radvd.conf", "interface eth0 { AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4;\n"
                     "  prefix 2001:db8:1::/64 { }; };\n")
    upnp = lab.file("miniupnpd.conf", "ext_ifname=eth1\nlistening_ip=eth0\nenable_upnp=yes\nenable_natpmp=yes\nsystem_uptime=yes\n"
                    "uuid=00000000-0000-4000-8000-00005e0053d0\nfriendly_name=Lab mobile router\next_ip=1.1.1.1\n"
                    f"lease_file={lab.scratch}/upnp.leases\n")
    with wire.record(lab.path("mobile_router.pcap")):
        lte.start("dnsmasq", "--keep-in-foreground", "--no-resolv", "--no-hosts", "--interface=eth0", "--dhcp-range=192.168.10.200,192.168.10.210,2m",
                  "--dhcp-authoritative", "--no-ping", "--log-facility=-", f"--dhcp-leasefile={lab.scratch}/leases", "--pid-file", "--user=root", udp=67)
        lte.start("radvd", "-n", "-m", "stderr", "-C", radvd, "-p", f"{lab.scratch}/radvd.pid")
        lte.start("miniupnpd", "-d", "-f", upnp, "-P", f"{lab.scratch}/upnp.pid")
        lost.run("dhclient", "-4", "-1", "-cf", conf, "-sf", script, "-lf", f"{lab.scratch}/c.leases", "-pf", f"{lab.scratch}/c.pid", "eth0")
        lost.run("curl", "-s", "-o", "/dev/null", "--max-time", "5", "http://198.51.100.80/index.html")
        good.run("curl", "-s", "-o", "/dev/null", "--max-time", "5", f"http://{OUTSIDE}/index.html")
        lost.call("ip", "route", "add", "224.0.0.0/4", "dev", "eth0", ok=None)
        lost.run("upnpc", "-s", ok=None, timeout=20)
        time.sleep(2)


def two_cards(lab, forward):
    """A server with a card in the medical segment and one in the office segment."""
    wire, office = lab.segment("lan"), lab.segment("office")
    dual = lab.host("dual-sv", wire, 0xa0, "192.168.10.30/24")
    dual.plug(office, "00:00:5e:00:53:a1", "10.20.0.30/24")
    dual.set("net.ipv4.ip_forward", int(forward))
    return wire, office, dual


def dual_homed(lab):
    """Two cards, no forwarding: seen by SNMP, by ARP for the other address, by a foreign source, by NBNS."""
    wire, _, dual = two_cards(lab, False)
    pc = lab.host("pc-1", wire, 0x21, "192.168.10.21/24")
    conf = lab.file("snmpd.conf", "agentAddress udp:161\nrocommunity public\nsysName dual-sv\nsysDescr Lab server\n")
    smb = smb_conf(lab, "DUAL-SV")
    with wire.record(lab.path("dual_homed.pcap")):
        dual.start("snmpd", "-f", "-Lo", "-C", "-c", conf, "-p", f"{lab.scratch}/snmpd.pid", udp=161)
        dual.start("nmbd", "-F", "-s", smb, "--no-process-group", "--debug-stdout", udp=137)
        pc.run("snmpwalk", "-v2c", "-c", "public", "-Oqn", "192.168.10.30", "1.3.6.1.2.1.4.20.1.1")
        pc.run("arping", "-c", "2", "-w", "3", "-I", "eth0", "10.20.0.30", ok=None)
        dual.run("ping", "-c", "2", "-i", "0.3", "-W", "1", "-I", "10.20.0.30", "192.168.10.21", ok=None)
        pc.run("nmblookup", "-s", smb, "-A", "192.168.10.30", ok=None)
        time.sleep(2)


def dual_quiet(lab):
    """The same machine with nothing but mDNS to say: avahi keeps the other card's address to itself."""
    wire, _, dual = two_cards(lab, False)
    conf = lab.file("avahi-daemon.conf", "[server]\nhost-name=dual-sv\nuse-ipv6=no\nenable-dbus=no\n[publish]\npublish-workstation=yes\n")
    with wire.record(lab.path("dual_quiet.pcap")):
        dual.start("avahi-daemon", "-f", conf, "--no-drop-root", "--no-chroot", "--no-rlimits", line="Server startup complete")
        time.sleep(3)


def dual_routing(lab):
    """Two cards and forwarding: the office reaches into the medical segment."""
    wire, office, _ = two_cards(lab, True)
    pc = lab.host("pc-1", wire, 0x21, "192.168.10.21/24", gateway="192.168.10.30")
    clerk = lab.host("clerk", office, 0x91, "10.20.0.50/24", gateway="10.20.0.30")
    page = lab.file("index.html", "lab\n")
    with wire.record(lab.path("dual_routing.pcap")):
        pc.start("/usr/bin/python3", "-m", "http.server", "8000", "-d", page.rsplit("/", 1)[0], tcp=8000)
        clerk.run("ping", "-c", "2", "-i", "0.3", "192.168.10.21")
        clerk.run("curl", "-s", "-o", "/dev/null", "http://192.168.10.21:8000/index.html")


def conflict(lab):
    """Two machines say that one address is theirs."""
    wire = lab.segment("lan")
    first = lab.host("keiri-pc", wire, 0x27, "192.168.10.27/24")
    second = lab.host("new-box", wire, 0x28, "192.168.10.27/24")
    lab.host("pc-1", wire, 0x21, "192.168.10.21/24").set("net.ipv4.conf.all.arp_accept", 1)
    with wire.record(lab.path("conflict.pcap")):
        for _ in range(3):
            for host in (first, second):
                host.run("arping", "-A", "-c", "1", "-I", "eth0", "192.168.10.27", ok=None)
                host.run("arping", "-c", "1", "-w", "1", "-I", "eth0", "192.168.10.21", ok=None)


def rogue_dhcp(lab):
    """Two DHCP servers answer one PC."""
    wire = lab.segment("lan")
    pc = lab.host("pc-3", wire, 0x29)
    script = lab.file("nothing.sh", "#!/bin/sh\nexit 0\n", 0o755)
    with wire.record(lab.path("rogue_dhcp.pcap")):
        for name, mac, ip, pool in (("dhcpsv", 0x01, "192.168.10.1", "192.168.10.100,192.168.10.110"),
                                    ("toy-box", 0xd5, "192.168.10.253", "192.168.10.180,192.168.10.190")):
            host = lab.host(name, wire, mac, ip + "/24")
            host.start("dnsmasq", "--keep-in-foreground", "--no-resolv", "--no-hosts", "--port=0", f"--dhcp-range={pool},2m", "--dhcp-authoritative",
                       "--no-ping", "--log-facility=-", f"--dhcp-leasefile={lab.scratch}/{name}", "--pid-file", "--user=root", udp=67)
        for _ in range(2):
            pc.run("busybox", "udhcpc", "-i", "eth0", "-n", "-q", "-f", "-t", "2", "-T", "1", "-x", "hostname:pc-3", "-s", script, ok=None)


SCENES = {"mobile_router": mobile_router, "dual_homed": dual_homed, "dual_quiet": dual_quiet, "dual_routing": dual_routing,
          "conflict": conflict, "rogue_dhcp": rogue_dhcp}

"""Scenes of an ordinary segment: addresses handed out, routers, switches, printers announcing themselves."""
import time


def dhcp(lab):
    """dnsmasq hands out addresses; a PC by dhclient (with Windows' class) and a small device by udhcpc."""
    wire = lab.segment("lan")
    server = lab.host("dhcpsv", wire, 0x01, "192.168.10.1/24")
    pc = lab.host("uketsuke-pc1", wire, 0x21)
    small = lab.host("kensa-box", wire, 0x22)
    script = lab.file("lease.sh", """#!/bin/sh
case "${reason:-$1}" in
BOUND|RENEW|bound|renew) ip address replace "${new_ip_address:-$ip}/24" dev "$interface" ;;
esac
""", 0o755)
    conf = lab.file("dhclient.conf", 'send host-name "uketsuke-pc1";\nsend vendor-class-identifier "MSFT 5.0";\n'
                    "request subnet-mask, domain-name, routers, domain-name-servers, netbios-name-servers;\n")
    with wire.record(lab.path("dhcp.pcap")):
        server.start("dnsmasq", "--keep-in-foreground", "--no-resolv", "--no-hosts", "--dhcp-range=192.168.10.100,192.168.10.120,2m",
                     "--dhcp-option=option:router,192.168.10.1", "--domain=byoin.example", "--dhcp-authoritative", "--no-ping",
                     "--log-facility=-", f"--dhcp-leasefile={lab.scratch}/leases", "--pid-file", "--user=root", "--dhcp-host=00:00:5e:00:53:21,192.168.10.101",
                     "--dhcp-host=00:00:5e:00:53:22,192.168.10.102", udp=67)
        pc.run("dhclient", "-4", "-1", "-cf", conf, "-sf", script, "-lf", f"{lab.scratch}/c.leases", "-pf", f"{lab.scratch}/c.pid", "eth0")
        small.run("busybox", "udhcpc", "-i", "eth0", "-n", "-q", "-f", "-x", "hostname:kensa-box", "-V", "kensa-box 1.2", "-s", script)
        pc.run("busybox", "nslookup", "kensa-box.byoin.example", "192.168.10.1", ok=None)
        pc.run("ping", "-c", "1", "-W", "2", "192.168.10.102", ok=None)


def lldp(lab):
    """A switch that speaks LLDP and one that speaks CDP (lldpd)."""
    wire = lab.segment("lan")
    with wire.record(lab.path("lldp.pcap")):
        for name, mac, ip, protocol in (("sw-1f-01", 0x02, "192.168.10.2", "-c"), ("sw-2f-01", 0x05, "192.168.10.5", "-cc")):
            lab.host(name, wire, mac, ip + "/24").start(
                "lldpd", "-d", protocol, "-I", "eth0", "-C", "eth0", "-m", ip, "-S", "Lab L2 switch, firmware 5.4.2",
                "-P", "lab-switch-24", "-u", f"{lab.scratch}/{name}")
        time.sleep(3)


def router_advert(lab):
    """radvd announces a prefix; a host makes itself an address and looks for its neighbours."""
    wire = lab.segment("lan")
    router = lab.host("rt-1", wire, 0x01, "192.168.10.1/24", ipv6=True)
    pc = lab.host("pc-v6", wire, 0x23, "192.168.10.23/24", ipv6=True)
    router.set("net.ipv6.conf.all.forwarding", 1)
    router.call("ip", "address", "add", "2001:db8:1::1/64", "dev", "eth0", "nodad")
    conf = lab.file("radvd.conf", "interface eth0 { AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4;\n"
                    "  prefix 2001:db8:1::/64 { }; RDNSS 2001:db8:1::1 { }; };\n")
    with wire.record(lab.path("router_advert.pcap")):
        router.start("radvd", "-n", "-m", "stderr", "-C", conf, "-p", f"{lab.scratch}/radvd.pid")
        time.sleep(7)
        pc.run("ping", "-6", "-c", "2", "-W", "2", "2001:db8:1::1", ok=None)


def vrrp(lab):
    """Two routers share an address by VRRP (keepalived): a virtual MAC that is no device."""
    wire = lab.segment("lan")
    pc = lab.host("pc-1", wire, 0x21, "192.168.10.21/24", gateway="192.168.10.254")
    with wire.record(lab.path("vrrp.pcap")):
        for name, mac, ip, priority in (("rt-a", 0x03, "192.168.10.3", 150), ("rt-b", 0x04, "192.168.10.4", 100)):
            host = lab.host(name, wire, mac, ip + "/24")
            conf = lab.file(name + ".conf", f"""global_defs {{ vrrp_garp_master_repeat 1 }}
vrrp_instance lab {{ state BACKUP; interface eth0; virtual_router_id 51; priority {priority}; advert_int 1
  use_vmac
  virtual_ipaddress {{ 192.168.10.254/24 }} }}
""".replace("; ", "\n  "))
            host.start("keepalived", "-n", "-l", "-P", "-f", conf, "-p", f"{lab.scratch}/{name}.pid",
                       "-r", f"{lab.scratch}/{name}.vrrp", line="Startup complete")
        time.sleep(6)
        pc.run("ping", "-c", "2", "-W", "1", "192.168.10.254", ok=None)


def ipp(lab):
    """A print server (cupsd) is asked for its printers (by curl: ipptool would name the machine's kernel)."""
    wire = lab.segment("lan")
    server = lab.host("print-sv", wire, 0x31, "192.168.10.31/24")
    pc = lab.host("pc-1", wire, 0x21, "192.168.10.21/24")
    conf = lab.file("cups/cupsd.conf", "ServerTokens Minimal\nListen 192.168.10.31:631\nDefaultAuthType None\nBrowsing Off\n"
                    "<Location />\n  Order allow,deny\n  Allow all\n</Location>\n")
    files = lab.file("cups/cups-files.conf", f"ServerRoot {lab.scratch}/cups\nRequestRoot {lab.scratch}/cups/spool\n"
                     f"CacheDir {lab.scratch}/cups/cache\nStateDir {lab.scratch}/cups/state\nErrorLog stderr\nAccessLog stderr\n"
                     "User lp\nGroup lp\n")
    body = lab.file("get-printers.ipp", "\2\0\x40\2\0\0\0\1\1\x47\0\x12attributes-charset\0\5utf-8"
                    "\x48\0\x1battributes-natural-language\0\2en\3")
    with wire.record(lab.path("ipp.pcap")):
        server.start("cupsd", "-f", "-c", conf, "-s", files, tcp=631)
        pc.run("curl", "-s", "-A", "CUPS/2.4.2 IPP/2.0", "-H", "Content-Type: application/ipp", "--data-binary", "@" + body,
               "-o", "/dev/null", "http://192.168.10.31:631/")


SCENES = {"dhcp": dhcp, "lldp": lldp, "router_advert": router_advert, "vrrp": vrrp, "ipp": ipp}

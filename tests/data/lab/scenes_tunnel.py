"""Scenes of tunnels out of the house: OpenVPN, WireGuard, IKEv2 with ESP, L2TP, PPTP."""
import time

import lab as core


def pair(lab, name_a="vpn-pc", name_b="vpn-gw"):
    wire = lab.segment("lan")
    return (wire, lab.host(name_a, wire, 0x21, "192.168.10.21/24"), lab.host(name_b, wire, 0x80, "192.168.10.80/24"))


def authority(lab, *names):
    """A certificate authority of this scene and a certificate for each name."""
    d, run = lab.scratch, core.call
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    run("openssl", "req", "-x509", *new, "-days", "30", "-subj", "/CN=lab ca", "-keyout", f"{d}/ca.key", "-out", f"{d}/ca.crt")
    for name in names:
        ext = lab.file(name + ".ext", f"subjectAltName=DNS:{name}\nextendedKeyUsage=serverAuth,clientAuth\n")
        run("openssl", "req", *new, "-subj", f"/CN={name}", "-keyout", f"{d}/{name}.key", "-out", f"{d}/{name}.csr")
        run("openssl", "x509", "-req", "-in", f"{d}/{name}.csr", "-CA", f"{d}/ca.crt", "-CAkey", f"{d}/ca.key", "-CAcreateserial",
            "-days", "30", "-extfile", ext, "-out", f"{d}/{name}.crt")


def openvpn_on(lab, name, protocol, port):
    wire, pc, gateway = pair(lab)
    authority(lab, "vpn-pc", "vpn-gw")
    with wire.record(lab.path(name + ".pcap")):
        for host, own, extra in ((gateway, "vpn-gw", ["--server", "10.8.0.0", "255.255.255.0", "--dh", "none", "--port", port,
                                                      "--proto", protocol + ("-server" if protocol == "tcp" else "")]),
                                 (pc, "vpn-pc", ["--client", "--remote", "192.168.10.80", port, "--nobind",
                                                 "--proto", protocol + ("-client" if protocol == "tcp" else "")])):
            host.start("openvpn", "--dev", "tun", "--ca", f"{lab.scratch}/ca.crt", "--cert", f"{lab.scratch}/{own}.crt", "--key",
                       f"{lab.scratch}/{own}.key", *extra, line="Initialization Sequence Completed")
        pc.run("ping", "-c", "3", "-i", "0.3", "10.8.0.1")


def openvpn_udp(lab):
    """OpenVPN on UDP 1194."""
    openvpn_on(lab, "openvpn_udp", "udp", "1194")


def openvpn_tcp443(lab):
    """OpenVPN on TCP 443, where one expects TLS."""
    openvpn_on(lab, "openvpn_tcp443", "tcp", "443")


def wireguard(lab):
    """wireguard-go on UDP 51999, and a peer that never answers on 51998."""
    wire, pc, gateway = pair(lab)
    keys = {}
    for name in ("wga", "wgb", "gone"):
        private = core.call("wg", "genkey").strip()
        keys[name] = lab.file(name + ".key", private + "\n", 0o600), core.call("wg", "pubkey", text=private).strip()
    with wire.record(lab.path("wireguard.pcap")):
        for host, own, other, ip in ((gateway, "wga", "wgb", "10.9.0.1"), (pc, "wgb", "wga", "10.9.0.2")):
            host.run("wireguard-go", own)
            host.run("wg", "set", own, "listen-port", "51999", "private-key", keys[own][0], "peer", keys[other][1], "allowed-ips",
                     "10.9.0.0/24", *(["endpoint", "192.168.10.80:51999"] if own == "wgb" else []))
            host.call("ip", "address", "add", ip + "/24", "dev", own)
            host.call("ip", "link", "set", own, "up")
        pc.run("ping", "-c", "3", "-i", "0.3", "10.9.0.1")
        pc.run("wg", "set", "wgb", "peer", keys["gone"][1], "allowed-ips", "10.10.0.0/24", "endpoint", "192.168.10.80:51998")
        pc.call("ip", "route", "add", "10.10.0.0/24", "dev", "wgb")
        pc.run("ping", "-c", "2", "-W", "6", "10.10.0.1", ok=None)


def ipsec(lab):
    """strongSwan: IKEv2 on 500 and 4500 with ESP in UDP (libipsec, outside the kernel)."""
    wire, pc, gateway = pair(lab)
    secret = "lab-only"
    with wire.record(lab.path("ipsec.pcap")):
        for host, own, other, mine, theirs in ((gateway, "192.168.10.80", "192.168.10.21", "10.11.0.1/32", "10.11.0.2/32"),
                                               (pc, "192.168.10.21", "192.168.10.80", "10.11.0.2/32", "10.11.0.1/32")):
            host.call("ip", "address", "add", mine, "dev", "lo")
            d = f"{lab.scratch}/{host.name}"
            conf = lab.file(f"{host.name}/strongswan.conf", f"""charon-systemd {{
  load = random nonce aes sha1 sha2 hmac kdf gmp mgf1 pem pkcs1 pubkey constraints kernel-libipsec kernel-netlink socket-default vici updown
  filelog {{ stderr {{ default = 1 }} }}
  plugins {{ vici {{ socket = unix://{d}/vici }} }}
}}
swanctl {{ load = pem pkcs1 random nonce sha1 sha2 }}
""")
            lab.file(f"{host.name}/swanctl.conf", f"""connections {{ lab {{
  version = 2
  encap = yes
  local_addrs = {own}
  remote_addrs = {other}
  local {{ auth = psk
    id = {own} }}
  remote {{ auth = psk
    id = {other} }}
  children {{ net {{ esp_proposals = aes128-sha256
    local_ts = {mine}
    remote_ts = {theirs}
    updown = /usr/lib/ipsec/_updown iptables }} }}
}} }}
secrets {{ ike-lab {{ secret = {secret} }} }}
""")
            env = {"STRONGSWAN_CONF": conf}
            host.start("unshare", "--mount", "sh", "-c", 'mount -t tmpfs lab /run && exec "$@"', "sh", "charon-systemd", env=env, udp=4500)
            time.sleep(1)
            host.run("env", f"STRONGSWAN_CONF={conf}", "swanctl", "--load-all", "--file", f"{d}/swanctl.conf", "--uri", f"unix://{d}/vici")
        pc.run("env", f"STRONGSWAN_CONF={lab.scratch}/{pc.name}/strongswan.conf", "swanctl", "--initiate", "--child", "net", "--timeout", "10",
               "--uri", f"unix://{lab.scratch}/{pc.name}/vici")
        pc.run("ping", "-c", "3", "-i", "0.3", "-I", "10.11.0.2", "10.11.0.1", ok=None)


def l2tp(lab):
    """xl2tpd: the control connection of L2TP (no PPP: the kernel has none)."""
    wire, pc, gateway = pair(lab)
    with wire.record(lab.path("l2tp.pcap")):
        for host, text in ((gateway, "[global]\nport = 1701\n[lns default]\nip range = 10.12.0.2-10.12.0.9\nlocal ip = 10.12.0.1\n"),
                           (pc, "[global]\nport = 1701\n[lac lab]\nlns = 192.168.10.80\nautodial = yes\n")):
            conf = lab.file(f"{host.name}-l2tp.conf", text)
            host.start("xl2tpd", "-D", "-c", conf, "-p", f"{lab.scratch}/{host.name}.pid", "-C", f"{lab.scratch}/{host.name}.control",
                       "-s", lab.file(f"{host.name}.secrets", ""), udp=1701)
        time.sleep(3)


def pptp(lab):
    """pptpd: the control connection of PPTP, and GRE as far as it goes without PPP."""
    wire, pc, gateway = pair(lab)
    conf = lab.file("pptpd.conf", f"option {lab.file('pptpd-options', '')}\nlocalip 10.13.0.1\nremoteip 10.13.0.2-9\nnoipparam\n"
                    "ppp /bin/cat\n")
    with wire.record(lab.path("pptp.pcap")):
        gateway.start("pptpd", "-f", "-c", conf, "-p", f"{lab.scratch}/pptpd.pid", tcp=1723)
        pc.run("sh", "-c", "(printf '\\176\\377\\003\\300\\041\\001\\001\\000\\004\\340\\172\\176'; sleep 2) |"
               " timeout 4 pptp 192.168.10.80 --nolaunchpppd", ok=None)


SCENES = {"openvpn_udp": openvpn_udp, "openvpn_tcp443": openvpn_tcp443, "wireguard": wireguard, "ipsec": ipsec, "l2tp": l2tp, "pptp": pptp}

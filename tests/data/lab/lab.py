"""A network of namespaces: segments (a hub with a mirror port), hosts on them, programs in the hosts.

Everything lives in namespaces of its own (network, mounts, processes), entered by `alone()`: no
frame leaves, no daemon survives the script, and /run, /var/lib and /var/log are private.
"""
import contextlib
import ctypes
import fcntl
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

PRIVATE = ("/run", "/var/log", "/var/lib/samba", "/var/cache/samba", "/var/lib/dhcp", "/var/lib/misc", "/var/spool",
           "/var/lib/snmp", "/tmp/.X11-unix", "/root", "/srv")
ENTERED = "LAB_ENTERED"
RESOLV = "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"  # nobody listens: refused at once
SIOCETHTOOL, OFFLOADS = 0x8946, (0x15, 0x17, 0x19, 0x1f, 0x24, 0x2c)  # rx, tx, sg, tso, gso, gro: set


class LabError(Exception):
    """A program of the lab did not do what the scene needs."""


def alone():
    """Start this script again inside its own namespaces (once), with private directories."""
    if os.geteuid() != 0:
        sys.exit("the lab makes network namespaces: run it as root")
    if os.environ.get(ENTERED) != "1":
        os.environ[ENTERED] = "1"
        os.execvp("unshare", ["unshare", "--net", "--mount", "--pid", "--uts", "--fork", "--mount-proc", "--kill-child",
                              "--propagation", "private", sys.executable, *sys.argv])
    for path in PRIVATE:
        os.makedirs(path, exist_ok=True)
        call("mount", "-t", "tmpfs", "-o", "mode=755", "lab", path)
    for path in ("/run/netns", "/run/sshd", "/run/lldpd", "/run/samba", "/run/lab", "/run/avahi-daemon", "/run/cups",
                 "/run/xrdp/sockdir"):
        os.makedirs(path, exist_ok=True)
    os.chmod("/tmp/.X11-unix", 0o1777)
    os.environ.update({"HOME": "/root", "LC_ALL": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
    for name, text in (("resolv.conf", RESOLV), ("hosts", "127.0.0.1 localhost\n")):
        write(f"/run/lab/{name}", text)
        call("mount", "--bind", f"/run/lab/{name}", f"/etc/{name}")
    call("ip", "link", "set", "lo", "up")


def call(*command, ok=(0,), timeout=60, text=None):
    """Run a command to its end; its output. Another exit status than one of ok is an error."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          input=text, stdin=subprocess.DEVNULL if text is None else None, timeout=timeout, check=False)
    if ok is not None and done.returncode not in ok:
        raise LabError(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}")
    return done.stdout


def write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    os.chmod(path, mode)
    return path


def without_offloads(name):
    """Frames as a real card would send them: checksums filled in, no segment above the MTU."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        for command in OFFLOADS:
            value = ctypes.create_string_buffer(struct.pack("II", command, 0))
            with contextlib.suppress(OSError):
                fcntl.ioctl(s, SIOCETHTOOL, struct.pack("16sP", name.encode(), ctypes.addressof(value)))


class Space:
    """One network namespace."""

    def __init__(self, name):
        self.name = name
        call("ip", "netns", "add", name)
        self.call("ip", "link", "set", "lo", "up")

    def prefix(self, host=None):
        enter = ["nsenter", f"--net=/run/netns/{self.name}"]
        return enter + (["unshare", "--uts", "sh", "-c", 'hostname "$0"; exec "$@"', host] if host else [])

    def call(self, *command, **options):
        return call(*self.prefix(), *command, **options)

    def set(self, key, value):
        self.call("sysctl", "-q", "-w", f"{key}={value}", ok=None)


class Segment(Space):
    """One wire: a bridge that learns nothing, so every port, and the mirror, sees every frame."""

    def __init__(self, name):
        super().__init__(name)
        self.call("ip", "link", "add", "hub", "type", "bridge", "ageing_time", "0", "group_fwd_mask", "0x4000",
                  "mcast_snooping", "0", "forward_delay", "0")
        self.set("net.ipv6.conf.all.disable_ipv6", 1)
        self.call("ip", "link", "set", "hub", "up")
        self.ports = 0

    def plug(self, space, interface, mac):
        """Lay a cable from this segment to a host's new interface."""
        self.ports += 1
        port = f"p{self.ports}"
        self.call("ip", "link", "add", port, "type", "veth", "peer", "name", interface, "netns", space.name)
        self.call("ip", "link", "set", port, "master", "hub", "up")
        for where, what in ((self, port), (space, interface)):
            where.call(sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv[1]); import lab;"
                       " lab.without_offloads(sys.argv[2])", os.path.dirname(os.path.abspath(__file__)), what)
        space.call("ip", "link", "set", interface, "address", mac)

    @contextlib.contextmanager
    def record(self, path, snap=0):
        """Write what the mirror port hears, while the body runs, to path."""
        mirror = f"mirror-{self.name}"
        if not os.path.exists(f"/run/netns/{mirror}"):
            ears = Space(mirror)
            ears.set("net.ipv6.conf.all.disable_ipv6", 1)
            self.plug(ears, "mirror", "02:00:5e:00:53:ff")
            ears.call("ip", "link", "set", "mirror", "up", "promisc", "on", "arp", "off")
        enter = ["nsenter", f"--net=/run/netns/{mirror}"]
        process = subprocess.Popen([*enter, "tcpdump", "-i", "mirror", "--immediate-mode", "-U", "-Z", "root", "-s", str(snap), "-w", path],
                                   stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        wait_for_line(process, b"listening on", process.stderr)
        try:
            yield
            time.sleep(0.3)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=10)


def wait_for_line(process, word, stream, seconds=15):
    """Read stream until word came; tell what there was instead, if it did not."""
    seen, end = b"", time.monotonic() + seconds
    while word not in seen:
        ready, _, _ = select.select([stream], [], [], max(0, end - time.monotonic()))
        got = os.read(stream.fileno(), 65536) if ready else b""
        if not got:
            raise LabError(f"{' '.join(process.args[-6:])}: no {word!r} in\n{seen.decode(errors='replace')}")
        seen += got


class Host(Space):
    """A machine: a namespace with an interface on a segment, a host name of its own, and programs."""

    def __init__(self, lab, name, segment, mac, ip=None, gateway=None, ipv6=False):
        super().__init__(name)
        self.lab, self.mac, self.ip, self.programs = lab, {}, ip.split("/")[0] if ip else None, []
        self.set("net.ipv6.conf.all.disable_ipv6", 0 if ipv6 else 1)
        self.set("net.ipv6.conf.default.disable_ipv6", 0 if ipv6 else 1)
        self.plug(segment, mac, ip)
        if gateway:
            self.call("ip", "route", "add", "default", "via", gateway)

    def plug(self, segment, mac, ip=None):
        """One more card: eth0, eth1, ..."""
        interface = f"eth{len(self.mac)}"
        self.mac[interface] = mac
        segment.plug(self, interface, mac)
        if ip:
            self.call("ip", "address", "add", ip, "brd", "+", "dev", interface)
        self.call("ip", "link", "set", interface, "up")
        if interface == "eth0":
            self.call("ip", "route", "add", "224.0.0.0/4", "dev", "eth0")

    def run(self, *command, **options):
        """Run a program of this machine to its end."""
        return call(*self.prefix(self.name), *command, **options)

    def start(self, *command, tcp=None, udp=None, line=None, seconds=15, env=None):
        """Start a program that stays; return when it listens on a port, or has written line."""
        log = open(f"{self.lab.scratch}/{self.name}-{len(self.programs)}.log", "wb")
        process = subprocess.Popen([*self.prefix(self.name), *command], stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **(env or {})}, cwd=self.lab.scratch)
        self.programs.append(process)
        end = time.monotonic() + seconds
        while True:
            with open(log.name, "rb") as f:
                said = f.read()
            if tcp and f":{tcp} " in self.call("ss", "-Hltn"):
                return process
            if udp and f":{udp} " in self.call("ss", "-Hlun"):
                return process
            if line and line.encode() in said or not (tcp or udp or line):
                return process
            if process.poll() is not None and not tcp or time.monotonic() > end:
                raise LabError(f"{' '.join(command)} in {self.name} is not ready\n{said.decode(errors='replace')}")
            time.sleep(0.05)

    def stop(self):
        for process in reversed(self.programs):
            process.terminate()
        for process in self.programs:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(3)
            process.kill()
            process.wait()
        self.programs = []


class Lab:
    """The segments and hosts of one scene; all is taken down at its end."""

    def __init__(self, out):
        self.out, self.scratch, self.spaces = out, tempfile.mkdtemp(prefix="lab-", dir="/srv"), []
        os.chmod(self.scratch, 0o755)

    def segment(self, name):
        self.spaces.append(Segment(name))
        return self.spaces[-1]

    def host(self, name, segment, mac, ip=None, **options):
        """mac: the last octet of the documentation range 00:00:5e:00:53 (RFC 9542, 2.1.2), or a whole address."""
        mac = mac if isinstance(mac, str) else f"00:00:5e:00:53:{mac:02x}"
        self.spaces.append(Host(self, name, segment, mac, ip, **options))
        return self.spaces[-1]

    def path(self, name):
        return os.path.join(self.out, name)

    def file(self, name, text, mode=0o644):
        """A file of this scene: configuration, key, script."""
        path = os.path.join(self.scratch, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return write(path, text, mode)

    def close(self):
        for space in self.spaces:
            if isinstance(space, Host):
                space.stop()
        for name in os.listdir("/run/netns"):
            call("ip", "netns", "delete", name)
        shutil.rmtree(self.scratch, ignore_errors=True)

"""The real program, running on loopback, and a client with cookies: what the end-to-end tests share."""
import html
import http.client
import os
import random
import re
import signal
import socket
import sqlite3
import ssl
import subprocess
import tempfile
import time
import urllib.parse

PASSWORD = "kirei-na-umi-2026"
HIDDEN = re.compile(r'<input type=hidden name="?([\w-]+)"? value="([^"]*)"')


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.text = body.decode("utf-8", "replace")

    def hidden(self):
        """The hidden fields of the page's forms; of two of one name, the last."""
        return {name: html.unescape(value) for name, value in HIDDEN.findall(self.text)}

    def csrf(self):
        return self.hidden().get("csrf")

    def words(self):
        """What a person reads."""
        return html.unescape(" ".join(re.sub("<[^>]+>", " ", self.text).split()))

    def place(self):
        """Where a redirect leads, without its query."""
        return self.headers["Location"].split("?")[0]


def multipart(pairs, files, end=b"--zq7zq7--\r\n"):
    """Headers and body of a form with files: (field, file name, content), as a browser sends them."""
    head = b'--zq7zq7\r\nContent-Disposition: form-data; name="%s"'
    parts = [head % k.encode() + b"\r\n\r\n%s\r\n" % v.encode() for k, v in pairs]
    for field, name, content in files:
        name = name.replace('"', "%22").encode()
        parts.append(head % field.encode() + b'; filename="%s"\r\nContent-Type: text/html\r\n\r\n%s\r\n' % (name, content))
    return {"headers": {"Content-Type": "multipart/form-data; boundary=zq7zq7"}, "body": b"".join(parts) + end}


def free_port():
    """Below the ports the kernel gives to clients, which could take it while the program is down."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Browser:
    """Keeps cookies, follows nothing by itself."""

    def __init__(self, port, tls=False):
        self.port, self.cookies = port, {}
        self.tls = ssl._create_unverified_context() if tls else None

    def connection(self, timeout):
        if self.tls:
            return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=timeout, context=self.tls)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method, path, fields=None, headers=None, body=None, timeout=20):
        head = dict(headers or {})
        if self.cookies:
            head["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            head["Content-Type"] = "application/x-www-form-urlencoded"
        connection = self.connection(timeout)
        try:
            connection.request(method, path, body=body, headers=head)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for value in answer.headers.get_all("Set-Cookie") or []:
            name, rest = value.split("=", 1)
            self.cookies[name.strip()] = rest.split(";", 1)[0]
        return Answer(answer.status, answer.headers, content)

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, fields, **more):
        return self.ask("POST", path, fields=fields, **more)


class Site:
    """One data directory and, while started, the program serving it."""

    def __init__(self, sonae, place=None, tls=False, db=None):
        self.sonae, self.tls = os.path.abspath(sonae), tls
        self.where = ["--db", db] if db else []
        self.own = tempfile.TemporaryDirectory(prefix="sonae-e2e-") if place is None else None
        self.place = place or self.own.name
        self.data = os.path.join(self.place, "data")
        self.where += ["--data", self.data]
        self.log_path = os.path.join(self.place, "log")
        self.port, self.process = free_port(), None

    def run(self, *args, check=True, **more):
        """A command of the command line."""
        more = {"text": True, **more}
        return subprocess.run([self.sonae, *args, *self.where], check=check, capture_output=True,
                              stdin=subprocess.DEVNULL, **more)

    def start(self, *args):
        """Serve, and wait for the first good answer; how long that took."""
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [self.sonae, "serve", *self.where, "--listen", f"127.0.0.1:{self.port}", *args],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        return self.wait()

    def wait(self, browser=None, path="/sign-in", seconds=20):
        """Until a page is answered well; how long that took."""
        browser, began = browser or Browser(self.port, self.tls), time.monotonic()
        while time.monotonic() - began < seconds:
            try:
                if browser.get(path, timeout=2).status == 200:
                    return time.monotonic() - began
            except (OSError, http.client.HTTPException):
                time.sleep(0.005)
        raise RuntimeError("the program does not answer: " + self.tail())

    def tail(self):
        with open(self.log_path, "rb") as log:
            return log.read()[-2000:].decode("utf-8", "replace")

    def kill(self, how=signal.SIGKILL):
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait()
            self.process = None

    def stop(self):
        self.kill(signal.SIGTERM)

    def is_port_free(self, seconds=2):
        """Has everybody let go of the port?"""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except ConnectionRefusedError:
                return True
            except OSError:
                pass  # somebody is there, dying
            time.sleep(0.005)
        return False

    def link(self, *account):
        """The path of a fresh one-time link."""
        out = self.run("link", *account).stdout
        return re.search(r"http://[^/]+(/\S+)", out).group(1)

    def database(self):
        """The database, behind the program's back."""
        return sqlite3.connect(os.path.join(self.data, "sonae.db"))

    def set_up(self):
        """Through the wizard as a person would; a signed-in browser and the facility's address."""
        browser = Browser(self.port)
        path = self.link()
        answer = browser.get(path)
        given = {"name": "試験病院", "kind": "hospital", "beds": "120", "runs_systems": "yes", "uses_cloud": "no",
                 "person": "情報 一郎", "login": "joho", "password": PASSWORD, "again": PASSWORD}
        for _ in range(4):
            asked = {k: v for k, v in given.items() if f' name="{k}"' in answer.text}
            answer = browser.post(path, {**asked, **answer.hidden()})
            if answer.status == 303:
                return browser, browser.get(answer.place()).place()
        raise RuntimeError("the wizard did not end: " + answer.words()[:500])

    def sign_in(self, login="joho", password=PASSWORD):
        browser = Browser(self.port)
        page = browser.get("/sign-in")
        answer = browser.post("/sign-in", {**page.hidden(), "login": login, "password": password})
        if answer.status != 303:
            raise RuntimeError("not signed in: " + answer.words()[:500])
        return browser

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        if self.own is not None:
            self.own.cleanup()


class Tally:
    """Counts, and prints what failed."""

    def __init__(self, quiet=False):
        self.passed, self.failed, self.quiet = 0, [], quiet

    def __call__(self, ok, what, detail=""):
        if ok:
            self.passed += 1
        else:
            self.failed.append(what)
            if not self.quiet:
                print(f"FAILED: {what}: {detail}", flush=True)
        return ok

    def end(self):
        print(f"{self.passed} passed, {len(self.failed)} failed")
        return 1 if self.failed else 0

"""A hospital with people of every role and a record of every kind, beside a second institution."""
import hashlib
import itertools
import json
import re
import time

from markup import Page
from running import Browser, multipart

NAME, OTHER_NAME = "試験病院", "よその診療所"
ROLES = ("admin", "officer", "executive", "staff", "viewer")
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
GUESS = {"date": "2026-04-01", "int": "2026", "time": "2026-04-01 09:00"}
MORE = {"probe_ban": {"cidr": "192.0.2.0/24"}, "probe_permission": {"from_hour": "0", "until_hour": "24"}}  # rules across fields
BY_MACHINE = {"finding"}  # no form makes one
LEDGER = "管理番号\t種別\t登録日\nP0001\t端末PC\t2026-04-01\nP0002\t端末PC\t昨日\n"


def base32(number):
    out = ""
    for _ in range(13):
        out, number = ALPHABET[number % 32] + out, number // 32
    return out


def int_of(text):
    number = 0
    for c in text:
        number = number * 32 + ALPHABET.index(c)
    return number


class World:
    """A site with two institutions, people of every role, and one record of each kind."""

    def __init__(self, site):
        self.site, self.number = site, itertools.count(1)
        self.browser, self.home, self.token = {}, {}, {}
        self.logins, self.id = {"admin": "joho"}, {}
        self.fields = {e["name"]: e["fields"] for e in json.loads(site.run("entities", "--json").stdout)["entities"]}
        self.browser["admin"], self.home["A"] = site.set_up()
        self.add_people()
        self.add_second_institution()
        self.fill_registers()
        self.import_ledger()
        self.make_pack()
        self.make_export()

    # ---- People and places ----

    def add_account(self, login, role, home):
        admin = self.browser["admin"]
        form = Page(admin.get(home + "/account/new").text).form_to(home + "/account")
        answer = admin.ask("POST", home + "/account", fields=form.send(name="見本 " + login, login=login, role=role))
        return answer.place().split("/")[-1]

    def enter(self, login):
        """By a one-time link, as a person without a password does."""
        browser, path = Browser(self.site.port), self.site.link(login)
        browser.post(path, browser.get(path).hidden())
        return browser

    def add_people(self):
        for role in ROLES[1:]:
            self.logins[role] = f"user-{role}"
            self.add_account(self.logins[role], role, self.home["A"])
            self.browser[role] = self.enter(self.logins[role])
        self.id["account"] = self.add_account("spare", "viewer", self.home["A"])

    def add_second_institution(self):
        run = self.site.run
        run("facility", "add", OTHER_NAME, "--admin", "joho")
        places = Page(self.browser["admin"].get("/places").text).links
        self.home["B"] = next(p for p in places if p.startswith("/f/") and not p.startswith(self.home["A"]))
        self.add_account("stranger", "admin", self.home["B"])
        self.logins["stranger"] = "stranger"
        self.browser["stranger"] = self.enter("stranger")
        self.numbers = dict(reversed(line.split("\t")) for line in run("facility").stdout.splitlines())
        for who in self.logins:
            self.token[who] = self.make_token(self.browser[who], self.home["B" if who == "stranger" else "A"])

    def make_token(self, browser, home):
        form = Page(browser.get(home + "/me").text).form_to(home + "/me/token")
        answer = browser.ask("POST", home + "/me/token", fields=form.send(purpose="見本"))
        return re.search(r"新しい鍵\W+([0-9a-z]{26})", answer.words())[1]

    def csrf(self, browser):
        return browser.get("/places").csrf()

    # ---- Forms and records ----

    def filled(self, entity, form):
        """What must be filled in, and keys that nobody else has."""
        given = dict(MORE.get(entity, {}))
        for f in self.fields.get(entity, []):
            name, value = f["name"], dict(form.filled).get(f["name"])
            choices = [v for v in form.options.get(name, []) if v]
            if name in given:
                continue
            if f["unique"] and not choices and name in form.names:
                given[name] = str(2024 + next(self.number) % 70) if f["kind"] == "int" else f"見本{next(self.number)}"
            elif f["required"] and not value and name in form.names:
                given[name] = choices[0] if choices else GUESS.get(f["kind"], "見本")
        return given

    def fill_registers(self):
        home, waiting = self.home["A"], list(self.fields)
        self.id["facility"] = home.split("/")[-1]
        for _ in range(3):  # what refers to another kind waits for it
            for entity in [e for e in waiting if e not in self.id]:
                path, browser = f"{home}/{entity}", self.browser["admin"]
                form = Page(browser.get(path if entity == "review" else path + "/new").text).form_to(path)
                if form is not None:
                    pairs = form.send(**self.filled(entity, form))
                    files = [(name, "見本.txt", b"mihon") for name in form.files]
                    answer = browser.ask("POST", path, **multipart(pairs, files))
                    if answer.status == 303:
                        self.id[entity] = answer.place().split("/")[-1]
        with self.site.database() as db:
            db.execute("INSERT INTO job (facility_id, id, kind, params, state, done, total, requested_by, created_at, attempts, "
                       "cancel_requested) SELECT facility_id, 4711, 'pack', '{}', 'done', 1, 1, 0, 0, 1, 0 FROM facility LIMIT 1")
        self.id["job"] = base32(4711)

    def import_ledger(self):
        """A ledger with a good and a bad row goes all the way."""
        admin, base = self.browser["admin"], self.home["A"] + "/import"
        form = Page(self.preview(admin).text).form_to(base + "/run")
        self.finish(admin.ask("POST", base + "/run", fields=form.filled).place())
        self.id["import"] = self.link_on(base, base + "/([0-9a-z]{13})")[1]

    def make_pack(self):
        admin, base = self.browser["admin"], self.home["A"] + "/pack"
        form = Page(admin.get(base).text).form_to(base)
        self.finish(admin.ask("POST", base, fields=form.filled).place())
        self.id["pack"], self.pack_file = self.link_on(base, base + "/([0-9a-z]{13})/([^/]+)").groups()

    def make_export(self):
        """What the button for long lists starts: a job, and its file to take away."""
        admin, base = self.browser["admin"], self.home["A"]
        job = admin.post(f"{base}/device/export?format=csv", [("csrf", self.csrf(admin))]).place()
        self.finish(job)
        self.id["export"] = self.link_on(job, base + "/export/([0-9a-z]{13})")[1]

    def finish(self, job):
        """Wait until a job has done what it was asked."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            answer = self.browser["admin"].get(job)
            if answer.status != 200 or f'action="{job}/cancel"' not in answer.text:
                return
            time.sleep(0.05)
        raise RuntimeError("the job does not end: " + answer.words())

    def stop_jobs(self):
        """Forget what waits, and wait for what runs: pages stand still afterwards."""
        with self.site.database() as db:
            db.execute("UPDATE job SET state = 'cancelled' WHERE state = 'queued'")
            until = time.monotonic() + 60
            while db.execute("SELECT COUNT(*) FROM job WHERE state = 'running'").fetchone()[0]:
                if time.monotonic() > until:
                    raise RuntimeError("a job does not end")
                db.commit()
                time.sleep(0.1)

    def link_on(self, page, pattern):
        found = [re.fullmatch(pattern, link) for link in Page(self.browser["admin"].get(page).text).links]
        return next(m for m in found if m)

    def paste(self, browser):
        """Where the columns of a pasted ledger are chosen."""
        base = self.home["A"] + "/import"
        form = Page(browser.get(base).text).form_to(base)
        return browser.ask("POST", base, fields=form.send(entity="device", paste=LEDGER)).headers["Location"]

    def preview(self, browser):
        base = self.home["A"] + "/import"
        form = Page(browser.get(self.paste(browser)).text).form_to(base + "/preview")
        return browser.ask("POST", base + "/preview", fields=form.filled)

    # ---- Addresses ----

    def path(self, pattern, entity="device", home="A"):
        """The pattern with everything filled in, by A's ids."""
        kind = next((k for k in ("account", "review", "backup", "job", "import", "pack", "export", "media", "network") if f"/{k}/:id" in pattern), entity)
        id_ = base32(1) if "/filter/" in pattern else self.id.get(kind, base32(1))
        if pattern.startswith("/api/"):
            id_ = str(int_of(id_))
        values = {"facility": self.home[home].split("/")[-1], "entity": entity, "id": id_, "name": "sonae.css", "field": "file"}
        if "/pack/" in pattern:
            values["name"] = self.pack_file
        if ":code" in pattern:  # what stands in a medium's label
            mark = f"sonae media label {int_of(values['facility'])} {int_of(id_)}"
            values["code"] = hashlib.sha256(mark.encode()).hexdigest()[:16]
        if ":token" in pattern:
            values["token"] = self.site.link("spare").split("/")[-1]
        return re.sub(r":(\w+)", lambda m: values[m[1]], pattern)

    def audited(self):
        """How many changes there were at all."""
        with self.site.database() as db:
            return db.execute("SELECT COUNT(*) FROM audit_entry").fetchone()[0]

#!/usr/bin/python3
"""Every row of src/web/routes.c, asked in every wrong way of the running program.

    routes.py SONAE

Nobody, each of the five roles, another institution, missing and foreign CSRF tokens, and in every
form each field missing, too long and hostile. A new route needs a row in ROWS, or this test fails.
"""
import os
import re
import sys
import urllib.parse

from markup import Page
from running import PASSWORD, Answer, Browser, Site, Tally, multipart
from world import BY_MACHINE, NAME, ROLES, World, base32

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))

# Who may do what, as decided; not read from the program.
MAY = {"MAY_READ": set(ROLES), "MAY_EDIT": {"admin", "officer", "staff"}, "MAY_ANSWER": {"admin", "officer"},
       "MAY_APPROVE": {"executive", "officer"}, "MAY_ADMIN": {"admin"}}
NOT_ADDED = BY_MACHINE | {"facility"}  # nobody makes one more
REGISTER_NEEDS = {"facility": "MAY_ADMIN", "round": "MAY_ANSWER", "answer": "MAY_ANSWER"}


def ticked(world, browser):
    """The list's bulk form, after a record was ticked."""
    path = world.path("/f/:facility/device/bulk")
    return browser.ask("POST", path, fields={"csrf": world.csrf(browser), "id": world.id["device"]})


def ticked_to_close(world, browser):
    path = world.path("/f/:facility/device/bulk/close")
    return browser.ask("POST", path, fields={"csrf": world.csrf(browser), "id": world.id["device"]})


class Row:
    """How a route is walked.

    form    the page with the form that posts here: a pattern, or what gets it by world and browser
    good    what makes the form acceptable, beside what it shows already
    long    fields that may be very long
    many    the entities to walk it with, where the route has :entity ("all": every one)
    status  other good answers of a GET by somebody who may
    fresh   it ends sessions: asked by a browser of its own
    """

    def __init__(self, form=None, good=None, long=(), many=("device",), status=(), fresh=False):
        self.form, self.good, self.long, self.many, self.status, self.fresh = form, good or {}, long, many, status, fresh


F = "/f/:facility"
ROWS = {
    "GET /": Row(status=(303,)),
    "GET /assets/:name": Row(),
    "GET /sign-in": Row(status=(303,)),
    "POST /sign-in": Row(form="/sign-in", good={"login": "joho", "password": PASSWORD}, fresh=True),
    "POST /sign-out": Row(fresh=True),
    "GET /link/:token": Row(),
    "POST /link/:token": Row(fresh=True),
    "GET /setup/:token": Row(status=(404,)),
    "POST /setup/:token": Row(status=(404,)),
    "GET /places": Row(),
    f"GET {F}": Row(),
    f"GET {F}/scope": Row(),
    f"POST {F}/scope": Row(form=f"{F}/scope"),
    f"GET {F}/search": Row(),
    f"GET {F}/references": Row(),
    f"GET {F}/history": Row(),
    f"GET {F}/checklist": Row(),
    f"POST {F}/checklist": Row(form=f"{F}/checklist"),
    f"GET {F}/review": Row(),
    f"POST {F}/review": Row(form=f"{F}/review"),
    f"POST {F}/review/:id/approve": Row(),
    f"GET {F}/discovered": Row(),
    f"POST {F}/discovered": Row(),
    f"GET {F}/sensor": Row(),
    f"GET {F}/map": Row(),
    f"GET {F}/device/:id/wire": Row(),
    f"POST {F}/sensor": Row(form=f"{F}/sensor"),
    f"GET {F}/network/:id/probe": Row(),
    f"POST {F}/network/:id/probe": Row(status=(422,)),
    f"GET {F}/probe/:id": Row(status=(404,)),
    f"GET {F}/job/:id": Row(),
    f"POST {F}/job/:id/cancel": Row(),
    f"GET {F}/pack": Row(),
    f"POST {F}/pack": Row(form=f"{F}/pack"),
    f"GET {F}/pack/:id/:name": Row(),
    f"GET {F}/me": Row(),
    f"POST {F}/me/password": Row(form=f"{F}/me", good={"old": PASSWORD, "password": PASSWORD + "x", "again": PASSWORD + "x"}, fresh=True),
    f"POST {F}/me/sessions": Row(fresh=True),
    f"POST {F}/me/token": Row(form=f"{F}/me", good={"purpose": "見本"}),
    f"POST {F}/me/token/drop": Row(status=(404,)),
    f"GET {F}/account": Row(),
    f"GET {F}/account/new": Row(),
    f"POST {F}/account": Row(form=f"{F}/account/new", good={"name": "見本 次郎", "login": "jiro"}),
    f"GET {F}/account/:id": Row(),
    f"POST {F}/account/:id": Row(form=f"{F}/account/:id"),
    f"POST {F}/account/:id/link": Row(),
    f"GET {F}/export/:id": Row(),
    f"GET {F}/import": Row(),
    f"POST {F}/import": Row(form=f"{F}/import", good={"entity": "device", "paste": "管理番号\tOS\nP1\tなし\n"}, long=("paste",)),
    f"GET {F}/import/columns": Row(status=(404, 422)),
    f"POST {F}/import/preview": Row(form=lambda world, browser: browser.get(world.paste(browser)), status=(404,)),
    f"POST {F}/import/run": Row(form=lambda world, browser: world.preview(browser), status=(404,)),
    f"GET {F}/import/:id": Row(),
    f"GET {F}/import/:id/rejects": Row(),
    f"POST {F}/import/:id/mend": Row(form=f"{F}/import/:id", long=("mend-3-registered_on",)),
    f"POST {F}/import/:id/undo": Row(),
    f"GET {F}/bcp-check": Row(),
    f"POST {F}/bcp-check": Row(form=f"{F}/bcp-check"),
    f"GET {F}/recovery": Row(),
    f"GET {F}/backup/:id/look": Row(),
    f"POST {F}/backup/:id/look": Row(status=(422,)),
    f"POST {F}/backup/:id/record": Row(status=(422,)),
    f"POST {F}/backup/:id/canary": Row(status=(422,)),
    f"GET {F}/media/:id/label": Row(),
    f"GET {F}/media/:id/label/:code": Row(),
    f"POST {F}/media/:id/label/:code": Row(form=f"{F}/media/:id/label/:code"),
    f"GET {F}/contact": Row(),
    f"POST {F}/contact/order": Row(form=f"{F}/contact"),
    f"POST {F}/contact/seed": Row(),
    f"GET {F}/:entity": Row(many="all"),
    f"POST {F}/:entity": Row(form=f"{F}/:entity/new", many="all"),
    f"GET {F}/:entity/export": Row(),
    f"POST {F}/:entity/export": Row(),
    f"GET {F}/:entity/new": Row(many="all"),
    f"POST {F}/:entity/bulk": Row(form=ticked),
    f"POST {F}/:entity/bulk/close": Row(form=ticked_to_close),
    f"POST {F}/:entity/filter": Row(form=f"{F}/:entity", good={"name": "見本", "query": "status=active"}),
    f"POST {F}/:entity/filter/:id/drop": Row(),
    f"GET {F}/:entity/:id": Row(many="all"),
    f"POST {F}/:entity/:id": Row(form=f"{F}/:entity/:id/edit", many="all"),
    f"GET {F}/:entity/:id/edit": Row(),
    f"POST {F}/:entity/:id/close": Row(),
    f"GET {F}/:entity/:id/history": Row(),
    f"GET {F}/:entity/:id/file/:field": Row(many=("evidence",)),
    "GET /api/v1/openapi.json": Row(),
    "GET /api/v1/:entity": Row(many="all"),
    "POST /api/v1/:entity": Row(),
    "GET /api/v1/:entity/:id": Row(many="all"),
    "PATCH /api/v1/:entity/:id": Row(),
}

# What nobody types by accident. MARK finds it again wherever it comes out.
MARK = "zq7"
HOSTILE = {
    "script": f"<script>{MARK}</script>".encode(),
    "quotes": f"\"'><{MARK} onload={MARK}>".encode(),
    "sql": f"{MARK}' OR 1=1; DROP TABLE device; --".encode(),
    "path": b"../../../../etc/passwd\x00.txt",
    "nul": b"a\x00b",
    "broken utf-8": b"\xff\xfe\xc3\x28\xed\xa0\x80",
    "formula": f"=HYPERLINK(\"http://{MARK}\")".encode(),
    "template": f"{{{{{MARK}}}}}%s%n${{{MARK}}}\\".encode(),
}
TOO_LONG = b"z" * 10_000
RAW_ECHO = (HOSTILE["script"][:11], HOSTILE["quotes"][:8], b"\xff\xfe", b"\xed\xa0\x80")
TRACE = re.compile(r"\.c:\d+|\bE_[A-Z]{2,}\b|sqlite|SQLSTATE|\bSELECT \b|errno|0x[0-9a-f]{6,}|assert", re.I)
HEADERS = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
           "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"}


def read_table(source):
    """(method, pattern, permission) of every row of routes.c."""
    return re.findall(r'^\s*\{HTTP_(\w+),\s*"([^"]+)",\s*([A-Z_ |]+?),', source, re.M)


def without_a_row(table):
    return [f"{m} {p}" for m, p, _ in table if f"{m} {p}" not in ROWS]


def faults_of(answer):
    """What is wrong with an answer, whatever was asked."""
    faults, head = [], answer.headers
    if answer.status >= 500:
        faults.append(f"status {answer.status}")
    for name, value in HEADERS.items():
        if head[name] != value:
            faults.append(f"{name}: {head[name]}")
    csp = head["Content-Security-Policy"] or ""
    if "default-src 'none'" not in csp or "unsafe" in csp or "frame-ancestors 'none'" not in csp:
        faults.append(f"CSP: {csp}")
    if not head["Cache-Control"]:
        faults.append("no Cache-Control")
    if "text/html" in (head["Content-Type"] or "") and not (head["Content-Disposition"] or "").startswith("attachment"):
        faults += [f"raw echo of {raw!r}" for raw in RAW_ECHO if raw in answer.body]
    if answer.status >= 400:
        trace = TRACE.search(re.sub(r'"status":"E_[A-Z]+"', "", answer.words()))
        if trace:
            faults.append(f"technical words: {trace[0]!r}")
        if not re.search("[ぁ-ん]", answer.text):
            faults.append("no Japanese sentence")
    location = head["Location"]
    if location is not None and (not location.startswith("/") or location.startswith("//") or re.search(r"[\x00-\x20<>\"]", location)):
        faults.append(f"Location: {location!r}")
    return faults


class Walk:
    def __init__(self, world, table, check):
        self.world, self.table, self.check, self.asked = world, table, check, 0

    def ask(self, what, browser, method, path, want=None, **more):
        """One question, one check: an answer in order, with one of the wanted states."""
        answer = browser.ask(method, path, **more)
        self.asked += 1
        faults = faults_of(answer)
        if want is not None and not want(answer):
            faults.append(f"status {answer.status} {answer.headers['Location'] or ''}")
        self.check(not faults, f"{what}: {method} {path[:120]}", f"{faults} {answer.words()[-200:] if faults else ''}")
        return answer

    def routes(self, method=None):
        """(method, pattern, permission, row, entity) of every route, with each entity it is walked with."""
        for m, pattern, may in self.table:
            row = ROWS.get(f"{m} {pattern}")
            if row is None or (method and m not in method):
                continue
            many = list(self.world.fields) if row.many == "all" else row.many
            for entity in many if ":entity" in pattern else ("device",):
                if self.first_for(m, self.world.path(pattern, entity)) != pattern:
                    continue  # a page of its own stands above
                need = REGISTER_NEEDS.get(entity, may) if may == "MAY_EDIT" and ":entity" in pattern else may
                yield m, pattern, need, row, entity

    def first_for(self, method, path):
        """The pattern of the row that answers."""
        return next(p for m, p, _ in self.table if m == method and re.fullmatch(re.sub(r":\w+", "[^/]+", p), path))

    def unchanged(self, what, before):
        self.check(self.world.audited() == before, f"{what} changes nothing", f"{self.world.audited() - before} changes")

    # ---- Who ----

    def nobody(self):
        before = self.world.audited()
        made_up = Browser(self.world.site.port)
        made_up.cookies["sonae"] = "0123456789abcdefghjkmnpqrs"
        for method, pattern, may, _, entity in self.routes():
            if may == "MAY_ANYBODY":
                continue
            path = self.world.path(pattern, entity)
            for who, browser in (("nobody", Browser(self.world.site.port)), ("a made-up session", made_up)):
                if "MAY_TOKEN" in may:
                    self.ask(who, browser, method, path, lambda a: a.status == 401 and NAME not in a.text)
                    self.ask("a made-up token", browser, method, path, lambda a: a.status == 401 and NAME not in a.text,
                             headers={"Authorization": "Bearer 0123456789abcdefghjkmnpqrs"})
                else:
                    self.ask(who, browser, method, path, lambda a: a.status == 303 and a.place() == "/sign-in" and NAME not in a.text)
        self.unchanged("nobody", before)

    def role(self, role):
        world, before = self.world, self.world.audited()
        allowed = []
        for method, pattern, may, row, entity in self.routes():
            may = may.removeprefix("MAY_TOKEN | ")
            path = world.path(pattern, entity)
            if may in MAY and role not in MAY[may]:
                self.ask(role, world.browser[role], method, path, lambda a: a.status == 403, **self.proof(role, pattern, method))
            else:
                allowed.append((method, pattern, row, entity))
        self.unchanged(f"{role} without the right", before)
        for method, pattern, row, entity in allowed:
            good = {200, *row.status} if method == "GET" else {200, 303, 422, *row.status}
            if "/:id" in pattern and entity in BY_MACHINE or "/filter/" in pattern:
                good.add(404)
            if entity in NOT_ADDED and pattern in (f"{F}/:entity/new", *([f"{F}/:entity"] if method == "POST" else [])):
                good = {404}
            path = world.path(pattern, entity)
            browser = world.enter(world.logins[role]) if row.fresh else world.browser[role]
            more = self.proof(role, pattern, method, browser)
            if pattern.startswith("/api/") and method == "GET":
                more["headers"].pop("Cookie", None)
            self.ask(role, browser, method, path, lambda a, good=good: a.status in good, **more)
            if row.fresh:
                world.browser[role] = world.enter(world.logins[role])

    def proof(self, role, pattern, method, browser=None):
        """What shows who asks: a token on the API, the CSRF field in a form."""
        if pattern.startswith("/api/"):
            more = {"headers": {"Authorization": "Bearer " + self.world.token[role], "If-Match": '"1"'}}
            if method != "GET":
                more["headers"]["Content-Type"], more["body"] = "application/json", "{}"
            return more
        return {} if method == "GET" else {"fields": {"csrf": self.world.csrf(browser or self.world.browser[role])}}

    def other_institution(self):
        world, before = self.world, self.world.audited()
        browser = world.browser["stranger"]
        csrf = world.csrf(browser)
        for method, pattern, may, row, entity in self.routes():
            more = {} if method == "GET" else {"fields": {"csrf": csrf}}
            is_hidden = (lambda a: a.status == 404 and NAME not in a.text)
            if pattern.startswith("/f/"):
                self.ask("from another institution", browser, method, world.path(pattern, entity), is_hidden, **more)
            if "/:id" in pattern and entity in world.id:
                if pattern.startswith("/f/") and "/filter/" not in pattern and entity != "facility":
                    want = (lambda a: a.status in (403, 404)) if may == "MAY_APPROVE" else is_hidden
                    self.ask("A's record at B's address", browser, method, world.path(pattern, entity, home="B"), want, **more)
                elif pattern.startswith("/api/"):
                    self.ask("A's record by B's token", browser, method, world.path(pattern, entity), is_hidden,
                             **self.proof("stranger", pattern, method))
        path = world.home["B"] + "/remote_access"
        form = Page(browser.get(path + "/new").text).form_to(path)
        given = {**world.filled("remote_access", form), "vendor": world.id["vendor"]}
        self.ask("a reference to A's vendor", browser, "POST", path, lambda a: a.status == 422, fields=form.send(**given))
        self.unchanged("another institution", before)

    def csrf(self):
        world, before = self.world, self.world.audited()
        foreign = world.csrf(world.browser["officer"])
        for method, pattern, may, _, entity in self.routes(("POST",)):
            if "MAY_TOKEN" in may:
                continue
            signed_in = may != "MAY_ANYBODY"
            browser = world.browser["executive" if may == "MAY_APPROVE" else "admin"] if signed_in else Browser(world.site.port)
            path = world.path(pattern, entity)
            own = world.csrf(browser) if signed_in else browser.get("/sign-in").csrf()
            for what, fields in (("no CSRF token", {}), ("an empty CSRF token", {"csrf": ""}), ("a foreign CSRF token", {"csrf": foreign}),
                                 ("a CSRF token too long", {"csrf": own + "0"}), ("a CSRF token in the query", None)):
                address = path if fields is not None else f"{path}?csrf={own}"
                self.ask(what, browser, "POST", address, lambda a: a.status == 403, fields=fields or {})
        self.unchanged("a form that is not ours", before)

    # ---- What ----

    def form_of(self, browser, row, pattern, entity):
        """The form as it stands on its page."""
        if callable(row.form):
            answer = row.form(self.world, browser)
        else:
            query = "?" + row.good["query"] if "query" in row.good else ""
            answer = browser.get(self.world.path(row.form, entity) + query)
        return Page(answer.text).form_to(self.world.path(pattern, entity))

    def form(self, method, pattern, may, row, entity):
        world, target = self.world, self.world.path(pattern, entity)
        who = "executive" if may == "MAY_APPROVE" else "admin"
        browser = world.enter("joho") if row.fresh else world.browser[who]
        if pattern == "/sign-in":
            browser = Browser(world.site.port)
        form = self.form_of(browser, row, pattern, entity)
        if not self.check(form is not None, f"there is a form that posts to {target}"):
            return
        every = entity == "device" or ":entity" not in pattern
        kinds = list(HOSTILE) if every else ["quotes", "broken utf-8", "nul"]
        hidden = [k for k, _ in form.filled if k not in form.names and k != "csrf"]
        required = {f["name"] for f in world.fields[entity] if f["required"]} if ":entity" in pattern else set()
        for name in dict.fromkeys(form.names + hidden):
            for what, value in [("missing", None), ("too long", TOO_LONG)] + [(k, HOSTILE[k]) for k in kinds]:
                good = {**world.filled(entity if pattern.endswith("/:entity") else "", form), **row.good, name: value}
                answer = self.ask(f"{entity}.{name} {what}", browser, method, target, self.wanted(form, row, name, what, required),
                                  fields=form.send(**good))
                if answer.status == 303 or row.fresh:
                    form = self.form_of(browser, row, pattern, entity) or form

    def wanted(self, form, row, name, what, required):
        if what == "missing" and name in required or what == "too long" and name in form.texts and name not in row.long:
            return lambda answer: answer.status in (413, 422)
        return None

    def forms(self):
        for method, pattern, may, row, entity in self.routes(("POST",)):
            if row.form is not None and (entity in self.world.id or entity == "device") and not (
                    entity in NOT_ADDED and pattern == f"{F}/:entity"):
                self.form(method, pattern, may, row, entity)
        self.world.browser["admin"] = self.world.enter("joho")

    def files(self):
        """Uploads: a hostile name, a broken body, more than may come."""
        world, browser, path = self.world, self.world.browser["admin"], self.world.home["A"] + "/evidence"
        form = Page(browser.get(path + "/new").text).form_to(path)
        pairs = form.send(**world.filled("evidence", form))

        def send(what, content, want, **more):
            files = [(next(iter(form.files)), "../../<script>zq7</script>\"'.png", content)]
            return self.ask(what, browser, "POST", path, want, **multipart(pairs, files, **more))

        kept = send("an upload with a hostile name", b"<script>zq7</script>", lambda a: a.status == 303)
        page = self.ask("its page", browser, "GET", kept.place(), lambda a: a.status == 200)
        link = next((x for x in Page(page.text).links if "/file/" in x), "/none")
        self.ask("the file itself", browser, "GET", link, lambda a: a.status == 200 and a.body == b"<script>zq7</script>" and (
            a.headers["Content-Disposition"] or "").startswith("attachment"))
        send("an upload that is cut off", b"x", lambda a: a.status in (400, 422), end=b"")
        send("an upload past the limit", b"x" * (50 * 2**20 + 1), lambda a: a.status == 413)

    def exports(self):
        """What a job wrote is the list as a file, for those of the house."""
        path = self.world.path(f"{F}/export/:id")
        self.ask("the file of an export", self.world.browser["admin"], "GET", path, lambda a: a.status == 200 and a.body.startswith(
            b"\xef\xbb\xbfID,") and "filename" in (a.headers["Content-Disposition"] or ""))
        self.ask("no export of that number", self.world.browser["admin"], "GET", path[:-13] + base32(4711), lambda a: a.status == 404)

    def wizard(self, site):
        """The set-up of a new site, each answer missing, too long and hostile."""
        browser, path = Browser(site.port), site.link()
        form = Page(browser.get(path).text).form_to(path)
        good = {"name": NAME, "kind": "clinic", "beds": "", "runs_systems": "yes", "uses_cloud": "no", "person": "情報 一郎",
                "login": "joho", "password": PASSWORD, "again": PASSWORD}
        for _ in range(3):
            here = {k: v for k, v in good.items() if k in form.names}
            for name in form.names + ["step"]:
                for what, value in [("missing", None), ("too long", TOO_LONG)] + list(HOSTILE.items()):
                    if what in ("missing", "too long", "nul", "broken utf-8") or name not in ("name", "person", "login"):
                        self.ask(f"wizard {name} {what}", browser, "POST", path, lambda a: a.status in (200, 422),
                                 fields=form.send(**{**here, name: value}))
            answer = self.ask("wizard", browser, "POST", path, lambda a: a.status in (200, 303), fields=form.send(**here))
            form = Page(answer.text).form_to(path)
        self.check(answer.status == 303, "the wizard ends well after all that", answer.words()[:200])

    def queries(self):
        """Hostile words in the query and in the address itself."""
        world = self.world
        for method, pattern, may, row, entity in self.routes(("GET",)):
            if entity not in ("device", "evidence"):
                continue
            path = world.path(pattern, entity)
            more = self.proof("admin", pattern, method)
            names = ["q", "sort", "page", "then", "year", "edition", "form", "on", "cursor", "limit", "format", "asset_no", "nth"]
            for what, value in [("too long", b"z" * 2000)] + list(HOSTILE.items()):
                query = "&".join(f"{n}={urllib.parse.quote(value)}" for n in names) if what != "too long" else "q=" + value.decode()
                self.ask(f"query {what}", world.browser["admin"], method, f"{path}?{query}", None, **more)
                if ":" in pattern:
                    broken = path[:path.rindex("/") + 1] + urllib.parse.quote(value, safe="")
                    self.ask(f"address {what}", world.browser["admin"], method, broken, None, **more)

    def pages(self):
        """Whatever was stored meanwhile: every page shows it escaped, and every link leads somewhere."""
        self.world.stop_jobs()
        world, seen = self.world, {}
        for method, pattern, may, row, entity in self.routes(("GET",)):
            if may == "MAY_ANYBODY" or "MAY_TOKEN" in may:
                continue
            answer = self.ask("after all that", world.browser["admin"], "GET", world.path(pattern, entity), None)
            if "text/html" in answer.headers["Content-Type"]:
                for link in Page(answer.text).links:
                    seen.setdefault(link.split("#")[0].split("?")[0], (link.split("#")[0], pattern))
        for link, pattern in seen.values():
            if link.startswith("/"):
                self.ask(f"a link on {pattern}", world.browser["admin"], "GET", link, lambda a: a.status in (200, 303))


def prove_that_faults_are_found(source, check):
    row = '    {HTTP_GET,   "/planted",   MAY_READ,   NULL,   page_planted},\n'
    check("GET /planted" in without_a_row(read_table(source + row)), "a route that nobody walks is found")
    good = {**HEADERS, "Cache-Control": "no-store", "Content-Type": "text/html",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Location": None, "Content-Disposition": None}
    planted = [(500, good, "処理できませんでした".encode(), "status 500"), (200, good, HOSTILE["script"], "raw echo"),
               (404, good, "見つかりません web/page.c:17".encode(), "technical words"),
               (303, {**good, "Location": "//example.jp/"}, b"", "Location"),
               (200, {**good, "X-Content-Type-Options": None}, b"", "X-Content-Type-Options"),
               (200, {**good, "Content-Security-Policy": "default-src 'unsafe-inline'"}, b"", "CSP")]
    for status, headers, body, fault in planted:
        found = faults_of(Answer(status, headers, body))
        check(len(found) == 1 and found[0].startswith(fault), f"{fault}, planted, is found", found)
    check(faults_of(Answer(200, good, "備え".encode())) == [], "a good answer is good")


def main():
    check = Tally()
    with open(os.path.join(TOP, "src/web/routes.c"), encoding="utf-8") as file:
        source = file.read()
    table = read_table(source)
    check(len(table) == source.count("{HTTP_"), "every row of the table is read", f"{len(table)}")
    for key in without_a_row(table):
        check(False, f"{key} has its row in tests/e2e/routes.py")
    for key in sorted(set(ROWS) - {f"{m} {p}" for m, p, _ in table}):
        check(False, f"{key}, which has a row here, is a route")
    prove_that_faults_are_found(source, check)
    with Site(sys.argv[1]) as site:
        site.start()
        world = World(site)
        check(set(world.fields) - set(world.id) == BY_MACHINE, "there is a record of every kind", sorted(set(world.fields) - set(world.id)))
        walk = Walk(world, table, check)
        steps = [walk.nobody, walk.csrf, walk.other_institution, *(lambda r=r: walk.role(r) for r in ROLES),
                 walk.queries, walk.exports, walk.forms, walk.files, walk.pages]
        for step in steps:
            step()
        for number in world.numbers.values():
            verify = site.run("audit", "verify", "--facility", number, check=False)
            check(verify.returncode == 0, "the history is whole after all that", verify.stdout + verify.stderr)
    with Site(sys.argv[1]) as empty:
        empty.start()
        walk.wizard(empty)
    print(f"{len(table)} routes, {walk.asked} questions")
    return check.end()


if __name__ == "__main__":
    sys.exit(main())

"""What stands on a page: its forms as a browser would send them, and its links."""
from html.parser import HTMLParser


class Form:
    def __init__(self, action, method):
        self.action, self.method = action, method
        self.filled = []      # (name, value) pairs a browser sends when nothing is touched
        self.names = []       # every control a person fills, in order
        self.required = set()
        self.options = {}     # name: values to choose from
        self.texts = set()    # where anything may be typed
        self.files = set()

    def control(self, name):
        if name not in self.names:
            self.names.append(name)

    def send(self, **given):
        """The pairs of the form with these values; None leaves a field out."""
        out = [(k, v) for k, v in self.filled if k not in given]
        return out + [(k, v) for k, v in given.items() if v is not None]


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.forms, self.links, self.form, self.select = [], [], None, None
        self.area = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        a = {k: "" if v is None else v for k, v in attrs}
        if tag in ("a", "link") and "href" in a:
            self.links.append(a["href"])
        elif tag in ("img", "script") and "src" in a:
            self.links.append(a["src"])
        elif tag == "form":
            self.form = Form(a.get("action", ""), a.get("method", "get").lower())
            self.forms.append(self.form)
        if self.form is None:
            return
        name = a.get("name")
        if tag == "input" and name:
            self.input(name, a.get("type", "text"), a)
        elif tag == "select" and name:
            self.select, self.first = name, None
            self.form.control(name)
            self.form.options.setdefault(name, [])
            if "required" in a:
                self.form.required.add(name)
        elif tag == "option" and self.select:
            self.form.options[self.select].append(a.get("value", ""))
            if self.first is None or "selected" in a:
                self.first = a.get("value", "")
        elif tag == "textarea" and name:
            self.area, self.text = name, ""
            self.form.control(name)
            self.form.texts.add(name)
            if "required" in a:
                self.form.required.add(name)

    def input(self, name, kind, a):
        form, value = self.form, a.get("value", "")
        if kind == "hidden":
            form.filled.append((name, value))
            return
        form.control(name)
        if "required" in a:
            form.required.add(name)
        if kind in ("radio", "checkbox"):
            form.options.setdefault(name, []).append(value)
            if "checked" in a:
                form.filled.append((name, value))
        elif kind == "file":
            form.files.add(name)
        else:
            form.texts.add(name)
            form.filled.append((name, value))

    def handle_data(self, data):
        if self.area:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.form.filled.append((self.area, self.text.removeprefix("\n")))
            self.area = None
        elif tag == "select" and self.select:
            self.form.filled.append((self.select, self.first or ""))
            self.select = None
        elif tag == "form":
            self.form = None

    def form_to(self, path):
        """The form that posts to this path."""
        return next((f for f in self.forms if f.method == "post" and f.action.split("?")[0] == path), None)

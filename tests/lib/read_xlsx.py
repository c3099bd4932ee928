"""Print what a workbook holds, one line a cell, with nothing but the standard library.

usage: read_xlsx.py FILE
  SHEET<TAB>A1<TAB>TYPE<TAB>VALUE     TYPE is the t attribute (inlineStr, s, n ...); \\n \\r \\t \\\\ escaped
  SHEET<TAB>!<TAB>NAME<TAB>ATTRIBUTES of the elements that shape the sheet
"""
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SHAPE = ("pane", "autoFilter", "pageSetup", "pageSetUpPr", "col", "printOptions", "ignoredError")


def unescape(text):
    """_x000D_ is how the format writes what XML cannot hold (ECMA-376, ST_Xstring)."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)


def text_of(node):
    return unescape("".join(t.text or "" for t in node.iter(NS + "t")))


def show(text):
    return (text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
            .replace("\t", "\\t"))


def main(path):
    with zipfile.ZipFile(path) as z:
        names = z.namelist()
        shared = []
        if "xl/sharedStrings.xml" in names:
            shared = [text_of(si) for si in ET.fromstring(z.read("xl/sharedStrings.xml"))]
        rels = {r.get("Id"): r.get("Target")
                for r in ET.fromstring(z.read("xl/_rels/workbook.xml.rels"))}
        book = ET.fromstring(z.read("xl/workbook.xml"))
        for name in book.iter(NS + "definedName"):
            print("!", "!", name.get("name"), name.text, sep="\t")
        for sheet in book.iter(NS + "sheet"):
            title = sheet.get("name")
            for node in ET.fromstring(z.read("xl/" + rels[sheet.get(REL)])).iter():
                tag = node.tag.replace(NS, "")
                if tag in SHAPE:
                    print(title, "!", tag, " ".join(f"{k}={v}" for k, v in node.items()), sep="\t")
                if tag == "c":
                    value = node.find(NS + "v")
                    text = "" if value is None else value.text
                    if node.find(NS + "f") is not None:
                        text = "FORMULA " + text
                    elif node.get("t") == "s":
                        text = shared[int(text)]
                    elif node.get("t") == "inlineStr":
                        text = text_of(node)
                    print(title, node.get("r"), node.get("t", ""), show(text), sep="\t")


main(sys.argv[1])

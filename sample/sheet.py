"""A small xlsx writer: cells, merged ranges, widths, hidden sheets, dates. Same input, same bytes."""
import zipfile
from datetime import date
from xml.sax.saxutils import escape

PLAIN, TITLE, HEAD, GROUP, CELL, DAY, NOTE = range(7)  # cell styles, see STYLES

STYLES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy/m/d"/></numFmts>
<fonts count="3"><font><sz val="10"/><name val="游ゴシック"/></font>
<font><b/><sz val="16"/><name val="游ゴシック"/></font>
<font><b/><sz val="10"/><name val="游ゴシック"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFDDEBF7"/></patternFill></fill></fills>
<borders count="2"><border/><border><left style="thin"/><right style="thin"/>
<top style="thin"/><bottom style="thin"/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="0" fontId="2" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1"/>
<xf numFmtId="0" fontId="2" fillId="2" borderId="1" xfId="0" applyFont="1" applyAlignment="1">
<alignment horizontal="center"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="1" xfId="0" applyAlignment="1">
<alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="164" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>
</styleSheet>"""

EPOCH = date(1899, 12, 30)  # day 0 of Excel's 1900 system, its leap year mistake included
STAMP = (2026, 11, 2, 9, 0, 0)


def column(i):
    return (column(i // 26 - 1) if i >= 26 else "") + chr(ord("A") + i % 26)


class Sheet:
    def __init__(self, name, hidden=False):
        self.name, self.hidden = name, hidden
        self.rows, self.merges, self.widths = {}, [], {}

    def put(self, row, col, value, style=CELL):
        """Row and column as Excel shows them, from 1."""
        self.rows.setdefault(row, {})[col] = (value, style)

    def merge(self, row, col, last_row, last_col):
        self.merges.append(f"{column(col - 1)}{row}:{column(last_col - 1)}{last_row}")

    def xml(self, shared):
        out = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns='
               '"http://schemas.openxmlformats.org/spreadsheetml/2006/main">']
        if self.widths:
            out.append("<cols>" + "".join(
                f'<col min="{c}" max="{c}" width="{w}" customWidth="1"/>'
                for c, w in sorted(self.widths.items())) + "</cols>")
        out.append("<sheetData>")
        for r in sorted(self.rows):
            out.append(f'<row r="{r}">')
            for c in sorted(self.rows[r]):
                out.append(self.cell(f"{column(c - 1)}{r}", *self.rows[r][c], shared))
            out.append("</row>")
        out.append("</sheetData>")
        if self.merges:
            out.append(f'<mergeCells count="{len(self.merges)}">' + "".join(
                f'<mergeCell ref="{m}"/>' for m in self.merges) + "</mergeCells>")
        return "".join(out) + "</worksheet>"

    @staticmethod
    def cell(ref, value, style, shared):
        if value is None or value == "":
            return f'<c r="{ref}" s="{style}"/>'
        if isinstance(value, date):
            return f'<c r="{ref}" s="{style}"><v>{(value - EPOCH).days}</v></c>'
        if isinstance(value, int):
            return f'<c r="{ref}" s="{style}"><v>{value}</v></c>'
        return f'<c r="{ref}" s="{style}" t="s"><v>{shared.setdefault(value, len(shared))}</v></c>'


def write(path, sheets):
    shared = {}
    pages = [s.xml(shared) for s in sheets]
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": head + '<Types xmlns="http://schemas.openxmlformats.org/package/2006'
        '/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{types}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{types}.sharedStrings+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" '
                  f'ContentType="{types}.worksheet+xml"/>' for i in numbers) + "</Types>",
        "_rels/.rels": head + f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": head + f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        + "".join(f'<sheet name="{escape(s.name)}" sheetId="{i}" r:id="rId{i}"'
                  + (' state="hidden"' if s.hidden else "") + "/>"
                  for i, s in zip(numbers, sheets)) + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": head + f'<Relationships xmlns="{package}">'
        + "".join(f'<Relationship Id="rId{i}" Type="{office}/worksheet" '
                  f'Target="worksheets/sheet{i}.xml"/>' for i in numbers)
        + f'<Relationship Id="rId98" Type="{office}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId99" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": head + f'<sst xmlns="{main}">' + "".join(
            f'<si><t xml:space="preserve">{escape(s)}</t></si>' for s in shared) + "</sst>",
    }
    for i, page in zip(numbers, pages):
        parts[f"xl/worksheets/sheet{i}.xml"] = page
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            z.writestr(info, text.encode("utf-8"))

#!/usr/bin/env python3
"""Makes the ugly and the hostile workbooks of the intake tests (standard library only).

    make.py DIR             the ugly ones, small, kept in the repository beside this file
    make.py --hostile DIR   the hostile ones, made anew for every test run

Written as raw parts, not through a library: the point is what libraries would not write.
"""
import os
import struct
import sys
import zipfile
import zlib

MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WHEN = (2026, 10, 1, 0, 0, 0)  # the same bytes on every run


def relations(rows):
    return HEAD + f'<Relationships xmlns="{PACKAGE}">' + ''.join(
        f'<Relationship Id="{i}" Type="{REL}/{kind}" Target="{target}"/>'
        for i, kind, target in rows) + '</Relationships>'


def column(n):
    name = ''
    n += 1
    while n > 0:
        n, rest = divmod(n - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell(row, col, value):
    """value: None, text (inline), or a tuple (attributes, inner XML)."""
    ref = f'{column(col)}{row}'
    if value is None:
        return ''
    if isinstance(value, tuple):
        return f'<c r="{ref}" {value[0]}>{value[1]}</c>'
    text = value.replace('&', '&amp;').replace('<', '&lt;')
    return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def sheet(rows, merges=(), before=''):
    """rows: {number: [cell, ...]}"""
    out = [HEAD, f'<worksheet xmlns="{MAIN}">', before, '<sheetData>']
    for number, cells in rows.items():
        out.append(f'<row r="{number}">' +
                   ''.join(cell(number, i, v) for i, v in enumerate(cells)) + '</row>')
    out.append('</sheetData>')
    if merges:
        out.append(f'<mergeCells count="{len(merges)}">' +
                   ''.join(f'<mergeCell ref="{m}"/>' for m in merges) + '</mergeCells>')
    out.append('</worksheet>')
    return ''.join(out)


def workbook(sheets, extra=()):
    """sheets: [(name, state, relation id)]; extra: XML before <sheets>"""
    return HEAD + f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">' + ''.join(extra) + '<sheets>' + \
        ''.join(f'<sheet name="{name}" sheetId="{i + 1}" state="{state}" r:id="{rid}"/>'
                for i, (name, state, rid) in enumerate(sheets)) + '</sheets></workbook>'


def write(path, parts):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            z.writestr(info, content)


def simple(path, sheet_xml, styles=None, strings=None, extra=(), name='台帳'):
    parts = {
        '_rels/.rels': relations([('rId1', 'officeDocument', 'xl/workbook.xml')]),
        'xl/workbook.xml': workbook([(name, 'visible', 'rId1')], extra),
        'xl/worksheets/sheet1.xml': sheet_xml,
    }
    rels = [('rId1', 'worksheet', 'worksheets/sheet1.xml')]
    if styles is not None:
        parts['xl/styles.xml'] = styles
        rels.append(('rId2', 'styles', 'styles.xml'))
    if strings is not None:
        parts['xl/sharedStrings.xml'] = strings
        rels.append(('rId3', 'sharedStrings', 'sharedStrings.xml'))
    parts['xl/_rels/workbook.xml.rels'] = relations(rels)
    write(path, parts)


def styles(codes):
    """A style sheet whose cell style i has number format codes[i]: an id or a code."""
    custom = [c for c in codes if isinstance(c, str)]
    formats = ''.join(f'<numFmt numFmtId="{164 + i}" formatCode="{c.replace(chr(34), "&quot;")}"/>'
                      for i, c in enumerate(custom))
    ids = [c if isinstance(c, int) else 164 + custom.index(c) for c in codes]
    return HEAD + f'<styleSheet xmlns="{MAIN}"><numFmts count="{len(custom)}">{formats}</numFmts>' \
        '<cellStyleXfs count="2"><xf numFmtId="14"/><xf numFmtId="14"/></cellStyleXfs>' \
        f'<cellXfs count="{len(ids)}">' + ''.join(f'<xf numFmtId="{i}"/>' for i in ids) + \
        '</cellXfs></styleSheet>'


# ---- Ugly, but honest ----

def make_two_row_header(path):
    """A title, a head block, a header of two rows with merged groups, merged places, notes."""
    rows = {
        1: ['情報機器管理台帳（見本）'],
        2: ['最終更新日', '2026/10/1', '最終更新者', '見本 一郎'],
        3: ['経営層の確認', '2026/9/30', '院長'],
        5: ['管理\n番号', '機種情報', None, None, 'ネットワーク', None, '設置場所', '使用者', '稼働状況'],
        6: [None, 'メーカー', 'ＯＳ', '種別', 'ＩＰアドレス', 'ＰＣ名', None, None, None],
        7: ['0001', '富士通', 'Windows 11 Pro', '端末', '192.168.1.1', 'PC001', '外来', '受付', '使用中'],
        8: ['0002', 'NEC', 'Windows 10', 'ノートPC', '192.168.1.2', 'PC002', None, '受付', '使用中'],
        9: ['0003', 'NEC', '不明', 'サーバー', 'DHCP', 'SV01', None, '情報', '故障'],
        11: ['0004', 'ヤマハ', 'なし', 'ルーター', '-', None, '機械室', None, '停止'],
        12: ['※色付きは更新予定機器'],
        13: ['　廃棄した機器は別シート'],
        14: ['※ 問い合わせは情報システム担当まで'],
    }
    merges = ['A1:I1', 'A5:A6', 'B5:D5', 'E5:F5', 'G5:G6', 'H5:H6', 'I5:I6', 'G7:G9', 'A12:I12']
    simple(path, sheet(rows, merges))


def make_sheets(path):
    """A ledger in two sheets, beside a cover and a list of choices; a formula nobody calculated."""
    titles = ['管理番号', 'メーカー', 'コンピュータ名', '設置場所']
    formula = ('', '<f>CONCATENATE("PC",1)</f><v></v>')
    sheets = [
        ('表紙', {2: ['情報機器管理台帳（見本）']}),
        ('サーバ', {1: titles, 2: ['SV01', 'HP', 'SRV01', 'サーバ室']}),
        ('選択肢', {1: ['状態', None], 2: ['稼働', None]}),
        ('PC', {1: ['PC一覧（見本）'], 2: titles, 3: ['PC01', 'NEC', formula, '外来']}),
    ]
    parts = {
        '_rels/.rels': relations([('rId1', 'officeDocument', 'xl/workbook.xml')]),
        'xl/workbook.xml': workbook([(name, 'visible', f'rId{i + 1}') for i, (name, _) in enumerate(sheets)]),
        'xl/_rels/workbook.xml.rels': relations([(f'rId{i + 1}', 'worksheet', f'worksheets/sheet{i + 1}.xml')
                                                 for i in range(len(sheets))]),
    }
    for i, (_, rows) in enumerate(sheets):
        parts[f'xl/worksheets/sheet{i + 1}.xml'] = sheet(rows)
    write(path, parts)


def make_rich(path):
    """Shared strings as Excel writes them: runs, furigana, escapes, spaces."""
    strings = HEAD + f'<sst xmlns="{MAIN}" count="6" uniqueCount="6">' \
        '<si><t>管理番号</t><rPh sb="0" eb="2"><t>カンリ</t></rPh><phoneticPr fontId="1"/></si>' \
        '<si><r><t>設置</t></r><r><rPr><b/></rPr><t>場所</t></r>' \
        '<rPh sb="0" eb="2"><t>セッチ</t></rPh></si>' \
        '<si><t xml:space="preserve"> 前後に空白 </t></si>' \
        '<si><t>一行目_x000D_\n二行目</t></si>' \
        '<si><t>_x005F_x0041_ と _x0041_</t></si>' \
        '<si/></sst>'
    def s(i):
        return ('t="s"', f'<v>{i}</v>')
    rows = {1: [s(0), s(1)], 2: [s(2), s(3)], 3: [s(4), s(5), s(0)],
            4: [('t="inlineStr"', '<is><r><t>あ</t></r><r><t>い</t></r><rPh><t>ア</t></rPh></is>'),
                ('t="str"', '<f>A1&amp;"x"</f><v>計算</v>'), ('t="b"', '<v>1</v>'),
                ('t="b"', '<v>0</v>'), ('t="e"', '<v>#REF!</v>'), ('', '<f>NOW()</f>'),
                ('t="str"', '<f>""</f><v></v>')]}
    simple(path, sheet(rows), strings=strings)


FORMATS = [0, 14, '[$-411]ggge"年"m"月"d"日"', 'yyyy"年"m"月"', 20, '[h]:mm', 'yyyy/m/d h:mm', '0000',
           9, '0.00', 31, 32, '[Red]#,##0', 'h:mm AM/PM', '0.00E+00', 'yyyy"年"', 'aaa']


def make_dates(path, base1904=False):
    shift = 1462 if base1904 else 0
    def n(value, style):
        return (f's="{style}"', f'<v>{value}</v>')
    day = 46346 - shift
    rows = {
        1: [n(day, 1), n(day, 2), n(day, 3), n(f'{day}.4375', 4), n('0.4375', 4), n('1.5', 5),
            n(f'{day}.4375', 6), n(day, 10), n('0.75', 11), n('0.4375', 13), n(day, 15), n(day, 16)],
        2: [n(7, 7), n('0.5', 8), n('2.1', 9), n('1.2345678901234501E+15', 0), n('2.0', 0),
            n('0.30000000000000004', 0), n(-5, 0), n('12345.6', 12), n('-1', 1), n(12300, 14),
            n('1E-3', 0), n('3000000', 1)],
    }
    extra = ('<workbookPr date1904="1"/>',) if base1904 else ()
    simple(path, sheet(rows), styles=styles(FORMATS), extra=extra)


def make_hidden(path):
    """Hidden sheets, a chart's tab, absolute part names, prefixed elements, no references."""
    x = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>名称</x:t>' \
        '</x:is></x:c><x:c><x:v>1</x:v></x:c></x:row><x:row hidden="1"><x:c t="inlineStr"><x:is>' \
        '<x:t>隠した行</x:t></x:is></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:B1" />' \
        '</x:mergeCells></x:worksheet>'
    secret = sheet({1: ['名称'], 2: ['見えない']})
    write(path, {
        '_rels/.rels': relations([('a', 'extended-properties', 'docProps/app.xml'),
                                  ('b', 'officeDocument', '/book/main.xml')]),
        'book/main.xml': workbook([('表紙', 'hidden', 'r1'), ('図', 'visible', 'r2'),
                                   ('一覧', 'visible', 'r3'), ('裏', 'veryHidden', 'r4'),
                                   ('消えた', 'visible', 'r9')]),
        'book/_rels/main.xml.rels': relations([
            ('r1', 'worksheet', '/book/s1.xml'), ('r2', 'chartsheet', 'c.xml'),
            ('r3', 'worksheet', '../sheets/S3.xml'), ('r4', 'worksheet', 's4.xml')]),
        'book/s1.xml': secret, 'book/s4.xml': secret, 'book/c.xml': '<chartsheet/>',
        'sheets/s3.xml': x,
    })


# ---- Hostile ----

def packed_zeros(size):
    """A raw deflate stream of size spaces, made from one megabyte (Z_FULL_FLUSH blocks)."""
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = c.compress(b' ' * (1 << 20)) + c.flush(zlib.Z_FULL_FLUSH)
    return block * (size >> 20) + c.flush(zlib.Z_FINISH)


def patch_size(path, name, size=None, packed=None):
    """Put packed (raw deflate) under name, and let the table of contents say size."""
    parts = {}
    with zipfile.ZipFile(path) as z:
        for i in z.infolist():
            parts[i.filename] = z.read(i.filename)
    out, directory = b'', b''
    for n, content in parts.items():
        raw = packed if n == name and packed is not None else \
            zlib.compressobj(9, zlib.DEFLATED, -15)
        if not isinstance(raw, bytes):
            raw = raw.compress(content) + raw.flush()
        real = size if n == name and size is not None else len(content)
        fixed = struct.pack('<HHHHHIIIHH', 20, 0, 8, 0, 33, zlib.crc32(content), len(raw), real,
                            len(n.encode()), 0)
        directory += b'PK\1\2' + struct.pack('<H', 20) + fixed + \
            struct.pack('<HHHII', 0, 0, 0, 0, len(out)) + n.encode()
        out += b'PK\3\4' + fixed + n.encode() + raw
    end = b'PK\5\6' + struct.pack('<HHHHIIH', 0, 0, len(parts), len(parts), len(directory),
                                  len(out), 0)
    with open(path, 'wb') as f:
        f.write(out + directory + end)


def make_hostile(where):
    def at(name):
        return os.path.join(where, name)

    plain = sheet({1: ['管理番号', '状態'], 2: ['0001', '稼働']})
    rows = '<row r="1">' + cell(1, 0, '管理番号') + '</row>'

    simple(at('bomb-ratio.xlsx'), plain)
    patch_size(at('bomb-ratio.xlsx'), 'xl/worksheets/sheet1.xml', 4000 << 20,
               packed_zeros(4000 << 20))
    simple(at('bomb-lies.xlsx'), plain)  # says 1 MB, unpacks to 4 GB
    patch_size(at('bomb-lies.xlsx'), 'xl/worksheets/sheet1.xml', 1 << 20,
               packed_zeros(4000 << 20))
    simple(at('bomb-strings.xlsx'), plain, strings='<sst/>')
    patch_size(at('bomb-strings.xlsx'), 'xl/sharedStrings.xml', 400 << 20, packed_zeros(400 << 20))

    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + ''.join(
        f'<!ENTITY {chr(97 + i + 1)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)) + ']>'
    simple(at('entities.xlsx'), HEAD + laughs + f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">'
           '<c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>')
    simple(at('xxe.xlsx'), HEAD + '<!DOCTYPE x SYSTEM "file:///etc/passwd">' + plain[len(HEAD):])
    simple(at('xxe-strings.xlsx'), plain, strings=HEAD + '<!DOCTYPE x [<!ENTITY e SYSTEM '
           '"file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>')

    def body(xml):
        return HEAD + f'<worksheet xmlns="{MAIN}"><sheetData>{xml}</sheetData></worksheet>'

    simple(at('columns.xlsx'), body('<row r="1">' + ''.join(
        f'<c r="{column(i)}1"><v>1</v></c>' for i in range(1000000)) + '</row>'))
    simple(at('depth.xlsx'), body('<a>' * 1000000))
    simple(at('names.xlsx'), body(''.join(f'<n{i} a{i}=""/>' for i in range(500000))))
    simple(at('tag.xlsx'), body('<row ' + 'x' * (30 << 20) + '="1"/>'))
    simple(at('long-cell.xlsx'), body('<row r="1"><c r="A1" t="inlineStr"><is><t>' +
                                      'あ' * 40000 + '</t></is></c></row>'))
    simple(at('huge-cell.xlsx'), body('<row r="1"><c r="A1" t="inlineStr"><is><t>' +
                                      'x' * (30 << 20) + '</t></is></c></row>'))
    simple(at('row-order.xlsx'), body('<row r="5"/><row r="5"/>'))
    simple(at('row-number.xlsx'), body('<row r="1048577"/>'))
    simple(at('string-number.xlsx'), body('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'))
    simple(at('not-xml.xlsx'), 'これはXMLではない')
    simple(at('empty-part.xlsx'), '')
    simple(at('merges.xlsx'), sheet({1: ['管理番号']}, [f'A{i}:B{i}' for i in range(1, 200002)]))
    simple(at('strings-many.xlsx'), plain, strings='<sst>' + '<si/>' * 20000000 + '</sst>')

    with zipfile.ZipFile(at('parts.xlsx'), 'w') as z:
        for i in range(6000):
            z.writestr(zipfile.ZipInfo(f'p{i}', WHEN), b'')

    # What just fits: the other side of the limits (package.h, book.h)
    simple(at('fits-cell.xlsx'), body('<row r="1"><c r="A1" t="inlineStr"><is><t>' +
                                      'あ' * 32767 + '</t></is></c></row>'))
    simple(at('fits-columns.xlsx'), body('<row r="1">' + ''.join(
        f'<c r="{column(i)}1"><v>1</v></c>' for i in range(1024)) + '<c r="XFD1" s="0"/></row>'))
    simple(at('fits-rows.xlsx'), body('<row r="1048576"/>'))
    simple(at('fits-merges.xlsx'), sheet({1: ['管理番号']}, [f'A{i}:B{i}' for i in range(1, 200001)]))
    simple(at('fits-depth.xlsx'), body('<a>' * 62 + '</a>' * 62))
    simple(at('fits-names.xlsx'), body(''.join(f'<n{i} a{i}=""/>' for i in range(1022))))
    simple(at('fits-size.xlsx'), body('<row r="1"/>' + ' ' * (31 << 20)))
    write(at('fits-sheets.xlsx'), {
        '_rels/.rels': relations([('a', 'officeDocument', 'b.xml')]),
        'b.xml': workbook([(f's{i}', 'visible', f'r{i}') for i in range(255)]),
        '_rels/b.xml.rels': relations([(f'r{i}', 'worksheet', 's.xml') for i in range(255)]),
        's.xml': plain})
    write(at('sheets.xlsx'), {
        '_rels/.rels': relations([('a', 'officeDocument', 'b.xml')]),
        'b.xml': workbook([(f's{i}', 'visible', f'r{i}') for i in range(256)]),
        '_rels/b.xml.rels': relations([(f'r{i}', 'worksheet', 's.xml') for i in range(256)]),
        's.xml': plain})
    simple(at('cut.xlsx'), plain)
    with open(at('cut.xlsx'), 'rb') as f:
        whole = f.read()
    with open(at('cut.xlsx'), 'wb') as f:
        f.write(whole[:len(whole) * 2 // 3])
    with open(at('flipped.xlsx'), 'wb') as f:  # a damaged byte inside the packed sheet
        i = whole.index(b'xl/worksheets/sheet1.xml') + 60
        f.write(whole[:i] + bytes([whole[i] ^ 0x55]) + whole[i + 1:])
    write(at('word.xlsx'), {'_rels/.rels': relations([('a', 'officeDocument', 'word/document.xml')]),
                            'word/document.xml': '<document/>'})
    write(at('ods.xlsx'), {'mimetype': 'application/vnd.oasis.opendocument.spreadsheet',
                           'content.xml': '<x/>'})

    def ole(path, names):
        head = bytearray(512)
        head[0:8] = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
        head[30] = 9
        directory = b''.join(n.encode('utf-16-le').ljust(128, b'\0') for n in names)
        with open(path, 'wb') as f:
            f.write(bytes(head) + directory.ljust(4096, b'\0'))
    ole(at('old.xls'), ['Root Entry', 'Workbook'])
    ole(at('password.xlsx'), ['Root Entry', 'EncryptedPackage', 'EncryptionInfo'])

    with open(at('line.csv'), 'wb') as f:
        f.truncate(2 << 30)
    with open(at('line-40mb.csv'), 'wb') as f:
        f.write(b'x' * (40 << 20))
    with open(at('columns.csv'), 'wb') as f:
        f.write(b'a,' * 1000000)
    with open(at('columns-empty.csv'), 'wb') as f:
        f.write(b',' * 1000000)
    with open(at('quote.csv'), 'wb') as f:
        f.write(b'a,b\r\n"c,d\r\n' + b'e,f\r\n' * 500000)


def main(argv):
    if len(argv) == 3 and argv[1] == '--hostile':
        make_hostile(argv[2])
    elif len(argv) == 2:
        make_two_row_header(os.path.join(argv[1], 'two-row-header.xlsx'))
        make_sheets(os.path.join(argv[1], 'sheets.xlsx'))
        make_rich(os.path.join(argv[1], 'rich.xlsx'))
        make_dates(os.path.join(argv[1], 'dates.xlsx'))
        make_dates(os.path.join(argv[1], 'dates1904.xlsx'), base1904=True)
        make_hidden(os.path.join(argv[1], 'hidden.xlsx'))
    else:
        sys.exit(__doc__)


main(sys.argv)

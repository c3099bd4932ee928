#!/usr/bin/env python3
"""Make the files of the sample hospital (見本): `sample/make.py` writes them, `--check` compares.

Nothing here is real. The same input gives the same bytes; the files are committed beside this
program, since `sonae sample` and the documents are built without Python. order.txt names entity and
file in the order in which they are imported.
"""
import csv
import io
import os
import sys
import zipfile
from datetime import date

import ledger
import records
import sheet

HERE = os.path.dirname(os.path.abspath(__file__))

# The ledger as one Excel file: the deck's columns, then what the hospital added.
DECK = ["管理番号", "メーカー", "OS", "ソフトウェア", "ソフトウェアバージョン", "IPアドレス", "コンピュータ名", "設置場所", "利用者", "登録日", "状態",
        "説明"]
KIND = ["種別", "ネットワーク機器の種別", "型番", "医療情報システム", "保守事業者"]
LINE = ["外部接続", "2系統接続（2枚挿し）", "SIM・モバイル回線", "リモート保守"]
CARE = ["最終更新適用日", "サポート終了日", "最終棚卸日", "確認者"]
GROUPS = [("台帳", DECK), ("機器と保守", KIND), ("接続", LINE), ("更新と棚卸", CARE)]
# A second list of the same devices, kept by another hand; imported after the first.
MORE = ["管理番号", "製造番号", "OSの版", "MACアドレス", "IPの割当", "ネットワーク", "院内ネットワーク", "薬機法の区分", "他の機器と連携", "セキュリティ対策の有無",
        "セキュリティ対策の種類", "セキュリティ対策のバージョン", "利用者認証方法", "認証サーバ", "更新の責任者", "管理対象", "対象外の理由", "該当しない欄", "該当しない理由",
        "探索禁止"]
FIRST_ROW = 9  # of the ledger's devices, as Excel shows it


def era(d):
    year = d.year - 2018 if d >= date(2019, 5, 1) else d.year - 1988
    return ("令和" if d >= date(2019, 5, 1) else "平成", "R" if d >= date(2019, 5, 1) else "H", year)


def day_as_typed(i, d):
    """Dates as several hands wrote them over the years."""
    name, letter, year = era(d)
    return [d, d, d, f"{name}{year}年{d.month}月{d.day}日", d, f"{letter}{year}.{d.month}.{d.day}", d,
            f"{d.year}年{d.month}月", d, f"{d.year}/{d.month}/{d.day}"][i % 10]


def as_typed(i, label, value):
    if label == "登録日":
        return day_as_typed(i, value)
    if label == "IPアドレス" and i % 41 == 5:
        return value.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    if label == "状態" and value == "稼働" and i % 17 == 3:
        return "使用中"
    if label == "種別" and value == "端末PC" and i % 23 == 7:
        return "ノートPC"
    return value


def merge_places(s, column, rows):
    """Rooms of the first sixty and some later devices stand in one merged cell, as people do it."""
    begin = 0
    for i in range(1, len(rows) + 1):
        place = rows[begin]["設置場所"]
        if i < len(rows) and place != "" and rows[i]["設置場所"] == place and i % 200 < 60:
            s.put(FIRST_ROW + i, column, "")
            continue
        if i - begin > 1:
            s.merge(FIRST_ROW + begin, column, FIRST_ROW + i - 1, column)
        begin = i


def ledger_sheet(rows):
    s = sheet.Sheet("機器台帳")
    labels = [label for _, group in GROUPS for label in group]
    s.put(1, 1, f"{records.HOSPITAL}　医療情報システム 機器台帳", sheet.TITLE)
    s.merge(1, 1, 1, 8)
    s.put(3, 1, "最終更新日：令和8年11月2日", sheet.PLAIN)
    s.put(4, 1, "最終更新者：情報 一郎", sheet.PLAIN)
    s.put(5, 1, "経営層の確認：令和8年9月28日　副院長 田中 次郎", sheet.PLAIN)
    at = 1
    for name, group in GROUPS:
        s.put(FIRST_ROW - 2, at, name, sheet.GROUP)
        s.merge(FIRST_ROW - 2, at, FIRST_ROW - 2, at + len(group) - 1)
        at += len(group)
    for c, label in enumerate(labels, 1):
        s.put(FIRST_ROW - 1, c, label, sheet.HEAD)
        s.widths[c] = 18 if label in ("OS", "ソフトウェア", "設置場所", "利用者", "説明", "保守事業者") else 12
    for i, row in enumerate(rows):
        for c, label in enumerate(labels, 1):
            value = as_typed(i, label, row.get(label, ""))
            s.put(FIRST_ROW + i, c, value, sheet.DAY if isinstance(value, date) else sheet.CELL)
    merge_places(s, labels.index("設置場所") + 1, rows)
    s.put(FIRST_ROW + len(rows) + 1, 1, "※「-」は該当なし。年2回（4月、9月）棚卸をする。", sheet.NOTE)
    return s


def cover_sheet():
    s = sheet.Sheet("表紙")
    s.put(3, 2, records.HOSPITAL, sheet.TITLE)
    s.put(5, 2, "機器台帳（見本）", sheet.TITLE)
    s.put(7, 2, "このファイルの施設、人、機器はすべて見本です。", sheet.PLAIN)
    return s


def gone_sheet():
    s = sheet.Sheet("廃棄済み（令和6年度まで）", hidden=True)
    for c, label in enumerate(DECK, 1):
        s.put(1, c, label, sheet.HEAD)
    s.put(2, 1, "9001")
    s.put(2, 11, "廃棄")
    return s


def csv_bytes(labels, rows):
    """As Excel writes it: UTF-8 with its mark, CRLF."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([labels] + rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def make(directory):
    rows = ledger.devices()
    order, files = [], {}

    def put_tables(tables):
        for entity, name, labels, table in tables:
            assert name not in files, name
            files[name] = csv_bytes(labels, table)
            order.append(f"{entity} {name}")

    put_tables(records.TABLES)
    done = len(records.TABLES)
    order.append("device device.xlsx")
    sheet.write(os.path.join(directory, "device.xlsx"), [cover_sheet(), ledger_sheet(rows),
                                                         gone_sheet()])
    put_tables([("device", "device-more.csv", MORE, [[r.get(c, "") for c in MORE] for r in rows])])
    records.after_devices(rows)
    records.contacts()
    records.readiness()
    records.proof()
    put_tables(records.TABLES[done:])
    files["order.txt"] = ("\n".join(order) + "\n").encode("ascii")
    for name, data in files.items():
        with open(os.path.join(directory, name), "wb") as f:
            f.write(data)
    return ["device.xlsx", *files]


def content(path):
    """What a file says: an xlsx unpacked, since packers differ between versions of zlib."""
    if path.endswith(".xlsx"):
        with zipfile.ZipFile(path) as z:
            return [(n, z.read(n)) for n in z.namelist()]
    with open(path, "rb") as f:
        return f.read()


def check():
    import tempfile
    with tempfile.TemporaryDirectory() as directory:
        bad = [n for n in make(directory) if not os.path.exists(os.path.join(HERE, n))
               or content(os.path.join(directory, n)) != content(os.path.join(HERE, n))]
        extra = {n for n in os.listdir(HERE) if n.endswith((".csv", ".xlsx", ".txt"))} \
            - set(os.listdir(directory))
    for name in bad:
        print(f"sample/{name} is not what sample/make.py makes")
    for name in sorted(extra):
        print(f"sample/{name} is made by nobody")
    return 1 if bad or extra else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(check())
    if sys.argv[1:]:
        sys.exit("usage: sample/make.py [--check]")
    make(HERE)

"""The 412 devices of the sample hospital, with the gaps a real ledger has.

Every device is a dict of Japanese labels. What goes wrong on purpose is in GAPS, by asset number,
so that a reader finds each state an inspector meets in one place.
"""
from datetime import date

EHR, IMAGE, LAB, NET, BILL, CLOUD, SHOP = (
    "みどりメディカルシステム株式会社（見本）", "見本画像機器株式会社", "見本検査薬剤システム株式会社",
    "見本ネットワーク株式会社", "見本医事サポート株式会社", "見本クラウド診療株式会社",
    "見本事務機販売株式会社")

NETWORKS = {
    "SV": "電子カルテ系 サーバ", "OP": "電子カルテ系 外来", "WD": "電子カルテ系 病棟",
    "DP": "部門システム系", "MD": "画像・医療機器系", "MO": "生体情報モニター系", "OF": "事務系",
    "MT": "保守用", "GU": "患者・来訪者用Wi-Fi", "IN": "インターネット接続点",
    "QN": "オンライン資格確認 閉域網",
}
PREFIX = {"SV": "192.168.10", "OP": "192.168.20", "WD": "192.168.21", "DP": "192.168.30",
          "MD": "192.168.40", "MO": "192.168.41", "OF": "192.168.50", "MT": "192.168.100"}

WARDS = ["3階東病棟", "3階西病棟", "4階東病棟", "4階西病棟", "5階東病棟", "5階西病棟"]
CLINICS = ["内科", "外科", "小児科", "整形外科", "眼科", "耳鼻咽喉科", "皮膚科", "泌尿器科"]


class Ledger:
    def __init__(self):
        self.rows, self.hosts = [], {}

    def add(self, kind, maker, os, software, version, net, host, place, users, year, **more):
        n = len(self.rows) + 1
        row = {"管理番号": f"{n:04d}", "メーカー": maker, "OS": os, "ソフトウェア": software,
               "ソフトウェアバージョン": version, "コンピュータ名": host, "設置場所": place,
               "利用者": users, "登録日": date(year, (n * 5) % 12 + 1, (n * 7) % 27 + 1),
               "状態": "稼働", "説明": "", "種別": kind, "リモート保守": "無", "外部接続": "なし",
               "2系統接続（2枚挿し）": "無", "SIM・モバイル回線": "無", "IPの割当": "固定",
               "院内ネットワーク": "接続", "管理対象": "はい", "最終棚卸日": "2026/9/12",
               "確認者": "情報 一郎", "ネットワーク": NETWORKS.get(net, ""),
               "製造番号": f"SN-{n * 7919 % 100000:05d}",
               "MACアドレス": f"02:00:5e:00:{n // 256:02x}:{n % 256:02x}"}
        if net in PREFIX:
            self.hosts[net] = self.hosts.get(net, 10) + 1
            row["IPアドレス"] = f"{PREFIX[net]}.{self.hosts[net]}"
        row.update(more)
        self.rows.append(row)
        return row


def servers(l):
    room = "2階 サーバ室"
    rack = [
        ("EHR-DB1", "Windows Server 2022", "電子カルテデータベース", "8.2.1", "電子カルテシステム", EHR, "有"),
        ("EHR-DB2", "Windows Server 2022", "電子カルテデータベース", "8.2.1", "電子カルテシステム", EHR, "有"),
        ("EHR-AP1", "Windows Server 2022", "電子カルテ", "8.2.1", "電子カルテシステム", EHR, "有"),
        ("EHR-AP2", "Windows Server 2022", "電子カルテ", "8.2.1", "電子カルテシステム", EHR, "有"),
        ("EHR-BK1", "Windows Server 2022", "バックアップ管理", "12.1", "電子カルテシステム", EHR, "無"),
        ("NURSE-AP", "Windows Server 2022", "看護支援", "4.0", "看護支援システム", EHR, "有"),
        ("ACC-DB", "Windows Server 2019", "医事会計", "5.0.1", "医事会計システム", BILL, "未確認"),
        ("ACC-AP", "Windows Server 2019", "医事会計", "5.0.1", "医事会計システム", BILL, "未確認"),
        ("LAB-DB", "Windows Server 2019", "臨床検査システム", "3.4", "臨床検査システム", LAB, "無"),
        ("LAB-IF", "Windows Server 2019", "検査機器接続", "3.4", "臨床検査システム", LAB, "無"),
        ("DRUG-SV", "Windows Server 2019", "薬剤部門システム", "2.7", "薬剤部門システム", LAB, "無"),
        ("PACS-DB", "Windows Server 2022", "PACS", "7.1", "PACS・画像レポート", IMAGE, "有"),
        ("PACS-IM1", "Windows Server 2022", "PACS", "7.1", "PACS・画像レポート", IMAGE, "有"),
        ("PACS-IM2", "Windows Server 2022", "PACS", "7.0", "PACS・画像レポート", IMAGE, "有"),
        ("REPORT-SV", "Windows Server 2022", "画像レポート", "7.1", "PACS・画像レポート", IMAGE, "有"),
        ("OPE-SV", "Windows Server 2016", "手術・麻酔記録", "不明", "手術・麻酔記録システム", IMAGE, "無"),
        ("DIAL-SV", "Windows Server 2012 R2", "透析管理（院内作成）", "1.8", "透析管理システム", "", "無"),
        ("AD-1", "Windows Server 2022", "利用者認証", "2022", "電子カルテシステム", EHR, "無"),
        ("AD-2", "Windows Server 2022", "利用者認証", "2022", "電子カルテシステム", EHR, "無"),
        ("VM-1", "仮想化基盤", "仮想化基盤", "8.0", "", NET, "無"),
        ("VM-2", "仮想化基盤", "仮想化基盤", "8.0", "", NET, "無"),
        ("LOG-SV", "Red Hat Enterprise Linux 9", "ログ収集", "4.2", "", NET, "無"),
        ("QUAL-SV", "Windows 10 IoT Enterprise LTSC 2021", "資格確認連携", "1.12",
         "オンライン資格確認", BILL, "未確認"),
        ("MEAL-SV", "Windows Server 2019", "給食管理", "6.3", "給食管理システム", "", "無"),
    ]
    for i, (host, os, soft, ver, system, vendor, remote) in enumerate(rack):
        l.add("サーバ", ("NEC", "富士通", "HP")[i % 3], os, soft, ver, "SV", host, room,
              "情報システム担当", 2016 if "2012" in os or "2016" in os else 2021 + i % 4,
              医療情報システム=system, 保守事業者=vendor, リモート保守=remote,
              最終更新適用日=f"2026/{8 + i % 3}/{11 + i % 9}", 更新の責任者="事業者" if vendor else "医療機関",
              セキュリティ対策の有無="有", セキュリティ対策の種類="見本ウイルス対策 サーバ版",
              セキュリティ対策のバージョン="6.0", 利用者認証方法="利用者IDとパスワード",
              認証サーバ="AD-1", サポート終了日=SUPPORT.get(os, ""))


SUPPORT = {"Windows Server 2012 R2": "2023/10/10", "Windows Server 2016": "2027/1/12",
           "Windows Server 2019": "2029/1/9", "Windows Server 2022": "2031/10/14",
           "Windows 10 Pro": "2025/10/14", "Windows 7 Professional": "2020/1/14",
           "Windows 8.1 Pro": "2023/1/10", "Windows 10 IoT Enterprise LTSC 2021": "2032/1/13"}


def storage(l):
    na = dict(該当しない欄="OS、ソフトウェア", 該当しない理由="専用の装置で、中の作りは公開されていない")
    for host, place, soft, system, net in (
            ("NAS-EHR", "2階 サーバ室", "", "電子カルテシステム", "SV"),
            ("NAS-PACS", "2階 サーバ室", "", "PACS・画像レポート", "MD"),
            ("STR-PACS", "2階 サーバ室", "", "PACS・画像レポート", "MD"),
            ("NAS-OFFICE", "1階 事務室", "", "", "OF")):
        l.add("ストレージ", "見本ストレージ", "", soft, "4.3.2", net, host, place, "情報システム担当", 2022,
              医療情報システム=system, **na)
    for host, place, what in (("", "2階 サーバ室", "LTOテープ装置"),
                              ("", "1階 耐火庫", "外付けディスク A（月水金）"),
                              ("", "1階 耐火庫", "外付けディスク B（火木土）")):
        l.add("テープ・外部ディスク", "見本ストレージ", "", "", "", "", host, place, "情報システム担当", 2023,
              説明=what, IPの割当="なし", IPアドレス="-", 院内ネットワーク="非接続・情報のやり取りあり",
              MACアドレス="", 医療情報システム="電子カルテシステム",
              該当しない欄="OS、ソフトウェア、ソフトウェアバージョン、IPアドレス、コンピュータ名",
              該当しない理由="媒体で、OSもアドレスもない")


def network(l):
    def net(kind, host, place, where, version, model, link="なし", **more):
        more = {"最終更新適用日": f"2026/{5 + len(l.rows) % 5}/20", "更新の責任者": "事業者",
                "保守事業者": NET, **more}
        l.add("ネットワーク機器", more.pop("メーカー", "見本通信機"), "", "", version, where, host, place, "",
              2020 + len(l.rows) % 5, ネットワーク機器の種別=kind, 型番=model, 外部接続=link, **more)

    room = "2階 サーバ室"
    net("ファイアウォール", "FW-1", room, "SV", "10.2.7", "SM-FW100", "インターネット", リモート保守="有")
    net("UTM", "UTM-1", "1階 事務室", "OF", "7.4.5", "SM-UTM40", "インターネット", リモート保守="有")
    net("スイッチ", "CORE-1", room, "SV", "17.9", "SM-L3-48")
    net("スイッチ", "CORE-2", room, "SV", "17.9", "SM-L3-48")
    for i, place in enumerate(["1階 EPS", "1階 放射線科", "2階 EPS", "2階 検査室", "2階 手術室"]
                              + [f"{w} EPS" for w in WARDS] + ["6階 EPS", "健診センター", "透析室",
                                                             "薬剤部", "医事課", "講堂", "守衛室"]):
        net("スイッチ", f"SW-{i + 1:02d}", place, "MT", "15.2", "SM-L2-24")
    for i, place in enumerate(WARDS + ["1階 外来", "2階 外来", "1階 ロビー", "講堂", "健診センター",
                                       "透析室", "手術室", "事務室"]):
        net("無線AP", f"AP-{i + 1:02d}", place, "WD", "8.10", "SM-AP300")
    net("VPNルータ", "VPN-EHR", room, "MT", "12.4", "SM-VPN20", "インターネット", リモート保守="有",
        保守事業者=EHR, 医療情報システム="電子カルテシステム")
    net("VPNルータ", "VPN-PACS", "1階 放射線科 操作室", "MT", "12.1", "SM-VPN20", "インターネット",
        リモート保守="有", 保守事業者=IMAGE, 医療情報システム="PACS・画像レポート")
    net("VPNルータ", "VPN-LAB", "2階 検査室", "MT", "不明", "SM-VPN10", "未確認", 保守事業者=LAB,
        医療情報システム="臨床検査システム")
    net("モバイルルータ", "", "リハビリ室", "MT", "不明", "SM-LTE5", "インターネット", リモート保守="未確認",
        保守事業者=BILL, 説明="リハビリ機器の納入時に置かれていた。9月の棚卸で見つけた",
        **{"SIM・モバイル回線": "有", "最終更新適用日": "2026/3/1"})
    net("ルータ", "RT-QUAL", "医事課", "MT", "11.3", "SM-RT8", "閉域網", リモート保守="未確認",
        保守事業者=BILL, 医療情報システム="オンライン資格確認")
    net("ルータ", "RT-CLOUD", room, "MT", "11.3", "SM-RT8", "閉域網", リモート保守="有",
        保守事業者=CLOUD, 医療情報システム="遠隔画像診断")
    net("ルータ", "RT-GUEST", "1階 EPS", "MT", "11.3", "SM-RT8", "インターネット", リモート保守="有")
    net("スイッチ", "SW-OLD", "倉庫", "MT", "12.0", "SM-L2-8", 状態="保管", 院内ネットワーク="非接続・やり取りなし",
        IPの割当="なし", IPアドレス="-")
    net("スイッチ", "SW-SPARE", room, "MT", "15.2", "SM-L2-24", 状態="予備", IPの割当="なし", IPアドレス="-",
        院内ネットワーク="非接続・やり取りなし")
    net("その他", "DHCP-1", room, "SV", "3.0", "SM-DDI1")


def clients(l):
    def pc(place, users, net, system, soft, ver, n, os="Windows 11 Pro", **more):
        for _ in range(n):
            i = len(l.rows) + 1
            l.add("端末PC", ("富士通", "NEC", "HP", "DELL")[i % 4], os, soft, ver, net, f"PC{i:03d}", place,
                  users, 2025 if "11" in os else 2018 + i % 3, 医療情報システム=system,
                  **{"最終更新適用日": f"2026/{9 + i % 3}/{3 + i % 9}", "更新の責任者": "医療機関",
                     "セキュリティ対策の有無": "有", "セキュリティ対策の種類": "見本ウイルス対策",
                     "セキュリティ対策のバージョン": "6.0", "利用者認証方法": "ICカードとパスワード",
                     "認証サーバ": "AD-1", "保守事業者": EHR, "リモート保守": "無",
                     "OSの版": "24H2" if "11" in os else "22H2" if os.endswith("Pro") else "",
                     "サポート終了日": SUPPORT.get(os, ""), **more})

    ehr = ("電子カルテシステム", "電子カルテ", "8.2.1")
    for i, clinic in enumerate(CLINICS):
        pc(f"1階 {clinic}外来" if i < 4 else f"2階 {clinic}外来",
           f"a医師（{clinic}）、b医師（{clinic}）" if i % 2 else f"a医師（{clinic}）", "OP", *ehr, 5)
    for ward in WARDS:
        pc(f"{ward} ナースステーション", "病棟看護師", "WD", *ehr, 9)
        pc(f"{ward} カンファレンス室", "a医師（内科）、b医師（外科）、c医師（小児科）", "WD", *ehr, 2)
    pc("救急外来", "救急当番医、救急看護師", "OP", *ehr, 8)
    pc("手術室", "麻酔科医、手術室看護師", "DP", "手術・麻酔記録システム", "手術・麻酔記録", "不明", 4)
    pc("医事課", "医事課", "OP", "医事会計システム", "医事会計", "5.0.1", 18, 保守事業者=BILL)
    pc("1階 総合受付", "医事課", "OP", "再来受付・自動精算機", "受付・精算", "2.2", 4, 保守事業者=BILL,
       **{"利用者認証方法": "なし"})
    pc("2階 検査室", "臨床検査技師", "DP", "臨床検査システム", "臨床検査", "3.4", 8, 保守事業者=LAB)
    pc("薬剤部", "薬剤師", "DP", "薬剤部門システム", "薬剤部門", "2.7", 7, 保守事業者=LAB)
    pc("1階 放射線科 操作室", "診療放射線技師", "MD", "PACS・画像レポート", "PACSビューア", "7.1", 7,
       保守事業者=IMAGE)
    pc("1階 読影室", "放射線科医", "MD", "PACS・画像レポート", "画像レポート", "7.1", 3, 保守事業者=IMAGE)
    pc("透析室", "透析室看護師、臨床工学技士", "DP", "透析管理システム", "透析管理（院内作成）", "1.8", 4,
       os="Windows 10 Pro", 保守事業者="", **{"最終更新適用日": "2025/10/9"})
    pc("リハビリ室", "理学療法士、作業療法士", "OP", "リハビリ予定表", "表計算ソフト", "2021", 5,
       os="Windows 10 Pro", 保守事業者=SHOP, **{"最終更新適用日": "2025/10/9"})
    pc("栄養科", "管理栄養士", "DP", "給食管理システム", "給食管理", "6.3", 4, 保守事業者=SHOP)
    pc("健診センター", "健診センター", "OP", *ehr, 11)
    pc("地域連携室", "地域連携室", "OP", *ehr, 4)
    pc("医局", "a医師（内科）、b医師（外科）、c医師（小児科）", "OP", *ehr, 14)
    pc("看護部長室", "看護部長", "OP", *ehr, 2)
    pc("1階 事務室", "事務部", "OF", "", "文書作成・表計算", "2021", 12, 保守事業者=SHOP)
    pc("2階 サーバ室", "情報システム担当", "SV", *ehr, 3, 説明="管理用")
    pc("医事課", "医事課", "QN", "オンライン資格確認", "資格確認端末", "不明", 3, 保守事業者=BILL,
       os="Windows 10 IoT Enterprise LTSC 2021", リモート保守="未確認", IPの割当="固定",
       **{"IPアドレス": "不明"})
    pc("1階 事務室", "事務部", "OF", "勤怠・給与", "勤怠・給与", "9.1", 3, 保守事業者=SHOP, 管理対象="いいえ",
       対象外の理由="給与・勤怠・財務等の組織内事務", 院内ネットワーク="接続")


def others(l):
    for i in range(24):
        l.add("タブレット・携帯端末", "Apple", "iPadOS 18.6", "看護支援（携帯）", "4.0", "", f"TAB{i + 1:02d}",
              f"{WARDS[i // 4]} ナースステーション", "病棟看護師", 2024, IPの割当="DHCP", IPアドレス="DHCP",
              医療情報システム="看護支援システム", 保守事業者=EHR, ネットワーク=NETWORKS["WD"],
              最終更新適用日="2026/10/15", 更新の責任者="医療機関")
    for i in range(12):
        l.add("モニター", "見本映像", "", "", "", "", "", ("1階 外来待合", "2階 外来待合", "1階 会計")[i // 4],
              "", 2021, IPの割当="なし", IPアドレス="-", 院内ネットワーク="非接続・情報のやり取りあり", MACアドレス="",
              医療情報システム="受付案内表示", 保守事業者=BILL,
              該当しない欄="OS、ソフトウェア、ソフトウェアバージョン、IPアドレス、コンピュータ名、利用者",
              該当しない理由="画面だけの機器でOSがない")
    modality = [
        ("見本画像機器", "CT-1", "CT装置", "1階 CT室", "VB20", "MD", IMAGE, "有", "診療放射線技師"),
        ("見本画像機器", "MR-1", "MRI装置", "1階 MRI室", "XA31", "MD", IMAGE, "有", "診療放射線技師"),
        ("見本画像機器", "XA-1", "血管撮影装置", "1階 血管撮影室", "VC21", "MD", IMAGE, "有", "診療放射線技師"),
        ("見本画像機器", "CR-1", "一般撮影", "1階 一般撮影室", "5.1", "MD", IMAGE, "無", "診療放射線技師"),
        ("見本画像機器", "CR-2", "一般撮影", "1階 一般撮影室", "5.1", "MD", IMAGE, "無", "診療放射線技師"),
        ("見本画像機器", "MG-1", "マンモグラフィ", "健診センター", "3.3", "MD", IMAGE, "無", "診療放射線技師"),
        ("見本超音波", "US-1", "超音波診断装置", "2階 生理検査室", "R6", "MD", IMAGE, "無", "臨床検査技師"),
        ("見本超音波", "US-2", "超音波診断装置", "2階 生理検査室", "R6", "MD", IMAGE, "無", "臨床検査技師"),
        ("見本超音波", "US-3", "超音波診断装置", "健診センター", "R5", "MD", IMAGE, "無", "臨床検査技師"),
        ("見本内視鏡", "ES-1", "内視鏡ファイリング", "2階 内視鏡室", "2.5", "MD", IMAGE, "無", "内視鏡室看護師"),
        ("見本内視鏡", "ES-2", "内視鏡ファイリング", "2階 内視鏡室", "2.5", "MD", IMAGE, "無", "内視鏡室看護師"),
        ("見本検査機器", "AN-1", "生化学分析装置", "2階 検査室", "4.02", "DP", LAB, "無", "臨床検査技師"),
        ("見本検査機器", "AN-2", "血球計数装置", "2階 検査室", "4.02", "DP", LAB, "無", "臨床検査技師"),
        ("見本検査機器", "AN-3", "凝固測定装置", "2階 検査室", "不明", "DP", LAB, "無", "臨床検査技師"),
        ("見本検査機器", "EC-1", "心電図ファイリング", "2階 生理検査室", "8.1", "DP", LAB, "無", "臨床検査技師"),
        ("見本調剤機器", "DR-1", "全自動錠剤分包機", "薬剤部", "3.0", "DP", LAB, "無", "薬剤師"),
    ]
    for maker, host, soft, place, version, net, vendor, remote, users in modality:
        l.add("医療機器", maker, "Windows 10 IoT Enterprise LTSC 2021", soft, version, net, host, place, users,
              2022, 薬機法の区分="管理医療機器", 他の機器と連携="有", 保守事業者=vendor, リモート保守=remote,
              医療情報システム="PACS・画像レポート" if net == "MD" else
              ("薬剤部門システム" if "調剤" in maker else "臨床検査システム"), 更新の責任者="事業者", 探索禁止="はい",
              セキュリティ対策の有無="無")
    for i in range(24):
        l.add("医療機器", "見本生体", "専用OS", "生体情報モニター", "2.11", "MO", f"BM-{i + 1:02d}",
              f"{WARDS[i // 4]} ナースステーション", "病棟看護師", 2019, 薬機法の区分="高度管理医療機器",
              他の機器と連携="有", 保守事業者=IMAGE, 医療情報システム="生体情報モニター", 更新の責任者="事業者",
              探索禁止="はい", セキュリティ対策の有無="無")
    for i in range(26):
        place = (WARDS + ["医事課", "薬剤部", "2階 検査室", "1階 総合受付", "1階 事務室", "医局", "地域連携室"])[i % 13]
        l.add("プリンタ", "見本複写機", "", "", f"1.{i % 4}", "OF" if "事務" in place else "OP", f"PR-{i + 1:02d}",
              place, "", 2021 + i % 4, 保守事業者=SHOP, 該当しない欄="OS、ソフトウェア",
              該当しない理由="プリンタで、別のソフトウェアは入らない")
    l.add("その他", "見本総業", "", "入退室管理", "3.2", "OF", "DOOR-1", "守衛室", "守衛", 2020,
          院内ネットワーク="未確認", 該当しない欄="OS", 該当しない理由="専用の装置")
    l.add("その他", "見本総業", "", "監視カメラ録画", "1.9", "OF", "CAM-1", "守衛室", "守衛", 2020,
          院内ネットワーク="未確認", 該当しない欄="OS", 該当しない理由="専用の装置")
    l.add("その他", "見本総業", "Windows 8.1 Pro", "番号発券", "不明", "OP", "TICKET-1", "1階 総合受付", "医事課", 2014,
          院内ネットワーク="未確認", 保守事業者=BILL, リモート保守="未確認", サポート終了日="2023/1/10",
          医療情報システム="再来受付・自動精算機")


def by_host(l, host):
    return next(r for r in l.rows if r["コンピュータ名"] == host)


def gaps(l):
    """What an inspector finds. Counted by `sample/make.py --check` and told in the manual."""
    pcs = [r for r in l.rows if r["種別"] == "端末PC" and r["医療情報システム"] == "電子カルテシステム"]
    for r in pcs[3:96:8]:  # 12 whose OS nobody wrote down
        r.update(OS="不明", OSの版="", サポート終了日="")
    for r in pcs[5:80:25]:  # an older release beside the newer one
        r["ソフトウェアバージョン"] = "8.1.0"
    for r in pcs[10:90:10]:  # 8 without a place
        r["設置場所"] = ""
    for r in pcs[20:60:2]:  # 20 that were renewed late: past support, not patched since
        r.update(OS="Windows 10 Pro", OSの版="22H2", 最終更新適用日="2025/10/9",
                 サポート終了日="2025/10/14")
    for r in pcs[1:90:30]:
        r.update({"2系統接続（2枚挿し）": "未確認"})
    two = [pcs[60], pcs[61]]
    two[1]["IPアドレス"] = two[0]["IPアドレス"]  # the same address twice
    pcs[70].update(IPアドレス=pcs[71]["IPアドレス"])
    pcs[73].update(状態="停止", 説明="メンテナンス")
    pcs[74].update(状態="停止")  # stopped, and nobody wrote why
    pcs[75].update(状態="修理中", 説明="電源が入らない。9/30に見本事務機へ")
    pcs[76].update(状態="証拠保全中", 説明="2026年7月の不審なメールの件。電源を入れない", 設置場所="1階 耐火庫",
                   院内ネットワーク="非接続・やり取りなし")
    for r in pcs[77:79]:
        r.update(状態="廃棄", 説明="2026年3月に廃棄業者へ引渡し", 院内ネットワーク="非接続・やり取りなし")
    for r in pcs[80:83]:
        r.update(状態="予備")
    old = by_host(l, "DIAL-SV")
    old.update(説明="院内で作ったソフトのため、OSを上げられない。令和8年度中に入替え予定", 最終更新適用日="2023/10/10")
    by_host(l, "OPE-SV").update(最終更新適用日="")
    by_host(l, "PACS-DB").update({"2系統接続（2枚挿し）": "有"})
    by_host(l, "LAB-IF").update({"2系統接続（2枚挿し）": "有"})
    by_host(l, "CT-1").update({"2系統接続（2枚挿し）": "有"})
    by_host(l, "US-3").update(OS="Windows 7 Professional", OSの版="SP1", サポート終了日="2020/1/14")
    salary = [r for r in l.rows if r["管理対象"] == "いいえ"]
    salary[2].update(対象外の理由="")  # out of scope, and nobody said why
    mobile = next(r for r in l.rows if r["SIM・モバイル回線"] == "有")
    mobile.update(IPアドレス="不明", IPの割当="未確認")


def devices():
    l = Ledger()
    for part in (servers, storage, network, clients, others):
        part(l)
    gaps(l)
    assert len(l.rows) == 412, len(l.rows)
    return l.rows

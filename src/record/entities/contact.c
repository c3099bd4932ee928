/* Chapter 3: whom to call. The chart is drawn from the list, so the list comes first. */
#include "record/entities/entities.h"

static const struct choice category[] = {
    {"internal", "院内", "Inside"},
    {"public", "公的機関", "Authority"},
    {"vendor", "事業者", "Vendor"},
    {"neighbor", "近隣施設", "Neighbour"},
    {"support", "支援窓口", "Support desk"},
    {"association", "団体", "Association"},
    {"expert", "専門家", "Expert"},
    {"other", "その他", "Other"},
    {NULL, NULL, NULL},
};

static const struct choice agency[] = {
    {"police", "警察", "Police"},
    {"mhlw", "厚生労働省", "MHLW"},
    {"prefecture", "都道府県", "Prefecture"},
    {"health_center", "保健所", "Health centre"},
    {"ppc", "個人情報保護委員会", "Personal Information Protection Commission"},
    {"mist", "MIST", "MIST"},
    {"ipa", "IPA", "IPA"},
    {"jpcert", "JPCERT/CC", "JPCERT/CC"},
    {"other", "その他", "Other"},
    {NULL, NULL, NULL},
};

static const struct field contact_field[] = {
    {"position", "No", "No.", K_INT, LISTED | SORTED | DECK, .min = 1, .max = 9999, .group = "相手",
     .help = "並べる順です。同じ番号が続いてもかまいません。", .example = "1"},
    {"category", "カテゴリ", "Category", K_ENUM, REQUIRED | LISTED | COUNTED | DECK, category},
    {"agency", "公的機関・支援窓口の種類", "Kind of authority", K_ENUM, COUNTED, agency,
     .help = "カテゴリが公的機関か支援窓口のときに選びます。"},
    {"organisation", "組織名", "Organisation", K_TEXT, REQUIRED | TITLE | LISTED | DECK, .max = 100,
     .example = "みどり保健所"},
    {"role", "役割", "Role", K_TEXT, TITLE, .max = 60, .example = "安全管理責任者"},
    {"name", "担当者名", "Name", K_TEXT, TITLE | LISTED | DECK, .max = 60},
    {"phone_day", "電話番号", "Phone", K_PHONE, LISTED | DECK, .group = "連絡のしかた",
     .help = "職員や事業者を選んだときは空けておくと、そちらの番号を使います。",
     .example = "03-0000-0001"},
    {"phone_night", "電話番号（夜間・休日）", "Phone (night)", K_PHONE, LISTED | CONFIDENTIAL,
     .help = "夜間や休日につながる番号です。", .example = "03-0000-0002"},
    {"email", "メール", "E-mail", K_EMAIL, 0, .example = "soudan@example.jp"},
    {"url", "ウェブの窓口", "URL", K_URL, 0, .example = "https://example.jp/contact"},
    {"called_by", "連絡元", "Called by", K_REF, LISTED, .ref = "contact", .group = "連絡の流れ",
     .help = "この相手に電話をかける人です。連絡体制図の線になります。"},
    {"occasion", "連絡する場面", "When to call", K_NOTE, 0,
     .example = "診療に支障が出たとき、または出るおそれがあるとき"},
    {"person", "職員・関係者", "Person", K_REF, 0, .ref = "person", .group = "登録済みの相手",
     .help = "選ぶと、その人の電話番号を使います。"},
    {"vendor", "事業者", "Vendor", K_REF, 0, .ref = "vendor",
     .help = "選ぶと、その事業者の電話番号を使います。"},
    {"systems", "担当するシステム", "Systems", K_REFS, 0, .ref = "system"},
    {"confirmed_on", "最終確認日", "Confirmed on", K_DATE, LISTED, .group = "確認",
     .help = "実際に電話をかけるなどして、つながると確かめた日です。"},
};

const struct entity entity_contact = {
    .name = "contact",
    .ja = "連絡先",
    .en = "Contact",
    .menu = "3",
    .item = "3-(1)",
    .about = "非常時に誰が誰へ電話をかけるかの一覧です。連絡体制図はここから描きます。",
    .field = contact_field,
    .n = COUNT(contact_field),
    .sort = "position",
};

static const struct field contact_chart_field[] = {
    {"edition", "版", "Edition", K_TEXT, TITLE | LISTED, .max = 40, .example = "第4版"},
    {"approved_on", "承認日", "Approved on", K_DATE, TITLE | LISTED},
    {"approved_by", "承認者", "Approved by", K_TEXT, LISTED, .max = 60},
    {"announced_on", "全職員への周知日", "Announced on", K_DATE, LISTED},
    {"posted_at", "掲示・配布場所", "Posted at", K_TEXT, LISTED,
     .help = "電子カルテが止まっても見られる場所に、紙で置きます。",
     .example = "各病棟ナースステーション、守衛室"},
    {"printed_on", "印刷日", "Printed on", K_DATE, LISTED,
     .help = "この日より後に連絡先を直すと、刷り直しを勧めます。"},
};

const struct entity entity_contact_chart = {
    .name = "contact_chart",
    .ja = "連絡体制図の版",
    .en = "Contact chart edition",
    .menu = "3",
    .item = "3-(1)",
    .about = "連絡体制図をいつ承認し、知らせ、どこに掲示したかの記録です。",
    .field = contact_chart_field,
    .n = COUNT(contact_chart_field),
};

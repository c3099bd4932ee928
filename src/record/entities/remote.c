/* Chapter 2: asking vendors about remote maintenance, and each way in. */
#include "record/entities/entities.h"

static const struct choice how[] = {
    {"paper", "書面", "Paper"},
    {"mail", "メール", "E-mail"},
    {"meeting", "面談", "Meeting"},
    {"phone", "電話", "Phone"},
    {"vendor_form", "事業者確認用", "Vendor's checklist"},
    {NULL, NULL, NULL},
};

static const struct field remote_inquiry_field[] = {
    {"vendor", "事業者", "Vendor", K_REF, REQUIRED | LISTED, .ref = "vendor", .group = "依頼"},
    {"systems", "対象のシステム", "Systems", K_REFS, 0, .ref = "system"},
    {"devices", "対象の機器", "Devices", K_REFS, 0, .ref = "device",
     .help = "空けておくと、この事業者が保守するすべての機器について聞いたことになります。"},
    {"asked_on", "依頼日", "Asked on", K_DATE, TITLE | LISTED | SORTED},
    {"replied_on", "回答日", "Replied on", K_DATE, LISTED, .group = "回答",
     .help = "回答がまだのときは空けておきます。"},
    {"result", "リモート保守の有無", "Result", K_TRI, TITLE | LISTED | COUNTED, choice_have,
     .help = "日付のある「無」の回答は、その事業者の機器の「リモート保守」に反映します。"},
    {"respondent", "回答者", "Respondent", K_TEXT, TITLE | LISTED, .max = 60},
    {"how", "回答の方法", "How", K_ENUM, 0, how},
    {"confirmed_by", "確認者", "Confirmed by", K_TEXT, LISTED, .max = 60,
     .help = "回答を受けて確かめた、施設の人です。"},
};

const struct entity entity_remote_inquiry = {
    .name = "remote_inquiry",
    .ja = "リモート保守有無の確認",
    .en = "Remote maintenance inquiry",
    .menu = "2",
    .item = "2-(2)",
    .about = "リモート保守をしている機器があるかを事業者に聞き、回答をもらった記録です。",
    .field = remote_inquiry_field,
    .n = COUNT(remote_inquiry_field),
};

static const struct choice line[] = {
    {"leased", "専用線相当", "Leased line"},
    {"ip_vpn", "IP-VPN", "IP-VPN"},
    {"ipsec_vpn", "IPsec-VPN", "IPsec VPN"},
    {"ssl_vpn", "SSL-VPN", "SSL VPN"},
    {"mobile", "LTE・5G", "LTE, 5G"},
    {"internet", "インターネット（VPNなし・中継サービス）", "Internet (no VPN, relay service)"},
    {"unknown", "未確認", "Not confirmed"},
    {NULL, NULL, NULL},
};

static const struct choice account[] = {
    {"individual", "個人毎", "One each"},
    {"shared", "共用", "Shared"},
    {"unknown", "未確認", "Not confirmed"},
    {NULL, NULL, NULL},
};

static const struct field remote_access_field[] = {
    {"vendor", "事業者", "Vendor", K_REF, REQUIRED | LISTED, .ref = "vendor", .group = "接続"},
    {"devices", "対象の機器", "Devices", K_REFS, LISTED, .ref = "device"},
    {"gateway", "接続点", "Entry point", K_REF, LISTED, .ref = "device",
     .help = "外から入ってくるルータやVPN装置を、台帳から選びます。"},
    {"purpose", "目的", "Purpose", K_TEXT, REQUIRED | TITLE | LISTED,
     .example = "障害対応と定期点検"},
    {"line", "回線", "Line", K_ENUM, REQUIRED | TITLE | LISTED | COUNTED, line},
    {"method", "接続方法・製品", "Method", K_TEXT, 0, .example = "VPN接続後に遠隔操作ソフト"},
    {"operator", "誰が（組織・作業者）", "Who", K_TEXT, 0, .group = "誰がどこから",
     .example = "保守センター 当番技術者"},
    {"source", "どこから（接続元）", "From where", K_TEXT, 0, .example = "保守センター内の専用室"},
    {"source_restricted", "接続元制限", "Source restricted", K_TRI, LISTED, choice_have,
     .help = "決まったIPアドレスからしか入れないようにしているかどうかです。"},
    {"account", "利用者ID", "Account", K_ENUM, LISTED, account, .initial = "unknown"},
    {"auth_method", "認証方法", "Authentication", K_TEXT, RESERVED, .example = "電子証明書"},
    {"two_factor", "二要素認証", "Two-factor authentication", K_TRI, 0, choice_have},
    {"terminal_patched", "端末に最新の更新が適用されている", "Terminal is patched", K_TRI, 0,
     choice_yes, .group = "接続してくる端末",
     .help = "事業者に画面の写しなどを出してもらって確かめます。"},
    {"terminal_supported", "サポート内のソフトウェアを使用", "Terminal is supported", K_TRI, 0,
     choice_yes},
    {"terminal_clean", "マルウェア等の検出がないことを確認", "Terminal is clean", K_TRI, 0,
     choice_yes},
    {"timing", "実施時期", "When", K_TEXT, 0, .group = "運用", .example = "月1回と障害時"},
    {"notice", "事前連絡", "Notice given", K_TRI, 0, choice_have},
    {"always_on", "常時接続", "Always connected", K_TRI, 0, choice_yes},
    {"confirmed_on", "確認日", "Confirmed on", K_DATE, LISTED},
    {"confirmed_by", "確認者", "Confirmed by", K_TEXT, 0, .max = 60},
    {"review_due_on", "次回確認日", "Review due", K_DATE, 0,
     .help = "この日を過ぎると、やることに出ます。"},
};

const struct entity entity_remote_access = {
    .name = "remote_access",
    .ja = "リモート保守",
    .en = "Remote access",
    .menu = "2",
    .item = "2-(2)",
    .about = "外から院内の機器に入って行う保守の、一つひとつの通り道の記録です。",
    .field = remote_access_field,
    .n = COUNT(remote_access_field),
};

/* Chapter 3: an incident as it goes on. Nothing but the first word may be asked of people under
 * stress. */
#include "record/entities/entities.h"

static const struct choice kind[] = {
    {"suspected", "疑い", "Suspected"},
    {"drill", "訓練", "Drill"},
    {"confirmed", "確定", "Confirmed"},
    {NULL, NULL, NULL},
};

static const struct field incident_field[] = {
    {"kind", "種別", "Kind", K_ENUM, LISTED | COUNTED, kind, .initial = "suspected",
     .group = "何が起きたか"},
    {"headline", "概要", "Headline", K_TEXT, TITLE | LISTED,
     .example = "ナースステーションの端末に脅迫文が出た"},
    {"begun_at", "発生日時", "Begun at", K_TIME, 0, .help = "分からないときは空けておきます。"},
    {"noticed_at", "覚知日時", "Noticed at", K_TIME, TITLE | LISTED,
     .help = "個人情報保護委員会への報告の期限は、ここから数えます。"},
    {"reported_by", "発見者", "Reported by", K_TEXT, 0, .max = 60},
    {"commander", "指揮者", "Commander", K_REF, LISTED, .ref = "person", .group = "対応"},
    {"systems", "影響を受けたシステム", "Systems", K_REFS, 0, .ref = "system"},
    {"care_impact", "診療への影響", "Impact on care", K_NOTE, 0},
    {"leak", "情報漏えいのおそれ", "Possible leak", K_TRI, LISTED, choice_have,
     .help =
         "「有」のときは速報が3日から5日以内、確報が30日（不正の目的のおそれは60日）以内です。"},
    {"stop_decided_by", "停止を決めた人", "Stop decided by", K_TEXT, 0, .max = 60},
    {"stop_decided_at", "停止を決めた日時", "Stop decided at", K_TIME, 0},
    {"forensic", "証拠保全", "Evidence kept", K_NOTE, 0,
     .help = "何をいつ保全し、誰に渡したかを書きます。"},
    {"vendor_work", "事業者の作業履歴", "Vendor's work", K_NOTE, 0},
    {"recovered_at", "復旧日時", "Recovered at", K_TIME, LISTED, .group = "その後"},
    {"prevention", "再発防止策", "Prevention", K_NOTE, 0},
    {"prevention_announced_on", "再発防止策の周知日", "Prevention announced on", K_DATE, 0},
    {"publication", "公表", "Publication", K_NOTE, 0},
};

const struct entity entity_incident = {
    .name = "incident",
    .ja = "インシデント",
    .en = "Incident",
    .menu = "3",
    .about = "疑いの段階から書き始める、インシデントと訓練の記録です。",
    .field = incident_field,
    .n = COUNT(incident_field),
};

static const struct field incident_entry_field[] = {
    {"incident", "インシデント", "Incident", K_REF, REQUIRED, .ref = "incident"},
    {"at", "日時", "At", K_TIME, TITLE | LISTED | SORTED},
    {"who", "誰が", "Who", K_TEXT, LISTED, .max = 60},
    {"what", "したこと・分かったこと", "What", K_NOTE, TITLE | LISTED},
    {"next", "次にすること", "Next", K_NOTE, LISTED},
    {"attachment", "添付", "Attachment", K_FILE, 0, .help = "画面の写真などです。"},
};

const struct entity entity_incident_entry = {
    .name = "incident_entry",
    .ja = "インシデントの記録",
    .en = "Incident entry",
    .about = "いつ、誰が、何をしたかを、起きた順に書きます。",
    .field = incident_entry_field,
    .n = COUNT(incident_entry_field),
    .sort = "at",
    .parent = "incident",
};

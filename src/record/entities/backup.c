/* Chapter 3: copies of data, and the proof that they come back. */
#include "record/entities/entities.h"

static const struct choice method[] = {
    {"full", "フル", "Full"},
    {"differential", "差分", "Differential"},
    {"incremental", "増分", "Incremental"},
    {"snapshot", "スナップショット", "Snapshot"},
    {"replica", "レプリカ", "Replica"},
    {"export", "エクスポート", "Export"},
    {NULL, NULL, NULL},
};

static const struct choice medium[] = {
    {"internal", "内蔵ディスク", "Internal disk"},
    {"nas", "NAS", "NAS"},
    {"external_disk", "外付けディスク", "External disk"},
    {"usb", "USB", "USB"},
    {"tape", "テープ", "Tape"},
    {"cloud", "クラウド", "Cloud"},
    {"appliance", "専用装置", "Appliance"},
    {NULL, NULL, NULL},
};

static const struct choice place_kind[] = {
    {"same_room", "同じ室", "Same room"},
    {"other_room", "院内の別室", "Other room"},
    {"offsite", "院外", "Off site"},
    {"cloud", "クラウド", "Cloud"},
    {NULL, NULL, NULL},
};

static const struct choice separation[] = {
    {"same_network", "同じネットワーク", "Same network"},
    {"logical", "論理的に分離", "Logically separated"},
    {"offline", "オフライン", "Offline"},
    {"unknown", "未確認", "Not confirmed"},
    {NULL, NULL, NULL},
};

static const struct choice connection[] = {
    {"always", "常時接続", "Always"},        {"during_run", "実施時のみ", "While it runs"},
    {"manual", "手動で一時接続", "By hand"}, {"none", "接続なし", "Never"},
    {"unknown", "未確認", "Not confirmed"},  {NULL, NULL, NULL},
};

static const struct choice immutable[] = {
    {"none", "なし", "None"},
    {"worm", "WORM・追記専用", "WORM, append only"},
    {"object_lock", "オブジェクトロック", "Object lock"},
    {"tape", "書込禁止テープ", "Write-protected tape"},
    {"unknown", "未確認", "Not confirmed"},
    {NULL, NULL, NULL},
};

static const struct choice kept[] = {
    {"paper", "紙", "Paper"},
    {"offline_media", "オフライン媒体", "Offline media"},
    {"server", "院内サーバ", "Server inside"},
    {"cloud", "クラウド", "Cloud"},
    {NULL, NULL, NULL},
};

static const struct choice check_tool[] = {
    {"auto", "自動で見分ける", "Find out"},
    {"restic", "restic", "restic"},
    {"borg", "borg", "borg"},
    {"pg_basebackup", "PostgreSQL（pg_basebackup）", "PostgreSQL (pg_basebackup)"},
    {"archive", "アーカイブ（tar・zip）", "Archives (tar, zip)"},
    {"directory", "フォルダ（rsync など）", "Directories (rsync and the like)"},
    {NULL, NULL, NULL},
};

static const struct field backup_field[] = {
    {"system", "医療情報システム", "System", K_REF, REQUIRED | LISTED, .ref = "system",
     .group = "何を"},
    {"subject", "対象データ", "Data", K_TEXT, TITLE | LISTED,
     .example = "電子カルテのデータベース"},
    {"method", "方式", "Method", K_ENUM, REQUIRED | TITLE | LISTED, method},
    {"medium", "媒体", "Medium", K_ENUM, REQUIRED | TITLE | LISTED, medium, .group = "どこに"},
    {"place", "保管場所", "Place", K_TEXT, TITLE, .example = "2階 サーバ室の隣の耐火庫"},
    {"place_kind", "場所", "Kind of place", K_ENUM, REQUIRED | LISTED, place_kind},
    {"separation", "切り離し", "Separation", K_ENUM, REQUIRED | LISTED | COUNTED, separation,
     .group = "攻撃から守る",
     .help = "電子カルテが感染したとき、この控えまで届くかどうかで選びます。"},
    {"connection", "接続のしかた", "Connection", K_ENUM, 0, connection, .initial = "unknown",
     .help = "クラウドや外付けは、つなぎ方とつなぐ時間が大事です。"},
    {"immutable", "書き換え防止", "Immutable", K_ENUM, 0, immutable, .initial = "unknown"},
    {"generations", "世代数", "Generations", K_INT, LISTED, .max = 9999, .example = "7",
     .group = "どのように"},
    {"every_hours", "間隔（時間）", "Every (hours)", K_INT, 0, .min = 1, .max = 8784,
     .help = "1日1回なら24、週1回なら168です。", .example = "24"},
    {"last_success_at", "最後に成功した日時", "Last success", K_TIME, LISTED,
     .example = "2026/11/20 3:15"},
    {"encrypted", "暗号化", "Encrypted", K_TRI, 0, choice_have},
    {"separate_credentials", "別の認証情報", "Separate credentials", K_TRI, 0, choice_have,
     .help = "ふだんの管理者とは別のIDとパスワードで守られているかどうかです。"},
    {"procedure", "復旧手順", "Restore procedure", K_NOTE, 0, .group = "戻し方"},
    {"procedure_file", "復旧手順書", "Procedure (file)", K_FILE, 0},
    {"procedure_kept", "手順書の保管", "Where the procedure is kept", K_ENUMS, 0, kept,
     .help = "院内サーバだけに置くと、止まったときに見られません。"},
    {"vendor", "事業者", "Vendor", K_REF, 0, .ref = "vendor"},
    {"vendor_confirmed_on", "事業者に復旧方法を確認した日", "Confirmed with the vendor on", K_DATE,
     0},
    {"check_path", "写しの場所（検証用）", "Where the copy is (to verify)", K_TEXT, 0, .max = 500,
     .group = "実物を確かめる",
     .help = "Sonaeを動かすコンピューターから見た場所です。読むだけで、書き込みません。",
     .example = "/mnt/backup/karte"},
    {"check_ip", "写しの相手のIPアドレス", "Address of the copy", K_IP, 0,
     .help = "切り離しを「オフライン」としたとき、ここに届かないことを確かめます。",
     .example = "192.168.9.5"},
    {"check_tool", "写しの形式", "Kind of copy", K_ENUM, 0, check_tool, .initial = "auto"},
    {"credential_file", "合言葉のファイル名", "Passphrase file", K_TEXT, CODE_LIKE, .max = 100,
     .help = "合言葉そのものは書きません。合言葉だけを入れたファイルを、Sonaeのデータの場所の "
             "credentials フォルダに置き、その名前を書きます。",
     .example = "karte-restic"},
    {"source_path", "元データの場所（比較用）", "Where the original is (to compare)", K_TEXT, 0,
     .max = 500, .help = "戻したものを元のデータと1バイトずつ比べるときだけ書きます。",
     .example = "/srv/karte"},
    {"check_every_hours", "自動で確かめる間隔（時間）", "Verified every (hours)", K_INT, 0,
     .min = 1, .max = 8784, .help = "空けておくと、自動では確かめません。", .example = "24"},
    {"manifest_every_hours", "目録と比べる間隔（時間）", "Compared every (hours)", K_INT, 0,
     .min = 1, .max = 8784,
     .help = "中身が変わらない写し（月ごとの媒体、保管した画像など）を、「写しを確かめる」で作った"
             "目録と比べます。",
     .example = "168"},
    {"reach_every_hours", "届くかを確かめる間隔（時間）", "Probed every (hours)", K_INT, 0,
     .min = 1, .max = 8784,
     .help = "上のIPアドレスに届かないこと、書き換え防止なら書けないことを確かめます。",
     .example = "24"},
    {"drill_every_days", "自動で復元を試す間隔（日）", "Restored every (days)", K_INT, 0, .min = 1,
     .max = 366, .help = "写しの一部を作業用の場所に戻し、内容と時間を確かめます。",
     .example = "30"},
};

const struct entity entity_backup = {
    .name = "backup",
    .ja = "バックアップ",
    .en = "Backup",
    .menu = "3",
    .item = "3-(2)",
    .about = "システムごとに、どの控えがどこにあり、攻撃から守られているかの記録です。",
    .field = backup_field,
    .n = COUNT(backup_field),
};

static const struct choice drill_kind[] = {
    {"desk", "机上確認", "On paper"},
    {"partial", "一部復元", "Partial restore"},
    {"full", "全体復元", "Full restore"},
    {NULL, NULL, NULL},
};

static const struct choice outcome[] = {
    {"success", "成功", "Success"},
    {"partial", "一部", "Partly"},
    {"failure", "失敗", "Failure"},
    {NULL, NULL, NULL},
};

static const struct field drill_field[] = {
    {"backup", "バックアップ", "Backup", K_REF, LISTED, .ref = "backup", .group = "何を"},
    {"system", "医療情報システム", "System", K_REF, LISTED, .ref = "system"},
    {"kind", "種別", "Kind", K_ENUM, REQUIRED | TITLE | LISTED | COUNTED, drill_kind},
    {"held_on", "実施日", "Held on", K_DATE, REQUIRED | TITLE | LISTED | SORTED, .group = "結果"},
    {"attendees", "参加者", "Attendees", K_REFS, 0, .ref = "person"},
    {"minutes", "所要時間（分）", "Minutes", K_INT, LISTED, .max = 99999, .example = "180"},
    {"restored", "復元したもの", "What was restored", K_TEXT, 0,
     .example = "前日の電子カルテのデータベースを検証機へ"},
    {"outcome", "結果", "Outcome", K_ENUM, REQUIRED | LISTED, outcome},
    {"note", "説明", "Note", K_NOTE, 0, .help = "つまずいたことと、直すことを書きます。"},
};

const struct entity entity_drill = {
    .name = "drill",
    .ja = "復旧確認",
    .en = "Restore drill",
    .menu = "3",
    .item = "3-(2)",
    .about = "控えから本当に戻せるかを確かめた記録です。",
    .field = drill_field,
    .n = COUNT(drill_field),
};

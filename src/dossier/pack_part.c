#include "dossier/pack_part.h"

#include <string.h>

static const struct {
    const char *code, *title;
    enum status (*write)(struct paper *p, struct pack *k, struct err *err);
} parts[PACK_PARTS] = {
    [PACK_CHECKLIST] = {"checklist", "1 チェックリスト", pack_write_checklist},
    [PACK_MISSING] = {"missing", "2 足りないもの", pack_write_missing},
    [PACK_REASONS] = {"reasons", "3 項目ごとの根拠", pack_write_reasons},
    [PACK_CONTACT] = {"contact", "4 連絡体制図・連絡先", pack_write_contact},
    [PACK_PEOPLE] = {"people", "5 体制（任命・組織図）", pack_write_people},
    [PACK_RULES] = {"rules", "6 規程", pack_write_rules},
    [PACK_TRAINING] = {"training", "7 研修・訓練", pack_write_training},
    [PACK_LEDGER] = {"ledger", "8 機器台帳", pack_write_ledger},
    [PACK_CLOUD] = {"cloud", "9 クラウドサービス", pack_write_cloud},
    [PACK_REMOTE] = {"remote", "10 リモート保守", pack_write_remote},
    [PACK_VENDOR] = {"vendor", "11 事業者の確認・MDS/SDS", pack_write_vendor},
    [PACK_INSPECTION] = {"inspection", "12 点検", pack_write_inspection},
    [PACK_BACKUP] = {"backup", "13 バックアップ・復旧確認", pack_write_backup},
    [PACK_BCP] = {"bcp", "14 サイバーBCP・確認表", pack_write_bcp},
    [PACK_REVIEW] = {"review", "15 経営層の確認", pack_write_review},
    [PACK_EVIDENCE] = {"evidence", "16 根拠資料の一覧", pack_write_evidence},
};

const char *pack_part_code(enum pack_part part)
{
    return parts[part].code;
}

const char *pack_part_title(enum pack_part part)
{
    return parts[part].title;
}

bool pack_part_named(enum pack_part *out, const char *code)
{
    for (int i = 0; i < PACK_PARTS; i++) {
        if (strcmp(parts[i].code, code) == 0) {
            *out = (enum pack_part)i;
            return true;
        }
    }
    return false;
}

bool pack_part_optional(enum pack_part part)
{
    return part != PACK_MISSING;
}

enum status pack_part_write(struct paper *p, struct pack *k, enum pack_part part, struct err *err)
{
    if (k->rq->leave_out[part] && pack_part_optional(part)) {
        return OK;
    }
    enum status st = parts[part].write(p, k, err);

    return st == OK ? arena_status(k->arena, err) : err_note(err, "the part %s", parts[part].code);
}

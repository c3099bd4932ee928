#include "web/frame_menu.h"

#include <string.h>

enum who { ALL, NOT_SHORT, ADMIN };

struct place {
    const char *label;
    const char *name; /* path below the institution's URL; "" is its first page */
    enum who who;
};

#define PLACES_MAX 16

static const struct {
    const char *label;
    struct place place[PLACES_MAX]; /* ends with label NULL */
} table[] = {
    {"はじめに",
     {
         {"やること", "", ALL},
         {"管理対象の確認", "scope", NOT_SHORT},
         {"取り込み", "import", NOT_SHORT},
     }},
    {"1 体制構築",
     {
         {"安全管理責任者・役割", "appointment", NOT_SHORT},
         {"職員・関係者", "person", NOT_SHORT},
         {"規程", "regulation", NOT_SHORT},
         {"研修・訓練", "training", NOT_SHORT},
     }},
    {"2 管理・運用",
     {
         {"機器台帳", "device", NOT_SHORT},
         {"医療情報システム", "system", NOT_SHORT},
         {"クラウドサービス", "cloud_service", NOT_SHORT},
         {"発見された機器", "discovered", NOT_SHORT},
         {"所見", "finding", NOT_SHORT},
         {"ネットワーク", "network", NOT_SHORT},
         {"ネットワーク図", "map", NOT_SHORT},
         {"事業者", "vendor", NOT_SHORT},
         {"リモート保守の確認", "remote_inquiry", NOT_SHORT},
         {"リモート保守", "remote_access", NOT_SHORT},
         {"開示書（MDS/SDS）", "disclosure", NOT_SHORT},
         {"点検", "inspection", NOT_SHORT},
         {"脆弱性・注意喚起", "advisory", NOT_SHORT},
     }},
    {"3 インシデントへの備え",
     {
         {"連絡先・連絡体制図", "contact", ALL},
         {"バックアップ・復旧", "recovery", NOT_SHORT},
         {"バックアップの一覧", "backup", NOT_SHORT},
         {"復旧確認", "drill", NOT_SHORT},
         {"バックアップ媒体", "media", NOT_SHORT},
         {"サイバーBCP", "bcp", NOT_SHORT},
         {"BCP確認表", "bcp-check", NOT_SHORT},
         {"インシデント記録", "incident", NOT_SHORT},
     }},
    {"提出・証明",
     {
         {"チェックリスト", "checklist", NOT_SHORT},
         {"立入検査資料", "pack", ALL},
         {"経営層の確認", "review", ALL},
         {"根拠資料", "evidence", NOT_SHORT},
         {"変更履歴", "history", NOT_SHORT},
     }},
    {"設定",
     {
         {"施設", "facility", NOT_SHORT},
         {"操作者", "account", ADMIN},
         {"探索器の状態", "sensor", NOT_SHORT},
         {"問い合わせをしない相手", "probe_ban", NOT_SHORT},
         {"自分の設定", "me", ALL},
         {"参考資料", "references", ALL},
     }},
};

static bool is_for(const struct place *p, const struct frame_menu_for *who)
{
    return p->who == ALL || (p->who == NOT_SHORT && !who->is_short) ||
           (p->who == ADMIN && who->is_admin);
}

/* "/device/0bcdefghijklm" is in the place "device"; only "" itself is in the first page's. */
static bool is_in(const char *here, const char *name)
{
    size_t len = strlen(name);

    here += *here == '/';
    return strncmp(here, name, len) == 0 &&
           (here[len] == '\0' || (len > 0 && (here[len] == '/' || here[len] == '?')));
}

void frame_menu(struct frame_view *v, const struct frame_menu_for *who, struct arena *a)
{
    struct frame_group *group = arena_make(a, struct frame_group, COUNT(table));
    size_t n_groups = 0;

    for (size_t g = 0; group != NULL && g < COUNT(table); g++) {
        struct frame_item *item = arena_make(a, struct frame_item, PLACES_MAX);
        size_t n = 0;

        for (const struct place *p = table[g].place; item != NULL && p->label != NULL; p++) {
            if (is_for(p, who)) {
                item[n++] = (struct frame_item){
                    .label = p->label,
                    .url = arena_printf(a, "%s%s%s", who->facility_url, *p->name == '\0' ? "" : "/",
                                        p->name),
                    .count = who->count == NULL ? 0 : who->count(who->self, p->name),
                    .is_here = is_in(who->here, p->name),
                };
            }
        }
        if (n > 0) {
            group[n_groups++] = (struct frame_group){table[g].label, item, n};
        }
    }
    v->menu = group;
    v->n_menu = n_groups;
}

const char *frame_menu_word(const char *place)
{
    for (size_t g = 0; g < COUNT(table); g++) {
        for (const struct place *p = table[g].place; p->label != NULL; p++) {
            if (strcmp(p->name, place) == 0) {
                return p->label;
            }
        }
    }
    return NULL;
}

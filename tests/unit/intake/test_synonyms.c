#include "intake/synonym_table.h"
#include "intake/synonyms.h"
#include "t.h"

static void finds_the_field_a_title_means(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    const struct synonyms *s = synonyms_of(entity_named("device"), a);
    static const struct {
        const char *title;
        const char *field; /* NULL: none */
    } row[] = {
        {"管理番号",                        "asset_no"        },
        {"管理\n番号",                      "asset_no"        },
        {"資産No",                            "asset_no"        },
        {"資産Ｎｏ．",                     NULL              },
        {"No.",                                 "asset_no"        },
        {"№",                                 "asset_no"        },
        {"※管理番号",                     "asset_no"        },
        {"管理番号＊",                     "asset_no"        },
        {"管理番号（必須）",            "asset_no"        },
        {"使用者\n（部署）",             "users"           },
        {"購入日（西暦）",               "registered_on"   },
        {"ＯＳ",                              "os"              },
        {"ＩＰアドレス",                  "ip"              },
        {"IP ｱﾄﾞﾚｽ",                  "ip"              },
        {"ＰＣ名",                           "hostname"        },
        {"OS名",                               "os"              },
        {"OSバージョン",                   "os_version"      },
        {"ソフトウェア\nバージョン", "software_version"},
        {"使用者",                           "users"           },
        {"設置部署",                        "location"        },
        {"導入年月日",                     "registered_on"   },
        {"稼働状況",                        "status"          },
        {"備考",                              "note"            },
        {"asset_no",                            "asset_no"        },
        {"Asset number",                        "asset_no"        },
        {"種別",                              "kind"            },
        {"最終更新日",                     NULL              },
        {"最終更新者",                     NULL              },
        {"",                                    NULL              },
        {"電話（夜間）",                  NULL              },
    };

    assert_non_null(s);
    for (size_t i = 0; i < COUNT(row); i++) {
        int field = synonyms_field(s, row[i].title, NULL, a);
        const char *got = field < 0 ? NULL : entity_named("device")->field[field].name;

        if (got != row[i].field &&
            (got == NULL || row[i].field == NULL || strcmp(got, row[i].field) != 0)) {
            fail_msg("%s means %s", row[i].title, got == NULL ? "nothing" : got);
        }
    }
    assert_int_equal(synonyms_field(s, "ＩＤ", NULL, a), SYNONYMS_ID);
}

static void finds_the_choice_a_word_means(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
    const struct entity *e = entity_named("device");
    const struct synonyms *s = synonyms_of(e, a);
    static const struct {
        const char *field, *text, *label, *also, *also_label;
    } row[] = {
        {"kind",          "端末",             "端末PC",                       NULL,           NULL          },
        {"kind",          "ノートＰＣ",    "端末PC",                       NULL,           NULL          },
        {"kind",          "サーバー",       "サーバ",                      NULL,           NULL          },
        {"kind",          "スイッチ",       "ネットワーク機器",       "network_kind", "スイッチ"},
        {"kind",          "ルーター",       "ネットワーク機器",       "network_kind", "ルータ"   },
        {"kind",          "タブレット",    "タブレット・携帯端末", NULL,           NULL          },
        {"kind",          "ＵＴＭ",          "ネットワーク機器",       "network_kind", "UTM"         },
        {"kind",          "冷蔵庫",          "冷蔵庫",                      NULL,           NULL          },
        {"status",        "使用中",          "稼働",                         NULL,           NULL          },
        {"status",        "故障",             "修理中",                      NULL,           NULL          },
        {"status",        "廃棄済み",       "廃棄",                         NULL,           NULL          },
        {"status",        "どこかにある", "どこかにある",             NULL,           NULL          },
        {"ip_assignment", "不明",             "未確認",                      NULL,           NULL          },
        {"ip_assignment", "自動",             "DHCP",                           NULL,           NULL          },
        {"external_link", "無",                "なし",                         NULL,           NULL          },
        {"external_link", "-",                  "未確認",                      NULL,           NULL          },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        struct synonyms_value got =
            synonyms_value(s, entity_field(e, row[i].field), row[i].text, a);
        int also = row[i].also == NULL ? SYNONYMS_NONE : entity_field(e, row[i].also);

        if (strcmp(got.label, row[i].label) != 0 || got.also != also ||
            (also >= 0 && strcmp(got.also_label, row[i].also_label) != 0)) {
            fail_msg("%s in %s means %s", row[i].text, row[i].field, got.label);
        }
    }
}

static bool is_label(const struct field *f, const char *label)
{
    for (const struct choice *c = f->choices; c != NULL && c->code != NULL; c++) {
        if (strcmp(c->ja, label) == 0) {
            return true;
        }
    }
    return false;
}

static const struct field *field_of(const char *entity, const char *name)
{
    const struct entity *e = entity_named(entity);
    int i = e == NULL ? -1 : entity_field(e, name);

    if (i < 0) {
        fail_msg("there is no %s.%s", entity, name);
    }
    return &e->field[i];
}

static void points_only_at_what_the_entity_tables_have(void **state)
{
    (void)state;
    for (size_t i = 0; i < synonym_headers; i++) {
        field_of(synonym_header[i].entity, synonym_header[i].field);
    }
    for (size_t i = 0; i < synonym_values; i++) {
        const struct synonym_value *v = &synonym_value[i];

        if (!is_label(field_of(v->entity, v->field), v->label)) {
            fail_msg("%s.%s has no choice %s", v->entity, v->field, v->label);
        }
        if (v->also_field != NULL && !is_label(field_of(v->entity, v->also_field), v->also_label)) {
            fail_msg("%s.%s has no choice %s", v->entity, v->also_field, v->also_label);
        }
    }
}

/* What an export writes must come back as itself. */
static void leaves_labels_and_titles_of_our_own_alone(void **state)
{
    (void)state;
    size_t n;
    const struct entity *const *all = entity_all(&n);

    for (size_t k = 0; k < n; k++) {
        const struct entity *e = all[k];
        CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);
        const struct synonyms *s = synonyms_of(e, a);

        assert_non_null(s);
        for (size_t i = 0; i < e->n; i++) {
            if (synonyms_field(s, e->field[i].ja, NULL, a) != (int)i ||
                synonyms_field(s, e->field[i].name, NULL, a) != (int)i) {
                fail_msg("%s.%s: its label means another field", e->name, e->field[i].name);
            }
            for (const struct choice *c = e->field[i].choices; c != NULL && c->code != NULL; c++) {
                struct synonyms_value got = synonyms_value(s, (int)i, c->ja, a);

                if (strcmp(got.label, c->ja) != 0) {
                    fail_msg("%s.%s: %s means %s", e->name, e->field[i].name, c->ja, got.label);
                }
            }
        }
    }
}

static enum status build(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(8 << 20);

    if (synonyms_of(entity_named(arg), a) != NULL) {
        return OK;
    }
    return arena_status(a, err) == OK ? err_set(err, E_INVALID, "no words, no reason")
                                      : err->status;
}

static void tells_when_memory_runs_out(void **state)
{
    (void)state;
    char entity[] = "vendor_officer";

    T_FAULTS(FAULT_ALLOC, build, entity);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_field_a_title_means),
        cmocka_unit_test(finds_the_choice_a_word_means),
        cmocka_unit_test(points_only_at_what_the_entity_tables_have),
        cmocka_unit_test(leaves_labels_and_titles_of_our_own_alone),
        cmocka_unit_test(tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

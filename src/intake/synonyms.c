#include "intake/synonyms.h"

#include "base/err.h"
#include "base/text.h"
#include "intake/synonym_table.h"

#include <string.h>

enum { RANK_LABEL, RANK_NAME, RANK_ENGLISH, RANK_SYNONYM };

struct word {
    const char *key;
    int field;
    unsigned rank;
    const struct synonym_value *value;       /* NULL: a column title */
    const struct synonym_question *question; /* NULL: asks nothing */
    struct word *next;
};

struct synonyms {
    const struct entity *entity;
    struct word *title;
    struct word *value;
};

/* What stands behind or before a title and says nothing about its meaning. */
static const char *const ornament[] = {"※", "＊", "*", "●", "○", "◎", "★"};
static const char *const aside[] = {"必須",   "任意", "例",   "記入", "選択", "半角",
                                    "全角",   "注",   "部署", "氏名", "階",   "部屋",
                                    "年月日", "西暦", "和暦", "固定", "有線", "LAN"};

static void add_word(struct word ***tail, const char *text, int field, unsigned rank,
                     const struct synonym_value *value, struct arena *a)
{
    struct word *w = arena_make(a, struct word, 1);

    if (w != NULL) {
        *w = (struct word){.key = text_key(a, text), .field = field, .rank = rank, .value = value};
        **tail = w;
        *tail = &w->next;
    }
}

/* Each of the words between '|'. */
static void add_words(struct word ***tail, const char *words, int field, unsigned rank,
                      const struct synonym_value *value, struct arena *a)
{
    for (const char *p = words; *p != '\0'; rank++) {
        size_t len = strcspn(p, "|");
        const char *one = arena_copy_n(a, p, len);

        if (one != NULL) {
            add_word(tail, one, field, rank, value, a);
        }
        p += len + (p[len] == '|');
    }
}

const struct synonyms *synonyms_of(const struct entity *e, struct arena *a)
{
    struct synonyms *s = arena_make(a, struct synonyms, 1);
    struct word **title, **value;

    if (s == NULL) {
        return NULL;
    }
    s->entity = e;
    title = &s->title;
    value = &s->value;
    add_word(&title, "ID", SYNONYMS_ID, RANK_LABEL, NULL, a);
    for (size_t i = 0; i < e->n; i++) {
        add_word(&title, e->field[i].ja, (int)i, RANK_LABEL, NULL, a);
        add_word(&title, e->field[i].name, (int)i, RANK_NAME, NULL, a);
        add_word(&title, e->field[i].en, (int)i, RANK_ENGLISH, NULL, a);
    }
    for (size_t i = 0; i < synonym_headers; i++) {
        if (strcmp(synonym_header[i].entity, e->name) == 0) {
            add_words(&title, synonym_header[i].words, entity_field(e, synonym_header[i].field),
                      RANK_SYNONYM, NULL, a);
        }
    }
    for (size_t i = 0; i < synonym_questions; i++) {
        struct word **first = title;

        if (strcmp(synonym_question[i].entity, e->name) == 0) {
            add_words(&title, synonym_question[i].words, entity_field(e, synonym_question[i].field),
                      RANK_SYNONYM, NULL, a);
        }
        for (struct word *w = *first; w != NULL; w = w->next) {
            w->question = &synonym_question[i];
        }
    }
    for (size_t i = 0; i < synonym_besides; i++) {
        if (strcmp(synonym_beside[i].entity, e->name) == 0) {
            add_words(&title, synonym_beside[i].words, entity_field(e, "note"), SYNONYMS_BESIDE,
                      NULL, a);
        }
    }
    for (size_t i = 0; i < synonym_values; i++) {
        if (strcmp(synonym_value[i].entity, e->name) == 0) {
            add_words(&value, synonym_value[i].words, entity_field(e, synonym_value[i].field),
                      RANK_SYNONYM, &synonym_value[i], a);
        }
    }
    return arena_status(a, NULL) == OK ? s : NULL;
}

/* title without ornaments and asides such as （必須）; NULL when there is nothing to take off. */
static const char *plain(const char *title, struct arena *a)
{
    char *out = text_nfkc(a, title);
    char *open = out == NULL ? NULL : strrchr(out, '(');
    bool less = false;

    for (size_t i = 0; open != NULL && i < COUNT(aside); i++) {
        if (strncmp(open + 1, aside[i], strlen(aside[i])) == 0) {
            *open = '\0';
            less = true;
            break;
        }
    }
    for (size_t i = 0; out != NULL && i < COUNT(ornament); i++) {
        size_t len = strlen(ornament[i]), all = strlen(out);

        if (all > len && strncmp(out, ornament[i], len) == 0) {
            out += len;
            less = true;
        } else if (all > len && strcmp(out + all - len, ornament[i]) == 0) {
            out[all - len] = '\0';
            less = true;
        }
    }
    return less ? out : NULL;
}

static const struct word *best_title(const struct synonyms *s, const char *key)
{
    const struct word *best = NULL;

    for (const struct word *w = s->title; w != NULL && key != NULL; w = w->next) {
        if (strcmp(w->key, key) == 0 && (best == NULL || w->rank < best->rank)) {
            best = w;
        }
    }
    return best;
}

static const struct word *word_of(const struct synonyms *s, const char *title, struct arena *a)
{
    const struct word *w = best_title(s, text_key(a, title));

    if (w == NULL) {
        const char *less = plain(title, a);

        w = less == NULL ? NULL : best_title(s, text_key(a, less));
    }
    return w;
}

int synonyms_field(const struct synonyms *s, const char *title, unsigned *rank, struct arena *a)
{
    const struct word *w = word_of(s, title, a);

    if (w == NULL) {
        return SYNONYMS_NONE;
    }
    if (rank != NULL) {
        *rank = w->rank;
    }
    return w->field;
}

bool synonyms_counts(const char *title, struct arena *a)
{
    const char *key = text_key(a, title);

    for (const char *p = synonym_counter; key != NULL && *p != '\0';) {
        size_t len = strcspn(p, "|");
        const char *one = arena_copy_n(a, p, len);
        const char *other = one == NULL ? NULL : text_key(a, one);

        if (other != NULL && strcmp(key, other) == 0) {
            return true;
        }
        p += len + (p[len] == '|');
    }
    return false;
}

const struct synonym_question *synonyms_question(const struct synonyms *s, int field,
                                                 const char *title, struct arena *a)
{
    const char *key = text_key(a, title);

    for (const struct word *w = s->title; w != NULL && key != NULL; w = w->next) {
        if (w->field == field && w->question != NULL && strcmp(w->key, key) == 0) {
            return w->question;
        }
    }
    return NULL;
}

/* 「不明」 and 「なし」 fit every list of choices that has such a choice. */
static const char *general_value(const struct field *f, const char *key, struct arena *a)
{
    static const struct {
        const char *code;
        const char *word[6];
    } general[] = {
        {"unknown", {"不明", "未確認", "確認中", "わからない", "?", "-"}},
        {"none",    {"なし", "無し", "無", "ナシ", "該当なし", "none"}    },
    };

    for (size_t g = 0; g < COUNT(general); g++) {
        const struct choice *c = choice_of(f, general[g].code);

        for (size_t i = 0; c != NULL && i < COUNT(general[g].word); i++) {
            const char *word = text_key(a, general[g].word[i]);

            if (word != NULL && strcmp(word, key) == 0) {
                return c->ja;
            }
        }
    }
    return NULL;
}

struct synonyms_value synonyms_value(const struct synonyms *s, int field, const char *text,
                                     struct arena *a)
{
    const char *key = text_key(a, text);
    struct synonyms_value out = {.label = text, .also = SYNONYMS_NONE};

    for (const struct word *w = s->value; w != NULL && key != NULL; w = w->next) {
        if (w->field == field && strcmp(w->key, key) == 0) {
            out.label = w->value->label;
            if (w->value->also_field != NULL) {
                out.also = entity_field(s->entity, w->value->also_field);
                out.also_label = w->value->also_label;
            }
            return out;
        }
    }

    const char *general = key == NULL ? NULL : general_value(&s->entity->field[field], key, a);

    out.label = general == NULL ? text : general;
    return out;
}

bool synonyms_is_choice(const struct synonyms *s, int field, const char *text, struct arena *a)
{
    const struct field *f = &s->entity->field[field];
    struct arena_mark mark = arena_mark(a);
    const char *key = text_key(a, text);
    bool found = synonyms_value(s, field, text, a).label != text;

    for (const struct choice *c = f->choices; key != NULL && !found && c->code != NULL; c++) {
        const char *label = text_key(a, c->ja);

        found = label != NULL && strcmp(label, key) == 0;
    }
    arena_reset(a, mark);
    return found;
}

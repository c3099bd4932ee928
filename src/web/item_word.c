#include "web/item_word.h"

#include "checklist/edition.h"
#include "web/page.h"

#include <string.h>

struct item_words {
    struct arena *arena;
    const char *data_dir;
    bool loaded;
    struct edition_set set;
};

struct item_words *item_words_make(const char *data_dir, struct arena *a)
{
    struct item_words *words = arena_make(a, struct item_words, 1);

    if (words != NULL) {
        *words = (struct item_words){.arena = a, .data_dir = data_dir};
    }
    return words;
}

static const char *word_of(const struct edition *e, const struct edition_item *item,
                           struct arena *a)
{
    const char *no = item->no == NULL || strcmp(item->no, "-") == 0 ? item->label : item->no;

    /* The form has some numbers once a kind of device. */
    const char *scope = item->scope == SCOPE_GENERAL ? NULL : item->scope_printed;

    return arena_printf(a, "%s%s%s（令和%d年度版）", no == NULL ? item->id : no,
                        scope == NULL ? "" : " ", scope == NULL ? "" : scope,
                        e->fiscal_year - 2018);
}

const char *item_word(void *self, const char *id)
{
    struct item_words *words = self;
    struct err err;

    if (words == NULL) {
        return id;
    }
    if (!words->loaded) {
        words->loaded = true;
        if (edition_set_load(&words->set,
                             arena_printf(words->arena, "%s/catalogue", words->data_dir),
                             words->arena, &err) != OK) {
            words->set = (struct edition_set){0};
        }
    }
    for (size_t i = 0; i < words->set.n; i++) {
        const struct edition_item *item = edition_item(words->set.edition[i], id);

        if (item != NULL) {
            return word_of(words->set.edition[i], item, words->arena);
        }
    }
    return id;
}

const char *item_record_label(const struct entity *e, const char *label, const struct work *w)
{
    const char *space = label == NULL ? NULL : strchr(label, ' ');

    if (space == NULL || strcmp(e->name, "answer") != 0) {
        return label;
    }
    return arena_printf(w->arena, "%s %s回目",
                        item_word(w->words, arena_copy_n(w->arena, label, (size_t)(space - label))),
                        space + 1);
}

#include "web/pack_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "base/json.h"
#include "dossier/pack.h"
#include "render/json.h"
#include "web/checklist_pages.h"
#include "web/field_view.h"
#include "web/form_pages.h"
#include "web/job_pages.h"
#include "web/pack.html.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MADE_SHOWN = 20, MISSING_SHOWN = 30, PARAMS_MAX = 4096 };

/* The files of a pack by the word in their URL. */
static const struct {
    const char *word, *name, *label, *type;
} files[] = {
    {"pdf",      PACK_PDF,      "PDF",                 "application/pdf" },
    {"xlsx",     PACK_XLSX,     "Excel",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
    {"manifest", PACK_MANIFEST, "目録（SHA-256）", "application/json"},
};

const char *pack_dir(const char *data_dir, int64_t pack_id, struct arena *a)
{
    char id[ID_TEXT_SIZE];

    return arena_printf(a, "%s/packs/%s", data_dir, id_text(id, pack_id));
}

/* ---- What goes in ---- */

static struct form_field tick(const char *name, const char *label, bool on, struct arena *a)
{
    struct form_choice *choice = arena_make(a, struct form_choice, 1);

    if (choice != NULL) {
        *choice = (struct form_choice){"1", label, on};
    }
    return (struct form_field){.name = name,
                               .label = label,
                               .control = FORM_TICK,
                               .choice = choice,
                               .n_choices = choice != NULL};
}

static void add_parts(struct pack_view *v, struct work *w)
{
    struct pack_view_part *part = arena_make(w->arena, struct pack_view_part, PACK_PARTS);
    struct form_field *option = arena_make(w->arena, struct form_field, 2);

    if (part == NULL || option == NULL) {
        return;
    }
    option[0] = tick("hide_addresses", "IPアドレスを伏せる", false, w->arena);
    option[1] = tick("only_infrastructure", "サーバ・ネットワーク機器だけ", false, w->arena);
    for (int i = 0; i < PACK_PARTS; i++) {
        struct pack_view_part *p = &part[v->n_parts++];

        if (pack_part_optional((enum pack_part)i)) {
            p->include = tick(arena_printf(w->arena, "part-%s", pack_part_code((enum pack_part)i)),
                              pack_part_title((enum pack_part)i), true, w->arena);
        } else {
            p->include = (struct form_field){.label = pack_part_title((enum pack_part)i)};
            p->note = "必ず入ります";
        }
        if (i == PACK_LEDGER) {
            p->option = option;
            p->n_options = 2;
        }
    }
    v->part = part;
}

/* ---- What is missing: open answers, and いいえ without a date ---- */

static const struct record *last_answer(const struct checklist_state *s,
                                        const struct edition_item *item)
{
    for (size_t i = 0; s->round.round != NULL && i < s->round.n; i++) {
        if (strcmp(s->round.item[i].item->id, item->id) == 0) {
            return round_last(&s->round.item[i]);
        }
    }
    return NULL;
}

static void add_missing(struct pack_view *v, const struct checklist_state *s, const struct page *pg,
                        struct work *w)
{
    struct parts_link *link = arena_make(w->arena, struct parts_link, MISSING_SHOWN);

    for (size_t i = 0; link != NULL && i < s->assessment.n && v->missing.n < MISSING_SHOWN; i++) {
        const struct edition_item *item = s->assessment.item[i].item;
        const struct record *last = last_answer(s, item);
        bool undated = last != NULL && strcmp(record_get(last, "reply"), "no") == 0 &&
                       item->target_date_required && record_get(last, "target_on") == NULL;

        if (last != NULL && !undated) {
            continue;
        }
        link[v->missing.n++] = (struct parts_link){
            arena_printf(w->arena, "%s#i-%s", page_url(pg, "/checklist"), item->id),
            arena_printf(w->arena, "%s%s%s %s", item->no == NULL ? "" : item->no,
                         item->scope == SCOPE_GENERAL ? "" : " ",
                         item->scope == SCOPE_GENERAL ? "" : scope_ja(item->scope),
                         undated ? "目標日" : "回答")};
    }
    v->missing.link = link;
}

/* ---- What was made ---- */

static enum status add_made(struct pack_view *v, const struct page *pg, struct work *w)
{
    struct pack_made *made;
    size_t n;
    int64_t before = 0;

    if (page_query(pg, "before") != NULL && !id_parse(&before, page_query(pg, "before"))) {
        return err_set(&w->err, E_NOTFOUND, "pack: before what?");
    }
    enum status st =
        pack_list(&made, &n, w->db, w->facility_id, before, MADE_SHOWN + 1, w->arena, &w->err);
    struct pack_view_made *out = arena_make(w->arena, struct pack_view_made, MADE_SHOWN);

    for (size_t i = 0; st == OK && out != NULL && i < n && i < MADE_SHOWN; i++) {
        struct parts_link *link = arena_make(w->arena, struct parts_link, COUNT(files));
        const char *dir = pack_dir(w->data_dir, made[i].id, w->arena);
        char id[ID_TEXT_SIZE];
        struct date as_of;

        out[i] = (struct pack_view_made){
            .at = date_time(w->arena, made[i].made_at),
            .by = made[i].made_by,
            .edition = arena_printf(w->arena, "%s 第%d版",
                                    fiscal_label(w->arena, made[i].fiscal_year), made[i].number),
            .as_of = date_from_iso(&as_of, made[i].as_of, NULL) == OK ? date_slash(w->arena, as_of)
                                                                      : made[i].as_of,
            .check = made[i].check,
        };
        for (size_t f = 0;
             link != NULL && dir != NULL && access(dir, R_OK) == 0 && f < COUNT(files); f++) {
            link[out[i].files.n++] = (struct parts_link){
                page_url(pg, "/pack/%s/%s", id_text(id, made[i].id), files[f].word),
                files[f].label};
        }
        out[i].files.link = link;
        v->n_made++;
    }
    if (st == OK && n > MADE_SHOWN) {
        char id[ID_TEXT_SIZE];
        v->older_url = page_url(pg, "/pack?before=%s", id_text(id, made[MADE_SHOWN - 1].id));
    }
    v->made = out;
    return st;
}

static enum status add_approval(struct pack_view *v, struct work *w)
{
    const struct entity *e = entity_named("review");
    struct record_query q = {.entity = e,
                             .facility_id = w->facility_id,
                             .sort = entity_field(e, "held_on"),
                             .descending = true,
                             .limit = 1};
    struct value_scope scope = field_scope(w);
    struct record_list list;
    struct parts_fact *fact = arena_make(w->arena, struct parts_fact, 1);
    enum status st = record_list_read(&list, w->db, &q, w->arena, &w->err);

    if (st != OK || fact == NULL) {
        return st != OK ? st : arena_status(w->arena, &w->err);
    }
    const char *by = list.n == 0 ? NULL : record_get(list.row[0], "approved_by");
    const char *at = list.n == 0 ? NULL : record_get(list.row[0], "approved_at");

    *fact = (struct parts_fact){
        "経営層の確認",
        by == NULL
            ? NULL
            : arena_printf(w->arena, "承認済 %s %s", by,
                           value_show(&e->field[entity_field(e, "approved_at")], at, &scope)),
        NULL};
    v->approvals = (struct parts_facts){fact, 1};
    return OK;
}

/* ---- The page ---- */

static enum status show(struct page *pg, struct work *w, const char *as_of, const char *problem)
{
    struct pack_view v = {.head = {.title = "立入検査資料"}};
    struct checklist_state s;
    struct parts_notice notice;
    struct parts_error error = {"as_of", "基準日", problem};
    enum status st = checklist_state_read(&s, pg, w);

    if (st == OK) {
        st = add_made(&v, pg, w);
    }
    if (st == OK) {
        st = add_approval(&v, w);
    }
    if (st != OK) {
        return st;
    }
    v.head.note = fiscal_label(w->arena, s.year);
    v.post = page_post(pg, page_url(pg, "/pack"));
    v.as_of = (struct form_field){
        .name = "as_of", .label = "基準日", .control = FORM_DATE, .value = as_of, .error = problem};
    add_parts(&v, w);
    add_missing(&v, &s, pg, w);
    if ((w->may & (MAY_EDIT | MAY_APPROVE)) != 0) {
        v.submit = "資料を作る";
    }
    if (problem != NULL) {
        v.errors = (struct parts_errors){&error, 1};
        page_has_errors(pg);
    }
    if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_pack(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_pack(struct page *pg, struct work *w)
{
    return show(pg, w, date_slash(w->arena, date_of_ms(w->now_ms)), NULL);
}

enum status post_pack(struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PARAMS_MAX);
    struct json_out j = JSON_OUT(&b);
    const char *typed = page_field(pg, "as_of");
    struct date as_of;
    char text[1024], iso[DATE_SIZE];

    if (date_parse(&as_of, typed == NULL ? "" : typed, w->now_ms, &w->err) != OK) {
        return show(pg, w, typed,
                    arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text))));
    }
    json_put_object(&j, NULL);
    json_put_text(&j, "as_of", date_iso(iso, as_of));
    json_put_text(&j, "by", w->actor.name);
    json_put_bool(&j, "hide_addresses", page_field(pg, "hide_addresses") != NULL);
    json_put_bool(&j, "only_infrastructure", page_field(pg, "only_infrastructure") != NULL);
    json_put_array(&j, "leave_out");
    for (int i = 0; i < PACK_PARTS; i++) {
        const char *code = pack_part_code((enum pack_part)i);

        if (pack_part_optional((enum pack_part)i) &&
            page_field(pg, arena_printf(w->arena, "part-%s", code)) == NULL) {
            json_put_text(&j, NULL, code);
        }
    }
    json_put_end(&j);
    json_put_end(&j);
    enum status st = json_put_status(&j, &w->err);

    return st == OK ? job_start(pg, w, "pack", b.data) : st;
}

enum status page_pack_file(struct page *pg, struct work *w)
{
    int64_t id = page_id(pg, "id");
    const char *word = page_param(pg, "name");
    enum status st = pack_find(w->db, w->facility_id, id, &w->err);

    for (size_t f = 0; st == OK && f < COUNT(files); f++) {
        struct stat size;

        if (strcmp(files[f].word, word) != 0) {
            continue;
        }
        const char *path =
            arena_printf(w->arena, "%s/%s", pack_dir(w->data_dir, id, w->arena), files[f].name);
        int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

        if (fd < 0 || fstat(fd, &size) != 0) {
            return err_errno(&w->err, errno, "opening a pack's %s", word);
        }
        page_fd(pg, &fd, size.st_size, files[f].type, files[f].name);
        return OK;
    }
    return st != OK ? st : err_set(&w->err, E_NOTFOUND, "no such file of a pack");
}

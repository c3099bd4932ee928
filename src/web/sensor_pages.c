#include "web/sensor_pages.h"

#include "base/date.h"
#include "base/id.h"
#include "network/observe.h"
#include "render/json.h"
#include "web/job_pages.h"
#include "web/sensor.html.h"
#include "web/upload.h"

#include <string.h>

enum { PARAMS_MAX = 4096 };

#define HEARD_MS (INT64_C(2) * 60000) /* a listener says that it lives more often than this */

static struct parts_badge state_of(const struct sensor *s, int64_t now_ms)
{
    if (s->kind != SENSOR_LIVE) {
        return (struct parts_badge){0};
    }
    if (now_ms - s->heard_at > HEARD_MS) {
        return (struct parts_badge){PARTS_BAD, "止まっています"};
    }
    return now_ms - s->fact_at > RULES_SILENT_MS
               ? (struct parts_badge){PARTS_WARN, "通信が届いていません"}
               : (struct parts_badge){PARTS_OK, "動いています"};
}

static const char *at(int64_t ms, struct work *w)
{
    return ms == 0 ? NULL : date_time(w->arena, ms);
}

static enum status add_rows(struct sensor_view *v, struct work *w)
{
    struct sightings s = {0};
    enum status st = sensor_list_read(&s, w->db, w->facility_id, w->arena, &w->err);

    if (st != OK) {
        return st;
    }
    struct sensor_row *row = arena_make(w->arena, struct sensor_row, s.n_sensors);

    for (size_t i = 0; row != NULL && i < s.n_sensors; i++) {
        const struct sensor *it = &s.sensor[i];

        row[i] = (struct sensor_row){
            .name = it->name,
            .kind = sensor_kind_row[it->kind].ja,
            .state = state_of(it, w->now_ms),
            .since = at(it->since_at, w),
            .heard = at(it->heard_at, w),
            .fact = at(it->fact_at, w),
            .packets = it->packets,
            .dropped = it->dropped,
            .note = it->note,
        };
    }
    v->row = row;
    v->n = row == NULL ? 0 : s.n_sensors;
    return OK;
}

/* Which data the rules go by, how old it is, and what of the administrator's is left aside. */
static enum status add_lore(struct sensor_view *v, struct work *w)
{
    CLEANUP(arena_close) struct arena *a = arena_open(OBSERVE_MEMORY); /* makers are many */
    struct parts_notice *problem = arena_make(w->arena, struct parts_notice, LORE_FILES);
    struct lore lore;
    struct date on;
    enum status st =
        a == NULL ? err_set(&w->err, E_NOMEM, "lore") : lore_load(&lore, w->data_dir, a, &w->err);

    if (st != OK) {
        return st;
    }
    const char *day = lore.eol.checked_on;

    if (date_from_iso(&on, day, NULL) == OK) {
        day = date_slash(w->arena, on);
    }
    v->support_ends = arena_printf(w->arena, "%s時点、%zu件（%s）", day, lore.eol.n,
                                   lore.eol.is_own ? "データの置き場の" EOL_FILE : "組み込み");
    v->makers = arena_printf(w->arena, "%zu件（%s）", maker_count(lore.makers),
                             lore.makers_are_own ? "データの置き場の" MAKER_FILE : "組み込み");
    for (size_t i = 0; problem != NULL && i < lore.n_problems; i++) {
        problem[i] = (struct parts_notice){PARTS_WARN, arena_copy(w->arena, lore.problem[i]), {0}};
    }
    v->problem = problem;
    v->n_problems = lore.n_problems;
    return arena_status(w->arena, &w->err);
}

static enum status show(struct page *pg, struct work *w, const char *problem)
{
    struct parts_error error = {"file", "ファイル", problem};
    struct parts_notice notice;
    struct sensor_view v = {.head = {.title = "探索器の状態"}};
    enum status st = add_rows(&v, w);

    if (st == OK) {
        st = add_lore(&v, w);
    }
    if (st != OK) {
        return st;
    }
    v.empty = (struct parts_empty){
        .what = "まだ探索器は動いていません。",
        .why = "台帳とネットワークの食い違い（登録のない機器、2枚挿し、知らない回線や遠隔操作）は、"
               "通信を聞いて初めて分かります。",
    };
    v.file = (struct form_field){
        .name = "file",
        .label = "ファイル",
        .control = FORM_FILE,
        .wide = true,
        .error = problem,
        .help =
            "通信の記録（pcap・pcapng）、arp-scanやnmap（-"
            "oX）の結果、DHCPの割当一覧（dnsmasq、ISC、"
            "Windowsのcsv）、スイッチやルータのARP表・MACアドレス表の控え（テキスト）を読めます。",
    };
    if ((w->may & MAY_EDIT) != 0) {
        v.post = page_post(pg, page_url(pg, "/sensor"));
        v.post.has_file = true;
    }
    if (problem != NULL) {
        v.errors = (struct parts_errors){&error, 1};
        page_has_errors(pg);
    } else if (page_notice(pg, w, &notice)) {
        v.head.notice = &notice;
        v.head.n_notices = 1;
    }
    page_title(pg, v.head.title);
    tpl_sensor(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status page_sensor(struct page *pg, struct work *w)
{
    return show(pg, w, NULL);
}

enum status post_sensor(struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PARAMS_MAX);
    struct json_out j = JSON_OUT(&b);
    struct page_upload file;
    char text[1024], id[ID_TEXT_SIZE];
    int64_t kept;

    if (!page_upload(pg, "file", &file) || file.size == 0) {
        err_say(&w->err, E_INVALID, MSG_OUTSIDE_NOTHING);
        return show(pg, w, arena_copy(w->arena, err_text(&w->err, w->lang, text, sizeof(text))));
    }
    enum status st = upload_keep_file(&kept, &file, w);

    if (st != OK) {
        return st;
    }
    json_put_object(&j, NULL);
    json_put_text(&j, "upload", id_text(id, kept));
    json_put_text(&j, "name", file.name);
    json_put_text(&j, "by", w->actor.name);
    json_put_end(&j);
    st = json_put_status(&j, &w->err);
    return st == OK ? job_start(pg, w, "observe", b.data) : st;
}

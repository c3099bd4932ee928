/* What every answer has around it: the frame, the error pages, the headers. */
#include "web/page_state.h"

#include "base/clock.h"
#include "base/date.h"
#include "base/id.h"
#include "base/log.h"
#include "checklist/todo.h"
#include "record/role.h"
#include "render/json.h"
#include "web/asset_pages.h"
#include "web/frame.html.h"
#include "web/frame_menu.h"
#include "web/message.html.h"

#include <stdio.h>
#include <string.h>

/* ---- Headers ---- */

void page_headers(struct page *pg)
{
    static const struct http_pair every[] = {
        {"Content-Security-Policy",
         "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
         "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
        {"X-Content-Type-Options",       "nosniff"                    },
        {"X-Frame-Options",              "DENY"                       },
        {"Referrer-Policy",              "no-referrer"                },
        {"Cross-Origin-Opener-Policy",   "same-origin"                },
        {"Cross-Origin-Resource-Policy", "same-origin"                },
    };
    bool has_caching = false;
    char timing[64];

    for (size_t i = 0; i < pg->rs->n_headers; i++) {
        has_caching |= strcmp(pg->rs->header[i].name, "Cache-Control") == 0;
    }
    if (!has_caching) {
        response_header(pg->rs, "Cache-Control", "no-store");
    }
    for (size_t i = 0; i < COUNT(every); i++) {
        response_header(pg->rs, every[i].name, every[i].value);
    }
    if (pg->rq->is_tls && pg->web->has_own_certificate) {
        response_header(pg->rs, "Strict-Transport-Security", "max-age=31536000");
    }
    snprintf(timing, sizeof(timing), "app;dur=%.2f",
             (double)(clock_steady_us() - pg->rq->begun_us) / 1000);
    response_header(pg->rs, "Server-Timing", timing);
}

/* ---- The frame ---- */

static int64_t count_of(void *self, const char *place)
{
    return todo_count(self, place);
}

/* How much waits where; a number that cannot be read is no reason to have no page. */
static void read_counts(struct todo *todo, struct work *w)
{
    struct err ignored;

    if (todo_read(todo, w->db, w->facility_id, w->arena, &ignored) != OK) {
        todo->n = 0;
    }
}

static void fill_person(struct frame_view *v, struct page *pg, struct work *w)
{
    struct todo todo;

    v->user = pg->session.name;
    v->logout = page_post(pg, "/sign-out");
    if (*pg->facility_url == '\0') {
        v->user_url = "/places";
        return;
    }
    const struct frame_menu_for who = {
        .facility_url = pg->facility_url,
        .here = pg->rq->path + strlen(pg->facility_url),
        .is_short = pg->session.role == ROLE_EXECUTIVE,
        .is_admin = (w->may & MAY_ADMIN) != 0,
        .count = count_of,
        .self = &todo,
    };

    v->user_url = page_url(pg, "/me");
    v->facility = w->facility_name;
    v->facility_url = pg->facility_url;
    v->fiscal_year = fiscal_label(w->arena, fiscal_year(date_of_ms(w->now_ms)));
    v->search_url = page_url(pg, "/search");
    v->search_words = page_query(pg, "q");
    read_counts(&todo, w);
    frame_menu(v, &who, w->arena);
}

enum status page_answer(struct page *pg, struct work *w)
{
    if (pg->is_whole) {
        return OK;
    }
    struct html html = {&pg->rs->body};
    struct frame_view v = {
        .title = pg->title == NULL ? "備え" : pg->title,
        .has_errors = pg->has_errors,
        .css_url = asset_url("sonae.css", w->arena),
        .js_url = asset_url("sonae.js", w->arena),
        .icon_url = asset_url("icon.svg", w->arena),
        .refresh_s = pg->refresh_s,
        .version = SONAE_VERSION,
    };
    enum status st = html_status(&pg->html, &w->err);

    if (st != OK) {
        return err_note(&w->err, "writing a page");
    }
    if (pg->is_signed_in) {
        fill_person(&v, pg, w);
    }
    v.body = html_markup(&pg->html);
    response_type(pg->rs, "text/html; charset=utf-8");
    tpl_frame(&html, &v);
    st = html_status(&html, &w->err);
    return st == OK ? arena_status(w->arena, &w->err) : st;
}

/* ---- Errors ---- */

static const char *title_of(enum status status)
{
    static const char *const title[STATUS_COUNT] = {
        [E_INVALID] = "入力を直してください", [E_NOTFOUND] = "見つかりません",
        [E_CONFLICT] = "変更が重なりました",  [E_DENIED] = "権限がありません",
        [E_LIMIT] = "大きすぎます",           [E_BUSY] = "混み合っています",
        [E_FULL] = "ディスクがいっぱいです",  [E_CANCELLED] = "中止しました",
    };

    return title[status] == NULL ? "処理できませんでした" : title[status];
}

/* Our own trouble: not what the user asked for, so it goes to the log with a code to find it by. */
static bool is_ours(enum status status)
{
    return status == E_IO || status == E_NOMEM || status == E_CORRUPT || status == E_FULL ||
           status == E_BUSY;
}

/* Six characters that stand in the log and on the page. */
static const char *code_of(struct work *w)
{
    char text[ID_TEXT_SIZE];

    return arena_copy(w->arena, id_text(text, id_make(w->now_ms)) + ID_TEXT_SIZE - 7);
}

static void answer_json(struct page *pg, const struct err *err, enum status status)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(8192);
    struct json_out j = JSON_OUT(&b);
    char text[1024];

    json_put_object(&j, NULL);
    json_put_object(&j, "error");
    json_put_text(&j, "status", status_name(status));
    json_put_text(&j, "message", err_text(err, LANG_JA, text, sizeof(text)));
    json_put_end(&j);
    json_put_end(&j);
    if (json_put_status(&j, NULL) == OK) {
        page_json(pg, &b, status_http(status));
    }
    if (err->msg == MSG_API_TOKEN) { /* RFC 6750, 3 */
        pg->rs->status = 401;
        response_header(pg->rs, "WWW-Authenticate", "Bearer");
    }
}

void page_answer_error(struct page *pg, struct work *w, enum status status)
{
    const struct err err = w->err.status == status ? w->err : (struct err){.status = status};
    const bool wrote = pg->rq->method != HTTP_GET && pg->rq->method != HTTP_HEAD;
    const bool is_home = pg->is_signed_in && *pg->facility_url != '\0';
    const struct parts_action home = {.label = is_home ? "やることへ戻る" : "はじめの画面へ",
                                      .url = is_home ? pg->facility_url : "/",
                                      .primary = true};
    char text[1024];
    struct message_view v = {
        .head = {.title = title_of(status), .action = &home, .n_actions = 1},
        .tone = status == E_NOTFOUND ? PARTS_WARN : PARTS_BAD,
        .text = arena_copy(w->arena, err_text(&err, w->lang, text, sizeof(text))),
        .kept = wrote ? "何も変更していません。ブラウザーの「戻る」で前の画面に戻ると、入力した内容"
                        "が残っています。"
                      : NULL,
    };

    response_reset(pg->rs);
    buf_clear(&pg->body);
    pg->is_whole = false;
    pg->has_errors = false;
    pg->refresh_s = 0;
    if (is_ours(status)) {
        v.code = code_of(w);
        log_event(LOG_ERROR, "page.failed", log_str("code", v.code),
                  log_str("route", pg->route == NULL ? "-" : pg->route->pattern),
                  log_str("status", status_name(status)), log_str("detail", err.detail));
    }
    if (pg->is_api) {
        answer_json(pg, &err, status);
        return;
    }
    pg->title = v.head.title;
    tpl_message(&pg->html, &v);
    pg->rs->status = status_http(status);
}

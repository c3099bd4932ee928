/*
 * Pages rendered from sample views, whole, as a browser would get them. Each is
 * compared with tests/golden/pages/NAME.html, which tests/e2e/look.mjs shows.
 */
#ifndef PAGE_SAMPLE_H
#define PAGE_SAMPLE_H

#include "t.h"
#include "web/frame.html.h"
#include "web/frame_menu.h"

#include <stdio.h>
#include <string.h>

#define PAGE_MAX (1 << 20)
#define F "/f/0abcdefghijkl"
#define VIEW(array) (array), COUNT(array)

typedef void page_body(struct html *h);

static int64_t page_waiting(void *self, const char *place)
{
    static const struct {
        const char *place;
        int64_t n;
    } row[] = {
        {"",              5 },
        {"device",        12},
        {"vendor",        2 },
        {"remote_access", 2 },
        {"backup",        1 }
    };

    (void)self;
    for (size_t i = 0; i < COUNT(row); i++) {
        if (strcmp(row[i].place, place) == 0) {
            return row[i].n;
        }
    }
    return 0;
}

/* How many times needle stands in text. */
static inline size_t page_times(const char *text, const char *needle)
{
    size_t n = 0;

    for (const char *p = text; (p = strstr(p, needle)) != NULL; p += strlen(needle)) {
        n++;
    }
    return n;
}

/* What every page must have, whatever it shows. */
static void page_check(const char *name, const char *text)
{
    static const char *const banned[] = {" style=",    " onclick=", "<style",
                                         "半角で入力", "不正な値",  "(null)"};

    for (size_t i = 0; i < COUNT(banned); i++) {
        if (strstr(text, banned[i]) != NULL) {
            fail_msg("%s: %s", name, banned[i]);
        }
    }
    assert_int_equal(page_times(text, "<h1 "), 1);
    assert_int_equal(page_times(text, "method=post"), page_times(text, "name=csrf"));
    if (page_times(text, "class=\"b p\"") > 1) {
        fail_msg("%s: more than one primary button", name);
    }
}

/* Write the page in its frame, compare it, return its size. here NULL: nobody is signed in. */
static inline size_t page_golden(const char *name, const char *title, const char *here,
                                 page_body *write, bool has_errors, int refresh_s)
{
    CLEANUP(arena_close) struct arena *a = arena_open(PAGE_MAX);
    CLEANUP(buf_close) struct buf body = BUF_INIT(PAGE_MAX);
    CLEANUP(buf_close) struct buf page = BUF_INIT(PAGE_MAX);
    struct html in = {&body};
    struct html out = {&page};
    struct err err;
    const struct parts_link years[] = {
        {F "/?year=2025", "令和7年度"},
        {F "/?year=2024", "令和6年度"}
    };
    struct frame_view v = {
        .title = title,
        .has_errors = has_errors,
        .css_url = "/assets/sonae.css?v=1",
        .js_url = "/assets/sonae.js?v=1",
        .icon_url = "/assets/icon.svg?v=1",
        .refresh_s = refresh_s,
        .version = "0.1.0",
    };

    if (here != NULL) {
        v.facility = "みどり台病院（見本）";
        v.facility_url = F "/";
        v.fiscal_year = "令和8年度";
        v.years = (struct parts_links){VIEW(years)};
        v.search_url = F "/search";
        v.user = "情報 一郎";
        v.user_url = F "/me";
        v.logout = (struct parts_post){.action = "/logout", .csrf = "token"};
        frame_menu(&v,
                   &(struct frame_menu_for){
                       .facility_url = F, .here = here, .is_admin = true, .count = page_waiting},
                   a);
    }
    write(&in);
    T_OK(html_status(&in, &err));
    T_OK(arena_status(a, &err));
    v.body = html_markup(&in);
    tpl_frame(&out, &v);
    T_OK(html_status(&out, &err));
    page_check(name, buf_text(&page));

    char path[64];

    snprintf(path, sizeof(path), "pages/%s.html", name);
    t_golden(path, page.data, page.len);
    return page.len;
}

#endif

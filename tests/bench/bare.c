/*
 * The reference for the ledger page: what libmicrohttpd and SQLite can do at least. Reads the same
 * 100 rows by the same index and writes them as a table; no session, no permission, no menu.
 *
 *     bare DATABASE PORT      until it is killed
 */
#include <inttypes.h>
#include <microhttpd.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAGE_MAX = 256 * 1024, COLUMNS = 7 };

static const char query[] =
    "SELECT asset_no, kind, hostname, ip, os, location, remote_maintenance FROM device"
    " WHERE facility_id = (SELECT id FROM facility) AND closed_on IS NULL"
    " ORDER BY asset_no_key LIMIT 100";

static size_t add(char *page, size_t at, const char *text)
{
    for (; text != NULL && *text != '\0' && at < PAGE_MAX - 8; text++) {
        switch (*text) {
        case '<':
            memcpy(page + at, "&lt;", 4);
            at += 4;
            break;
        case '&':
            memcpy(page + at, "&amp;", 5);
            at += 5;
            break;
        default:
            page[at++] = *text;
        }
    }
    return at;
}

static enum MHD_Result answer(void *self, struct MHD_Connection *c, const char *url,
                              const char *method, const char *version, const char *body,
                              size_t *body_size, void **state)
{
    static char page[PAGE_MAX];
    sqlite3_stmt *q = self;
    size_t at = 0;

    (void)url;
    (void)method;
    (void)version;
    (void)body;
    (void)body_size;
    (void)state;
    at += (size_t)snprintf(page, PAGE_MAX, "<!doctype html><meta charset=utf-8><table>");
    sqlite3_reset(q);
    while (sqlite3_step(q) == SQLITE_ROW) {
        memcpy(page + at, "<tr>", 4);
        at += 4;
        for (int i = 0; i < COLUMNS; i++) {
            memcpy(page + at, "<td>", 4);
            at = add(page, at + 4, (const char *)sqlite3_column_text(q, i));
        }
    }
    at += (size_t)snprintf(page + at, PAGE_MAX - at, "</table>");

    struct MHD_Response *r = MHD_create_response_from_buffer(at, page, MHD_RESPMEM_MUST_COPY);
    enum MHD_Result done = MHD_queue_response(c, MHD_HTTP_OK, r);

    MHD_destroy_response(r);
    return done;
}

int main(int argc, char **argv)
{
    sqlite3 *db;
    sqlite3_stmt *q;

    if (argc != 3 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, query, -1, &q, NULL) != SQLITE_OK) {
        fprintf(stderr, "usage: bare DATABASE PORT\n");
        return 2;
    }
    struct MHD_Daemon *d =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)atoi(argv[2]), NULL, NULL, answer,
                         q, MHD_OPTION_END);

    if (d == NULL) {
        return 1;
    }
    pause();
    return 0;
}

#include "dossier/pack.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "t_hospital.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { TEXT_MAX = 32 << 20, PATH_SIZE = 1200 };

/* ---- Making one ---- */

static const struct edition_set *editions(void)
{
    static struct edition_set set;
    static struct arena *a; /* lives as long as the program, as the static pointer keeps it known */
    struct err err;

    if (a == NULL) {
        a = arena_open(64 << 20);
        T_OK(edition_set_load(&set, NULL, a, &err));
    }
    return &set;
}

static const char *place(const char *name)
{
    static char path[4][PATH_SIZE];
    static unsigned n;
    char *to = path[n++ % 4];

    snprintf(to, PATH_SIZE, "%s/%s", t_temp_dir(), name);
    return to;
}

static struct pack_request request(int64_t facility_id, const char *out)
{
    return (struct pack_request){
        .facility_id = facility_id,
        .editions = editions(),
        .as_of_ms = T_HOSPITAL_NOW,
        .now_ms = T_HOSPITAL_NOW,
        .actor = {.account_id = 7, .name = "情報 一郎", .via = "test"},
        .program = "sonae test",
        .out_dir = place(out),
        .temp_dir = t_temp_dir(),
    };
}

/* What command prints, into the arena. */
static char *output_of(struct arena *a, const char *command)
{
    FILE *f = popen(command, "r");
    char *text = arena_alloc(a, TEXT_MAX);

    assert_non_null(f);
    assert_non_null(text);
    text[fread(text, 1, TEXT_MAX - 1, f)] = '\0';
    assert_int_equal(pclose(f), 0);
    return text;
}

/* The text of pages first ... last; 0: all. */
static char *pdf_text_of(struct arena *a, const char *dir, int first, int last)
{
    const char *range = first == 0 ? "" : arena_printf(a, "-f %d -l %d", first, last);

    return output_of(a, arena_printf(a, "pdftotext %s '%s/" PACK_PDF "' -", range, dir));
}

/* As it stands on the paper, for people to review. */
static char *pdf_layout_of(struct arena *a, const char *dir, int first, int last)
{
    return output_of(
        a, arena_printf(a, "pdftotext -layout -f %d -l %d '%s/" PACK_PDF "' -", first, last, dir));
}

static struct json_doc *manifest_of(struct arena *a, const char *dir)
{
    struct json_doc *doc;
    struct err err;
    char *text;
    size_t len;

    T_OK(file_read(&text, &len, arena_printf(a, "%s/" PACK_MANIFEST, dir), TEXT_MAX, a, &err));
    T_OK(json_parse(&doc, text, len, &err));
    return doc;
}

/* The first page of the part whose title begins so; *n its pages. */
static int page_of(const struct json *manifest, const char *title, int *n)
{
    const struct json *parts = json_get(manifest, "parts");

    for (size_t i = 0; i < json_count(parts); i++) {
        const struct json *part = json_at(parts, i);

        if (strncmp(json_get_text(part, "title"), title, strlen(title)) == 0) {
            *n = (int)json_get_int(part, "pages", 0);
            return (int)json_get_int(part, "page", 0);
        }
    }
    return 0;
}

static char *part_text(struct arena *a, const char *dir, const char *title,
                       char *(*read)(struct arena *a, const char *dir, int first, int last))
{
    CLEANUP(json_close) struct json_doc *doc = manifest_of(a, dir);
    int n = 0, page = page_of(json_root(doc), title, &n);

    if (page == 0) {
        fail_msg("no part %s", title);
    }
    return read(a, dir, page, page + n - 1);
}

static void assert_has(const char *text, const char *what)
{
    if (text == NULL || strstr(text, what) == NULL) {
        fail_msg("no \"%s\" in:\n%.3000s", what, text == NULL ? "(nothing)" : text);
    }
}

static void assert_lacks(const char *text, const char *what)
{
    const char *at = strstr(text, what);

    if (at != NULL) {
        fail_msg("\"%s\" in:\n%.300s", what, at);
    }
}

/* The hospital, loaded once: the tests below only read it or add what nobody else looks at. */
static struct db *hospital(int64_t *id)
{
    struct db *db = t_house(DB_SQLITE, "みどり台病院（見本）", id);

    t_hospital(db, *id);
    return db;
}

/* ---- Tests ---- */

static void assert_file_is(const struct json *file, const char *dir, struct arena *a)
{
    char hex[HASH_HEX_SIZE];
    uint8_t digest[HASH_SIZE];
    struct err err;
    char *bytes;
    size_t len;

    T_OK(file_read(&bytes, &len, arena_printf(a, "%s/%s", dir, json_get_text(file, "name")),
                   TEXT_MAX, a, &err));
    hash_of(digest, bytes, len);
    assert_int_equal(json_get_int(file, "size", 0), len);
    assert_string_equal(json_get_text(file, "sha256"), hash_hex(hex, digest, sizeof(digest)));
}

static void every_page_says_whose_it_is_and_the_manifest_agrees(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(512 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = hospital(&id);
    struct pack_request rq = request(id, "whole");
    struct pack_result made;
    struct err err;

    T_OK(pack_make(&made, db, &rq, &err));
    CLEANUP(json_close) struct json_doc *doc = manifest_of(a, rq.out_dir);
    const struct json *m = json_root(doc), *files = json_get(m, "files");
    const char *info = output_of(a, arena_printf(a, "pdfinfo '%s/" PACK_PDF "'", rq.out_dir));

    assert_int_equal(made.number, 1);
    assert_int_equal(json_count(files), 2);
    for (size_t i = 0; i < json_count(files); i++) {
        assert_file_is(json_at(files, i), rq.out_dir, a);
    }
    int pages = (int)json_get_int(json_at(files, 0), "pages", 0);

    assert_int_equal(pages, made.pages);
    assert_int_equal(atoi(strstr(info, "Pages:") + strlen("Pages:")), pages);
    assert_string_equal(json_get_text(m, "check"), made.check);
    assert_string_equal(json_get_text(m, "as_of"), "2026-11-24");
    assert_string_equal(json_get_text(m, "edition"), "r6");
    for (int p = 1; p <= pages; p++) {
        struct arena_mark mark = arena_mark(a);
        const char *text = pdf_text_of(a, rq.out_dir, p, p);

        assert_has(text, "みどり台病院（見本）");
        assert_has(text, "令和8年度 立入検査資料");
        assert_has(text, "第1版");
        assert_has(text, "基準日 令和8年11月24日");
        assert_has(text, arena_printf(a, "照合番号 %s", made.check));
        assert_has(text, arena_printf(a, "%d/%d", p, pages));
        arena_reset(a, mark);
    }
    const char *outline =
        output_of(a, arena_printf(a, "pdftohtml -xml -i -stdout '%s/" PACK_PDF "'", rq.out_dir));

    outline = strstr(outline, "<outline>");
    assert_non_null(outline);
    for (int i = 0; i < PACK_PARTS; i++) {
        const char *title = pack_part_title((enum pack_part)i);

        if (i != PACK_CONTACT && i != PACK_LEDGER) { /* each in two sections, as is checked below */
            assert_has(outline, title);
        }
    }
    assert_has(outline, "4-1 連絡体制図");
    assert_has(outline, "8-2 機器台帳");
}

static void the_workbook_says_the_same(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(256 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = hospital(&id);
    struct pack_request rq = request(id, "book");
    struct pack_result made;
    struct err err;

    T_OK(pack_make(&made, db, &rq, &err));
    const char *text = output_of(a, arena_printf(a, "python3 '%s' '%s/" PACK_XLSX "'",
                                                 t_source("tests/lib/read_xlsx.py"), rq.out_dir));
    static const char *const cells[] = {
        "チェックリスト\tA1\ts\t資料\n",
        "チェックリスト\tB1\ts\t1 チェックリスト\n",
        "\t1回目 確認日\n",
        "機器台帳\tB2\ts\t令和8年11月24日\n",
        "\tEHR-DB1\n",
        "\t令和8年9月28日　副院長 田中 次郎\n",
        "外部連絡リスト\tE3\ts\t電話番号\n",
        "\t03-6812-7837\n",
        "足りないもの\t",
        "BCP確認表\t",
        "この資料について\t",
    };

    for (size_t i = 0; i < COUNT(cells); i++) {
        const char *other = arena_printf(a, "%s", cells[i]);
        char *type = strstr(other, "\ts\t");

        if (strstr(text, cells[i]) == NULL && type != NULL) { /* strings may stand in the sheet */
            other = arena_printf(a, "%.*s\tinlineStr\t%s", (int)(type - other), other, type + 3);
        }
        assert_has(text, other);
    }
    assert_has(text, made.check);
}

static void what_is_missing_is_listed_and_nobody_s_own_telephone(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(256 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = hospital(&id);
    struct pack_request rq = request(id, "missing");
    struct pack_result made;
    struct err err;

    T_OK(pack_make(&made, db, &rq, &err));
    const char *missing = part_text(a, rq.out_dir, pack_part_title(PACK_MISSING), pdf_text_of);
    const char *all = pdf_text_of(a, rq.out_dir, 0, 0);

    assert_true(made.missing > 10);
    assert_has(pdf_text_of(a, rq.out_dir, 1, 1),
               arena_printf(a, "足りないものが%zu件あります", made.missing));
    assert_has(missing, "今年度の回答がまだない項目");
    assert_has(missing, "3-(3)"); /* which one */
    assert_has(missing, "事業者確認用チェックリストを受け取っていない");
    assert_has(missing, "有効期限を過ぎた根拠資料");
    assert_has(missing, "R9.1.29"); /* the day until which 2-(1) is to be mended */
    assert_lacks(all, "090-");
    assert_lacks(all, "bcp-1"); /* our own names for things */
    assert_lacks(all, "r6-med");
}

/* Feet without what changes with every other page: the check number and the page's number. */
static void cut_feet(struct buf *out, const char *text)
{
    for (const char *p = text; *p != '\0';) {
        const char *check = strstr(p, "照合番号");

        if (check == NULL) {
            buf_str(out, p);
            return;
        }
        buf_add(out, p, (size_t)(check - p));
        p = check + strcspn(check, "\n");
    }
}

static void reads_as_reviewed(void **state)
{
    (void)state;
    static const char *const parts[] = {"1 ", "4-1", "4-2", "5 ", "6 ", "13 ", "15 "};
    CLEANUP(arena_close) struct arena *a = arena_open(512 << 20);
    CLEANUP(buf_close) struct buf b = BUF_INIT(TEXT_MAX);
    int64_t id;
    CLEANUP(db_close) struct db *db = hospital(&id);
    struct pack_request rq = request(id, "reviewed");
    struct pack_result made;
    struct err err;

    T_OK(pack_make(&made, db, &rq, &err));
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct arena_mark before = arena_mark(a);

        cut_feet(&b, part_text(a, rq.out_dir, parts[i], pdf_layout_of));
        arena_reset(a, before);
    }
    T_OK(buf_status(&b, &err));
    t_golden("pack.txt", b.data, b.len);
}

static void parts_of_it_can_be_kept_back_and_that_is_said(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(256 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = hospital(&id);
    struct pack_request rq = request(id, "kept");
    struct pack_result made;
    struct err err;
    int n;

    rq.hide_addresses = rq.only_infrastructure = true;
    rq.leave_out[PACK_BCP] = rq.leave_out[PACK_TRAINING] = true;
    rq.leave_out[PACK_MISSING] = true; /* not that one */
    T_OK(pack_make(&made, db, &rq, &err));
    const char *ledger = part_text(a, rq.out_dir, "8-2 機器台帳", pdf_text_of);
    CLEANUP(json_close) struct json_doc *doc = manifest_of(a, rq.out_dir);

    assert_has(ledger, "EHR-DB1");
    assert_lacks(ledger, "PC078");
    assert_lacks(ledger, "192.168.");
    assert_has(ledger, "サーバとネットワーク機器だけを載せ、IPアドレスを伏せています");
    assert_int_equal(page_of(json_root(doc), pack_part_title(PACK_BCP), &n), 0);
    assert_true(page_of(json_root(doc), pack_part_title(PACK_MISSING), &n) > 0);
    assert_int_equal(json_count(json_get(json_root(doc), "left_out")), 2);
    const char *cover = pdf_text_of(a, rq.out_dir, 1, 1);

    assert_has(cover, "この写しから除いた部分");
    assert_has(cover, "14 サイバーBCP・確認表");
}

static void the_ledger_tells_what_else_is_in_a_device(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(256 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &id);
    struct pack_request rq = request(id, "within");
    struct pack_result made;
    struct err err;
    int64_t server =
        t_put(db, id, "device", "asset_no", "0001", "kind", "server", "hostname", "EHR-DB1", NULL);
    int64_t pc =
        t_put(db, id, "device", "asset_no", "0002", "kind", "client", "hostname", "PC2", NULL);
    const char *server_text = arena_printf(a, "%" PRId64, server);
    const char *pc_text = arena_printf(a, "%" PRId64, pc);

    T_OK(pack_make(&made, db, &rq, &err));
    assert_lacks(part_text(a, rq.out_dir, "8-2 機器台帳", pdf_text_of), "機器の接続口");
    t_put(db, id, "device_interface", "device", server_text, "ip", "192.168.100.5", "mac",
          "00:00:5e:00:53:02", "purpose", "保守回線への接続", "external_link", "closed", NULL);
    t_put(db, id, "device_software", "device", pc_text, "name", "Office LTSC", "software_version",
          "2021", "support_ends_on", "2026-10-13", NULL);
    t_put(db, id, "device_software", "device", server_text, "name", "試験用の部品", NULL);
    T_OK(pack_make(&made, db, &rq, &err));
    const char *all = part_text(a, rq.out_dir, "8-2 機器台帳", pdf_text_of);

    assert_has(all, "機器の接続口");
    assert_has(all, "192.168.100.5");
    assert_has(all, "00:00:5e:00:53:02");
    assert_has(all, "保守回線への接続");
    assert_has(all, "閉域網");
    assert_has(all, "Office LTSC");
    assert_has(all, "R8.10.13");
    assert_has(all, "未記入"); /* the version of the part */
    const char *book = output_of(a, arena_printf(a, "python3 '%s' '%s/" PACK_XLSX "'",
                                                 t_source("tests/lib/read_xlsx.py"), rq.out_dir));

    assert_has(book, "接続口\tA4\tinlineStr\t0001\n");
    assert_has(book, "導入ソフトウェア\tC5\tinlineStr\tOffice LTSC\n");

    rq.hide_addresses = rq.only_infrastructure = true;
    T_OK(pack_make(&made, db, &rq, &err));
    const char *less = part_text(a, rq.out_dir, "8-2 機器台帳", pdf_text_of);

    assert_has(less, "保守回線への接続");
    assert_lacks(less, "192.168.100.5");
    assert_lacks(less, "00:00:5e:00:53:02");
    assert_lacks(less, "Office LTSC");
}

static void approvals_stand_in_their_boxes(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(256 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &id);
    struct pack_request rq = request(id, "stamps");
    struct pack_result made;
    struct err err;

    t_put(db, id, "person", "name", "山田 太郎", "title", "院長", "executive", "1", NULL);
    T_OK(pack_make(&made, db, &rq, &err));
    assert_lacks(pdf_text_of(a, rq.out_dir, 1, 1), "承認済");
    t_put(db, id, "review", "held_on", "2026-11-16", "approved_by", "山田 太郎", "approved_at",
          "1795071600000", NULL);
    T_OK(pack_make(&made, db, &rq, &err));
    const char *cover = pdf_text_of(a, rq.out_dir, 1, 1);

    assert_has(cover, "承認済");
    assert_has(cover, "R8.11.19");
    assert_has(cover, "山田 太郎");
    assert_has(cover, "第2版");
}

static void an_earlier_day_leaves_out_what_came_later(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(256 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = hospital(&id);
    struct pack_request rq = request(id, "earlier");
    struct pack_result made;
    struct err err;

    rq.as_of_ms = T_HOSPITAL_NOW - INT64_C(190) * 24 * 3600 * 1000; /* 2026-05-18 */
    T_OK(pack_make(&made, db, &rq, &err));
    assert_lacks(part_text(a, rq.out_dir, pack_part_title(PACK_CHECKLIST), pdf_text_of), "R8.6.29");
    const char *reviews = part_text(a, rq.out_dir, pack_part_title(PACK_REVIEW), pdf_text_of);

    assert_has(reviews, "R7.11.17");
    assert_lacks(reviews, "R8.9.28");
}

static size_t files_in(const char *dir)
{
    DIR *d = opendir(dir);
    size_t n = 0;

    if (d == NULL) {
        return 0;
    }
    while (readdir(d) != NULL) {
        n++;
    }
    closedir(d);
    return n - 2;
}

static size_t packs(struct db *db, int64_t id, struct arena *a)
{
    struct pack_made *list;
    struct err err;
    size_t n;

    T_OK(pack_list(&list, &n, db, id, 0, 100, a, &err));
    return n;
}

struct stopper {
    int after;
};

static enum status stop(void *self, int64_t done, int64_t total, const char *what, struct err *err)
{
    struct stopper *s = self;

    (void)done;
    (void)total;
    (void)what;
    return s->after-- > 0 ? OK : err_set(err, E_CANCELLED, "enough");
}

static void cancelling_leaves_nothing(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &id);
    struct pack_request rq = request(id, "cancel/out");
    struct stopper stopper;
    struct progress progress = {.step = stop, .self = &stopper};
    struct pack_result made;
    struct err err;

    rq.temp_dir = place("cancel");
    T_OK(file_make_dirs(rq.temp_dir, 0700, &err));
    rq.progress = &progress;
    for (int after = 0; after < 30; after += 7) {
        stopper.after = after;
        T_STATUS("cancelled", pack_make(&made, db, &rq, &err), E_CANCELLED);
        assert_int_equal(files_in(rq.temp_dir), 0);
        assert_int_equal(packs(db, id, a), 0);
        assert_false(db_in_transaction(db));
    }
}

/* Whatever fails: the earlier pack or the new one, and as many rows as packs were made. */
static void a_failure_leaves_the_earlier_pack(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(64 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &id);
    struct pack_request rq = request(id, "fails/out");
    const char *around = place("fails");
    struct pack_result made;
    struct err err;
    size_t n = 1;

    T_OK(file_make_dirs(around, 0700, &err));
    T_OK(pack_make(&made, db, &rq, &err));
    for (int kind = 0; kind < FAULT_KINDS; kind++) {
        bool failed = true;

        for (uint64_t nth = 1; failed; nth += 1 + nth / 2) {
            struct arena_mark mark = arena_mark(a);

            fault_arm((enum fault_kind)kind, nth);
            enum status st = pack_make(&made, db, &rq, &err);

            failed = fault_seen((enum fault_kind)kind) >= nth;
            fault_arm((enum fault_kind)kind, 0);
            n += st == OK;
            if (failed != (st != OK)) {
                fail_msg("kind %d, point %" PRIu64 ": %s", kind, nth, status_name(st));
            }
            assert_int_equal(files_in(rq.out_dir), 3);
            assert_int_equal(files_in(around), 1);
            assert_int_equal(packs(db, id, a), n);
            CLEANUP(json_close) struct json_doc *doc = manifest_of(a, rq.out_dir);

            assert_int_equal(json_get_int(json_root(doc), "version", 0), n);
            arena_reset(a, mark);
        }
    }
}

static void other_people_s_files_are_left_alone(void **state)
{
    (void)state;
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &id);
    struct pack_request rq = request(id, "theirs");
    struct pack_result made;
    struct err err;

    rq.form = FORM_JIGYOSHA;
    T_STATUS("a vendor's form", pack_make(&made, db, &rq, &err), E_INVALID);
    rq.form = FORM_IRYOKIKAN;
    T_OK(file_make_dirs(rq.out_dir, 0700, &err));
    T_OK(file_replace(place("theirs/letter.txt"), "x", 1, 0600, &err));
    T_STATUS("theirs", pack_make(&made, db, &rq, &err), E_CONFLICT);
    assert_int_equal(files_in(rq.out_dir), 1);
    assert_int_equal(packs(db, id, a), 0);
}

static void versions_are_counted_on_both_engines(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(16 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    struct pack_request rq = request(id, "versions");
    struct pack_made *list;
    struct pack_result made;
    struct err err;
    size_t n;

    for (int i = 1; i <= 2; i++) {
        T_OK(pack_make(&made, db, &rq, &err));
        assert_int_equal(made.number, i);
        rq.now_ms++;
    }
    rq.as_of_ms += INT64_C(200) * 24 * 3600 * 1000; /* the next fiscal year begins with 1 */
    T_OK(pack_make(&made, db, &rq, &err));
    assert_int_equal(made.number, 1);
    T_OK(pack_list(&list, &n, db, id, 0, 2, a, &err));
    assert_int_equal(n, 2);
    assert_int_equal(list[0].fiscal_year, 2027);
    assert_int_equal(list[1].number, 2);
    assert_string_equal(list[1].made_by, "情報 一郎");
    assert_string_equal(list[1].as_of, "2026-11-24");
}

static void parts_have_names(void **state)
{
    (void)state;
    enum pack_part part;

    for (int i = 0; i < PACK_PARTS; i++) {
        assert_true(pack_part_named(&part, pack_part_code((enum pack_part)i)));
        assert_int_equal(part, i);
    }
    assert_false(pack_part_named(&part, "cover"));
    assert_false(pack_part_optional(PACK_MISSING));
    assert_true(pack_part_optional(PACK_LEDGER));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_says_whose_it_is_and_the_manifest_agrees),
        cmocka_unit_test(the_workbook_says_the_same),
        cmocka_unit_test(what_is_missing_is_listed_and_nobody_s_own_telephone),
        cmocka_unit_test(reads_as_reviewed),
        cmocka_unit_test(parts_of_it_can_be_kept_back_and_that_is_said),
        cmocka_unit_test(the_ledger_tells_what_else_is_in_a_device),
        cmocka_unit_test(approvals_stand_in_their_boxes),
        cmocka_unit_test(an_earlier_day_leaves_out_what_came_later),
        cmocka_unit_test(cancelling_leaves_nothing),
        cmocka_unit_test(a_failure_leaves_the_earlier_pack),
        cmocka_unit_test(other_people_s_files_are_left_alone),
        T_BOTH(versions_are_counted_on_both_engines),
        cmocka_unit_test(parts_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

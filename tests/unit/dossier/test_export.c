#include "dossier/export.h"

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "t_hospital.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { TEXT_MAX = 16 << 20 };

/* Export rq and give back the bytes. */
static enum status export_to(char **out, size_t *len, struct csv_losses *losses, struct db *db,
                             const struct export_request *rq, struct arena *a, struct err *err)
{
    char path[1200];
    CLEANUP(file_close) int fd = -1;

    snprintf(path, sizeof(path), "%s/out", t_temp_dir());
    fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    enum status st = export_write(fd, losses, db, rq, err);
    struct err read_err;

    if (file_read(out, len, path, TEXT_MAX, a, &read_err) != OK) {
        fail_msg("cannot read %s back: %s", path, read_err.detail);
    }
    return st;
}

static struct export_request request(const char *entity, int64_t facility_id,
                                     enum export_format format)
{
    return (struct export_request){
        .query = {.entity = entity_named(entity), .facility_id = facility_id, .sort = -1},
        .format = format,
        .now_ms = T_HOSPITAL_NOW,
        .temp_dir = t_temp_dir(),
    };
}

static void writes_id_then_every_field_as_an_import_reads_it(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(64 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    struct export_request rq = request("regulation", id, EXPORT_CSV);
    char *text;
    size_t len;
    struct err err;

    t_put(db, id, "regulation", "title", "=1+1 規程", "edition", "第3版", "approved_on", "2025-11",
          "number", "'-1", "approved_by", "院長 \"山田\", 太郎", NULL);
    T_OK(export_to(&text, &len, NULL, db, &rq, a, &err));
    char *line = strchr(text, '\n');

    assert_memory_equal(text,
                        "\xef\xbb\xbf"
                        "ID,名称,文書番号,版,承認日,承認者,次回見直し日,規程の文書\r\n",
                        (size_t)(line + 1 - text));
    assert_int_equal(strcspn(line + 1, ","), 13); /* base32 */
    assert_string_equal(line + 14,
                        ",'=1+1 規程,''-1,第3版,2025/11,\"院長 \"\"山田\"\", 太郎\",,\r\n");
}

static void an_empty_form_has_titles_only(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(64 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    struct export_request rq = request("clause", id, EXPORT_CSV);
    char *text;
    size_t len;
    struct err err;

    t_put(db, id, "vendor", "name", "見本", NULL);
    rq.empty = true;
    T_OK(export_to(&text, &len, NULL, db, &rq, a, &err));
    assert_string_equal(text, "\xef\xbb\xbf"
                              "ID,規程,項目,条,説明\r\n");
    assert_string_equal(export_file_name(&rq, a), "条項_様式.csv");
    rq.empty = false;
    assert_string_equal(export_file_name(&rq, a), "条項_20261124.csv");
}

static void only_what_the_filter_finds(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(64 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    struct export_request rq = request("vendor", id, EXPORT_CSV);
    struct filter contracted = {entity_field(rq.query.entity, "contracted"), FILTER_IS, "yes"};
    char *text;
    size_t len;
    struct err err;

    t_put(db, id, "vendor", "name", "契約あり社", "contracted", "yes", NULL);
    t_put(db, id, "vendor", "name", "契約なし社", "contracted", "no", NULL);
    rq.query.filter = &contracted;
    rq.query.n_filters = 1;
    rq.query.limit = 1; /* of a page; an export knows none */
    rq.query.offset = 100;
    T_OK(export_to(&text, &len, NULL, db, &rq, a, &err));
    assert_non_null(strstr(text, "契約あり社"));
    assert_null(strstr(text, "契約なし社"));
}

static void tells_what_cp932_lacks_before_anything_is_written(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(64 << 20);
    struct csv_losses losses = {.arena = a};
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    struct export_request rq = request("person", id, EXPORT_CSV_CP932);
    char *text, *back;
    size_t len, at;
    struct err err;
    char sentence[400];

    t_put(db, id, "person", "name", "髙﨑 德①㈱〜", "department", "ＩＴ−１", NULL);
    T_OK(export_to(&text, &len, &losses, db, &rq, a, &err));
    assert_int_equal(losses.n, 0);
    T_OK(text_from_cp932(&back, a, text, len, &at, &err));
    assert_non_null(strstr(back, "髙﨑 德①㈱"));
    assert_null(strstr(back, "?"));

    t_put(db, id, "person", "name", "𠮷田 太郎", "title", "é•é", NULL);
    T_STATUS("losses", export_to(&text, &len, &losses, db, &rq, a, &err), E_INVALID);
    assert_int_equal(len, 0);
    assert_int_equal(losses.n, 2);
    assert_string_equal(export_loss_text(&losses.loss[0], a),
                        "2行目「氏名」：「𠮷田 太郎」の「𠮷」");
    assert_string_equal(losses.loss[1].field, "役職");
    assert_string_equal(losses.loss[1].lost, "é•");
    assert_non_null(strstr(err_text(&err, LANG_JA, sentence, sizeof(sentence)), "2件"));
}

static void json_has_the_shape_of_the_api(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(64 << 20);
    CLEANUP(json_close) struct json_doc *doc = NULL;
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    struct export_request rq = request("vendor", id, EXPORT_JSON);
    char *text;
    size_t len;
    struct err err;

    t_put(db, id, "vendor", "name", "一社", NULL);
    t_put(db, id, "vendor", "name", "二社", NULL);
    T_OK(export_to(&text, &len, NULL, db, &rq, a, &err));
    T_OK(json_parse(&doc, text, len, &err));
    const struct json *items = json_get(json_root(doc), "items");

    assert_int_equal(json_count(items), 2);
    assert_string_equal(json_get_text(json_at(items, 0), "name"), "二社"); /* newest first */
    assert_true(json_is_null(json_get(json_root(doc), "next")));
}

static void assert_cell(const char *text, const char *sheet, const char *cell, const char *value)
{
    char line[400];

    snprintf(line, sizeof(line), "%s\t%s\ts\t%s\n", sheet, cell, value);
    char *shared = strstr(text, line);

    snprintf(line, sizeof(line), "%s\t%s\tinlineStr\t%s\n", sheet, cell, value);
    if (shared == NULL && strstr(text, line) == NULL) {
        fail_msg("no %s in:\n%.4000s", line, text);
    }
}

/* What tests/lib/read_xlsx.py says about the file in t_temp_dir(). */
static const char *read_workbook(void)
{
    static char text[4 << 20];
    char command[4000];

    snprintf(command, sizeof(command), "python3 '%s' '%s/out'", t_source("tests/lib/read_xlsx.py"),
             t_temp_dir());
    FILE *f = popen(command, "r");

    assert_non_null(f);
    text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
    assert_int_equal(pclose(f), 0);
    return text;
}

static void the_ledger_as_xlsx_carries_its_head(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(64 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    struct export_request rq = request("device", id, EXPORT_XLSX);
    char *bytes;
    size_t len;
    struct err err;

    t_put(db, id, "device", "asset_no", "0001", "hostname", "=PC", "kind", "client", NULL);
    t_put(db, id, "review", "held_on", "2026-09-28", "chair", "副院長 田中 次郎", NULL);
    t_put(db, id, "review", "held_on", "2026-12-21", "chair", "まだ先", NULL);
    T_OK(export_to(&bytes, &len, NULL, db, &rq, a, &err));
    const char *text = read_workbook();

    assert_cell(text, "機器", "A1", "最終更新日");
    assert_cell(text, "機器", "B1", "2026/11/24");
    assert_cell(text, "機器", "A2", "最終更新者");
    assert_cell(text, "機器", "B2", "情報 一郎");
    assert_cell(text, "機器", "A3", "経営層の確認");
    assert_cell(text, "機器", "B3", "2026/09/28　副院長 田中 次郎");
    assert_cell(text, "機器", "A5", "ID");
    assert_cell(text, "機器", "B5", "管理番号");
    assert_cell(text, "機器", "B6", "0001");
    assert_cell(text, "機器", "H6", "=PC");
}

/* Rows of a csv: line ends outside of quotes. */
static int64_t rows(const char *text)
{
    int64_t n = 0;
    bool quoted = false;

    for (const char *p = text; *p != '\0'; p++) {
        quoted ^= *p == '"';
        n += *p == '\n' && !quoted;
    }
    return n;
}

static void every_register_of_the_hospital_in_every_format(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(256 << 20);
    struct csv_losses losses = {.arena = a};
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "みどり台病院（見本）", &id);
    size_t n, len;
    const struct entity *const *all = entity_all(&n);
    struct err err;

    t_hospital(db, id);
    for (size_t i = 0; i < n; i++) {
        for (int format = 0; format < EXPORT_FORMATS; format++) {
            struct export_request rq = request(all[i]->name, id, (enum export_format)format);
            struct record_list list;
            char *text;

            T_OK(export_to(&text, &len, &losses, db, &rq, a, &err));
            rq.query.limit = 500;
            T_OK(record_list_read(&list, db, &rq.query, a, &err));
            if (format == EXPORT_CSV) {
                assert_int_equal(rows(text), list.n + 1);
            }
        }
    }
}

static struct progress stopper(enum status (*step)(void *, int64_t, int64_t, const char *,
                                                   struct err *))
{
    return (struct progress){.step = step};
}

static enum status stop(void *self, int64_t done, int64_t total, const char *what, struct err *err)
{
    (void)self;
    assert_int_equal(done, 100);
    assert_int_equal(total, 150);
    assert_string_equal(what, "機器");
    return err_set(err, E_CANCELLED, "enough");
}

static void stops_when_asked(void **state)
{
    CLEANUP(arena_close) struct arena *a = arena_open(64 << 20);
    int64_t id;
    CLEANUP(db_close) struct db *db = t_house(t_engine(state), "試験病院", &id);
    struct export_request rq = request("device", id, EXPORT_CSV);
    struct progress progress = stopper(stop);
    char *text, no[8];
    size_t len;
    struct err err;

    for (int i = 0; i < 150; i++) {
        snprintf(no, sizeof(no), "%04d", i);
        t_put(db, id, "device", "asset_no", no, "kind", "client", NULL);
    }
    rq.progress = &progress;
    T_STATUS("cancelled", export_to(&text, &len, NULL, db, &rq, a, &err), E_CANCELLED);
    assert_false(db_in_transaction(db));
}

struct faulty {
    struct db *db;
    int64_t id;
    enum export_format format;
};

static enum status export_faulty(void *arg, struct err *err)
{
    struct faulty *f = arg;
    CLEANUP(arena_close) struct arena *a = arena_open(64 << 20);
    struct csv_losses losses = {.arena = a};
    struct export_request rq = request("device", f->id, f->format);
    char path[1200];
    CLEANUP(file_close) int fd = -1;

    if (arena_status(a, err) != OK) {
        return err->status;
    }
    snprintf(path, sizeof(path), "%s/faulty", t_temp_dir());
    fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    enum status st = export_write(fd, &losses, f->db, &rq, err);

    assert_false(db_in_transaction(f->db));
    return st;
}

static void is_honest_whatever_fails(void **state)
{
    struct faulty f;

    (void)state;
    CLEANUP(db_close) struct db *db = t_house(DB_SQLITE, "試験病院", &f.id);

    f.db = db;
    t_put(db, f.id, "device", "asset_no", "0001", "kind", "client", NULL);
    for (int format = EXPORT_XLSX; format < EXPORT_FORMATS; format++) {
        f.format = (enum export_format)format;
        T_FAULTS(FAULT_ALLOC, export_faulty, &f);
        T_FAULTS(FAULT_IO, export_faulty, &f);
        T_FAULTS(FAULT_STMT, export_faulty, &f);
    }
}

static void formats_have_names(void **state)
{
    (void)state;
    enum export_format format;

    for (int i = 0; i < EXPORT_FORMATS; i++) {
        assert_true(export_format_named(&format, export_format_code((enum export_format)i)));
        assert_int_equal(format, i);
    }
    assert_false(export_format_named(&format, "pdf"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T_BOTH(writes_id_then_every_field_as_an_import_reads_it),
        T_BOTH(an_empty_form_has_titles_only),
        T_BOTH(only_what_the_filter_finds),
        T_BOTH(tells_what_cp932_lacks_before_anything_is_written),
        T_BOTH(the_ledger_as_xlsx_carries_its_head),
        T_BOTH(json_has_the_shape_of_the_api),
        T_BOTH(every_register_of_the_hospital_in_every_format),
        T_BOTH(stops_when_asked),
        cmocka_unit_test(is_honest_whatever_fails),
        cmocka_unit_test(formats_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

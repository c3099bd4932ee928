#include "network/observe_file.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "network/outside.h"
#include "network/savefile.h"
#include "network/sense.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { HEAD_SIZE = 4096, FRAMES_A_STEP = 20000 };

static enum status guess(enum outside_form *out, int fd, struct err *err)
{
    char head[HEAD_SIZE];
    ssize_t n = pread(fd, head, sizeof(head), 0);

    if (n < 0) {
        return err_errno(err, errno, "reading an upload");
    }
    *out = outside_guess(head, (size_t)n);
    return OK;
}

static enum status read_capture(int64_t *frames, struct fact_table *t, int fd, uint64_t key,
                                const struct progress *progress, struct err *err)
{
    CLEANUP(savefile_close) struct savefile *file = NULL;
    CLEANUP(sense_close) struct sense *sense = NULL;
    struct fact_sink sink = fact_table_sink(t);
    struct frame frame;
    enum status st = savefile_open(&file, fd, err);

    *frames = 0;
    if (st == OK) {
        st = sense_open(&sense, &sink, key, err);
    }
    while (st == OK && (st = savefile_next(&frame, file, err)) == OK) {
        sense_frame(sense, &frame);
        if (++*frames % FRAMES_A_STEP == 0) {
            st = progress_step(progress, *frames, 0, "パケット", err);
        }
    }
    /* the end; or cut off, and every frame before was whole */
    return file != NULL && (st == E_NOTFOUND || (st == E_CORRUPT && *frames > 0)) ? OK : st;
}

static enum status read_list(struct fact_table *t, const struct observe_file *file, struct arena *a,
                             struct err *err)
{
    struct fact_sink sink = fact_table_sink(t);
    char *text;
    size_t len, n, at;
    enum status st = file_read(&text, &len, file->path, OUTSIDE_MAX, a, err);

    if (st == OK && !text_is_utf8(text, len) && memchr(text, '\0', len) == NULL) {
        char *utf8;

        st = text_from_cp932(&utf8, a, text, len, &at, err);
        if (st == E_INVALID) { /* neither: the addresses are ASCII all the same */
            st = OK;
        } else if (st == OK) {
            text = utf8;
            len = strlen(utf8);
        }
    }
    return st == OK ? outside_read(&n, text, len, file->name, file->now_ms * 1000, &sink, err) : st;
}

enum status observe_file(struct observe_result *out, struct db *db, int64_t facility_id,
                         const struct observe_file *file, struct arena *a, struct err *err)
{
    CLEANUP(file_close) int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    CLEANUP(fact_table_close) struct fact_table *t = NULL;
    struct sensor sensor = {.name = file->name, .since_at = file->now_ms, .heard_at = file->now_ms};
    enum outside_form form;
    uint64_t key;

    if (fd < 0) {
        return err_errno(err, errno, "opening an upload");
    }
    random_bytes(&key, sizeof(key));
    enum status st = guess(&form, fd, err);

    if (st == OK) {
        st = fact_table_open(&t, FACT_TABLE_MAX, key, err);
    }
    if (st == OK) {
        sensor.kind = form == OUTSIDE_CAPTURE ? SENSOR_FILE : SENSOR_LIST;
        sensor.note = outside_form_row[form].ja;
        st = form == OUTSIDE_CAPTURE
                 ? read_capture(&sensor.packets, t, fd, key, file->progress, err)
                 : read_list(t, file, a, err);
    }
    if (st == OK) {
        st = fact_table_status(t, err);
    }
    struct sightings s;

    if (st == OK) {
        sensor.fact_at = observe_last_at(t);
        st = observe_table(&s, t, &sensor, a, err);
    }
    return st == OK ? observe_store(out, db, facility_id, file->data_dir, &s, file->now_ms, err)
                    : st;
}

/* The lines of a manifest of a backup copy, which may come from a disk that an attacker has had. */
#include "fuzz.h"

#include "readiness/manifest.h"

#include <string.h>

/* What was read as a path is written as one, and read again as the same. */
static void round_trip(const struct entry *e)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(2 * MANIFEST_LINE_MAX);
    static char path[ENTRY_PATH_MAX + 1];
    struct entry again;
    struct err err;

    buf_str(&b, "d - 0.000000000 0755 - - ");
    manifest_escape(&b, e->path, e->path_len);
    FUZZ_CHECK(manifest_line(&again, path, buf_text(&b), b.len, &err) == OK);
    FUZZ_CHECK(again.path_len == e->path_len && memcmp(path, e->path, e->path_len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[ENTRY_PATH_MAX + 1];
    const char *text = (const char *)data, *json;
    size_t json_len;
    struct entry e;
    struct manifest_end end;
    struct err err;

    if (manifest_line(&e, path, text, size, &err) == OK) {
        FUZZ_CHECK(strlen(path) == e.path_len && e.mode <= 07777);
        round_trip(&e);
    }
    if (manifest_last_line(&end, &json, &json_len, text, size, &err) == OK) {
        FUZZ_CHECK(json >= text && json + json_len <= text + size);
    }
    return 0;
}

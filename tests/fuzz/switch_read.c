/* What a device answers, as varbinds in bytes: any rows are stations and addresses, and it ends. */
#include "fuzz.h"

#include "network/switch_read.h"

#include <string.h>

enum { MEMORY = 16 << 20, COLUMNS = 8 };

static void take(void *self, const struct fact *fact)
{
    FUZZ_CHECK(memchr(fact->claim, '\0', sizeof(fact->claim)) != NULL);
    FUZZ_CHECK((fact->mac[0] & 1) == 0);
    FUZZ_CHECK(fact->vlan <= 4094);
    ++*(size_t *)self;
}

/*
 * One row at *at: how many parts its name shares with what was asked for (a byte: 0x80 set, one
 * part less than all), how many follow, each a byte (255: then four bytes of a large one), kind,
 * value.
 */
static bool row_at(struct switch_oid *oid, struct switch_value *value, const uint8_t *data,
                   size_t size, size_t *at)
{
    size_t i = *at;

    if (size - i < 4) {
        return false;
    }
    oid->n = (data[i] & 0x80) != 0 && oid->n > 0 ? oid->n - 1 : oid->n;
    for (size_t n = data[i++] & 31; n > 0 && oid->n < SWITCH_READ_OID_MAX && i < size; n--) {
        oid->part[oid->n] = data[i++];
        if (oid->part[oid->n] == UINT8_MAX && size - i >= sizeof(uint32_t)) {
            memcpy(&oid->part[oid->n], data + i, sizeof(uint32_t));
            i += sizeof(uint32_t);
        }
        oid->n++;
    }
    if (size - i < 2) {
        return false;
    }
    value->kind = (enum switch_kind)(data[i] % 3);
    value->len = data[i + 1] < size - i - 2 ? data[i + 1] : size - i - 2;
    value->number = data[i + 1];
    value->byte = data + i + 2;
    *at = i + 2 + (value->kind == SWITCH_OCTETS ? value->len : 0);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_open(MEMORY);
    struct switch_read *r;
    struct err err;
    size_t at = 0, told = 0, asks = 0;
    struct fact_sink sink = {take, &told, NULL};

    FUZZ_CHECK(switch_read_open(&r, a, &err) == OK);
    for (struct switch_oid ask; switch_read_next(&ask, r);) {
        struct switch_oid oid = ask;
        struct switch_value value;

        FUZZ_CHECK(++asks <= size + COLUMNS);
        for (int rows = 0; rows < 10 && row_at(&oid, &value, data, size, &at); rows++) {
            switch_read_row(r, &oid, &value);
            oid = ask;
        }
        switch_read_answered(r);
    }
    switch_read_tell(r, "SW", 1, &sink);
    FUZZ_CHECK(told == 2 * switch_read_stations(r) + switch_read_addresses(r));
    arena_close(&a);
    return 0;
}

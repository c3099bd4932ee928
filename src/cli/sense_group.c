#include "cli/sense_group.h"

#include <stdlib.h>
#include <string.h>

static int compare_machine(const struct fact *a, const struct fact *b)
{
    static const uint8_t none[6];
    int mac = memcmp(a->mac, b->mac, sizeof(a->mac));

    if (mac != 0 || memcmp(a->mac, none, sizeof(none)) != 0) {
        return mac;
    }
    return memcmp(&a->ip, &b->ip, sizeof(a->ip));
}

/* Addresses owned and addresses sent from are one list. */
static int order_of(enum fact_kind kind)
{
    return kind == FACT_TALKS ? FACT_ADDRESS : (int)kind;
}

/* Machines together; within one, kinds in their order, and what says the same side by side. */
static int compare_row(const void *x, const void *y)
{
    const struct fact_row *a = *(const struct fact_row *const *)x;
    const struct fact_row *b = *(const struct fact_row *const *)y;
    const struct fact *f = &a->fact, *g = &b->fact;
    int c = compare_machine(f, g);

    c = c != 0 ? c : order_of(f->kind) - order_of(g->kind);
    c = c != 0 ? c : strcmp(f->claim, g->claim);
    c = c != 0 ? c : memcmp(&f->ip, &g->ip, sizeof(f->ip));
    return c != 0 ? c : a < b ? -1 : a > b; /* rows of one table */
}

enum status sense_group(struct sense_devices *out, const struct fact_table *t, struct arena *a,
                        struct err *err)
{
    size_t n = fact_table_n(t);
    const struct fact_row **row = arena_make(a, const struct fact_row *, n + 1);
    struct sense_device *device = arena_make(a, struct sense_device, n + 1);

    if (row == NULL || device == NULL) {
        return arena_status(a, err);
    }
    for (size_t i = 0; i < n; i++) {
        row[i] = fact_table_row(t, i);
    }
    qsort(row, n, sizeof(row[0]), compare_row);
    size_t devices = 0;

    for (size_t i = 0; i < n; i++) {
        if (i == 0 || compare_machine(&row[i - 1]->fact, &row[i]->fact) != 0) {
            device[devices] = (struct sense_device){.ip = row[i]->fact.ip, .row = row + i};
            memcpy(device[devices].mac, row[i]->fact.mac, sizeof(device->mac));
            devices++;
        }
        device[devices - 1].n++;
    }
    *out = (struct sense_devices){device, devices};
    return OK;
}

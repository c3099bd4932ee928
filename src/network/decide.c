#include "network/decide.h"

#include "base/date.h"
#include "db/stmt.h"
#include "network/decide.sql.h" /* generated from decide.sql */
#include "network/testimony.h"

#include <inttypes.h>
#include <string.h>

static void set(struct record *r, const char *field, const char *value)
{
    r->value[entity_field(r->entity, field)] = value;
}

static enum status decided(const struct decide *d, struct record *finding, const char *state,
                           const char *reason, struct err *err)
{
    set(finding, "state", state);
    if (reason != NULL) {
        set(finding, "reason", reason);
    }
    set(finding, "decided_by", d->by);
    set(finding, "decided_at", arena_printf(d->a, "%" PRId64, d->now_ms));
    return record_put(d->w, finding, NULL, err);
}

static enum status settle(const struct decide *d, struct record *finding, int64_t device_id,
                          const char *reason, struct err *err)
{
    set(finding, "device", arena_printf(d->a, "%" PRId64, device_id));
    return decided(d, finding, "resolved", reason, err);
}

/* What a subject names: one MAC, or one address. */
struct subject {
    const char *key;
    char mac[MAC_TEXT_SIZE]; /* "" for an address */
};

static enum status subject_of(struct subject *out, const struct record *finding, struct err *err)
{
    const char *key = record_get(finding, "subject");
    uint8_t mac[6];
    struct addr ip;

    *out = (struct subject){.key = key};
    if (key != NULL && mac_read(mac, key)) {
        mac_text(out->mac, mac);
        return OK;
    }
    return key != NULL && addr_read(&ip, key)
               ? OK
               : err_say(err, E_INVALID, MSG_DECIDE_NO_MACHINE, key == NULL ? "" : key);
}

/* The address it answers for, else the one it sends from. */
static const char *address_of(const struct testimony *t)
{
    const char *ip = testimony_claim(t, FACT_ADDRESS);

    return ip != NULL && *ip != '\0' ? ip : testimony_claim(t, FACT_TALKS);
}

/* ---- Add ---- */

static struct record *device_of(const struct decide *d, const struct record *finding,
                                const struct subject *s, const struct testimony *t)
{
    struct record *r = record_new(entity_named("device"), d->facility_id, d->a);
    char today[DATE_SIZE];
    const char *kind = testimony_device_kind(t), *ip = address_of(t);
    char number[ADDR_TEXT_SIZE];
    size_t n = 0;

    if (r == NULL) {
        return NULL;
    }
    for (const char *c = s->key; *c != '\0' && n < sizeof(number) - 1; c++) {
        number[n] = *c == ':' ? '-' : *c;
        n++;
    }
    number[n] = '\0';
    set(r, "asset_no", arena_printf(d->a, "NET-%s", number));
    set(r, "kind", kind == NULL ? "other" : kind);
    set(r, "status", "active");
    set(r, "registered_on", arena_copy(d->a, date_iso(today, date_of_ms(d->now_ms))));
    set(r, "attachment", "connected");
    set(r, "mac", s->mac[0] == '\0' ? NULL : arena_copy(d->a, s->mac));
    set(r, "ip", ip != NULL && *ip != '\0' ? ip : s->mac[0] == '\0' ? s->key : NULL);
    set(r, "hostname", testimony_claim(t, FACT_NAME));
    set(r, "maker", testimony_claim(t, FACT_MAKER));
    set(r, "os", testimony_claim(t, FACT_OS));
    set(r, "network", record_get(finding, "network"));
    set(r, "to_confirm", kind == NULL ? "kind,status" : "status");
    return r;
}

enum status decide_add(const struct decide *d, struct record *finding, int64_t *device_id,
                       struct err *err)
{
    struct subject s;
    struct testimony t;
    enum status st = subject_of(&s, finding, err);

    if (st == OK) {
        st = testimony_read(&t, d->db, d->facility_id, s.key, d->a, err);
    }
    struct record *r = st == OK ? device_of(d, finding, &s, &t) : NULL;

    if (st == OK) {
        st = r == NULL ? arena_status(d->a, err) : record_put(d->w, r, NULL, err);
    }
    if (st == OK) {
        st = settle(d, finding, r->id, "台帳に追加しました。", err);
    }
    if (st == OK) {
        *device_id = r->id;
    }
    return st;
}

/* ---- Same ---- */

static enum status find_device(struct record **out, const struct decide *d, const char *asset_no,
                               struct err *err)
{
    CLEANUP(stmt_close) struct stmt *q = sql_decide_device(d->db, d->facility_id, asset_no);
    struct sql_decide_device_row row;
    bool is = sql_decide_device_next(q, &row);
    int64_t id = is ? row.id : 0;
    enum status st = stmt_status(q, err);

    if (st == OK && !is) {
        return err_say(err, E_NOTFOUND, MSG_DECIDE_NO_DEVICE, asset_no);
    }
    return st == OK ? record_read(out, d->db, entity_named("device"), d->facility_id, id, d->a, err)
                    : st;
}

static enum status add_interface(const struct decide *d, const struct record *device,
                                 const struct record *finding, const struct subject *s,
                                 const char *ip, struct err *err)
{
    struct record *r = record_new(entity_named("device_interface"), d->facility_id, d->a);

    if (r == NULL) {
        return arena_status(d->a, err);
    }
    set(r, "device", arena_printf(d->a, "%" PRId64, device->id));
    set(r, "mac", s->mac[0] == '\0' ? NULL : arena_copy(d->a, s->mac));
    set(r, "ip", ip != NULL && *ip != '\0' ? ip : s->mac[0] == '\0' ? s->key : NULL);
    set(r, "network", record_get(finding, "network"));
    return record_put(d->w, r, NULL, err);
}

enum status decide_same(const struct decide *d, struct record *finding, const char *asset_no,
                        struct err *err)
{
    struct subject s;
    struct testimony t;
    struct record *device;
    enum status st = subject_of(&s, finding, err);

    if (st == OK) {
        st = find_device(&device, d, asset_no, err);
    }
    if (st == OK) {
        st = testimony_read(&t, d->db, d->facility_id, s.key, d->a, err);
    }
    if (st != OK) {
        return st;
    }
    if (record_get(device, "mac") == NULL && s.mac[0] != '\0') {
        set(device, "mac", arena_copy(d->a, s.mac));
        st = record_put(d->w, device, NULL, err);
    } else {
        st = add_interface(d, device, finding, &s, address_of(&t), err);
    }
    return st == OK ? settle(d, finding, device->id, "登録済みの機器と同じです。", err) : st;
}

enum status decide_accept(const struct decide *d, struct record *finding, const char *reason,
                          const char *until, const char *owner, struct err *err)
{
    set(finding, "expires_on", until);
    set(finding, "owner", owner);
    return decided(d, finding, "accepted", reason, err);
}

#include "web/probe_pages.h"

#include "base/date.h"
#include "base/file.h"
#include "base/id.h"
#include "network/fact.h"
#include "network/probe_log.h"
#include "render/json.h"
#include "web/job_pages.h"
#include "web/probe.html.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PARAMS_MAX = 4096, SHOWN_MAX = 12 /* addresses of one reason */ };

/* ---- What would be sent to whom ---- */

static const char *day(const char *iso, struct arena *a)
{
    struct date d;

    return date_from_iso(&d, iso, NULL) == OK ? date_slash(a, d) : iso;
}

static struct parts_facts facts_of(const struct probe_terms *t, const struct probe_plan *plan,
                                   struct arena *a)
{
    enum { N = 6 };
    struct parts_fact *fact = arena_make(a, struct parts_fact, N);
    const char *canaries = "";

    for (size_t i = 0; i < t->n_canaries; i++) {
        canaries = arena_printf(a, "%s%s%s", canaries, i > 0 ? "、" : "", t->canary[i].label);
    }
    if (fact == NULL) {
        return (struct parts_facts){0};
    }
    fact[0] = (struct parts_fact){"許可した人", t->permitted_by, NULL};
    fact[1] = (struct parts_fact){"理由", t->reason, NULL};
    fact[2] = (struct parts_fact){
        "期間", arena_printf(a, "%s から %s まで", day(t->starts_on, a), day(t->expires_on, a)),
        NULL};
    fact[3] = (struct parts_fact){
        "時間", arena_printf(a, "%d時から%d時まで", t->from_hour, t->until_hour), NULL};
    fact[4] = (struct parts_fact){"見張りの機器", canaries, NULL};
    fact[5] = (struct parts_fact){
        "かかる時間", arena_printf(a, "多くて%" PRId64 "分", plan->at_most_ms / 60000 + 1), NULL};
    return (struct parts_facts){fact, N};
}

static void add_whats(struct probe_view *v, const struct probe_terms *t,
                      const struct probe_plan *plan, struct arena *a)
{
    static const char *const text[PROBE_KINDS] = {
        [PROBE_ARP] =
            "個のアドレスに機器がいるかを、1秒に50個までの速さで尋ねます。答えがないときは"
            "、あと2回だけ尋ねます。",
        [PROBE_ICMP] = "個のアドレスのうち、ARPに答えた機器に、ふつうの大きさの応答確認を1回か2回"
                       "送ります。",
        [PROBE_TCP] =
            "個のアドレスのうち、ARPに答えた機器の6つのポート（22、80、443、445、3389、5900）"
            "に1回ずつつなぎ、何も送らずにすぐ切ります。",
    };
    struct probe_what *what = arena_make(a, struct probe_what, PROBE_KINDS + 1);
    const char *read = "", *not_read = "";
    size_t n_read = 0;

    for (int k = 0; what != NULL && k < PROBE_KINDS; k++) {
        if (plan->questions[k] > 0) {
            what[v->n_whats++] = (struct probe_what){
                probe_kind_row[k].ja,
                arena_printf(a, "%s（%s）の%zu%s", t->network, t->cidr, plan->n_asked, text[k])};
        }
    }
    for (size_t i = 0; i < t->n_devices; i++) {
        const struct probe_device *d = &t->device[i];

        if (d->why == NEVER_NOTHING) {
            read = arena_printf(a, "%s%s%s", read, n_read++ > 0 ? "、" : "", d->label);
        } else {
            not_read = arena_printf(a, "%s%sには送りません（%s）。", not_read, d->label,
                                    never_why_row[d->why].ja);
        }
    }
    if (what != NULL && (t->kinds & (1U << PROBE_SNMP)) != 0) {
        what[v->n_whats++] = (struct probe_what){
            "SNMP",
            n_read == 0
                ? arena_printf(a,
                               "%sこのネットワークには、表を読む機器がありません。ネットワーク機器"
                               "の記録に、IPアドレスと「SNMPの資格情報の名前」を入れてください。",
                               not_read)
                : arena_printf(a,
                               "%s から、どのポートにどの機器がつながるかと、アドレスの対応の表を、"
                               "1台に1秒1回までの速さで読みます。読むだけで、設定は変えません。"
                               "ほかの機器には何も送りません。%s",
                               read, not_read)};
    }
    v->what = what;
}

static const char *addresses_of(const struct probe_plan *plan, enum never_why why, struct arena *a)
{
    const char *text = "";
    size_t n = 0;

    for (size_t i = plan->n_asked; i < plan->n && n < SHOWN_MAX; i++) {
        char ip[ADDR_TEXT_SIZE];
        const struct addr addr = addr_ipv4(plan->target[i].ip);

        if (plan->target[i].why == why) {
            text = arena_printf(a, "%s%s%s", text, n++ > 0 ? "、" : "", addr_text(ip, &addr));
        }
    }
    return plan->n_why[why] > n ? arena_printf(a, "%s ほか", text) : text;
}

static void add_groups(struct probe_view *v, const struct probe_plan *plan, struct arena *a)
{
    struct probe_group *group = arena_make(a, struct probe_group, NEVER_WHYS);

    for (enum never_why why = NEVER_ADDRESS; group != NULL && why < NEVER_WHYS; why++) {
        if (plan->n_why[why] > 0) {
            group[v->n_groups++] = (struct probe_group){
                never_why_row[why].ja, addresses_of(plan, why, a), plan->n_why[why]};
        }
    }
    v->group = group;
}

/* ---- Pages ---- */

static const char *sentence_of(const struct err *err, struct work *w)
{
    char text[1024];

    return arena_copy(w->arena, err_text(err, w->lang, text, sizeof(text)));
}

/* OK, also where there is nothing to plan: then v->cannot says why. */
static enum status add_plan(struct probe_view *v, struct page *pg, struct work *w, int64_t network)
{
    struct probe_terms terms;
    struct probe_plan plan;
    enum status st =
        probe_terms_read(&terms, w->db, w->facility_id, network, w->now_ms, w->arena, &w->err);

    if (st == OK) {
        st = probe_plan_make(&plan, &terms.never, terms.network, terms.kinds, (uint64_t)network,
                             w->arena, &w->err);
    }
    if (st == E_DENIED || st == E_INVALID || st == E_LIMIT) {
        v->cannot = sentence_of(&w->err, w);
        return arena_status(w->arena, &w->err);
    }
    if (st != OK) {
        return st;
    }
    v->has_plan = true;
    v->terms = facts_of(&terms, &plan, w->arena);
    add_whats(v, &terms, &plan, w->arena);
    add_groups(v, &plan, w->arena);
    if (terms.not_now.status != OK) {
        v->cannot = sentence_of(&terms.not_now, w);
    } else if (!page_may_probe(pg)) {
        err_say(&w->err, E_DENIED, MSG_PROBE_OFF);
        v->cannot = sentence_of(&w->err, w);
    } else if ((w->may & MAY_ANSWER) == 0) {
        v->cannot = "始めるには、管理者か責任者の役割が要ります。";
    }
    return OK;
}

enum status page_probe(struct page *pg, struct work *w)
{
    struct probe_view v = {.head = {.title = "機器への問い合わせ"}};
    const int64_t network = page_id(pg, "id");
    struct record *r;
    char id[ID_TEXT_SIZE];
    enum status st =
        record_read(&r, w->db, entity_named("network"), w->facility_id, network, w->arena, &w->err);

    if (st == OK) {
        v.head.back = (struct parts_link){page_url(pg, "/network/%s", id_text(id, network)),
                                          record_label(r, w->arena)};
        st = add_plan(&v, pg, w, network);
    }
    if (st != OK) {
        return st;
    }
    if (v.has_plan && v.cannot == NULL) {
        v.post = page_post(pg, page_url(pg, "/network/%s/probe", id_text(id, network)));
    }
    page_title(pg, v.head.title);
    tpl_probe(page_html(pg), &v);
    return arena_status(w->arena, &w->err);
}

enum status post_probe(struct page *pg, struct work *w)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PARAMS_MAX);
    struct json_out j = JSON_OUT(&b);
    struct probe_terms terms;
    char id[ID_TEXT_SIZE];
    enum status st = probe_terms_read(&terms, w->db, w->facility_id, page_id(pg, "id"), w->now_ms,
                                      w->arena, &w->err);

    if (st == OK && terms.not_now.status != OK) {
        w->err = terms.not_now;
        st = w->err.status;
    }
    if (st == OK && !page_may_probe(pg)) {
        st = err_say(&w->err, E_DENIED, MSG_PROBE_OFF);
    }
    if (st != OK) {
        return st;
    }
    json_put_object(&j, NULL);
    json_put_text(&j, "network", id_text(id, terms.network_id));
    json_put_text(&j, "by", w->actor.name);
    json_put_end(&j);
    st = json_put_status(&j, &w->err);
    return st == OK ? job_start(pg, w, "probe", b.data) : st;
}

enum status page_probe_log(struct page *pg, struct work *w)
{
    const int64_t id = page_id(pg, "id");
    const char *path = probe_log_path(w->data_dir, w->facility_id, id, w->arena);
    char text[ID_TEXT_SIZE];
    struct stat size;

    if (path == NULL) {
        return arena_status(w->arena, &w->err);
    }
    CLEANUP(file_close) int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &size) != 0) {
        return err_set(&w->err, E_NOTFOUND, "no record of such a run");
    }
    page_fd(pg, &fd, size.st_size, "text/tab-separated-values; charset=utf-8",
            arena_printf(w->arena, "toiawase-%s.tsv", id_text(text, id)));
    return arena_status(w->arena, &w->err);
}

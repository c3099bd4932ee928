#include "cli/probe_print.h"

#include "base/buf.h"
#include "base/id.h"
#include "cli/print.h"
#include "network/fact.h"

#include <inttypes.h>
#include <stdio.h>

static const char *ip_text(char out[ADDR_TEXT_SIZE], uint32_t ip)
{
    const struct addr a = addr_ipv4(ip);

    return addr_text(out, &a);
}

int probe_print_plan(const struct probe_terms *terms, const struct probe_plan *plan)
{
    char text[512], ip[ADDR_TEXT_SIZE];

    printf("%s（%s）への問い合わせの計画です。まだ何も送っていません。\n", terms->network,
           terms->cidr);
    printf("許可: %s（%s）、%sまで、%d時から%d時まで\n", terms->permitted_by, terms->reason,
           terms->expires_on, terms->from_hour, terms->until_hour);
    if (terms->not_now.status != OK) {
        printf("%s\n", err_text(&terms->not_now, LANG_JA, text, sizeof(text)));
    }
    printf("問い合わせる相手: %zu個のアドレス\n",
           (plan->kinds & PROBE_SWEEP) != 0 ? plan->n_asked : 0);
    for (int k = 0; k < PROBE_KINDS; k++) {
        if (plan->questions[k] > 0) {
            printf("  %s: 多くて%" PRId64 "回\n", probe_kind_row[k].ja, plan->questions[k]);
        }
    }
    for (size_t i = 0; i < terms->n_devices; i++) {
        const struct probe_device *d = &terms->device[i];

        printf("  SNMPで表を読む機器: %s（%s）%s%s\n", d->label, ip_text(ip, d->ip),
               d->why == NEVER_NOTHING ? "" : " 送らない: ",
               d->why == NEVER_NOTHING ? "" : never_why_row[d->why].ja);
    }
    for (size_t i = 0; i < terms->n_canaries; i++) {
        printf("  見張り: %s（%s）\n", terms->canary[i].label, ip_text(ip, terms->canary[i].ip));
    }
    printf("かかる時間: 多くて%" PRId64 "秒\n", (plan->at_most_ms + 999) / 1000);
    printf("送らない相手:\n");
    for (size_t i = plan->n_asked; i < plan->n; i++) {
        printf("  %s: %s\n", ip_text(ip, plan->target[i].ip),
               never_why_row[plan->target[i].why].ja);
    }
    return EXIT_DONE;
}

int probe_print_plan_json(struct run *run, const struct probe_terms *terms,
                          const struct probe_plan *plan)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PRINT_MAX);
    struct json_out j = JSON_OUT(&b);
    char ip[ADDR_TEXT_SIZE];

    json_put_object(&j, NULL);
    json_put_text(&j, "network", terms->network);
    json_put_text(&j, "cidr", terms->cidr);
    json_put_text(&j, "permitted_by", terms->permitted_by);
    json_put_bool(&j, "now", terms->not_now.status == OK);
    json_put_int(&j, "seconds", (plan->at_most_ms + 999) / 1000);
    json_put_object(&j, "questions");
    for (int k = 0; k < PROBE_KINDS; k++) {
        json_put_int(&j, probe_kind_row[k].name, plan->questions[k]);
    }
    json_put_end(&j);
    json_put_array(&j, "ask");
    for (size_t i = 0; (plan->kinds & PROBE_SWEEP) != 0 && i < plan->n_asked; i++) {
        json_put_text(&j, NULL, ip_text(ip, plan->target[i].ip));
    }
    json_put_end(&j);
    json_put_array(&j, "read");
    for (size_t i = 0; i < terms->n_devices; i++) {
        if (terms->device[i].why == NEVER_NOTHING) {
            json_put_text(&j, NULL, ip_text(ip, terms->device[i].ip));
        }
    }
    json_put_end(&j);
    json_put_array(&j, "never");
    for (size_t i = plan->n_asked; i < plan->n; i++) {
        json_put_object(&j, NULL);
        json_put_text(&j, "ip", ip_text(ip, plan->target[i].ip));
        json_put_text(&j, "why", never_why_row[plan->target[i].why].name);
        json_put_end(&j);
    }
    json_put_end(&j);
    json_put_end(&j);
    return print_json_out(run, &j, EXIT_DONE);
}

int probe_print_result(struct run *run, const struct probe_result *result, const char *log)
{
    CLEANUP(buf_close) struct buf b = BUF_INIT(PRINT_MAX);
    struct json_out j = JSON_OUT(&b);
    char id[ID_TEXT_SIZE];

    if (!run_has(run, "--json")) {
        printf("%" PRId64 "個を送り、%zu個のアドレスから応答がありました。所見は%zu件です。\n",
               result->n_sent, result->n_answered, result->observed.findings);
        for (size_t i = 0; i < result->n_switches; i++) {
            printf("%s\n", probe_switches_text(&result->switches[i], LANG_JA, run->arena));
        }
        printf("送ったものの記録: %s\n", log);
        return EXIT_DONE;
    }
    json_put_object(&j, NULL);
    json_put_text(&j, "id", id_text(id, result->id));
    json_put_int(&j, "sent", result->n_sent);
    json_put_int(&j, "answered", (int64_t)result->n_answered);
    json_put_int(&j, "findings", (int64_t)result->observed.findings);
    json_put_array(&j, "switches");
    for (size_t i = 0; i < result->n_switches; i++) {
        const struct switch_result *r = &result->switches[i];

        json_put_object(&j, NULL);
        json_put_text(&j, "device", r->label);
        json_put_text(&j, "end", switch_end_name[r->end]);
        json_put_int(&j, "stations", (int64_t)r->n_stations);
        json_put_int(&j, "addresses", (int64_t)r->n_addresses);
        json_put_end(&j);
    }
    json_put_end(&j);
    json_put_text(&j, "log", log);
    json_put_end(&j);
    return print_json_out(run, &j, EXIT_DONE);
}

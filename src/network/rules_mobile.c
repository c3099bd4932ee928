/* A part of rule 7: what looks like a router with a mobile line. Clues only: a name proves no line.
 */
#include "network/finder.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* How such routers are sold in Japan, and call themselves; small letters and digits alone. */
static const char *const product[] = {
    "mobilewifi", "mobilerouter", "mobilehotspot", "speedwifi", "pocketwifi", "atermmr",
};

/* Beginnings of names in the IEEE's listing: makers whose cards stand in devices with a SIM. */
static const char *const maker[] = {
    "Sierra Wireless",    "Novatel Wireless",    "CradlePoint",       "NetComm Wireless",
    "Quectel Wireless",   "Fibocom Wireless",    "SHANGHAI SIMCOM",   "SHANGHAI   SIMCOM",
    "Guangzhou Robustel", "Telit Communication", "Xiamen Four-Faith",
};

/* "Pocket Wi-Fi 5G" and "pocketwifi.home" are one word to us. */
static bool names_product(const char *claim)
{
    char word[FACT_CLAIM_SIZE];
    size_t n = 0;

    for (const char *c = claim; *c != '\0' && n < sizeof(word) - 1; c++) {
        if (isalnum((unsigned char)*c)) {
            word[n++] = (char)tolower((unsigned char)*c);
        }
    }
    word[n] = '\0';
    for (size_t i = 0; i < COUNT(product); i++) {
        if (strstr(word, product[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static void tell(struct finder *f, const struct host *h, const char *what, uint32_t at)
{
    finder_add(f, &(struct finding_of){.host = h,
                                       .grade = GRADE_SUSPECTED,
                                       .msg = MSG_FOUND_GATEWAY_MOBILE,
                                       .arg = {what},
                                       .evidence = at});
}

static void by_card(struct finder *f, const struct host *h)
{
    for (size_t i = 0; f->lore != NULL && h->class == HOST_GLOBAL && i < h->n_cards; i++) {
        const char *name = maker_registered(f->lore->makers, h->card[i].mac);

        for (size_t k = 0; k < COUNT(maker); k++) {
            if (strncasecmp(name, maker[k], strlen(maker[k])) == 0) {
                tell(f, h, arena_printf(f->a, "通信カードのメーカー：%s", name), h->seen[0]);
                return;
            }
        }
    }
}

void rule_mobile_clue(struct finder *f, const struct host *h)
{
    static const enum fact_kind kind[] = {FACT_NAME, FACT_MODEL, FACT_SOFTWARE};

    for (size_t k = 0; k < COUNT(kind); k++) {
        const uint32_t *said;
        size_t n = host_of_kind(f->hosts, h, kind[k], &said);

        for (size_t i = 0; i < n; i++) {
            const char *claim = finder_sighting(f, said[i])->fact.claim;

            if (names_product(claim)) {
                tell(f, h, arena_printf(f->a, "「%s」と名乗っています", claim), said[i]);
                return;
            }
        }
    }
    by_card(f, h);
}

/* Rule L2: the ledger names another maker than the machine's card, or the machine itself. */
#include "network/finder.h"

#include "network/brand.h"

/* Machines are built into the products of others, who put their name on them. */
static bool is_built_into(const struct ledger_device *d)
{
    return ledger_is(d->kind, "medical monitor other");
}

/* What the machine says of itself: NULL for nothing, or no brand. */
static const char *said_brand(const struct finder *f, const struct host *h, uint32_t *at)
{
    const uint32_t *first;
    const char *brand = NULL;
    size_t n = host_of_kind(f->hosts, h, FACT_MAKER, &first);

    for (size_t i = 0; brand == NULL && i < n; i++) {
        brand = brand_find(finder_sighting(f, first[i])->fact.claim, f->a);
        *at = first[i];
    }
    return brand;
}

/* The brand of its cards, where all that have one have the same. A card that changes hands is a
   docking station's. */
static const char *card_brand(const struct finder *f, const struct host *h, const char *listed)
{
    const char *brand = NULL;

    for (size_t i = 0; i < h->n_cards; i++) {
        char name[MAKER_NAME_SIZE];
        const char *of_card =
            h->card[i].changes_hands
                ? NULL
                : brand_find(maker_name(name, f->lore->makers, h->card[i].mac), f->a);

        if (of_card != NULL && brand_may_carry(listed, of_card)) {
            return of_card;
        }
        brand = of_card != NULL ? of_card : brand;
    }
    return brand;
}

static void hold(struct finder *f, const struct host *h, const struct ledger_device *d)
{
    const char *listed = brand_find(d->maker, f->a);
    uint32_t at = 0;
    const char *said = listed == NULL ? NULL : said_brand(f, h, &at);
    const char *card = listed == NULL ? NULL : card_brand(f, h, listed);
    bool said_differs = said != NULL && !brand_may_carry(listed, said);
    bool card_differs = card != NULL && !brand_may_carry(listed, card);

    if ((said != NULL && !said_differs) || (!said_differs && !card_differs)) {
        return; /* its own word counts for more than a card, which may be an adapter's */
    }
    const struct host_address *address = finder_address(f, h);

    finder_add(f, &(struct finding_of){
                      .host = h,
                      .grade = said_differs ? GRADE_LIKELY : GRADE_SUSPECTED,
                      .msg = said_differs ? MSG_FOUND_MAKER_SAID : MSG_FOUND_MAKER_CARD,
                      .arg = {d->maker, said_differs ? said : card},
                      .evidence = said_differs      ? at
                                  : address != NULL ? address->sighting
                                                    : h->seen[0]
    });
}

void rule_maker_differs(struct finder *f)
{
    FOR_EACH_DEVICE(h, f)
    {
        const struct ledger_device *d = finder_match(f, h)->device;

        if (f->lore != NULL && d != NULL && h->class == HOST_GLOBAL && h->n_seen > 0 &&
            ledger_has(d->maker) && !is_built_into(d)) {
            hold(f, h, d);
        }
    }
}

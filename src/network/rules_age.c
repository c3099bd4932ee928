/* Rules on systems and programs past their support: 11, 12. */
#include "network/finder.h"

#include "base/date.h"

static void judge(struct finder *f, const struct host *h, enum fact_kind kind, enum msg msg)
{
    const uint32_t *first;
    size_t n = host_of_kind(f->hosts, h, kind, &first);
    char today[DATE_SIZE];

    date_iso(today, date_of_ms(f->now_ms));
    for (size_t i = 0; i < n; i++) {
        const struct fact *fact = &finder_sighting(f, first[i])->fact;
        const struct eol_row *row = eol_find(&f->lore->eol, fact->claim);
        enum eol_state state = row == NULL ? EOL_SUPPORTED : eol_judge(row, today);

        if (state != EOL_SUPPORTED) {
            finder_add(f, &(struct finding_of){
                              .host = h,
                              .detail = row->id,
                              .grade = eol_grade(state, fact->grade),
                              .msg = msg,
                              .arg = {row->product, row->ends_on,
                                      state == EOL_EXTENDED && row->extended != NULL ? row->extended
                                                                                     : "なし",
                                      f->lore->eol.checked_on},
                              .evidence = first[i]
            });
        }
    }
}

void rule_eol_os(struct finder *f)
{
    FOR_EACH_DEVICE(h, f)
    {
        if (f->lore != NULL) {
            judge(f, h, FACT_OS, MSG_FOUND_EOL_OS);
        }
    }
}

void rule_eol_software(struct finder *f)
{
    FOR_EACH_DEVICE(h, f)
    {
        if (f->lore != NULL) {
            judge(f, h, FACT_SOFTWARE, MSG_FOUND_EOL_SOFTWARE);
        }
    }
}

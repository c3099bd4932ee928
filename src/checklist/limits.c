#include "checklist/limits.h"

#include <assert.h>
#include <string.h>

static const struct limit limits[] = {
    {"year",          "12か月", 12, 0,
     "「定期的に」を1年とみなす（研修資料 2-(1), 2-(2)、診療録管理体制加算1 の年1回に合わせる）"},
    {"half_year",     "6か月",  6,  0,
     "連絡先の電話番号は変わりやすいため、1年に2回とする（私たちの目安）"                           },
    {"finding",       "30日",    0,  30, "台帳にない機器を確かめて載せるまでの猶予（私たちの目安）"    },
    {"patch_server",  "6か月",  6,  0,  "公式資料に日数の定めはない（私たちの目安）"                         },
    {"patch_client",  "3か月",  3,  0,  "公式資料に日数の定めはない（私たちの目安）"                         },
    {"patch_network", "12か月", 12, 0,  "公式資料に日数の定めはない（私たちの目安）"                         },
};

const struct limit *limit_all(size_t *n)
{
    *n = sizeof(limits) / sizeof(limits[0]);
    return limits;
}

const struct limit *limit_named(const char *name)
{
    size_t n;
    const struct limit *all = limit_all(&n);

    for (size_t i = 0; i < n; i++) {
        if (strcmp(all[i].name, name) == 0) {
            return &all[i];
        }
    }
    assert(!"a limit that is in the table");
    return all;
}

struct date limit_old(const struct limit *limit, struct date today)
{
    struct date oldest_good = date_add_months(today, -limit->months);

    return date_of_day(date_day_number(oldest_good) - limit->days - 1);
}

#include "record/role.h"

#include <string.h>

static const struct {
    const char *code, *label;
    unsigned may;
} role_table[ROLE_COUNT] = {
    [ROLE_ADMIN] = {"admin",     "管理者",       MAY_READ | MAY_EDIT | MAY_ANSWER | MAY_ADMIN  },
    [ROLE_OFFICER] = {"officer",   "責任者",       MAY_READ | MAY_EDIT | MAY_ANSWER | MAY_APPROVE},
    [ROLE_EXECUTIVE] = {"executive", "経営層",       MAY_READ | MAY_APPROVE                        },
    [ROLE_STAFF] = {"staff",     "担当者",       MAY_READ | MAY_EDIT                           },
    [ROLE_VIEWER] = {"viewer",    "閲覧・検査", MAY_READ                                      },
};

unsigned role_may(enum role role)
{
    return role_table[role].may;
}

const char *role_code(enum role role)
{
    return role_table[role].code;
}

const char *role_label(enum role role)
{
    return role_table[role].label;
}

int role_of(const char *code)
{
    for (int i = 0; i < ROLE_COUNT; i++) {
        if (strcmp(role_table[i].code, code) == 0) {
            return i;
        }
    }
    return -1;
}

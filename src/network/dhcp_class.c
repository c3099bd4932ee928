#include "network/dhcp_class.h"

#include "base/err.h"

#include <string.h>

struct dhcp_class dhcp_class_of(const char *class)
{
    static const struct {
        const char *begins;
        struct dhcp_class class;
    } row[] = {
        {"MSFT 98",       {FACT_OS, GRADE_LIKELY, "Windows 98"}},
        {"MSFT 5.0 XBOX", {FACT_MODEL, GRADE_LIKELY, "Xbox"}   },
        {"MSFT 5.0",      {FACT_OS, GRADE_LIKELY, "Windows"}   }, /* 2000 and everything since */
        {"android-dhcp",  {FACT_OS, GRADE_LIKELY, NULL}        }, /* with its version, from 8 on */
        {"dhcpcd",        {FACT_SOFTWARE, GRADE_CERTAIN, NULL} }, /* often with kernel and CPU */
        {"udhcp",         {FACT_SOFTWARE, GRADE_CERTAIN, NULL} },
        {"systemd",       {FACT_SOFTWARE, GRADE_CERTAIN, NULL} },
        {"PXEClient",     {FACT_SOFTWARE, GRADE_CERTAIN, NULL} },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        if (strncmp(class, row[i].begins, strlen(row[i].begins)) == 0) {
            return row[i].class;
        }
    }
    return (struct dhcp_class){FACT_MODEL, GRADE_LIKELY, NULL};
}

const char *dhcp_class_wanted(const uint8_t *option, size_t n)
{
    enum { WANTED_MAX = 16 };
    /* Lists seen in the field and written down by many; only ones whose systems do not share them.
       Windows 10 and 11 ask alike. */
    static const struct {
        uint8_t option[WANTED_MAX];
        size_t n;
        const char *os;
    } row[] = {
        {{1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252}, 14, "Windows 10 / 11"  },
        {{1, 15, 3, 6, 44, 46, 47, 31, 33, 121, 249, 43, 252},      13, "Windows 7 / 8"    },
        {{1, 15, 3, 6, 44, 46, 47, 31, 33, 121, 249, 43},           12, "Windows 7 / 8"    },
        {{1, 15, 3, 6, 44, 46, 47, 31, 33, 249, 43, 252},           12, "Windows XP / 2003"},
        {{1, 15, 3, 6, 44, 46, 47, 31, 33, 249, 43},                11, "Windows XP / 2003"},
        {{1, 121, 3, 6, 15, 119, 252, 95, 44, 46},                  10, "macOS"            },
        {{1, 121, 3, 6, 15, 108, 114, 119, 252, 95, 44, 46},        12, "macOS"            },
        {{1, 121, 3, 6, 15, 119, 252},                              7,  "iOS / iPadOS"     },
        {{1, 121, 3, 6, 15, 108, 114, 119, 252},                    9,  "iOS / iPadOS"     },
        {{1, 3, 6, 15, 26, 28, 51, 58, 59, 43},                     10, "Android"          },
        {{1, 3, 6, 15, 26, 28, 51, 58, 59, 43, 114},                11, "Android"          },
        {{1, 3, 6, 15, 26, 28, 51, 58, 59, 43, 114, 108},           12, "Android"          },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        if (n == row[i].n && memcmp(option, row[i].option, n) == 0) {
            return row[i].os;
        }
    }
    return NULL;
}

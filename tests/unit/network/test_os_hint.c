#include "t.h"
#include "network/os_hint.h"

static void names_the_system_in_one_spelling(void **state)
{
    (void)state;
    static const struct {
        enum os_from who;
        const char *text, *claim;
        enum grade grade;
    } row[] = {
        {OS_FROM_SSH,         "OpenSSH_9.2p1 Debian-2+deb12u3",                           "Debian 12",                   GRADE_LIKELY   },
        {OS_FROM_SSH,         "OpenSSH_7.6p1 Ubuntu-4ubuntu0.7",                          "Ubuntu 18.04",                GRADE_LIKELY   },
        {OS_FROM_SSH,         "OpenSSH_7.4",                                              "RHEL/CentOS 7",               GRADE_SUSPECTED},
        {OS_FROM_SSH,         "OpenSSH_for_Windows_8.1",                                  "Windows",                     GRADE_LIKELY   },
        {OS_FROM_AGENT,       "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:52.0)",             "Windows NT 6.1",
         GRADE_LIKELY                                                                                                                   },
        {OS_FROM_AGENT,       "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1)",       "Windows NT 5.1",
         GRADE_SUSPECTED                                                                                                                },
        {OS_FROM_AGENT,       "Mozilla/5.0 (iPhone; CPU iPhone OS 12_5_7 like Mac OS X)", "iOS 12.5.7",
         GRADE_LIKELY                                                                                                                   },
        {OS_FROM_AGENT,       "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)",          "macOS",
         GRADE_SUSPECTED                                                                                                                },
        {OS_FROM_AGENT,       "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_6)",          "macOS 10.13.6",
         GRADE_LIKELY                                                                                                                   },
        {OS_FROM_AGENT,       "Mozilla/5.0 (Linux; Android 9; SM-T510)",                  "Android 9",                   GRADE_LIKELY   },
        {OS_FROM_AGENT,       "Mozilla/5.0 (Linux; Android 10; K)",                       "Android",                     GRADE_SUSPECTED},
        {OS_FROM_AGENT,       "Microsoft-CryptoAPI/6.1",                                  "Windows NT 6.1",              GRADE_LIKELY   },
        {OS_FROM_SERVER,      "Microsoft-IIS/7.5",                                        "Windows NT 6.1",              GRADE_LIKELY   },
        {OS_FROM_SERVER,      "Apache/2.2.15 (CentOS)",                                   "CentOS",                      GRADE_SUSPECTED},
        {OS_FROM_DESCRIPTION,
         "Hardware: Intel64 Family 6 - Software: Windows Version 6.3 (Build 19045 Multiprocessor "
         "Free)",                                                                         "Windows NT 6.3 build 19045",  GRADE_CERTAIN  },
        {OS_FROM_DESCRIPTION, "Linux ris 2.6.32-754.el6.x86_64 #1 SMP",                   "RHEL/CentOS 6",
         GRADE_LIKELY                                                                                                                   },
        {OS_FROM_DESCRIPTION, "Linux nas 4.19.0-27-amd64 #1 SMP Debian 4.19.316-1",       "Debian 10",
         GRADE_LIKELY                                                                                                                   },
        {OS_FROM_DESCRIPTION, "VMware ESXi 6.7.0 build-8169922 VMware, Inc. x86_64",
         "VMware ESXi 6.7.0",                                                                                            GRADE_CERTAIN  },
        {OS_FROM_DESCRIPTION, "FortiGate-60F v6.4.5,build1828,210217 (GA)",               "FortiOS 6.4.5",
         GRADE_CERTAIN                                                                                                                  },
        {OS_FROM_DESCRIPTION,
         "Cisco IOS Software, C2960X Software (X), Version 15.2(4)E10, RELEASE",          "Cisco IOS 15.2(4)E10",        GRADE_CERTAIN  },
        {OS_FROM_DESCRIPTION, "YAMAHA RTX1210 Rev.14.01.38 (Tue)",                        "YAMAHA RTX1210 Rev.14.01.38",
         GRADE_CERTAIN                                                                                                                  },
        {OS_FROM_DESCRIPTION, "Linux printer 3.2",                                        "Linux",                       GRADE_CERTAIN  },
        {OS_FROM_DHCP,        "MSFT 5.0",                                                 "Windows",                     GRADE_SUSPECTED},
        {OS_FROM_DHCP,        "android-dhcp-9",                                           "Android 9",                   GRADE_LIKELY   },
        {OS_FROM_DHCP,        "dhcpcd-6.8.2:Linux-4.4.0-1:x86_64",                        "Linux 4.4.0",                 GRADE_LIKELY   },
        {OS_FROM_SMB,         "Windows 5.1",                                              "Windows NT 5.1",              GRADE_CERTAIN  },
        {OS_FROM_SMB,         "Windows 7 Professional 7601 Service Pack 1",
         "Windows 7 Professional 7601 Service Pack 1",                                                                   GRADE_CERTAIN  },
        {OS_FROM_SMB,         "Windows Server 2003 3790 Service Pack 2",
         "Windows Server 2003 3790 Service Pack 2",                                                                      GRADE_CERTAIN  },
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct os_hint hint = {.claim = "?"};

        if (!os_hint_find(&hint, row[i].who, row[i].text)) {
            fail_msg("%s: nothing found", row[i].text);
        }
        assert_string_equal(hint.claim, row[i].claim);
        assert_int_equal(hint.grade, row[i].grade);
    }
}

static void what_names_no_system_is_left_alone(void **state)
{
    (void)state;
    static const struct {
        enum os_from who;
        const char *text;
    } row[] = {
        {OS_FROM_SSH,         "dropbear_2019.78"},
        {OS_FROM_SSH,         "OpenSSH_7.4p1"   }, /* a version, not Red Hat's bare one */
        {OS_FROM_AGENT,       "curl/7.88.1"     },
        {OS_FROM_AGENT,       "Windows NT "     }, /* a version is missing */
        {OS_FROM_DHCP,        "udhcp 1.30.1"    },
        {OS_FROM_SMB,         "Unix"            },
        {OS_FROM_DESCRIPTION, "FortiGate"       },
        {OS_FROM_SSH,         "MSFT 5.0"        }, /* said by another */
    };
    for (size_t i = 0; i < COUNT(row); i++) {
        struct os_hint hint = {.claim = "?"};

        if (os_hint_find(&hint, row[i].who, row[i].text)) {
            fail_msg("%s: %s", row[i].text, hint.claim);
        }
        assert_string_equal(hint.claim, "?");
    }
}

static void a_long_text_is_cut(void **state)
{
    (void)state;
    char text[FACT_CLAIM_SIZE * 2] = "Windows Server ";
    struct os_hint hint;

    memset(text + 15, 'x', sizeof(text) - 16);
    assert_true(os_hint_find(&hint, OS_FROM_SMB, text));
    assert_int_equal(strlen(hint.claim), FACT_CLAIM_SIZE - 1);
    strcpy(text, "Android 11111111111111111111111111111111"); /* 32 digits are a version, 33 not */
    assert_true(os_hint_find(&hint, OS_FROM_AGENT, text));
    strcpy(text, "Android 111111111111111111111111111111111");
    assert_false(os_hint_find(&hint, OS_FROM_DHCP, text));
}

static void version_numbers_become_the_same_claim(void **state)
{
    (void)state;
    char claim[FACT_CLAIM_SIZE];

    os_hint_windows(claim, 10, 0, 19045);
    assert_string_equal(claim, "Windows NT 10.0 build 19045");
    os_hint_windows(claim, 6, 1, 0);
    assert_string_equal(claim, "Windows NT 6.1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_system_in_one_spelling),
        cmocka_unit_test(what_names_no_system_is_left_alone),
        cmocka_unit_test(a_long_text_is_cut),
        cmocka_unit_test(version_numbers_become_the_same_claim),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

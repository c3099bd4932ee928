/*
 * What a DHCP client's class and the list of options it wants say about its system.
 */
#ifndef NETWORK_DHCP_CLASS_H
#define NETWORK_DHCP_CLASS_H

#include "network/fact.h"

struct dhcp_class {
    enum fact_kind kind; /* FACT_OS, FACT_SOFTWARE, FACT_MODEL: what the class names */
    enum grade grade;
    const char *os; /* our words for it; NULL: its own */
};

/* The class identifier (option 60; a vendor class of DHCPv6). */
struct dhcp_class dhcp_class_of(const char *class);

/* The system whose clients want exactly these options in this order (option 55); NULL: not known.
 */
const char *dhcp_class_wanted(const uint8_t *option, size_t n);

#endif

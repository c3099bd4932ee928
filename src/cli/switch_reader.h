/*
 * The reader: a process that reads the tables of switches and routers by SNMP, with net-snmp, the
 * file of secrets, and no line to the network: the prober carries its messages (prober_carry.h).
 * No files after its start, no database, no sockets but its two pairs; it parses what comes from
 * devices, so it can do nothing else.
 */
#ifndef CLI_SWITCH_READER_H
#define CLI_SWITCH_READER_H

#include "cli/prober.h"
#include "network/switch_read.h"

enum reader_what {
    /* to the reader: so many DEVICE, then GO */
    READER_DEVICE, /* ip, text: its label, name: of its credential */
    READER_GO,
    /* from the reader */
    READER_FACT, /* kind .. text: its claim; of the device itself without a MAC */
    READER_READ, /* ip, end, n_stations, n_addresses: all of a device has been told */
    READER_END
};

enum reader_table { READER_SYSTEM, READER_STATIONS, READER_ADDRESSES, READER_TABLES };
extern const char *const reader_table_name[READER_TABLES]; /* decoders' names: "snmp-fdb" */

struct reader_message {
    uint32_t what;
    uint32_t run; /* as in prober_message */
    uint32_t ip, end;
    uint32_t n_stations, n_addresses;
    uint32_t kind, grade, table;
    uint16_t vlan;
    uint8_t mac[6];
    struct addr address;
    int64_t at_us;
    uint64_t frame;
    char name[FACT_CLAIM_SIZE], text[FACT_CLAIM_SIZE];
};

/* A role for proc/supervise, or a child: reads the devices of one run, then ends. self is the
   prober_link. */
int switch_reader_run(void *self, int index);

#endif

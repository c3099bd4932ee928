/*
 * What `sonae sense` found out, as JSON or as a table for a person.
 *
 * A device is a host (network/host.h): several cards of one machine are one, with "mac" the one
 * seen first and "macs" all of them. Addresses of the outside world are no devices.
 */
#ifndef CLI_SENSE_PRINT_H
#define CLI_SENSE_PRINT_H

#include "cli/command.h"
#include "network/rules.h"
#include "network/sense.h"

#define SENSE_WARNINGS_MAX 8

struct sense_result {
    struct sense_count count;
    uint64_t dropped; /* by the kernel, live */
    char warning[SENSE_WARNINGS_MAX][512];
    size_t n_warnings;
    struct sightings sightings; /* the facts, as findings know them */
    struct hosts hosts;         /* whose they are */
    struct lore lore;
    struct finds finds;
};

int sense_print_json(struct run *run, const struct sense_result *r);
int sense_print_table(struct run *run, const struct sense_result *r);

#endif

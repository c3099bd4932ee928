/*
 * Who made a network card: the first 24, 28 or 36 bits of its address, longest block first (MA-S,
 * MA-M, MA-L of the IEEE's public listing).
 *
 * Built in is Debian's copy (package ieee-data) as of the build. An administrator replaces it by
 * putting the IEEE's oui.csv (also with the rows of mam.csv and oui36.csv) into the data directory.
 * Random, locally administered, shared and multicast addresses have no maker.
 */
#ifndef NETWORK_MAKER_H
#define NETWORK_MAKER_H

#include "base/arena.h"

#include <stdint.h>

#define MAKER_NAME_SIZE 64
#define MAKER_FILE "oui.csv"      /* in the data directory */
#define MAKER_FILE_MAX (32 << 20) /* bytes; the IEEE's three together are 4 MB */
#define MAKER_ROWS_MAX (1 << 20)

struct maker_list;

const struct maker_list *maker_built_in(void);

/*
 * The list of DATA/oui.csv, or the one built in where there is no such file. It lives in a.
 * E_INVALID  the file holds not one block
 * E_LIMIT    it is larger than MAKER_FILE_MAX
 */
MUST_CHECK enum status maker_load(const struct maker_list **out, const char *data_dir,
                                  struct arena *a, struct err *err);
/* The same of csv[len]. */
MUST_CHECK enum status maker_read(const struct maker_list **out, const char *csv, size_t len,
                                  struct arena *a, struct err *err);

size_t maker_count(const struct maker_list *list);

/* As registered, "" for none; lives as long as the list. */
const char *maker_registered(const struct maker_list *list, const uint8_t mac[6]);

/* As people call it: a short Japanese name where we have one, else the registered name without its
   legal form. "" for none. Returns out. */
char *maker_name(char out[MAKER_NAME_SIZE], const struct maker_list *list, const uint8_t mac[6]);

#endif

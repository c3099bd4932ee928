/*
 * The secrets with which switches are read: a file of the administrator's, never the database and
 * never the command line. A device's record holds only the name under which they stand here.
 *
 *     # one a line, parts separated by blanks
 *     v2c  NAME  COMMUNITY
 *     v3   NAME  USER  SHA1|SHA256|SHA512  SECRET  AES  SECRET
 *
 * v3 is read authenticated and encrypted, or not at all; MD5 and DES are no choice.
 */
#ifndef NETWORK_SNMP_CREDENTIAL_H
#define NETWORK_SNMP_CREDENTIAL_H

#include "base/arena.h"

#include <stdbool.h>

#define SNMP_CREDENTIAL_SIZE 65        /* bytes of a part, with the closing 0 */
#define SNMP_CREDENTIAL_FILE_MAX 65536 /* bytes of the file */
#define SNMP_CREDENTIAL_SECRET_MIN 8   /* bytes of a secret of v3: RFC 3414, 11.2 */

enum snmp_auth { SNMP_SHA1, SNMP_SHA256, SNMP_SHA512, SNMP_AUTHS };

struct snmp_credential {
    bool is_v3;
    char name[SNMP_CREDENTIAL_SIZE];
    char user[SNMP_CREDENTIAL_SIZE]; /* of v3 */
    enum snmp_auth auth;
    char auth_secret[SNMP_CREDENTIAL_SIZE]; /* the community of v2c */
    char priv_secret[SNMP_CREDENTIAL_SIZE];
};

/*
 * Find name in text[len]. E_NOTFOUND: it is not there; E_INVALID: a line before it cannot be read
 * (in words, with its number and without what stands there).
 */
MUST_CHECK enum status snmp_credential_find(struct snmp_credential *out, const char *text,
                                            size_t len, const char *name, struct err *err);

/*
 * The file's text in the arena, tried to its last line. E_DENIED, E_NOTFOUND, E_INVALID, E_LIMIT:
 * it is not there, others may read it, it is no such file (in words).
 */
MUST_CHECK enum status snmp_credential_file(char **out, size_t *len, const char *path,
                                            struct arena *a, struct err *err);

#endif

/* Addresses as people write them; each as parse_fn of value.c. For this room only. */
#ifndef RECORD_VALUE_ADDRESS_H
#define RECORD_VALUE_ADDRESS_H

#include "record/value.h"

enum status ip_parse(const char **out, const struct field *f, const char *typed,
                     const struct value_scope *scope, struct err *err);
enum status mac_parse(const char **out, const struct field *f, const char *typed,
                      const struct value_scope *scope, struct err *err);
enum status cidr_parse(const char **out, const struct field *f, const char *typed,
                       const struct value_scope *scope, struct err *err);
enum status phone_parse(const char **out, const struct field *f, const char *typed,
                        const struct value_scope *scope, struct err *err);
enum status email_parse(const char **out, const struct field *f, const char *typed,
                        const struct value_scope *scope, struct err *err);
enum status url_parse(const char **out, const struct field *f, const char *typed,
                      const struct value_scope *scope, struct err *err);

#endif

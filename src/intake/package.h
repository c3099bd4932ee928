/*
 * The package under a workbook: a zip file (ISO/IEC 29500-2) with XML parts, read with suspicion.
 *
 * xlsx.c is the only file that knows libzip and expat. What no spreadsheet program writes is
 * refused: document types and entities, deep nesting, thousands of different names, endless tags,
 * parts that unpack to far more than they are.
 */
#ifndef INTAKE_PACKAGE_H
#define INTAKE_PACKAGE_H

#include "base/arena.h"
#include "intake/raw.h"

#define XLSX_PARTS_MAX 5000u
#define XLSX_DIRECTORY_SIZE (4u << 20) /* bytes of the zip's table of contents */
#define XLSX_PART_SIZE (256u << 20)    /* bytes of one part, unpacked */
#define XLSX_FREE_SIZE (32u << 20)     /* up to here a part may be packed as hard as it likes ... */
#define XLSX_RATIO_MAX 120u            /* ... above, at most so many bytes for each packed one */
#define XLSX_DEPTH_MAX 64u             /* elements inside each other */
#define XLSX_NAMES_MAX 2048u           /* different names of elements and attributes in a part */
#define XLSX_TOKEN_SIZE (1u << 20)     /* bytes of one tag */

struct package;

/* E_INVALID, E_LIMIT in words; E_IO, E_NOMEM. raw must outlive *out. */
MUST_CHECK enum status package_open(struct package **out, const struct raw *raw, struct err *err);
void package_close(struct package **x);
bool package_has(const struct package *x, const char *path);

/* Names come without prefix. A handler that returns anything but OK ends the reading. */
struct xlsx_handler {
    enum status (*start)(void *self, const char *name, const char *const *attributes,
                         struct err *err);
    enum status (*end)(void *self, const char *name, struct err *err);
    enum status (*text)(void *self, const char *text, size_t len, struct err *err);
    void *self;
};

/* The value of an attribute, by its name without prefix; NULL if there is none. */
const char *package_attribute(const char *const *attributes, const char *name);

struct xlsx_part;

/* E_NOTFOUND: no such part. E_LIMIT: it unpacks to too much. */
MUST_CHECK enum status package_part_open(struct xlsx_part **out, struct package *x,
                                         const char *path, struct err *err);
void package_part_close(struct xlsx_part **part);

/* Parse until a handler called package_part_pause() or to the end; *more tells which. */
MUST_CHECK enum status package_part_parse(struct xlsx_part *part,
                                          const struct xlsx_handler *handler, bool *more,
                                          struct err *err);
void package_part_pause(struct xlsx_part *part);

/* The next bytes as they are, instead of parsing; *got is 0 at the end. */
MUST_CHECK enum status package_part_bytes(struct xlsx_part *part, void *to, size_t size,
                                          size_t *got, struct err *err);

/* Open, parse to the end, close. E_NOTFOUND where there is no such part. */
MUST_CHECK enum status package_read(struct package *x, const char *path,
                                    const struct xlsx_handler *handler, struct err *err);

/* The part that target means, seen from the part base: "/xl/a.xml", "../a.xml" or "a.xml". */
char *package_resolve(struct arena *a, const char *base, const char *target);

#endif

/*
 * The one rule by which our spreadsheet files keep every cell text, both ways.
 *
 * A spreadsheet runs a csv cell as a formula when it begins with = + - @ (also in full width, which
 * a Japanese Excel reads alike), TAB, CR or LF. Such a value gets one apostrophe in front; so does
 * a value that already looks guarded, i.e. apostrophes and then one of those signs. A value that is
 * nothing but one sign, as the "-" of many ledgers, is no formula and stays as it is.
 *
 *     stored     csv        xlsx
 *     =1+1       '=1+1      =1+1        (a text cell never runs)
 *     '=1+1      ''=1+1     ''=1+1
 *     -          -          -
 *     'abc       'abc       'abc
 *
 * Reading takes one apostrophe off a cell that is apostrophes and then a sign, whatever file it
 * came from, so a csv that somebody saved again as xlsx still reads back to the stored value.
 */
#ifndef BASE_CELL_H
#define BASE_CELL_H

/* What to write in front of value in a file whose cells have no type (csv): "'" or "". */
const char *cell_guard(const char *value);

/* What to write in front of value in a file with text cells (xlsx): "'" or "". */
const char *cell_escape(const char *value);

/* The stored value of a cell read from any file: cell itself, or cell + 1. */
const char *cell_unguard(const char *cell);

#endif

#include "tplc_html.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool refuse(struct spot *s, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(s->why, sizeof(s->why), fmt, ap);
    va_end(ap);
    return false;
}

static bool is_one_of(const char *name, const char *const list[])
{
    for (; *list != NULL; list++) {
        if (strcmp(name, *list) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_void(const char *element) /* WHATWG HTML, 13.1.2 */
{
    static const char *const list[] = {"area", "base", "br",     "col",   "hr",  "img", "input",
                                       "link", "meta", "source", "track", "wbr", NULL};

    return is_one_of(element, list);
}

static bool may_stay_open(const char *element) /* end tag may be left out: 13.1.2.4 */
{
    static const char *const list[] = {"li",    "dt",    "dd",    "tr",     "td", "th",
                                       "thead", "tbody", "tfoot", "option", NULL};

    return is_one_of(element, list);
}

static bool is_url(const char *attr)
{
    static const char *const list[] = {"href", "src",    "action",   "formaction", "cite",
                                       "data", "poster", "manifest", "background", NULL};
    const char *colon = strrchr(attr, ':');

    return is_one_of(colon == NULL ? attr : colon + 1, list);
}

/* Does an element that begins close the open one by itself? <td> after <td>, <tr> after <td>, ...
 */
static bool closes(const char *beginning, const char *open)
{
    static const struct {
        const char *beginning;
        const char *const open[6];
    } row[] = {
        {"li",     {"li"}                              },
        {"dt",     {"dt", "dd"}                        },
        {"dd",     {"dt", "dd"}                        },
        {"td",     {"td", "th"}                        },
        {"th",     {"td", "th"}                        },
        {"tr",     {"td", "th", "tr"}                  },
        {"tbody",  {"td", "th", "tr", "thead", "tbody"}},
        {"tfoot",  {"td", "th", "tr", "thead", "tbody"}},
        {"option", {"option"}                          },
    };

    for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        if (strcmp(row[i].beginning, beginning) == 0) {
            return is_one_of(open, row[i].open);
        }
    }
    return false;
}

static const char *innermost(const struct spot *s)
{
    return s->depth > 0 ? s->open[s->depth - 1].name : "";
}

bool spot_keeps_space(const struct spot *s)
{
    static const char *const list[] = {"pre", "textarea", NULL};

    for (int i = 0; i < s->depth; i++) {
        if (is_one_of(s->open[i].name, list)) {
            return true;
        }
    }
    return false;
}

static bool is_inside(const struct spot *s, const char *element)
{
    for (int i = 0; i < s->depth; i++) {
        if (strcmp(s->open[i].name, element) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- Elements ---- */

static bool element_open(struct spot *s)
{
    bool self_closed = s->slash;

    if (is_void(s->element)) {
        return true;
    }
    if (self_closed) {
        return is_inside(s, "svg")
                   ? true
                   : refuse(s, "<%s/> does not close itself: write </%s>", s->element, s->element);
    }
    while (s->depth > 0 && closes(s->element, innermost(s))) {
        s->depth--;
    }
    if (s->depth == SPOT_DEPTH) {
        return refuse(s, "more than %d elements inside each other", SPOT_DEPTH);
    }
    memcpy(s->open[s->depth].name, s->element, sizeof(s->element));
    s->open[s->depth].line = s->line;
    s->depth++;
    return true;
}

static bool element_close(struct spot *s)
{
    int depth = s->depth;

    while (depth > 0 && strcmp(s->open[depth - 1].name, s->element) != 0 &&
           may_stay_open(s->open[depth - 1].name)) {
        depth--;
    }
    if (depth == 0) {
        return refuse(s, "</%s> closes nothing", s->element);
    }
    if (strcmp(s->open[depth - 1].name, s->element) != 0) {
        return refuse(s, "</%s>, but <%s> of line %d is still open", s->element,
                      s->open[depth - 1].name, s->open[depth - 1].line);
    }
    s->depth = depth - 1;
    return true;
}

static bool tag_end(struct spot *s)
{
    s->place = IN_TEXT;
    return s->closing ? element_close(s) : element_open(s);
}

/* ---- Names ---- */

static bool name_add(struct spot *s, char name[SPOT_NAME_SIZE], char c)
{
    size_t len = strlen(name);

    if (len + 1 == SPOT_NAME_SIZE) {
        return refuse(s, "a name longer than %d characters", SPOT_NAME_SIZE - 1);
    }
    name[len] = (char)tolower((unsigned char)c);
    name[len + 1] = '\0';
    return true;
}

static bool attr_named(struct spot *s)
{
    if (strncmp(s->attr, "on", 2) == 0) {
        return refuse(s, "the attribute %s: scripts belong into assets/sonae.js", s->attr);
    }
    if (strcmp(s->attr, "style") == 0) {
        return refuse(s, "the attribute style: styles belong into assets/sonae.css");
    }
    return true;
}

static bool element_named(struct spot *s)
{
    if (strcmp(s->element, "style") == 0) {
        return refuse(s, "<style>: styles belong into assets/sonae.css");
    }
    if (s->closing && is_void(s->element)) {
        return refuse(s, "</%s>: this element has no end tag", s->element);
    }
    return true;
}

/* ---- Characters ---- */

static bool feed_text(struct spot *s, char c)
{
    if (c == '<') {
        s->place = AT_LESS;
        return true;
    }
    if (strcmp(innermost(s), "script") == 0) {
        return refuse(s, "text inside <script>: scripts belong into assets/sonae.js");
    }
    return true;
}

static bool feed_less(struct spot *s, char c)
{
    static const char *const text_only[] = {"script", "textarea", "title", NULL};

    if (c == '/' && !s->closing) {
        s->closing = true;
        return true;
    }
    if (!s->closing && is_one_of(innermost(s), text_only)) {
        return refuse(s, "a tag inside <%s>", innermost(s));
    }
    if (c == '!' && !s->closing) {
        s->place = IN_DOCTYPE;
        return true;
    }
    if (!isalpha((unsigned char)c)) {
        return refuse(s, "'<' without a tag: write &lt;");
    }
    s->place = IN_TAG_NAME;
    s->element[0] = '\0';
    return name_add(s, s->element, c);
}

/* A name or value has ended: what comes next needs a space before it. */
static void in_tag_again(struct spot *s)
{
    s->place = IN_TAG;
    s->tight = true;
    s->slash = false;
}

static bool feed_tag(struct spot *s, char c)
{
    if (c == '>') {
        return tag_end(s);
    }
    if (isspace((unsigned char)c)) {
        s->tight = s->slash = false;
        return true;
    }
    if (c == '/') {
        s->slash = true;
        return true;
    }
    if (s->slash || s->tight) {
        return refuse(s, "'%c' where a space or '>' should stand", c);
    }
    if (!isalpha((unsigned char)c) || s->closing) {
        return refuse(s, "'%c' cannot begin an attribute here", c);
    }
    s->place = IN_ATTR_NAME;
    s->attr[0] = '\0';
    return name_add(s, s->attr, c);
}

static bool feed_tag_name(struct spot *s, char c)
{
    if (isalnum((unsigned char)c) || c == '-') {
        return name_add(s, s->element, c);
    }
    in_tag_again(s);
    return element_named(s) && feed_tag(s, c);
}

static bool feed_attr_name(struct spot *s, char c)
{
    if (isalnum((unsigned char)c) || c == '-' || c == ':' || c == '_') {
        return name_add(s, s->attr, c);
    }
    if (!attr_named(s)) {
        return false;
    }
    if (c == '=') {
        s->place = AT_VALUE;
        return true;
    }
    in_tag_again(s);
    return feed_tag(s, c);
}

static bool feed_value(struct spot *s, char c)
{
    s->url_begun = false;
    s->prefix[0] = '\0';
    if (c == '"' || c == '\'') {
        s->place = c == '"' ? IN_QUOTED : IN_SINGLE;
        return true;
    }
    if (isspace((unsigned char)c) || c == '>') {
        return refuse(s, "the attribute %s has no value after '='", s->attr);
    }
    s->place = IN_BARE;
    return !is_url(s->attr) || refuse(s, "the URL of %s needs double quotes", s->attr);
}

/* A literal URL begins with a path, a query, a fragment or http(s); the rest could be a script. */
static bool url_prefix(struct spot *s, bool complete)
{
    static const char *const whole[] = {"http://", "https://"};
    size_t len = strlen(s->prefix);

    if (len == 0 || strchr("/?#", s->prefix[0]) != NULL) {
        return true;
    }
    for (size_t i = 0; i < 2; i++) {
        size_t want = strlen(whole[i]);

        if (strncmp(s->prefix, whole[i], len < want ? len : want) == 0 &&
            (len >= want || !complete)) {
            return true;
        }
    }
    return refuse(s, "the URL of %s begins neither with / ? # nor with http(s)://", s->attr);
}

static bool feed_quoted(struct spot *s, char c)
{
    if (c == (s->place == IN_QUOTED ? '"' : '\'')) {
        if (is_url(s->attr) && !url_prefix(s, true)) {
            return false;
        }
        in_tag_again(s);
        return true;
    }
    if (is_url(s->attr)) {
        size_t len = strlen(s->prefix);

        if ((!s->url_begun || len > 0) && len + 1 < sizeof(s->prefix)) {
            s->prefix[len] = (char)tolower((unsigned char)c);
            s->prefix[len + 1] = '\0';
        }
        s->url_begun = true;
        return url_prefix(s, false);
    }
    return true;
}

static bool feed_bare(struct spot *s, char c)
{
    if (isspace((unsigned char)c) || c == '>') {
        in_tag_again(s);
        return feed_tag(s, c);
    }
    return strchr("\"'=<`", c) == NULL || refuse(s, "'%c' in a value without quotes", c);
}

bool spot_feed(struct spot *s, char c)
{
    switch (s->place) {
    case IN_TEXT:
        s->closing = false;
        return feed_text(s, c);
    case AT_LESS:
        return feed_less(s, c);
    case IN_DOCTYPE:
        if (c == '>') {
            s->place = IN_TEXT;
        }
        return strchr("\"'<", c) == NULL || refuse(s, "only <!doctype html> begins with '<!'");
    case IN_TAG_NAME:
        return feed_tag_name(s, c);
    case IN_TAG:
        return feed_tag(s, c);
    case IN_ATTR_NAME:
        return feed_attr_name(s, c);
    case AT_VALUE:
        return feed_value(s, c);
    case IN_BARE:
        return feed_bare(s, c);
    case IN_SINGLE:
    case IN_QUOTED:
        return feed_quoted(s, c);
    }
    return refuse(s, "lost");
}

/* ---- Values and blocks ---- */

const char *spot_writer(struct spot *s)
{
    /* A value in these would be read as a list of URLs, as HTML or as a directive to the browser.
     */
    static const char *const closed[] = {"srcset", "srcdoc", "content", "http-equiv", "ping", NULL};

    switch (s->place) {
    case IN_TEXT:
        if (strcmp(innermost(s), "script") == 0) {
            refuse(s, "a value inside <script>");
            return NULL;
        }
        return "html_text";
    case IN_QUOTED:
        if (is_one_of(s->attr, closed)) {
            refuse(s, "a value in the attribute %s", s->attr);
            return NULL;
        }
        if (!is_url(s->attr)) {
            return "html_attr";
        }
        if (!s->url_begun) {
            s->url_begun = true;
            return "html_url";
        }
        return url_prefix(s, true) ? "html_url_part" : NULL;
    case AT_VALUE:
    case IN_BARE:
        refuse(s, "a value without double quotes around it (attribute %s)", s->attr);
        return NULL;
    case IN_SINGLE:
        refuse(s, "a value in single quotes (attribute %s)", s->attr);
        return NULL;
    default:
        refuse(s, "a value in the name of a tag or attribute");
        return NULL;
    }
}

bool spot_block(struct spot *s)
{
    switch (s->place) {
    case IN_TEXT:
        return strcmp(innermost(s), "script") != 0 || refuse(s, "a block inside <script>");
    case IN_TAG:
        return true;
    case IN_QUOTED:
        return !is_url(s->attr) || url_prefix(s, true);
    case IN_TAG_NAME:
        in_tag_again(s);
        return element_named(s);
    case IN_ATTR_NAME:
        in_tag_again(s);
        return attr_named(s);
    case IN_BARE:
        in_tag_again(s);
        return true;
    default:
        return refuse(s, "a block begins or ends in the middle of a tag or value");
    }
}

bool spot_meet(struct spot *s, const struct spot *other, bool may_begin_url)
{
    while (s->depth > other->depth && may_stay_open(innermost(s))) {
        s->depth--;
    }
    if (s->depth > other->depth) {
        return refuse(s, "<%s> of line %d is still open where the block ends", innermost(s),
                      s->open[s->depth - 1].line);
    }
    bool same = s->place == other->place && s->depth == other->depth;

    for (int i = 0; same && i < s->depth; i++) {
        same = strcmp(s->open[i].name, other->open[i].name) == 0;
    }
    if (same && s->place == IN_TAG) {
        same = strcmp(s->element, other->element) == 0 && s->closing == other->closing;
        s->tight |= other->tight;
        s->slash |= other->slash;
    }
    if (same && s->place == IN_QUOTED) {
        same = strcmp(s->attr, other->attr) == 0 &&
               (may_begin_url || s->url_begun == other->url_begun);
    }
    return same || refuse(s, "the block ends in another HTML context than it began");
}

bool spot_end(struct spot *s)
{
    if (s->place != IN_TEXT) {
        return refuse(s, "the page ends inside a tag");
    }
    while (s->depth > 0 && may_stay_open(innermost(s))) {
        s->depth--;
    }
    return s->depth == 0 ||
           refuse(s, "<%s> of line %d is not closed", innermost(s), s->open[s->depth - 1].line);
}

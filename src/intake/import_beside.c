#include "intake/import_beside.h"

#include <string.h>

/* text without the line breaks that a title or a cell may have: gap stands for each. */
static const char *one_line(const char *text, const char *gap, struct arena *a)
{
    const char *line = "";
    size_t len = strcspn(text, "\r\n");

    if (text[len] == '\0') {
        return text;
    }
    for (const char *p = text; line != NULL && *p != '\0'; p += len) {
        p += strspn(p, "\r\n");
        len = strcspn(p, "\r\n");
        line = arena_printf(a, "%s%s%.*s", line, *line == '\0' ? "" : gap, (int)len, p);
    }
    return line == NULL ? "" : line;
}

void import_beside_add(struct import_beside **list, const char *title, const char *text,
                       struct arena *a)
{
    struct import_beside *new = arena_make(a, struct import_beside, 1);

    while (*list != NULL) {
        list = &(*list)->next;
    }
    if (new != NULL) {
        *new =
            (struct import_beside){.title = one_line(title, "", a), .text = one_line(text, " ", a)};
        *list = new;
    }
}

static const char *with_line(const char *note, const struct import_beside *b, struct arena *a)
{
    const char *head = arena_printf(a, "%s：", b->title);

    if (note == NULL || *note == '\0' || head == NULL) {
        return head == NULL ? NULL : arena_printf(a, "%s%s", head, b->text);
    }
    for (const char *line = note; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, head, strlen(head)) == 0) {
            return arena_printf(a, "%.*s%s%s%s", (int)(line - note), note, head, b->text,
                                line + strcspn(line, "\n"));
        }
    }
    return arena_printf(a, "%s\n%s%s", note, head, b->text);
}

const char *import_beside_note(const struct import_beside *list, const char *note, struct arena *a)
{
    for (const struct import_beside *b = list; b != NULL; b = b->next) {
        note = with_line(note, b, a);
        if (note == NULL) {
            return NULL;
        }
    }
    return note;
}

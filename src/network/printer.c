#include "network/printer.h"

#include "network/look.h"

#include <ctype.h>
#include <string.h>

static const struct {
    const char *beginning;
    size_t len;
    const char *language;
} job[] = {
    {"\x1b%-12345X@PJL", 13, "pjl"       },
    {"\x1b%-12345X",     9,  "pjl"       },
    {"@PJL",             4,  "pjl"       },
    {"\x1b\x45",         2,  "pcl"       },
    {"%!PS-Adobe",       10, "postscript"},
    {"\x04%!PS",         5,  "postscript"},
};

static void tell_printer(const struct flow *flow, struct fact_sink *sink, const char *from,
                         const char *language, enum grade grade)
{
    look_tell_service(flow, sink, from, grade, language);
    decode_tell_side(sink, flow, SIDE_SERVER, from, FACT_ROLE, grade, "printer");
}

/* The answer to "@PJL INFO ID" repeats it, then the model in quotes. */
static void tell_model(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *byte = flow->side[SIDE_SERVER].byte, *end = byte + flow->side[SIDE_SERVER].len;
    const uint8_t *at = memmem(byte, (size_t)(end - byte), "@PJL INFO ID", 12);
    const uint8_t *open = at != NULL ? memchr(at, '"', (size_t)(end - at)) : NULL;
    const uint8_t *close = open != NULL ? memchr(open + 1, '"', (size_t)(end - open - 1)) : NULL;
    char claim[FACT_CLAIM_SIZE];

    if (close != NULL && close > open + 1) {
        decode_tell_side(sink, flow, SIDE_SERVER, "printer", FACT_MODEL, GRADE_CERTAIN,
                         fact_claim(claim, open + 1, (size_t)(close - open - 1)));
    }
}

/* A job needs no answer, so one direction is all there is: likely, not sure. */
enum flow_look printer_look(const struct flow *flow, struct fact_sink *sink)
{
    enum flow_look any = LOOK_NO;

    for (size_t i = 0; i < sizeof(job) / sizeof(job[0]); i++) {
        enum flow_look one = look_begins(flow, SIDE_CLIENT, job[i].beginning, job[i].len);

        if (one == LOOK_MINE && flow->side[SIDE_CLIENT].len > 0) {
            tell_printer(flow, sink, "printer", job[i].language, GRADE_LIKELY);
            if (flow->side[SIDE_SERVER].len > 0) {
                tell_model(flow, sink);
            }
            return LOOK_MINE;
        }
        any = one == LOOK_MORE ? LOOK_MORE : any;
    }
    return any;
}

/* LPD: a command 1 to 5, a queue's name, a line break; the printer says 0; then 2 or 3, a size and
   the name of a control or data file (cfA…, dfA…). */
enum { COMMAND_LAST = 5, RECEIVE_JOB = 2, QUEUE_MAX = 64, PORT_LPD = 515 };

static size_t queue_line(const uint8_t *byte, size_t len)
{
    size_t n = 1;

    while (n < len && n < QUEUE_MAX && isgraph(byte[n])) {
        n++;
    }
    return n;
}

static bool is_file_line(const uint8_t *byte, size_t len)
{
    size_t n = 1;

    if (len < 1 || (byte[0] != 2 && byte[0] != 3)) {
        return false;
    }
    while (n < len && isdigit(byte[n])) {
        n++;
    }
    return n > 1 && len - n >= 4 && byte[n] == ' ' && (byte[n + 1] == 'c' || byte[n + 1] == 'd') &&
           byte[n + 2] == 'f' && isalpha(byte[n + 3]);
}

enum flow_look printer_lpd_look(const struct flow *flow, struct fact_sink *sink)
{
    const uint8_t *client = flow->side[SIDE_CLIENT].byte, *server = flow->side[SIDE_SERVER].byte;
    size_t client_len = flow->side[SIDE_CLIENT].len, server_len = flow->side[SIDE_SERVER].len;

    if (client_len == 0) {
        return server_len == 0 ? LOOK_MORE : LOOK_NO;
    }
    size_t n = client[0] >= 1 && client[0] <= COMMAND_LAST ? queue_line(client, client_len) : 0;

    if (n == 0 || n == QUEUE_MAX || (n < client_len && (n == 1 || client[n] != '\n')) ||
        (server_len > 0 && client[0] == RECEIVE_JOB && server[0] != 0)) {
        return LOOK_NO;
    }
    if (n == client_len || client[0] != RECEIVE_JOB || server_len == 0) {
        return LOOK_MORE;
    }
    if (is_file_line(client + n + 1, client_len - n - 1)) {
        tell_printer(flow, sink, "lpd", "lpd", GRADE_CERTAIN);
        return LOOK_DONE;
    }
    if (flow->side[SIDE_SERVER].port == PORT_LPD) {
        tell_printer(flow, sink, "lpd", "lpd", GRADE_LIKELY);
        return LOOK_MINE;
    }
    return LOOK_MORE;
}

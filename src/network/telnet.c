#include "network/telnet.h"

#include "network/look.h"

static const char from[] = "telnet";

enum { IAC = 255, DONT = 254, WILL = 251, SB = 250 };
enum { OPTION_LAST = 49, OPTION_EXTENDED = 255, COMMAND_SIZE = 3 }; /* IANA: telnet options */
enum { COMMANDS_ENOUGH = 2 };

/* WILL, WON'T, DO, DON'T and sub-negotiations with which byte[len] begins; -1: it begins with
   something else. */
static int count_commands(const uint8_t *byte, size_t len)
{
    int n = 0;

    for (size_t at = 0; at + COMMAND_SIZE <= len && byte[at] == IAC; at += COMMAND_SIZE) {
        uint8_t option = byte[at + 2];

        if (byte[at + 1] < SB || byte[at + 1] > DONT ||
            (option > OPTION_LAST && option != OPTION_EXTENDED)) {
            return -1;
        }
        n++;
        if (byte[at + 1] == SB) {
            break; /* of any length: proof enough stands before it */
        }
    }
    return n > 0 || len == 0 || (len < COMMAND_SIZE && byte[0] == IAC) ? n : -1;
}

enum flow_look telnet_look(const struct flow *flow, struct fact_sink *sink)
{
    struct flow placed = look_late(flow);
    int client = count_commands(placed.side[SIDE_CLIENT].byte, placed.side[SIDE_CLIENT].len);
    int server = count_commands(placed.side[SIDE_SERVER].byte, placed.side[SIDE_SERVER].len);

    if (server < 0 || (client < 0 && server < COMMANDS_ENOUGH)) {
        return LOOK_NO; /* a client may answer with plain text, a server does not */
    }
    if (server + (client > 0 ? client : 0) < COMMANDS_ENOUGH) {
        return LOOK_MORE;
    }
    bool both = client > 0 && server > 0;
    enum grade grade = both ? GRADE_CERTAIN : GRADE_LIKELY;

    look_tell_service(&placed, sink, from, grade, "telnet");
    decode_tell_side(sink, &placed, SIDE_SERVER, from, FACT_REMOTE_TOOL, grade, "telnet");
    decode_tell_side(sink, &placed, SIDE_SERVER, from, FACT_WEAK, grade, "telnet");
    return both ? LOOK_DONE : LOOK_MINE;
}

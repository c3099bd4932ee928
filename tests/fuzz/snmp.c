/* SNMP of any bytes, as a packet and as a flow: odd first bytes go the second way. */
#include "flow_target.h"
#include "network/snmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t facts = 0;
    struct frame frame = {.number = 1};
    struct packet packet = {.frame = &frame, .sport = 161, .dport = 50123};
    struct fact_sink sink = {flow_take, &facts};

    if (size > 0 && (data[0] & 1) != 0) {
        flow_target(snmp_look, data, size);
        return 0;
    }
    uint8_t *copy = flow_copy(data, size);

    packet.payload = copy + 1;
    packet.payload_len = size;
    snmp_decode(&packet, &sink);
    free(copy);
    return 0;
}

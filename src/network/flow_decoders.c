#include "network/decode.h"

#include "base/err.h"

const struct flow_decoder flow_decoder[] = {
    {NULL, 0, NULL}, /* ends the table */
};
const size_t flow_decoder_n = COUNT(flow_decoder) - 1;

#include "network/finder.h"

/* clang-format off */
const struct rule rule_table[] = {
    /* number and code of the catalogue, and who looks */
    {"1",  "unknown_device",     rule_unknown_device},
    {"2",  "changed_address",    rule_changed_address},
    {"3",  "gone",               rule_gone},
    {"4",  "address_conflict",   rule_address_conflict},
    {"5",  "dual_homed",         rule_dual_homed},
    {"6",  "dual_homed_routing", rule_dual_homed_routing},
    {"7",  "internet_gateway",   rule_internet_gateway},
    {"7b", "hidden_uplink",      rule_hidden_uplink},
    {"8",  "tunnel",             rule_tunnel},
    {"9",  "remote_tool",        rule_remote_tool},
    {"10", "reverse_tunnel",     rule_reverse_tunnel},
    {"11", "eol_os",             rule_eol_os},
    {"12", "eol_software",       rule_eol_software},
    {"13", "weak_protocol",      rule_weak_protocol},
    {"14", "medical_node",       rule_dicom},
    {"15", "medical_node",       rule_hl7},
    {"16", "medical_node",       rule_astm},
    {"17", "medical_node",       rule_sdc},
    {"18", "medical_node",       rule_fhir},
    {"19", "rogue_service",      rule_rogue_service},
    {"20", "facility_node",      rule_facility},
    {"L1", "retired_talking",    rule_retired_talking},
    {"L2", "maker_differs",      rule_maker_differs},
    {"L3", "sensor_silent",      rule_sensor_silent},
    {"L4", "too_many",           rule_too_many}, /* the last: of those before it */
};
/* clang-format on */
const size_t rule_table_n = COUNT(rule_table);

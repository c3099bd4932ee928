/*
 * The tables behind record/entity.h, one object a noun, and the choices several of them share.
 * Only record/entity.c and the tables themselves include this; everybody else asks entity_all().
 */
#ifndef RECORD_ENTITIES_ENTITIES_H
#define RECORD_ENTITIES_ENTITIES_H

#include "base/err.h"
#include "record/entity.h"

#define RECORD_ENTITIES(X) \
    X(facility)            \
    X(person)              \
    X(appointment)         \
    X(regulation)          \
    X(clause)              \
    X(training)            \
    X(scope_answer)        \
    X(system)              \
    X(device)              \
    X(device_interface)    \
    X(device_software)     \
    X(network)             \
    X(probe_permission)    \
    X(probe_ban)           \
    X(finding)             \
    X(cloud_service)       \
    X(remote_inquiry)      \
    X(remote_access)       \
    X(vendor)              \
    X(vendor_officer)      \
    X(disclosure)          \
    X(inspection)          \
    X(advisory)            \
    X(contact)             \
    X(contact_chart)       \
    X(backup)              \
    X(drill)               \
    X(media)               \
    X(bcp)                 \
    X(bcp_answer)          \
    X(incident)            \
    X(incident_entry)      \
    X(evidence)            \
    X(review)              \
    X(round)               \
    X(answer)

#define DECLARE_ENTITY(name) extern const struct entity entity_##name;
RECORD_ENTITIES(DECLARE_ENTITY)
#undef DECLARE_ENTITY

extern const struct choice choice_have[];        /* K_TRI: 有, 無, 未確認 */
extern const struct choice choice_yes[];         /* K_TRI: はい, いいえ, 未確認 */
extern const struct choice choice_system_kind[]; /* the deck's 「システムの例」, and ours */
extern const struct choice choice_out_of_scope[]; /* why a system or device is not managed */
extern const struct choice choice_external_link[];
extern const struct choice choice_item_scope[]; /* the checklist's 対象: サーバ, 端末PC, ... */
extern const struct choice choice_agree[]; /* reply of a form: はい, いいえ, 該当なし */

#endif

/* Rules on machines that speak the language of medical or building equipment: 14 to 18, 20. */
#include "network/finder.h"

#include <string.h>

/* Only where the ledger does not say so: a listed modality may speak DICOM all day. */
static void medical(struct finder *f, const char *word, const char *ja)
{
    size_t len = strlen(word);

    FOR_EACH_DEVICE(h, f)
    {
        const struct ledger_device *d = finder_match(f, h)->device;
        const uint32_t *first;
        size_t n = host_of_kind(f->hosts, h, FACT_MEDICAL, &first);

        if (d != NULL && ledger_is(d->kind, "medical server storage")) {
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            const struct fact *fact = &finder_sighting(f, first[i])->fact;

            if (strncmp(fact->claim, word, len) == 0 &&
                (fact->claim[len] == '\0' || fact->claim[len] == ' ')) {
                finder_add(f, &(struct finding_of){.host = h,
                                                   .detail = word,
                                                   .grade = fact->grade,
                                                   .msg = d == NULL ? MSG_FOUND_MEDICAL_UNLISTED
                                                                    : MSG_FOUND_MEDICAL_OTHER_KIND,
                                                   .arg = {ja},
                                                   .evidence = first[i]});
            }
        }
    }
}

void rule_dicom(struct finder *f)
{
    medical(f, "dicom", "DICOM（画像）");
}

void rule_hl7(struct finder *f)
{
    medical(f, "hl7", "HL7（検査や患者基本の連携）");
}

void rule_astm(struct finder *f)
{
    medical(f, "astm", "ASTM（検体検査装置）");
}

void rule_sdc(struct finder *f)
{
    medical(f, "sdc", "IEEE 11073（生体情報機器）");
}

void rule_fhir(struct finder *f)
{
    medical(f, "fhir", "FHIR・DICOMweb");
}

void rule_facility(struct finder *f)
{
    FOR_EACH_DEVICE(h, f)
    {
        const struct ledger_device *d = finder_match(f, h)->device;
        const uint32_t *first;
        size_t n = host_of_kind(f->hosts, h, FACT_FACILITY, &first);

        for (size_t i = 0; (d == NULL || ledger_is(d->kind, "client")) && i < n; i++) {
            const struct fact *fact = &finder_sighting(f, first[i])->fact;
            const char *word = finder_word(f, fact->claim);

            finder_add(f, &(struct finding_of){.host = h,
                                               .detail = word,
                                               .grade = fact->grade,
                                               .msg = MSG_FOUND_FACILITY,
                                               .arg = {finder_shown(f, fact)},
                                               .evidence = first[i]});
        }
    }
}

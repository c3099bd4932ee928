/* From the copies to the system: the legs of 3-2-1, and the words for people. */
#include "readiness/verdict.h"

#include "base/date.h"
#include "base/text.h"

/* ---- The system ---- */

static const struct {
    const char *title;
    int need;
} leg_table[VERDICT_LEGS] = {
    [VERDICT_COPIES] = {"写し2つ",      2},
      [VERDICT_MEDIA] = {"別の媒体",    1},
    [VERDICT_AWAY] = {"離れた場所", 1},
      [VERDICT_SEPARATED] = {"切り離し",    1},
    [VERDICT_RESTORED] = {"戻せた",       1},
};

static enum copy_proof best(enum copy_proof a, enum copy_proof b)
{
    static const int rank[] = {
        [COPY_CONTRADICTED] = 0, [COPY_UNKNOWN] = 1, [COPY_CLAIMED] = 2, [COPY_PROVED] = 3};

    return rank[a] > rank[b] ? a : b;
}

/* How well it is known that the copy, as far as it is one, has what a leg asks for. */
static enum copy_proof has_leg(const struct verdict_copy *c, enum verdict_leg_name leg)
{
    const struct verdict_point *p = c->point;

    switch (leg) {
    case VERDICT_MEDIA:
        return record_is(c->backup, "medium", "internal") ? COPY_UNKNOWN : p[COPY_MEDIUM].proof;
    case VERDICT_AWAY:
        return p[COPY_OFF_SITE].proof;
    case VERDICT_SEPARATED:
        return best(p[COPY_OFFLINE].proof, p[COPY_IMMUTABLE].proof);
    case VERDICT_RESTORED:
        return p[COPY_RESTORED].proof;
    default:
        return COPY_PROVED;
    }
}

static bool reaches(enum copy_proof proof, enum copy_proof want)
{
    return proof == COPY_PROVED || (proof == COPY_CLAIMED && want == COPY_CLAIMED);
}

void verdict_add_up(struct verdict_system *s)
{
    enum copy_proof worst = COPY_PROVED;

    s->n_contradicted = 0;
    for (int l = 0; l < VERDICT_LEGS; l++) {
        s->leg[l] = (struct verdict_leg){.need = leg_table[l].need};
    }
    for (size_t i = 0; i < s->n; i++) {
        const struct verdict_copy *c = &s->copy[i];

        s->n_contradicted += c->n_contradicted;
        for (int l = 0; c->counts && l < VERDICT_LEGS; l++) {
            enum copy_proof has = has_leg(c, (enum verdict_leg_name)l);

            s->leg[l].proved += reaches(c->stands, COPY_PROVED) && reaches(has, COPY_PROVED);
            s->leg[l].claimed += reaches(c->stands, COPY_CLAIMED) && reaches(has, COPY_CLAIMED);
        }
    }
    for (int l = 0; l < VERDICT_LEGS; l++) {
        enum copy_proof proof = verdict_leg_proof(&s->leg[l]);

        worst = best(worst, proof) == worst ? proof : worst;
    }
    s->stands = worst;
}

enum copy_proof verdict_leg_proof(const struct verdict_leg *leg)
{
    return leg->proved >= leg->need    ? COPY_PROVED
           : leg->claimed >= leg->need ? COPY_CLAIMED
                                       : COPY_UNKNOWN;
}

const char *verdict_leg_title(enum verdict_leg_name name)
{
    return leg_table[name].title;
}

/* ---- Words ---- */

const char *verdict_word(enum copy_proof stands)
{
    return stands == COPY_UNKNOWN ? "足りない" : copy_proof_word(stands);
}

const char *verdict_point_words(const struct verdict_point *p, struct arena *a)
{
    const char *words = p->why;

    if (p->fact != NULL) {
        const char *what = p->proof == COPY_PROVED ? p->fact->note : text_or(p->why, p->fact->note);

        words = arena_printf(a, "%s %s%s%s", date_slash(a, date_of_ms(p->fact->at)),
                             copy_source_word(p->fact->source), what == NULL ? "" : "：",
                             text_or(what, ""));
    }
    if (p->tried != NULL) {
        words = arena_printf(a, "%s%s%s の検査はできませんでした%s%s", text_or(words, ""),
                             words == NULL ? "" : "　", date_slash(a, date_of_ms(p->tried->at)),
                             p->tried->note == NULL ? "。" : "：", text_or(p->tried->note, ""));
    }
    return words;
}

const char *verdict_words(const struct verdict_system *s, struct arena *a)
{
    const char *words = "";

    for (int l = 0; l < VERDICT_LEGS; l++) {
        words = arena_printf(a, "%s%s%s：%s", words, l == 0 ? "" : "、", leg_table[l].title,
                             verdict_word(verdict_leg_proof(&s->leg[l])));
    }
    return words;
}

#include "render/tree.h"

#include "t.h"

#include <math.h>
#include <stdio.h>

#define A4_WIDE 762.0F /* of a landscape page without its margins */
#define A4_HIGH 440.0F

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(64 << 20);
    return arena == NULL;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

/* n nodes with 1 to 4 lines, parents drawn by a small generator with that seed. */
static struct tree grown(int n, unsigned seed, int arms)
{
    struct tree t = {.title = "図", .n = n, .node = arena_make(arena, struct tree_node, (size_t)n)};

    for (int i = 0; i < n; i++) {
        const char **line = arena_make(arena, const char *, 4);

        seed = seed * 1103515245U + 12345U;
        line[0] =
            arena_printf(arena, "部署%d %.*s", i, (int)(seed >> 16) % 20, "abcdefghijklmnopqrst");
        line[1] = "情報 一郎";
        line[2] = "090-0000-0000";
        line[3] = "夜間・休日はこの番号へ";
        t.node[i] = (struct tree_node){
            .parent = i == 0 ? -1 : (int)((seed >> 8) % (unsigned)(i < arms ? i : arms)),
            .line = line,
            .n_lines = 1 + (int)((seed >> 20) % 4),
        };
    }
    return t;
}

static bool overlap(const struct tree_node *a, const struct tree_node *b)
{
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static void assert_tidy(const struct tree *t)
{
    for (int i = 0; i < t->n; i++) {
        const struct tree_node *node = &t->node[i];

        assert_true(node->x >= -0.01F && node->x + node->w <= t->width + 0.01F);
        assert_true(node->y >= -0.01F && node->y + node->h <= t->height + 0.01F);
        if (node->parent >= 0) {
            assert_true(node->y >= t->node[node->parent].y + t->node[node->parent].h);
        }
        for (int k = 0; k < i; k++) {
            if (overlap(node, &t->node[k])) {
                fail_msg("node %d lies on node %d", i, k);
            }
        }
    }
}

/* A wire runs through no box; touching an edge is how it ends. */
static void assert_wires_clear(const struct tree *t)
{
    for (int w = 0; w < t->n_wires; w++) {
        const struct tree_wire *wire = &t->wire[w];
        struct tree_node thin = {.x = fminf(wire->x1, wire->x2),
                                 .y = fminf(wire->y1, wire->y2),
                                 .w = fabsf(wire->x2 - wire->x1),
                                 .h = fabsf(wire->y2 - wire->y1)};

        assert_true(thin.w == 0 || thin.h == 0);
        for (int i = 0; i < t->n; i++) {
            struct tree_node inner = t->node[i];

            inner.x += 0.1F;
            inner.y += 0.1F;
            inner.w -= 0.2F;
            inner.h -= 0.2F;
            if (overlap(&thin, &inner)) {
                fail_msg("wire %d runs through node %d", w, i);
            }
        }
    }
}

static bool meets(const struct tree *t, float x, float y)
{
    for (int w = 0; w < t->n_wires; w++) {
        const struct tree_wire *wire = &t->wire[w];

        if ((fabsf(wire->x1 - x) < 0.1F && fabsf(wire->y1 - y) < 0.1F) ||
            (fabsf(wire->x2 - x) < 0.1F && fabsf(wire->y2 - y) < 0.1F)) {
            return true;
        }
    }
    return false;
}

/* A line ends at each called box, at its top or its left side, and one leaves each caller. */
static void assert_connected(const struct tree *t)
{
    for (int i = 0; i < t->n; i++) {
        const struct tree_node *node = &t->node[i];

        if (node->parent < 0) {
            continue;
        }
        const struct tree_node *caller = &t->node[node->parent];
        bool leaves = false;

        assert_true(meets(t, node->x + node->w / 2, node->y) ||
                    meets(t, node->x, node->y + node->h / 2));
        for (int w = 0; w < t->n_wires; w++) {
            leaves |= fabsf(t->wire[w].y1 - caller->y - caller->h) < 0.1F &&
                      t->wire[w].x1 >= caller->x && t->wire[w].x1 <= caller->x + caller->w;
        }
        assert_true(leaves);
    }
}

static void never_lays_one_box_or_line_on_another(void **state)
{
    (void)state;
    static const int sizes[] = {1, 2, 3, 7, 20, 45, 100};
    struct err err;

    for (size_t i = 0; i < COUNT(sizes); i++) {
        for (unsigned seed = 1; seed <= 20; seed++) {
            struct tree t = grown(sizes[i], seed, 1 + (int)seed);

            T_OK(tree_layout(&t, A4_WIDE, A4_HIGH, arena, &err));
            assert_tidy(&t);
            assert_wires_clear(&t);
            assert_connected(&t);
        }
    }
}

static void keeps_brothers_in_order_and_roots_side_by_side(void **state)
{
    (void)state;
    static const char *const line[] = {"病棟"};
    struct tree_node node[] = {
        {.parent = -1, .line = line, .n_lines = 1},
        {.parent = -1, .line = line, .n_lines = 1},
        {.parent = 0,  .line = line, .n_lines = 1},
        {.parent = 0,  .line = line, .n_lines = 1},
        {.parent = 0,  .line = line, .n_lines = 1},
    };
    struct tree t = {.node = node, .n = COUNT(node)};
    struct err err;

    T_OK(tree_layout(&t, A4_WIDE, A4_HIGH, arena, &err));
    assert_true(node[0].x < node[1].x);
    assert_true(node[0].y == 0 && node[1].y == 0);
    assert_true(node[2].x < node[3].x && node[3].x < node[4].x);
    assert_true(node[2].y == node[3].y && node[3].y == node[4].y);
    assert_true(node[0].x + node[0].w / 2 == node[3].x + node[3].w / 2); /* above the middle one */
}

static void folds_a_wide_tree_until_it_fits_a4(void **state)
{
    (void)state;
    struct err err;
    struct tree t = grown(40, 7, 6);

    T_OK(tree_layout(&t, 100000, 100000, arena, &err));
    assert_true(t.width > A4_WIDE); /* unfolded it would not */
    T_OK(tree_layout(&t, A4_WIDE, A4_HIGH, arena, &err));
    assert_tidy(&t);
    float scale = tree_scale(&t, A4_WIDE, A4_HIGH);

    assert_true(scale >= 0.65F); /* 40 boxes of up to four lines: still 6 points */
    assert_true(t.width * scale <= A4_WIDE + 0.01F && t.height * scale <= A4_HIGH + 0.01F);
}

static void never_scales_up(void **state)
{
    (void)state;
    struct tree t = {.width = 10, .height = 20};

    assert_true(tree_scale(&t, 100, 100) == 1);
    assert_true(tree_scale(&t, 5, 100) == 0.5F);
    assert_true(tree_scale(&t, 100, 5) == 0.25F);
}

static void gives_the_same_drawing_every_time(void **state)
{
    (void)state;
    struct err err;
    struct tree a = grown(60, 3, 9);
    struct tree b = grown(60, 3, 9);

    T_OK(tree_layout(&a, A4_WIDE, A4_HIGH, arena, &err));
    T_OK(tree_layout(&b, A4_WIDE, A4_HIGH, arena, &err));
    T_OK(tree_layout(&b, A4_WIDE, A4_HIGH, arena, &err)); /* nor does a second time change it */
    assert_int_equal(a.n_wires, b.n_wires);
    assert_memory_equal(a.wire, b.wire, (size_t)a.n_wires * sizeof(a.wire[0]));
    for (int i = 0; i < a.n; i++) {
        assert_true(a.node[i].x == b.node[i].x && a.node[i].y == b.node[i].y);
    }
}

static void refuses_circles_and_unknown_parents(void **state)
{
    (void)state;
    static const int parents[][3] = {
        {1,  0,  -1},
        {0,  -1, -1},
        {-1, 2,  1 },
        {3,  -1, -1},
        {-2, -1, -1}
    };
    struct err err;

    for (size_t i = 0; i < COUNT(parents); i++) {
        struct tree_node node[3] = {
            {.parent = parents[i][0]}, {.parent = parents[i][1]}, {.parent = parents[i][2]}};
        struct tree t = {.node = node, .n = 3};

        T_STATUS("circle or no node", tree_layout(&t, A4_WIDE, A4_HIGH, arena, &err), E_INVALID);
        assert_null(t.wire);
    }
}

static void takes_as_many_nodes_as_it_says(void **state)
{
    (void)state;
    struct err err;
    struct tree most = grown(TREE_NODES_MAX, 5, 40);
    struct tree more = grown(TREE_NODES_MAX + 1, 5, 40);
    struct tree none = {.n = 0};

    T_OK(tree_layout(&most, A4_WIDE, A4_HIGH, arena, &err));
    T_STATUS("one more", tree_layout(&more, A4_WIDE, A4_HIGH, arena, &err), E_LIMIT);
    T_OK(tree_layout(&none, A4_WIDE, A4_HIGH, arena, &err));
    assert_int_equal(none.n_wires, 0);
}

static enum status lay_out(void *arg, struct err *err)
{
    CLEANUP(arena_close) struct arena *a = arena_open(1 << 20);
    struct tree *t = arg;

    return tree_layout(t, A4_WIDE, A4_HIGH, a, err);
}

static void tells_when_memory_runs_out(void **state)
{
    (void)state;
    struct tree t = grown(100, 9, 10);

    T_FAULTS(FAULT_ALLOC, lay_out, &t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_lays_one_box_or_line_on_another),
        cmocka_unit_test(keeps_brothers_in_order_and_roots_side_by_side),
        cmocka_unit_test(folds_a_wide_tree_until_it_fits_a4),
        cmocka_unit_test(never_scales_up),
        cmocka_unit_test(gives_the_same_drawing_every_time),
        cmocka_unit_test(refuses_circles_and_unknown_parents),
        cmocka_unit_test(takes_as_many_nodes_as_it_says),
        cmocka_unit_test(tells_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}

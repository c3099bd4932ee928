#include "base/hash.h"

#include "t.h"

static void knows_the_vectors_of_the_standards(void **state)
{
    (void)state;
    uint8_t out[HASH_SIZE];
    char hex[HASH_HEX_SIZE];
    struct hash h;

    hash_of(out, "abc", 3); /* FIPS 180-4, example */
    assert_string_equal(hash_hex(hex, out, sizeof(out)),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hash_of(out, "", 0);
    assert_string_equal(hash_hex(hex, out, sizeof(out)),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    hash_start(&h);
    hash_add(&h, "a", 1);
    hash_add(&h, "", 0);
    hash_add(&h, "bc", 2);
    hash_end(&h, out);
    assert_memory_equal(hash_hex(hex, out, sizeof(out)), "ba7816bf", 8);
}

static void reads_back_only_lower_case_hex_of_the_right_length(void **state)
{
    (void)state;
    uint8_t out[2] = {9, 9};

    assert_true(hash_unhex(out, 2, "00ff"));
    assert_int_equal(out[0], 0);
    assert_int_equal(out[1], 255);
    static const char *const bad[] = {"", "00f", "00fff", "00FF", "00fg", "0x0f", " 0ff"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(hash_unhex(out, 2, bad[i]));
        assert_int_equal(out[1], 255);
    }
    assert_true(hash_same("ab", "ab", 2));
    assert_false(hash_same("ab", "ac", 2));
}

static void notices_a_changed_text_signature_or_key(void **state)
{
    (void)state;
    uint8_t public_key[SIGN_PUBLIC_SIZE];
    uint8_t secret_key[SIGN_SECRET_SIZE];
    uint8_t sig[SIGN_SIZE];

    sign_new(public_key, secret_key);
    sign_make(sig, "text", 4, secret_key);
    assert_true(sign_check(sig, "text", 4, public_key));
    assert_false(sign_check(sig, "texu", 4, public_key));
    sig[5] ^= 1;
    assert_false(sign_check(sig, "text", 4, public_key));
    sig[5] ^= 1;
    public_key[0] ^= 1;
    assert_false(sign_check(sig, "text", 4, public_key));
}

static void makes_tokens_of_26_characters_that_differ(void **state)
{
    (void)state;
    char a[RANDOM_TOKEN_SIZE];
    char b[RANDOM_TOKEN_SIZE];

    assert_int_equal(strlen(random_token(a)), RANDOM_TOKEN_SIZE - 1);
    assert_int_equal(strspn(a, "0123456789abcdefghjkmnpqrstvwxyz"), RANDOM_TOKEN_SIZE - 1);
    assert_string_not_equal(a, random_token(b));
}

static void keeps_passwords_so_that_only_the_right_one_passes(void **state)
{
    (void)state;
    char hash[PASSWORD_HASH_SIZE] = "untouched";
    char again[PASSWORD_HASH_SIZE];
    char longer[PASSWORD_HASH_SIZE + 10];
    struct err err;

    fault_arm(FAULT_ALLOC, 1);
    T_STATUS("no memory", password_hash(hash, "ひみつの合言葉", &err), E_NOMEM);
    fault_arm(FAULT_ALLOC, 0);
    assert_string_equal(hash, "untouched");

    T_OK(password_hash(hash, "ひみつの合言葉", &err));
    assert_memory_equal(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
    T_OK(password_hash(again, "ひみつの合言葉", &err));
    assert_string_not_equal(hash, again);
    assert_true(password_check(hash, "ひみつの合言葉"));
    assert_false(password_check(hash, "ひみつの合言葉 "));
    assert_false(password_check(hash, ""));
    assert_false(password_check("", "x"));
    assert_false(password_check("$argon2id$nonsense", "x"));
    memset(longer, '$', sizeof(longer));
    longer[sizeof(longer) - 1] = '\0';
    assert_false(password_check(longer, "x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_vectors_of_the_standards),
        cmocka_unit_test(reads_back_only_lower_case_hex_of_the_right_length),
        cmocka_unit_test(notices_a_changed_text_signature_or_key),
        cmocka_unit_test(makes_tokens_of_26_characters_that_differ),
        cmocka_unit_test(keeps_passwords_so_that_only_the_right_one_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

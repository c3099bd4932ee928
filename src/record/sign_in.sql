-- name: sign_in_tries   How often it failed under a key of late.
-- in:   key text, since i64
-- out:  n i64
SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n
  FROM sign_in_attempt
 WHERE key = $1 AND begun_at > $2;

-- name: sign_in_try     One more attempt under a key.
-- in:   key text, begun_at i64
INSERT INTO sign_in_attempt (key, begun_at, n)
VALUES ($1, $2, 1)
ON CONFLICT (key, begun_at) DO UPDATE SET n = sign_in_attempt.n + 1;

-- name: sign_in_forget  The attempts under a key were its owner's.
-- in:   key text
DELETE FROM sign_in_attempt WHERE key = $1;

-- name: sign_in_untry   One attempt of this stretch was a good one.
-- in:   key text, begun_at i64
UPDATE sign_in_attempt SET n = n - 1 WHERE key = $1 AND begun_at = $2 AND n > 0;

-- name: sign_in_purge   Forget old attempts.
-- in:   before i64
DELETE FROM sign_in_attempt WHERE begun_at < $1;

-- name: sign_in_link_add    A link that works once.
-- in:   token_hash blob, purpose text, account_id id?, created_at i64, expires_at i64
INSERT INTO one_time_link (token_hash, purpose, account_id, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5);

-- name: sign_in_link_get    What a link is good for, while it is.
-- in:   token_hash blob, purpose text, now i64
-- out:  account_id id?
SELECT account_id
  FROM one_time_link
 WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3;

-- name: sign_in_link_use    Use a link up, unless somebody else just did.
-- in:   token_hash blob, purpose text, now i64
UPDATE one_time_link
   SET used_at = $3
 WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3;

-- name: sign_in_link_purge  Forget links that ended.
-- in:   before i64
DELETE FROM one_time_link WHERE expires_at < $1;

-- name: session_add     A browser that signed in.
-- in:   token_hash blob, account_id id, csrf_secret blob, created_at i64, expires_at i64, peer text
INSERT INTO session (token_hash, account_id, csrf_secret, created_at, seen_at, expires_at, peer)
VALUES ($1, $2, $3, $4, $4, $5, $6);

-- name: session_get     A session with its account, and what that may do in a facility.
-- in:   token_hash blob, facility_id id
-- out:  account_id id, csrf_secret blob, created_at i64, seen_at i64, expires_at i64,
--       login text, name text, disabled_at i64?, role text?, facility text?
SELECT s.account_id, s.csrf_secret, s.created_at, s.seen_at, s.expires_at,
       a.login, a.name, a.disabled_at, m.role, f.name AS facility
  FROM session s
  JOIN account a ON a.id = s.account_id
  LEFT JOIN membership m ON m.facility_id = $2 AND m.account_id = s.account_id
  LEFT JOIN facility f ON f.facility_id = $2 AND f.id = $2 AND f.closed_on IS NULL
 WHERE s.token_hash = $1;

-- name: session_seen    It is still in use.
-- in:   token_hash blob, seen_at i64
UPDATE session SET seen_at = $2 WHERE token_hash = $1;

-- name: session_end     Sign out.
-- in:   token_hash blob
DELETE FROM session WHERE token_hash = $1;

-- name: session_end_all Sign an account out everywhere but in one browser.
-- in:   account_id id, but_token_hash blob
DELETE FROM session WHERE account_id = $1 AND token_hash <> $2;

-- name: session_of      Where an account is signed in, the newest first.
-- in:   account_id id, seen_since i64, now i64
-- out:  token_hash blob, seen_at i64, peer text
SELECT token_hash, seen_at, peer
  FROM session
 WHERE account_id = $1 AND seen_at > $2 AND expires_at > $3
 ORDER BY seen_at DESC, created_at DESC
 LIMIT 50;

-- name: session_purge   Forget what ended long ago.
-- in:   seen_before i64
DELETE FROM session WHERE seen_at < $1;

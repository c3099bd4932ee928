-- name: account_get       One account.
-- in:   id id
-- out:  id id, login text, name text, password_hash text?, disabled_at i64?, created_at i64
SELECT id, login, name, password_hash, disabled_at, created_at FROM account WHERE id = $1;

-- name: account_named     The account that signs in under this name.
-- in:   login text
-- out:  id id, login text, name text, password_hash text?, disabled_at i64?, created_at i64
SELECT id, login, name, password_hash, disabled_at, created_at FROM account WHERE login = $1;

-- name: account_any       Is there an account at all?
-- out:  id id
SELECT id FROM account LIMIT 1;

-- name: account_add       A new account.
-- in:   id id, login text, name text, password_hash text?, created_at i64
INSERT INTO account (id, login, name, password_hash, created_at, settings)
VALUES ($1, $2, $3, $4, $5, '{}')
ON CONFLICT DO NOTHING;

-- name: account_set       Its name, and whether it may sign in.
-- in:   id id, name text, disabled_at i64?
UPDATE account SET name = $2, disabled_at = $3 WHERE id = $1;

-- name: account_set_hash  Its password.
-- in:   id id, password_hash text
UPDATE account SET password_hash = $2 WHERE id = $1;

-- name: account_join      What it may do in a facility.
-- in:   facility_id id, account_id id, role text
INSERT INTO membership (facility_id, account_id, role)
VALUES ($1, $2, $3)
ON CONFLICT (facility_id, account_id) DO UPDATE SET role = excluded.role;

-- name: account_members   Who signs in at a facility, with the time each was last here.
-- in:   facility_id id
-- out:  id id, login text, name text, role text, has_password bool, disabled_at i64?,
--       created_at i64, seen_at i64?
SELECT a.id, a.login, a.name, m.role,
       CASE WHEN a.password_hash IS NULL THEN 0 ELSE 1 END AS has_password, a.disabled_at,
       a.created_at, (SELECT MAX(s.seen_at) FROM session s WHERE s.account_id = a.id) AS seen_at
  FROM membership m
  JOIN account a ON a.id = m.account_id
 WHERE m.facility_id = $1
 ORDER BY a.name, a.id;

-- name: account_role      What an account may do in a facility.
-- in:   facility_id id, account_id id
-- out:  role text
SELECT role FROM membership WHERE facility_id = $1 AND account_id = $2;

-- name: account_places    Where an account may go.
-- in:   account_id id
-- out:  id id, name text, role text
SELECT f.id, f.name, m.role
  FROM membership m
  JOIN facility f ON f.facility_id = m.facility_id AND f.id = m.facility_id
 WHERE m.account_id = $1 AND f.closed_on IS NULL
 ORDER BY f.name, f.id;

-- name: account_admins    How many other people can still manage a facility.
-- in:   facility_id id, but_id id
-- out:  n i64
SELECT COUNT(*) AS n
  FROM membership m
  JOIN account a ON a.id = m.account_id
 WHERE m.facility_id = $1 AND m.role = 'admin' AND a.disabled_at IS NULL AND a.id <> $2;

-- name: account_token_add     A bearer token of the API.
-- in:   token_hash blob, facility_id id, account_id id, name text, created_at i64, expires_at i64
INSERT INTO api_token (token_hash, facility_id, account_id, name, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: account_token_get     Whom a bearer token stands for, also one past its end.
-- in:   token_hash blob
-- out:  facility_id id, account_id id, name text, role text, facility text, expires_at i64
SELECT t.facility_id, t.account_id, a.name, m.role, f.name AS facility, t.expires_at
  FROM api_token t
  JOIN account a ON a.id = t.account_id
  JOIN membership m ON m.facility_id = t.facility_id AND m.account_id = t.account_id
  JOIN facility f ON f.facility_id = t.facility_id AND f.id = t.facility_id
 WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND a.disabled_at IS NULL
   AND f.closed_on IS NULL;

-- name: account_tokens        The tokens of an account in a facility.
-- in:   facility_id id, account_id id
-- out:  token_hash blob, name text, created_at i64, expires_at i64
SELECT token_hash, name, created_at, expires_at
  FROM api_token
 WHERE facility_id = $1 AND account_id = $2 AND revoked_at IS NULL
 ORDER BY created_at, token_hash
 LIMIT 50;

-- name: account_token_revoke  A token that must not work any more.
-- in:   facility_id id, account_id id, token_hash blob, now i64
UPDATE api_token
   SET revoked_at = $4
 WHERE facility_id = $1 AND account_id = $2 AND token_hash = $3 AND revoked_at IS NULL;

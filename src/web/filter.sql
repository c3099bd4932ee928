-- name: filter_list   The saved filters of one person for one register.
-- in:   facility_id id, account_id id, entity text
-- out:  id id, name text, query text
SELECT id, name, query
  FROM saved_filter
 WHERE facility_id = $1 AND account_id = $2 AND entity = $3
 ORDER BY name, id;

-- name: filter_add    Keep one; the same name again replaces it.
-- in:   facility_id id, id id, account_id id, entity text, name text, query text
INSERT INTO saved_filter (facility_id, id, account_id, entity, name, query)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (facility_id, account_id, entity, name) DO UPDATE SET query = excluded.query;

-- name: filter_drop   Forget one.
-- in:   facility_id id, account_id id, id id
DELETE FROM saved_filter WHERE facility_id = $1 AND account_id = $2 AND id = $3;

-- name: setting_get  One setting.
-- in:   facility_id id, key text
-- out:  value text
SELECT value FROM setting WHERE facility_id = $1 AND key = $2;

-- name: setting_set  Set it.
-- in:   facility_id id, key text, value text
INSERT INTO setting (facility_id, key, value)
VALUES ($1, $2, $3)
ON CONFLICT (facility_id, key) DO UPDATE SET value = excluded.value;

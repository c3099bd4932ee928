-- name: tally_get     One count.
-- in:   facility_id id, key text
-- out:  n i64
SELECT n FROM tally WHERE facility_id = $1 AND key = $2;

-- name: tally_range   The counts whose key lies in a half-open range.
-- in:   facility_id id, from_key text, to_key text
-- out:  key text, n i64
SELECT key, n
  FROM tally
 WHERE facility_id = $1 AND key >= $2 AND key < $3
 ORDER BY key;

-- name: tally_add     Count up or down.
-- in:   facility_id id, key text, delta i64
INSERT INTO tally (facility_id, key, n)
VALUES ($1, $2, $3)
ON CONFLICT (facility_id, key) DO UPDATE SET n = tally.n + excluded.n;

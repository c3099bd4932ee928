-- name: pack_last   The number of the last pack of a fiscal year, 0 for none.
-- in:   facility_id id, fiscal_year i64
-- out:  number i64
SELECT COALESCE(MAX(number), 0)
  FROM pack
 WHERE facility_id = $1 AND fiscal_year = $2;

-- name: pack_add   A pack that was made.
-- in:   facility_id id, id id, fiscal_year i64, number i64, made_at i64, made_by text, as_of text,
--       edition text, form text, check_number text, manifest text
INSERT INTO pack (facility_id, id, fiscal_year, number, made_at, made_by, as_of, edition, form,
                  check_number, manifest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: pack_find   Whether a pack is one of the facility's: its id, or no row.
-- in:   facility_id id, id id
-- out:  id id
SELECT id
  FROM pack
 WHERE facility_id = $1 AND id = $2;

-- name: pack_list   The packs of a facility made before one (its id), newest first.
-- in:   facility_id id, before id, limit i64
-- out:  id id, number i64, fiscal_year i64, made_at i64, made_by text, as_of text, edition text,
--       check_number text, manifest text
SELECT id, number, fiscal_year, made_at, made_by, as_of, edition, check_number, manifest
  FROM pack
 WHERE facility_id = $1 AND id < $2
 ORDER BY id DESC
 LIMIT $3;

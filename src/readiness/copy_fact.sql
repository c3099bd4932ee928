-- name: copy_fact_set   The newest of a copy, kind, source and proof; an older one changes nothing.
-- in:   facility_id id, backup_id id, kind text, source text, proof text, at i64, figure i64?, note text
INSERT INTO copy_fact (facility_id, backup, kind, source, proof, at, figure, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (facility_id, backup, kind, source, proof) DO UPDATE
   SET at = excluded.at, figure = excluded.figure, note = excluded.note
 WHERE excluded.at >= copy_fact.at;

-- name: copy_fact_all   The facts of one copy, or (0) of all.
-- in:   facility_id id, backup_id id, at_most i64
-- out:  backup id, kind text, source text, proof text, at i64, figure i64?, note text
SELECT backup, kind, source, proof, at, figure, note
  FROM copy_fact
 WHERE facility_id = $1 AND ($2 = 0 OR backup = $2)
 ORDER BY backup, kind, source, at DESC, proof
 LIMIT $3;

-- name: assess_facility   What assessing must know before the first check.
-- in:   facility_id id
-- out:  runs_systems text, registered bool, contacts_changed_at i64
SELECT f.runs_systems,
       CASE WHEN EXISTS (SELECT 1 FROM system s
                          WHERE s.facility_id = $1 AND s.closed_on IS NULL AND s.in_scope = 1)
              OR EXISTS (SELECT 1 FROM device d
                          WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.in_scope = 1
                            AND d.status <> 'disposed')
            THEN 1 ELSE 0 END,
       (SELECT COALESCE(MAX(c.updated_at), 0) FROM contact c WHERE c.facility_id = $1)
  FROM facility f
 WHERE f.facility_id = $1 AND f.id = $1;

-- name: assess_seq   How far a facility's audit chain has come: it moves with every change.
-- in:   facility_id id
-- out:  seq i64
SELECT seq FROM audit_head WHERE facility_id = $1;

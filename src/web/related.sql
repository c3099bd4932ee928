-- name: related_evidence   The evidence that names a record.
-- in:   facility_id id, to_entity text, to_id text
-- out:  id id, title text
SELECT e.id, e.title
  FROM link l JOIN evidence e ON e.facility_id = l.facility_id AND e.id = l.record_id
 WHERE l.facility_id = $1 AND l.to_entity = $2 AND l.to_id = $3 AND l.entity = 'evidence'
   AND e.closed_on IS NULL
 ORDER BY e.document_on DESC NULLS LAST, e.id DESC;

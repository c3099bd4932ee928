-- name: link_list        Several-valued references of one record.
-- in:   facility_id id, entity text, record_id id
-- out:  field text, to_entity text, to_id text
SELECT field, to_entity, to_id
  FROM link
 WHERE facility_id = $1 AND entity = $2 AND record_id = $3
 ORDER BY field, to_entity, to_id;

-- name: link_add         One reference more.
-- in:   facility_id id, entity text, record_id id, field text, to_entity text, to_id text
INSERT INTO link (facility_id, entity, record_id, field, to_entity, to_id)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING;

-- name: link_remove      One reference less.
-- in:   facility_id id, entity text, record_id id, field text, to_entity text, to_id text
DELETE FROM link
 WHERE facility_id = $1 AND entity = $2 AND record_id = $3 AND field = $4 AND to_entity = $5
   AND to_id = $6;

-- name: link_to          Which records refer to this one, and through which field.
-- in:   facility_id id, to_entity text, to_id text
-- out:  entity text, record_id id, field text
SELECT entity, record_id, field
  FROM link
 WHERE facility_id = $1 AND to_entity = $2 AND to_id = $3
 ORDER BY entity, record_id, field;

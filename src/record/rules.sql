-- name: rule_overlap    Another appointment to the same role whose term touches this one.
-- in:   facility_id id, id id, role text, from_on text, until_on text
-- out:  id id
SELECT id
  FROM appointment
 WHERE facility_id = $1 AND id <> $2 AND role = $3 AND closed_on IS NULL
   AND starts_on <= $5 AND coalesce(ends_on, '9999') >= $4
 ORDER BY id
 LIMIT 1;

-- name: rule_caller     Who calls a contact.
-- in:   facility_id id, id id
-- out:  called_by i64?
SELECT called_by FROM contact WHERE facility_id = $1 AND id = $2;

-- name: ledger_device_changed   The last change of the device ledger.
-- in:   facility_id id
-- out:  updated_at i64, updated_by text
SELECT updated_at, updated_by
  FROM device
 WHERE facility_id = $1
 ORDER BY updated_at DESC, id DESC
 LIMIT 1;

-- name: ledger_cloud_changed   The last change of the cloud ledger.
-- like: ledger_device_changed
SELECT updated_at, updated_by
  FROM cloud_service
 WHERE facility_id = $1
 ORDER BY updated_at DESC, id DESC
 LIMIT 1;

-- name: ledger_reviewed   The management review that was held last, until a day.
-- in:   facility_id id, today text
-- out:  held_on text, chair text, approved_at i64?, approved_by text
SELECT held_on, chair, approved_at, approved_by
  FROM review
 WHERE facility_id = $1 AND closed_on IS NULL AND held_on <= $2
 ORDER BY held_on DESC, id DESC
 LIMIT 1;

-- name: decide_device   The open device with a number.
-- in:   facility_id id, asset_no text
-- out:  id id
SELECT id FROM device WHERE facility_id = $1 AND asset_no = $2 AND closed_on IS NULL;

-- name: follow_devices   Devices a vendor keeps whose remote maintenance nobody has confirmed.
-- in:   facility_id id, vendor id, after id, limit i64
-- out:  id id
SELECT id
  FROM device
 WHERE facility_id = $1 AND vendor = $2 AND id > $3 AND closed_on IS NULL
   AND remote_maintenance = 'unknown'
 ORDER BY id
 LIMIT $4;

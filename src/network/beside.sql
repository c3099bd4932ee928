-- name: beside_ports   Further ports of one device.
-- in:   facility_id id, device id
-- out:  mac text?, ip text?
SELECT i.mac, i.ip
  FROM device_interface i
 WHERE i.facility_id = $1 AND i.device = $2 AND i.closed_on IS NULL
 ORDER BY i.id;

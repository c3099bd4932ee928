-- name: reach_forbidden   Is there a device at this address that must not be probed?
-- in:   facility_id id, ip text
-- out:  found i64
SELECT COUNT(*)
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL
   AND (d.do_not_probe = 'yes' OR (d.do_not_probe = 'unknown' AND d.kind = 'medical'))
   AND (d.ip = $2 OR EXISTS (SELECT 1 FROM device_interface i
                              WHERE i.facility_id = $1 AND i.device = d.id AND i.ip = $2
                                AND i.closed_on IS NULL));

-- name: reach_networks   The ranges of the house.
-- in:   facility_id id
-- out:  name text, cidr text, do_not_probe bool
SELECT name, cidr, COALESCE(do_not_probe, 0)
  FROM network
 WHERE facility_id = $1 AND closed_on IS NULL AND cidr IS NOT NULL
 ORDER BY id;

-- name: reach_system_ips   Where the machines of a system are.
-- in:   facility_id id, system_id id
-- out:  ip text
SELECT ip
  FROM device
 WHERE facility_id = $1 AND system = $2 AND closed_on IS NULL AND ip IS NOT NULL
   AND status <> 'disposed'
 ORDER BY id;

-- name: reach_seen   When the address was seen in traffic last, and when anything was.
-- in:   facility_id id, ip text
-- out:  seen_at i64, any_at i64
SELECT COALESCE(MAX(CASE WHEN ip = $2 THEN last_seen_at ELSE 0 END), 0),
       COALESCE(MAX(last_seen_at), 0)
  FROM sighting
 WHERE facility_id = $1;

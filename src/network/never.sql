-- name: never_devices   Every address of every device, with what its record says of being asked.
-- in:   facility_id id
-- out:  kind text, do_not_probe text, ip text?, mac text?
SELECT d.kind, d.do_not_probe, d.ip, d.mac
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL
UNION ALL
SELECT d.kind, d.do_not_probe, i.ip, i.mac
  FROM device_interface i
  JOIN device d ON d.facility_id = i.facility_id AND d.id = i.device
 WHERE i.facility_id = $1 AND i.closed_on IS NULL AND d.closed_on IS NULL;

-- name: never_networks   Ranges that are not to be asked: their own 探索禁止, or their VLAN's.
-- in:   facility_id id
-- out:  cidr text, do_not_probe bool
SELECT n.cidr, COALESCE(n.do_not_probe, 0)
  FROM network n
 WHERE n.facility_id = $1 AND n.closed_on IS NULL AND n.cidr IS NOT NULL
   AND (n.do_not_probe = 1
        OR EXISTS (SELECT 1 FROM probe_ban b
                    WHERE b.facility_id = $1 AND b.closed_on IS NULL AND b.vlan = n.vlan))
 ORDER BY n.id;

-- name: never_bans   問い合わせをしない相手: ranges and makers.
-- in:   facility_id id
-- out:  cidr text?, mac_prefix text?
SELECT b.cidr, b.mac_prefix
  FROM probe_ban b
 WHERE b.facility_id = $1 AND b.closed_on IS NULL
 ORDER BY b.id;

-- name: never_medical   Machines that were seen to speak a medical protocol.
-- in:   facility_id id
-- out:  mac text, ip text
SELECT DISTINCT mac, ip FROM sighting WHERE facility_id = $1 AND fact = 'medical' ORDER BY mac, ip;

-- name: never_seen   Which MAC was seen at which address, ever.
-- in:   facility_id id
-- out:  mac text, ip text
SELECT DISTINCT mac, ip
  FROM sighting
 WHERE facility_id = $1 AND mac <> '' AND ip <> '' AND fact IN ('address', 'talks')
 ORDER BY mac, ip;

-- name: map_networks   Every network of the register.
-- in:   facility_id id, n i64
-- out:  id id, name text, cidr text?, kind text?, gateway text?
SELECT n.id, n.name, n.cidr, n.kind, n.gateway
  FROM network n
 WHERE n.facility_id = $1 AND n.closed_on IS NULL
 ORDER BY n.name, n.id
 LIMIT $2;

-- name: map_groups   Devices of each network and kind, and how many of them were seen.
-- in:   facility_id id
-- out:  network id, kind text, n i64, seen i64
SELECT d.network, d.kind, COUNT(*) AS n,
       CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM sighting s
                                   WHERE s.facility_id = $1 AND s.mac = d.mac)
                       OR (d.mac IS NULL AND d.ip_assignment = 'fixed'
                           AND EXISTS (SELECT 1 FROM sighting s
                                        WHERE s.facility_id = $1 AND s.ip = d.ip))
                     THEN 1 ELSE 0 END) AS bigint) AS seen
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.status <> 'disposed'
   AND d.network IS NOT NULL
 GROUP BY d.network, d.kind
 ORDER BY d.network, d.kind;

-- name: map_unplaced   Devices whose network nobody wrote down.
-- in:   facility_id id
-- out:  kind text, ip text?, attachment text?, seen bool
SELECT d.kind, d.ip, d.attachment,
       CASE WHEN EXISTS (SELECT 1 FROM sighting s WHERE s.facility_id = $1 AND s.mac = d.mac)
            THEN 1 ELSE 0 END AS seen
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.status <> 'disposed'
   AND d.network IS NULL
 ORDER BY d.id;

-- name: map_unlisted   Machines that are not in the ledger, and not yet decided about.
-- in:   facility_id id
-- out:  network i64?, n i64
SELECT f.network, COUNT(*) AS n
  FROM finding f
 WHERE f.facility_id = $1 AND f.closed_on IS NULL AND f.rule = 'unknown_device'
   AND f.state IN ('open', 'working')
 GROUP BY f.network
 ORDER BY f.network NULLS LAST;

-- name: map_listed   Under which address and MAC devices are listed: who is a gateway.
-- in:   facility_id id
-- out:  asset_no text, hostname text?, ip text?, mac text?
SELECT d.asset_no, d.hostname, d.ip, d.mac
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.status <> 'disposed'
   AND (d.ip IS NOT NULL OR d.mac IS NOT NULL)
 ORDER BY d.asset_no, d.id;

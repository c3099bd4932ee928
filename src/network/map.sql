-- name: map_networks   Every network of the register.
-- in:   facility_id id, n i64
-- out:  id id, name text, cidr text?, kind text?, gateway text?
SELECT n.id, n.name, n.cidr, n.kind, n.gateway
  FROM network n
 WHERE n.facility_id = $1 AND n.closed_on IS NULL
 ORDER BY n.name, n.id
 LIMIT $2;

-- Every device is read once: the table is wide, and a house has thousands.

-- name: map_devices   Where each device stands, and whether it was seen. In no order.
-- in:   facility_id id
-- out:  network i64?, kind text, ip text?, attachment text?, seen bool
-- sqlite:
SELECT d.network, d.kind, d.ip, d.attachment,
       CASE WHEN d.mac IS NOT NULL
            THEN CASE WHEN EXISTS (SELECT 1 FROM sighting s INDEXED BY sighting_by_mac
                                    WHERE s.facility_id = $1 AND s.mac = d.mac) THEN 1 ELSE 0 END
            WHEN d.ip_assignment = 'fixed'
                 AND EXISTS (SELECT 1 FROM sighting s INDEXED BY sighting_by_ip
                              WHERE s.facility_id = $1 AND s.ip = d.ip)
            THEN 1 ELSE 0 END AS seen
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.status <> 'disposed';
-- postgres:
SELECT d.network, d.kind, d.ip, d.attachment,
       CASE WHEN d.mac IS NOT NULL
            THEN CASE WHEN EXISTS (SELECT 1 FROM sighting s
                                    WHERE s.facility_id = $1 AND s.mac = d.mac) THEN 1 ELSE 0 END
            WHEN d.ip_assignment = 'fixed'
                 AND EXISTS (SELECT 1 FROM sighting s
                              WHERE s.facility_id = $1 AND s.ip = d.ip)
            THEN 1 ELSE 0 END AS seen
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.status <> 'disposed';

-- name: map_unlisted   Machines that are not in the ledger, and not yet decided about.
-- in:   facility_id id
-- out:  network i64?, n i64
SELECT f.network, COUNT(*) AS n
  FROM finding f
 WHERE f.facility_id = $1 AND f.closed_on IS NULL AND f.rule = 'unknown_device'
   AND f.state IN ('open', 'working')
 GROUP BY f.network
 ORDER BY f.network NULLS LAST;

-- name: map_listed   Devices that are listed at a gateway's address, or answer for one.
-- in:   facility_id id
-- out:  asset_no text, hostname text?, ip text?, mac text?
-- sqlite:
SELECT d.asset_no, d.hostname, d.ip, d.mac
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.status <> 'disposed'
   AND (d.ip IN (SELECT n.gateway FROM network n
                  WHERE n.facility_id = $1 AND n.closed_on IS NULL)
        OR d.mac IN (SELECT s.mac
                       FROM network n
                       JOIN sighting s INDEXED BY sighting_by_ip ON s.facility_id = $1 AND s.ip = n.gateway
                      WHERE n.facility_id = $1 AND n.closed_on IS NULL AND s.fact = 'address'))
 ORDER BY d.asset_no, d.id;
-- postgres:
SELECT d.asset_no, d.hostname, d.ip, d.mac
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.status <> 'disposed'
   AND (d.ip IN (SELECT n.gateway FROM network n
                  WHERE n.facility_id = $1 AND n.closed_on IS NULL)
        OR d.mac IN (SELECT s.mac
                       FROM network n
                       JOIN sighting s ON s.facility_id = $1 AND s.ip = n.gateway
                      WHERE n.facility_id = $1 AND n.closed_on IS NULL AND s.fact = 'address'))
 ORDER BY d.asset_no, d.id;

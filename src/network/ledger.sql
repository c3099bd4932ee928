-- name: ledger_devices   The ledger as far as the wire can be held against it.
-- in:   facility_id id
-- out:  id id, asset_no text, hostname text?, status text, kind text, network_kind text?,
--       ip_assignment text?, attachment text?, external_link text?, second_network text,
--       maker text?, os text?, ip text?, mac text?, updated_at i64, explained bool
SELECT d.id, d.asset_no, d.hostname, d.status, d.kind, d.network_kind, d.ip_assignment,
       d.attachment, d.external_link, d.second_network, d.maker, d.os, d.ip, d.mac, d.updated_at,
       CASE WHEN EXISTS (SELECT 1
                           FROM link l
                           JOIN remote_access r ON r.facility_id = l.facility_id
                                               AND r.id = l.record_id
                          WHERE l.facility_id = $1 AND l.entity = 'remote_access'
                            AND l.field = 'devices' AND l.to_entity = 'device'
                            AND l.to_record = d.id AND r.closed_on IS NULL)
              OR EXISTS (SELECT 1 FROM remote_access r
                          WHERE r.facility_id = $1 AND r.gateway = d.id AND r.closed_on IS NULL)
            THEN 1 ELSE 0 END AS explained
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL
 ORDER BY d.id;

-- name: ledger_interfaces   Further ports of devices.
-- in:   facility_id id
-- out:  device id, ip text?, mac text?
SELECT i.device, i.ip, i.mac
  FROM device_interface i
 WHERE i.facility_id = $1 AND i.closed_on IS NULL AND i.device IS NOT NULL
 ORDER BY i.device, i.id;

-- name: ledger_networks   The institution's networks with an address range.
-- in:   facility_id id
-- out:  id id, name text, cidr text, kind text?, gateway text?
SELECT n.id, n.name, n.cidr, n.kind, n.gateway
  FROM network n
 WHERE n.facility_id = $1 AND n.closed_on IS NULL AND n.cidr IS NOT NULL
 ORDER BY n.id;

-- name: map_joints   Devices that join a network with the outside, or with another one.
-- in:   facility_id id, n i64
-- out:  id id, asset_no text, hostname text?, kind text, network_kind text?, network i64?,
--       ip text?, external_link text?, mobile_line text, second_network text
SELECT d.id, d.asset_no, d.hostname, d.kind, d.network_kind, d.network, d.ip, d.external_link,
       d.mobile_line, d.second_network
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.status <> 'disposed'
   AND (d.external_link IN ('internet', 'closed') OR d.mobile_line = 'yes'
        OR d.second_network = 'yes'
        OR (d.external_link = 'unknown'
            AND d.network_kind IN ('firewall', 'utm', 'router', 'vpn_router', 'mobile_router'))
        OR d.id IN (SELECT r.gateway FROM remote_access r
                     WHERE r.facility_id = $1 AND r.closed_on IS NULL)
        OR d.id IN (SELECT i.device
                      FROM device_interface i
                      JOIN device x ON x.facility_id = $1 AND x.id = i.device
                     WHERE i.facility_id = $1 AND i.closed_on IS NULL
                       AND (i.external_link IN ('internet', 'closed') OR i.network <> x.network)))
 ORDER BY d.asset_no, d.id
 LIMIT $2;

-- name: map_interfaces   The further ports of all devices.
-- in:   facility_id id
-- out:  device id, network i64?, ip text?, external_link text?
SELECT i.device, i.network, i.ip, i.external_link
  FROM device_interface i
 WHERE i.facility_id = $1 AND i.closed_on IS NULL AND i.device IS NOT NULL
 ORDER BY i.device, i.id;

-- name: map_lines   Remote-maintenance lines.
-- in:   facility_id id
-- out:  vendor text?, line text, gateway i64?
SELECT v.name AS vendor, r.line, r.gateway
  FROM remote_access r
  LEFT JOIN vendor v ON v.facility_id = r.facility_id AND v.id = r.vendor
 WHERE r.facility_id = $1 AND r.closed_on IS NULL
 ORDER BY v.name NULLS LAST, r.line, r.id;

-- name: map_clouds   Cloud services in use.
-- in:   facility_id id
-- out:  n i64
SELECT COUNT(*) AS n
  FROM cloud_service c
 WHERE c.facility_id = $1 AND c.closed_on IS NULL AND c.status IN ('in_use', 'trial');

-- name: map_found   Findings of ways between networks that are not settled.
-- in:   facility_id id, n i64
-- out:  id id, rule text, subject text, grade text, state text, device i64?, network i64?,
--       asset_no text?, hostname text?, kind text?, network_kind text?
SELECT f.id, f.rule, f.subject, f.grade, f.state, f.device,
       COALESCE(f.network, d.network) AS network, d.asset_no, d.hostname, d.kind, d.network_kind
  FROM finding f
  LEFT JOIN device d ON d.facility_id = f.facility_id AND d.id = f.device
 WHERE f.facility_id = $1 AND f.closed_on IS NULL AND f.state IN ('open', 'working', 'accepted')
   AND f.rule IN ('dual_homed', 'dual_homed_routing', 'internet_gateway', 'hidden_uplink', 'tunnel',
                  'remote_tool', 'reverse_tunnel')
 ORDER BY f.rule, f.subject, f.id
 LIMIT $2;

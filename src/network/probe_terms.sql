-- name: probe_terms_devices   Switches and routers whose tables may be read, with the name of the credential.
-- in:   facility_id id
-- out:  asset_no text, ip text, mac text?, snmp_credential text
SELECT d.asset_no, d.ip, d.mac, d.snmp_credential
  FROM device d
 WHERE d.facility_id = $1 AND d.closed_on IS NULL AND d.kind = 'network'
   AND d.ip IS NOT NULL AND d.snmp_credential IS NOT NULL
 ORDER BY d.id;

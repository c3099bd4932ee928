-- name: pack_last   The number of the last pack of a fiscal year, 0 for none.
-- in:   facility_id id, fiscal_year i64
-- out:  number i64
SELECT COALESCE(MAX(number), 0)
  FROM pack
 WHERE facility_id = $1 AND fiscal_year = $2;

-- name: pack_add   A pack that was made.
-- in:   facility_id id, id id, fiscal_year i64, number i64, made_at i64, made_by text, as_of text,
--       edition text, form text, check_number text, manifest text
INSERT INTO pack (facility_id, id, fiscal_year, number, made_at, made_by, as_of, edition, form,
                  check_number, manifest)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: pack_find   Whether a pack is one of the facility's: its id, or no row.
-- in:   facility_id id, id id
-- out:  id id
SELECT id
  FROM pack
 WHERE facility_id = $1 AND id = $2;

-- name: pack_list   The packs of a facility made before one (its id), newest first.
-- in:   facility_id id, before id, limit i64
-- out:  id id, number i64, fiscal_year i64, made_at i64, made_by text, as_of text, edition text,
--       check_number text, manifest text
SELECT id, number, fiscal_year, made_at, made_by, as_of, edition, check_number, manifest
  FROM pack
 WHERE facility_id = $1 AND id < $2
 ORDER BY id DESC
 LIMIT $3;

-- name: pack_interfaces   The further interfaces of the devices, in the ledger's order.
-- in:   facility_id id
-- out:  asset_no text, hostname text?, kind text, network text?, ip text?, mac text?, purpose text?,
--       external_link text?
SELECT d.asset_no, d.hostname, d.kind, n.name AS network, i.ip, i.mac, i.purpose, i.external_link
  FROM device_interface i
  JOIN device d ON d.facility_id = i.facility_id AND d.id = i.device
  LEFT JOIN network n ON n.facility_id = i.facility_id AND n.id = i.network
 WHERE i.facility_id = $1 AND i.closed_on IS NULL AND d.closed_on IS NULL
 ORDER BY d.asset_no_key NULLS LAST, d.id, i.id;

-- name: pack_software   The further software of the devices, in the ledger's order.
-- in:   facility_id id
-- out:  asset_no text, hostname text?, kind text, name text, version text?, vendor text?,
--       support_ends_on text?
SELECT d.asset_no, d.hostname, d.kind, s.name, s.software_version AS version, s.vendor,
       s.support_ends_on
  FROM device_software s
  JOIN device d ON d.facility_id = s.facility_id AND d.id = s.device
 WHERE s.facility_id = $1 AND s.closed_on IS NULL AND d.closed_on IS NULL
 ORDER BY d.asset_no_key NULLS LAST, d.id, s.name, s.id;

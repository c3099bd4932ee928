-- name: testimony_of_mac   What was seen of a MAC.
-- in:   facility_id id, mac text, n i64
-- out:  fact text, claim text, ip text, decoder text, sensor text, grade i64, last_seen_at i64
SELECT fact, claim, ip, decoder, sensor, grade, last_seen_at
  FROM sighting
 WHERE facility_id = $1 AND mac = $2
 ORDER BY grade, last_seen_at DESC, fact, claim, ip
 LIMIT $3;

-- name: testimony_of_ip   What was seen of an address without a MAC of its own.
-- in:   facility_id id, ip text, n i64
-- out:  fact text, claim text, ip text, decoder text, sensor text, grade i64, last_seen_at i64
SELECT fact, claim, ip, decoder, sensor, grade, last_seen_at
  FROM sighting
 WHERE facility_id = $1 AND ip = $2
 ORDER BY grade, last_seen_at DESC, fact, claim, mac
 LIMIT $3;

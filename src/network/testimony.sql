-- Without statistics SQLite takes the primary key, whose first column says nothing, for as good as an
-- index of two columns, and reads every sighting of the house: it is told which index to use.

-- name: testimony_of_mac   What was seen of a MAC.
-- in:   facility_id id, mac text, n i64
-- out:  fact text, claim text, ip text, mac text, decoder text, sensor text, grade i64, frame i64,
--       first_seen_at i64, last_seen_at i64
-- sqlite:
SELECT fact, claim, ip, mac, decoder, sensor, grade, frame, first_seen_at, last_seen_at
  FROM sighting INDEXED BY sighting_by_mac
 WHERE facility_id = $1 AND mac = $2
 ORDER BY grade, last_seen_at DESC, fact, claim, ip
 LIMIT $3;
-- postgres:
SELECT fact, claim, ip, mac, decoder, sensor, grade, frame, first_seen_at, last_seen_at
  FROM sighting
 WHERE facility_id = $1 AND mac = $2
 ORDER BY grade, last_seen_at DESC, fact, claim, ip
 LIMIT $3;

-- name: testimony_of_ip   What was seen of an address without a MAC of its own.
-- in:   facility_id id, ip text, n i64
-- out:  fact text, claim text, ip text, mac text, decoder text, sensor text, grade i64, frame i64,
--       first_seen_at i64, last_seen_at i64
-- sqlite:
SELECT fact, claim, ip, mac, decoder, sensor, grade, frame, first_seen_at, last_seen_at
  FROM sighting INDEXED BY sighting_by_ip
 WHERE facility_id = $1 AND ip = $2
 ORDER BY grade, last_seen_at DESC, fact, claim, mac
 LIMIT $3;
-- postgres:
SELECT fact, claim, ip, mac, decoder, sensor, grade, frame, first_seen_at, last_seen_at
  FROM sighting
 WHERE facility_id = $1 AND ip = $2
 ORDER BY grade, last_seen_at DESC, fact, claim, mac
 LIMIT $3;

-- name: testimony_answers   Which MACs answer for an address.
-- in:   facility_id id, ip text, n i64
-- out:  mac text, seen_at i64
-- sqlite:
SELECT mac, MAX(last_seen_at) AS seen_at
  FROM sighting INDEXED BY sighting_by_ip
 WHERE facility_id = $1 AND ip = $2 AND fact = 'address' AND mac <> ''
 GROUP BY mac
 ORDER BY seen_at DESC, mac
 LIMIT $3;
-- postgres:
SELECT mac, MAX(last_seen_at) AS seen_at
  FROM sighting
 WHERE facility_id = $1 AND ip = $2 AND fact = 'address' AND mac <> ''
 GROUP BY mac
 ORDER BY seen_at DESC, mac
 LIMIT $3;

-- name: testimony_any   One sighting, where there is any.
-- in:   facility_id id
-- out:  mac text
SELECT mac FROM sighting WHERE facility_id = $1 LIMIT 1;

-- name: sensor_put     How a sensor fares; what it was before stays where it knows no better.
-- in:   facility_id id, name text, kind text, since_at i64, heard_at i64, fact_at i64, packets i64,
--       dropped i64, note text?
INSERT INTO sensor (facility_id, name, kind, since_at, heard_at, fact_at, packets, dropped, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (facility_id, name) DO UPDATE SET
       kind = excluded.kind,
       since_at = CASE WHEN sensor.since_at < excluded.since_at
                       THEN sensor.since_at ELSE excluded.since_at END,
       heard_at = CASE WHEN sensor.heard_at > excluded.heard_at
                       THEN sensor.heard_at ELSE excluded.heard_at END,
       fact_at = CASE WHEN sensor.fact_at > excluded.fact_at
                      THEN sensor.fact_at ELSE excluded.fact_at END,
       packets = excluded.packets,
       dropped = excluded.dropped,
       note = excluded.note;

-- name: sensor_list    Every sensor of a facility.
-- in:   facility_id id
-- out:  name text, kind text, since_at i64, heard_at i64, fact_at i64, packets i64, dropped i64,
--       note text?
SELECT name, kind, since_at, heard_at, fact_at, packets, dropped, note
  FROM sensor
 WHERE facility_id = $1
 ORDER BY name;

-- name: sighting_put   One fact, folded into what is stored: the surest grade, the longest silence.
-- in:   facility_id id, sensor text, vlan i64, mac text, ip text, fact text, claim text, peer text,
--       port i64, decoder text, grade i64, one_way bool, frame i64, first_seen_at i64,
--       last_seen_at i64, gap_ms i64, times i64
INSERT INTO sighting (facility_id, sensor, vlan, mac, ip, fact, claim, peer, port, decoder, grade,
                      one_way, frame, first_seen_at, last_seen_at, gap_ms, n)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (facility_id, sensor, vlan, mac, ip, fact, claim, peer, port) DO UPDATE SET
       grade = CASE WHEN sighting.grade < excluded.grade
                    THEN sighting.grade ELSE excluded.grade END,
       one_way = CASE WHEN sighting.one_way < excluded.one_way
                      THEN sighting.one_way ELSE excluded.one_way END,
       decoder = CASE WHEN excluded.grade < sighting.grade
                      THEN excluded.decoder ELSE sighting.decoder END,
       frame = CASE WHEN excluded.first_seen_at < sighting.first_seen_at
                    THEN excluded.frame ELSE sighting.frame END,
       first_seen_at = CASE WHEN sighting.first_seen_at < excluded.first_seen_at
                            THEN sighting.first_seen_at ELSE excluded.first_seen_at END,
       last_seen_at = CASE WHEN sighting.last_seen_at > excluded.last_seen_at
                           THEN sighting.last_seen_at ELSE excluded.last_seen_at END,
       gap_ms = CASE WHEN excluded.first_seen_at - sighting.last_seen_at > sighting.gap_ms
                      AND excluded.first_seen_at - sighting.last_seen_at > excluded.gap_ms
                     THEN excluded.first_seen_at - sighting.last_seen_at
                     WHEN sighting.gap_ms > excluded.gap_ms
                     THEN sighting.gap_ms ELSE excluded.gap_ms END,
       n = CASE WHEN excluded.first_seen_at = sighting.first_seen_at
                 AND excluded.last_seen_at = sighting.last_seen_at
                THEN sighting.n ELSE sighting.n + excluded.n END;

-- name: sighting_list  Every sighting of a facility since an instant.
-- in:   facility_id id, since_at i64
-- out:  sensor text, vlan i64, mac text, ip text, fact text, claim text, peer text, port i64,
--       decoder text, grade i64, one_way bool, frame i64, first_seen_at i64, last_seen_at i64,
--       gap_ms i64, n i64
SELECT sensor, vlan, mac, ip, fact, claim, peer, port, decoder, grade, one_way, frame,
       first_seen_at, last_seen_at, gap_ms, n
  FROM sighting
 WHERE facility_id = $1 AND last_seen_at >= $2
 ORDER BY sensor, vlan, mac, ip, fact, claim, peer, port;

-- name: sighting_nth   When the nth newest was last seen: what is older does not fit.
-- in:   facility_id id, nth i64
-- out:  last_seen_at i64
SELECT last_seen_at
  FROM sighting
 WHERE facility_id = $1
 ORDER BY last_seen_at DESC
 LIMIT 1 OFFSET $2;

-- name: sighting_count How many there are.
-- in:   facility_id id
-- out:  n i64
SELECT COUNT(*) AS n FROM sighting WHERE facility_id = $1;

-- name: sighting_forget   What was not seen for long.
-- in:   facility_id id, before_at i64
DELETE FROM sighting WHERE facility_id = $1 AND last_seen_at < $2;

-- name: sensor_forget   Captures and lists whose sightings are all forgotten.
-- in:   facility_id id
DELETE FROM sensor
 WHERE facility_id = $1 AND kind <> 'live'
   AND NOT EXISTS (SELECT 1 FROM sighting s
                    WHERE s.facility_id = $1 AND s.sensor = sensor.name);

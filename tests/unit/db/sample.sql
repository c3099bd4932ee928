-- Statements on the sample schema, for the tests of this room.

-- name: ward_put        Store a ward, or leave it as it is when its id is taken.
-- in:   facility_id id, id id, name text, beds i64?, is_open bool, at_night bool?,
--       photo blob
INSERT INTO ward (facility_id, id, name, beds, is_open, at_night, photo)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (facility_id, id) DO NOTHING;

-- name: ward_get        One ward.
-- in:   facility_id id, id id
-- out:  name text, beds i64?, is_open bool, at_night bool?, photo blob
SELECT name, beds, is_open, at_night, photo
  FROM ward
 WHERE id = $2 AND facility_id = $1;

-- name: ward_names      The wards of a facility, in the order of their code points.
-- in:   facility_id id
-- out:  id id, name text
SELECT id, name FROM ward WHERE facility_id = $1 ORDER BY name;

-- name: ward_rename     Another name; the parameters first appear as $3, $2, $1.
-- in:   facility_id id, id id, name text
UPDATE ward SET name = $3 WHERE id = $2 AND facility_id = $1;

-- name: ward_add        A ward whose id may not be taken.
-- in:   facility_id id, id id, name text, is_open bool
-- out:  id id
INSERT INTO ward (facility_id, id, name, is_open) VALUES ($1, $2, $3, $4) RETURNING id;

-- name: ward_empty      Remove the wards of a facility.
-- in:   facility_id id
DELETE FROM ward WHERE facility_id = $1;

-- name: nurse_put       A nurse of a ward that must exist.
-- in:   facility_id id, id id, ward id
INSERT INTO nurse (facility_id, id, ward) VALUES ($1, $2, $3);

-- name: engine_word     What each engine alone can say.
-- out:  word text
-- sqlite:
SELECT 'SQLite ' || substr(sqlite_version(), 1, 1);
-- postgres:
SELECT 'PostgreSQL' || CAST('' AS text);

-- A table of statements of one shape, for the tests of this room.

-- name: ward_nameless   A ward without a name.
-- in:   facility_id id, today text
-- out:  id id, name text
-- item:  2-(1)
-- say:   {1} has no name,
--        give it one
SELECT id, name FROM ward WHERE facility_id = $1 AND name = '' ORDER BY id;

-- name: ward_bedless    A ward without beds.
-- in:   facility_id id, today text
-- out:  id id, name text
SELECT id, name FROM ward WHERE facility_id = $1 AND beds IS NULL AND $2 <> '' ORDER BY id;

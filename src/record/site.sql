-- name: site_facility_list   Every facility of this database.
-- out:  id id, name text
SELECT id, name FROM facility WHERE closed_on IS NULL ORDER BY name, id;

-- Imports, what they did row by row, and remembered column mappings.

-- name: import_add       A new import begins.
-- in:   facility_id id, id id, entity text, file_name text, sha256 text, mapping text,
--       created_by id, created_name text, created_at i64
INSERT INTO import (facility_id, id, entity, file_name, sha256, mapping, state, n_read, n_new,
                    n_changed, n_same, n_rejected, to_confirm, last_row, created_by, created_name,
                    created_at)
VALUES ($1, $2, $3, $4, $5, $6, 'running', 0, 0, 0, 0, 0, '{}', 0, $7, $8, $9)
    ON CONFLICT DO NOTHING;

-- name: import_cut_off   An import of the same file that did not come to its end.
-- in:   facility_id id, entity text, sha256 text
-- out:  id id, mapping text, n_read i64, n_new i64, n_changed i64, n_same i64, n_rejected i64,
--       to_confirm text, last_row i64
SELECT id, mapping, n_read, n_new, n_changed, n_same, n_rejected, to_confirm, last_row
  FROM import
 WHERE facility_id = $1 AND entity = $2 AND sha256 = $3 AND state = 'running'
 ORDER BY id DESC
 LIMIT 1;

-- name: import_at        Where a running import stands.
-- in:   facility_id id, id id
-- out:  last_row i64
SELECT last_row FROM import WHERE facility_id = $1 AND id = $2 AND state = 'running';

-- name: import_step      How far it came.
-- in:   facility_id id, id id, n_read i64, n_new i64, n_changed i64, n_same i64, n_rejected i64,
--       to_confirm text, last_row i64
UPDATE import
   SET n_read = $3, n_new = $4, n_changed = $5, n_same = $6, n_rejected = $7, to_confirm = $8,
       last_row = $9
 WHERE facility_id = $1 AND id = $2;

-- name: import_end       It came to its end.
-- in:   facility_id id, id id, ended_at i64
UPDATE import SET state = 'done', ended_at = $3
 WHERE facility_id = $1 AND id = $2 AND state = 'running';

-- name: import_get       One import.
-- in:   facility_id id, id id
-- out:  id id, entity text, file_name text, sha256 text, mapping text, state text, n_read i64,
--       n_new i64, n_changed i64, n_same i64, n_rejected i64, to_confirm text, last_row i64,
--       created_name text, created_at i64, ended_at i64?, undone_at i64?
SELECT id, entity, file_name, sha256, mapping, state, n_read, n_new, n_changed, n_same,
       n_rejected, to_confirm, last_row, created_name, created_at, ended_at, undone_at
  FROM import
 WHERE facility_id = $1 AND id = $2;

-- name: import_list      Imports of a facility, newest first.
-- in:   facility_id id, limit i64
-- out:  id id, entity text, file_name text, sha256 text, mapping text, state text, n_read i64,
--       n_new i64, n_changed i64, n_same i64, n_rejected i64, to_confirm text, last_row i64,
--       created_name text, created_at i64, ended_at i64?, undone_at i64?
SELECT id, entity, file_name, sha256, mapping, state, n_read, n_new, n_changed, n_same,
       n_rejected, to_confirm, last_row, created_name, created_at, ended_at, undone_at
  FROM import
 WHERE facility_id = $1
 ORDER BY id DESC
 LIMIT $2;

-- name: import_mended    A rejected row went in after all.
-- in:   facility_id id, id id, n_new i64, n_changed i64, n_same i64
UPDATE import
   SET n_new = n_new + $3, n_changed = n_changed + $4, n_same = n_same + $5,
       n_rejected = n_rejected - 1
 WHERE facility_id = $1 AND id = $2;

-- name: import_undone    All that could be taken back is.
-- in:   facility_id id, id id, undone_at i64
UPDATE import SET state = 'undone', undone_at = $3 WHERE facility_id = $1 AND id = $2;

-- name: staged_add       What became of one row.
-- in:   facility_id id, import_id id, row_no i64, state text, record_id id?, version_before i64?,
--       version_after i64?, cells text, complaint_field text, complaint_value text,
--       complaint_message text
INSERT INTO staged_row (facility_id, import_id, row_no, state, record_id, version_before,
                        version_after, cells, complaint_field, complaint_value, complaint_message)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: staged_mended    A rejected row that went in.
-- in:   facility_id id, import_id id, row_no i64, record_id id, version_before i64,
--       version_after i64
UPDATE staged_row
   SET state = 'done', record_id = $4, version_before = $5, version_after = $6, cells = '',
       complaint_field = NULL, complaint_value = NULL, complaint_message = NULL
 WHERE facility_id = $1 AND import_id = $2 AND row_no = $3 AND state = 'rejected';

-- name: staged_dropped   A rejected row that turned out to say nothing new.
-- in:   facility_id id, import_id id, row_no i64
DELETE FROM staged_row
 WHERE facility_id = $1 AND import_id = $2 AND row_no = $3 AND state = 'rejected';

-- name: staged_again     A rejected row was changed and is still refused.
-- in:   facility_id id, import_id id, row_no i64, cells text, complaint_field text,
--       complaint_value text, complaint_message text
UPDATE staged_row
   SET cells = $4, complaint_field = $5, complaint_value = $6, complaint_message = $7
 WHERE facility_id = $1 AND import_id = $2 AND row_no = $3 AND state = 'rejected';

-- name: staged_rejected  直す行: rejected rows after a row, in the file's order.
-- in:   facility_id id, import_id id, after i64, limit i64
-- out:  row_no i64, cells text, complaint_field text, complaint_value text,
--       complaint_message text
SELECT row_no, cells, complaint_field, complaint_value, complaint_message
  FROM staged_row
 WHERE facility_id = $1 AND import_id = $2 AND state = 'rejected' AND row_no > $3
 ORDER BY row_no
 LIMIT $4;

-- name: staged_rejected_one  One rejected row.
-- in:   facility_id id, import_id id, row_no i64
-- out:  cells text
SELECT cells
  FROM staged_row
 WHERE facility_id = $1 AND import_id = $2 AND row_no = $3 AND state = 'rejected';

-- name: staged_done      Rows before a row that left a record behind, the last first.
-- in:   facility_id id, import_id id, before i64, limit i64
-- out:  row_no i64, record_id id, version_before i64, version_after i64
SELECT row_no, record_id, version_before, version_after
  FROM staged_row
 WHERE facility_id = $1 AND import_id = $2 AND row_no < $3 AND state = 'done'
 ORDER BY row_no DESC
 LIMIT $4;

-- name: staged_state     A row was undone, or kept because somebody changed its record since.
-- in:   facility_id id, import_id id, row_no i64, state text
UPDATE staged_row SET state = $4 WHERE facility_id = $1 AND import_id = $2 AND row_no = $3;

-- name: mapping_get      What the columns of such a file meant the last time.
-- in:   facility_id id, entity text, fingerprint text
-- out:  mapping text
SELECT mapping FROM import_mapping WHERE facility_id = $1 AND entity = $2 AND fingerprint = $3;

-- name: mapping_put      Remember it.
-- in:   facility_id id, entity text, fingerprint text, mapping text, used_at i64
INSERT INTO import_mapping (facility_id, entity, fingerprint, mapping, used_at)
VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (facility_id, entity, fingerprint)
    DO UPDATE SET mapping = excluded.mapping, used_at = excluded.used_at;

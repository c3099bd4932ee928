-- name: search_doc_get    What the index holds for one record.
-- in:   facility_id id, entity text, id id
-- out:  doc i64, text text
SELECT doc, text
  FROM search_doc
 WHERE facility_id = $1 AND entity = $2 AND id = $3;

-- name: search_doc_last   The greatest number of a document: in SQLite, where it is the row of the
--       index, of all facilities. None where there is no document.
-- in:   facility_id id
-- out:  doc i64
-- sqlite:
SELECT doc FROM search_doc WHERE $1 <> 0 ORDER BY doc DESC LIMIT 1;
-- postgres:
SELECT doc FROM search_doc WHERE facility_id = $1 ORDER BY doc DESC LIMIT 1;

-- name: search_doc_add    A record's searchable text; its grams follow by search_index_add.
-- in:   facility_id id, entity text, id id, doc i64, text text
INSERT INTO search_doc (facility_id, entity, id, doc, text)
VALUES ($1, $2, $3, $4, $5);

-- name: search_doc_set    Another text for a record that the index knows.
-- in:   facility_id id, doc i64, text text
UPDATE search_doc SET text = $3 WHERE facility_id = $1 AND doc = $2;

-- name: search_index_add  The grams of a text (FTS5 keeps no copy of them; PostgreSQL keeps an array).
--       One row of VALUES, never a SELECT: for that SQLite would open a savepoint, see search_sql.h.
-- in:   facility_id id, doc i64, grams text
-- sqlite:
INSERT INTO search_fts (rowid, text) VALUES (CASE WHEN $1 <> 0 THEN $2 END, $3);
-- postgres:
UPDATE search_doc SET grams = string_to_array($3, ' ') WHERE facility_id = $1 AND doc = $2;

-- name: search_index_remove  Take the grams of the old text out again.
-- in:   facility_id id, doc i64, grams text
-- sqlite:
INSERT INTO search_fts (search_fts, rowid, text)
VALUES ('delete', CASE WHEN $1 <> 0 THEN $2 END, $3);
-- postgres:
UPDATE search_doc SET grams = '{}' WHERE facility_id = $1 AND doc = $2 AND $3 IS NOT NULL;

-- name: search_hits       Records that hold every gram, oldest first.
-- in:   facility_id id, match text, entity text
-- out:  entity text, id id, text text
-- sqlite:
SELECT d.entity, d.id, d.text
  FROM search_fts f JOIN search_doc d ON d.doc = f.rowid
 WHERE search_fts MATCH $2 AND d.facility_id = $1 AND ($3 = '' OR d.entity = $3)
 ORDER BY f.rowid;
-- postgres:
SELECT entity, id, text
  FROM search_doc
 WHERE facility_id = $1 AND grams @> string_to_array($2, ' ') AND ($3 = '' OR entity = $3)
 ORDER BY doc;

-- name: audit_head_get   Where the chain of a facility ends.
-- in:   facility_id id
-- out:  seq i64, hash blob, at i64
SELECT seq, hash, at FROM audit_head WHERE facility_id = $1;

-- name: audit_head_set   The new end of the chain; the last statement of a change.
-- in:   facility_id id, seq i64, hash blob, at i64
INSERT INTO audit_head (facility_id, seq, hash, at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (facility_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, at = excluded.at;

-- name: audit_lock       One writer a facility, from before its transaction (SQLite: BEGIN IMMEDIATE).
-- in:   facility_id id
-- out:  locked i64
-- sqlite:
SELECT 1 WHERE $1 <> 0;
-- postgres:
SELECT 1 FROM (SELECT pg_advisory_lock($1)) l;

-- name: audit_unlock     The next writer may begin. A session that ends unlocks too.
-- in:   facility_id id
-- out:  locked i64
-- sqlite:
SELECT 0 WHERE $1 <> 0;
-- postgres:
SELECT 0 FROM (SELECT pg_advisory_unlock($1)) l;

-- name: audit_entry_add  One entry of the chain.
-- in:   facility_id id, seq i64, at i64, entity text, record_id i64?, bytes blob, hash blob
INSERT INTO audit_entry (facility_id, seq, at, entity, record_id, bytes, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: audit_entry_list The chain from an entry on.
-- in:   facility_id id, after_seq i64, limit i64
-- out:  seq i64, at i64, bytes blob, hash blob
SELECT seq, at, bytes, hash
  FROM audit_entry
 WHERE facility_id = $1 AND seq > $2
 ORDER BY seq
 LIMIT $3;

-- name: audit_record     Everything that happened to one record, newest first.
-- in:   facility_id id, entity text, record_id id
-- out:  seq i64, at i64, bytes blob
SELECT seq, at, bytes
  FROM audit_entry
 WHERE facility_id = $1 AND entity = $2 AND record_id = $3
 ORDER BY seq DESC;

-- name: audit_last       The newest entry of one record.
-- in:   facility_id id, entity text, record_id id
-- out:  seq i64, bytes blob
SELECT seq, bytes
  FROM audit_entry
 WHERE facility_id = $1 AND entity = $2 AND record_id = $3
 ORDER BY seq DESC
 LIMIT 1;

-- name: audit_known      Every record of an entity that the chain speaks of.
-- in:   facility_id id, entity text
-- out:  record_id id
SELECT DISTINCT record_id
  FROM audit_entry
 WHERE facility_id = $1 AND entity = $2 AND record_id IS NOT NULL
 ORDER BY record_id;

-- name: audit_recent     The newest entries of a facility.
-- in:   facility_id id, before_seq i64, limit i64
-- out:  seq i64, at i64, entity text, record_id i64?, bytes blob
SELECT seq, at, entity, record_id, bytes
  FROM audit_entry
 WHERE facility_id = $1 AND seq < $2
 ORDER BY seq DESC
 LIMIT $3;

-- name: checkpoint_add   A signed head.
-- in:   facility_id id, seq i64, hash blob, at i64, public_key blob, signature blob
INSERT INTO checkpoint (facility_id, seq, hash, at, public_key, signature)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING;

-- name: checkpoint_list  Every signed head, oldest first.
-- in:   facility_id id
-- out:  seq i64, hash blob, at i64, public_key blob, signature blob
SELECT seq, hash, at, public_key, signature
  FROM checkpoint
 WHERE facility_id = $1
 ORDER BY seq;

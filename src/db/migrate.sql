-- The record of applied migrations. Two programs may start at once: on PostgreSQL the second waits
-- for a lock of this session, on SQLite for the write transaction.

-- name: migration_table_find   Is there a record of migrations at all?
-- out: n i64
-- sqlite:
SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration';
-- postgres:
SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_migration');

-- name: migration_list   What was applied, oldest first.
-- out: number i64, name text, checksum text
SELECT number, name, checksum FROM schema_migration ORDER BY number;

-- name: migration_add   One migration was applied.
-- in: number i64, name text, checksum text, applied_at i64
INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4);

-- name: migration_lock   Keep others from migrating until migration_unlock or the end of the session.
-- out: done i64
-- sqlite:
SELECT 1;
-- postgres:
SELECT 1 FROM pg_advisory_lock(5642809484591);

-- name: migration_unlock   Let others migrate again.
-- out: done i64
-- sqlite:
SELECT 1;
-- postgres:
SELECT 1 FROM pg_advisory_unlock(5642809484591);

-- name: backup_files   Every document a row names, once.
-- out:  sha256 text, size i64
SELECT DISTINCT sha256, size FROM file ORDER BY sha256;

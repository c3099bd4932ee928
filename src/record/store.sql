-- name: file_add   What is known of a stored file.
-- in:   facility_id id, sha256 text, size i64, type text, created_at i64
INSERT INTO file (facility_id, sha256, size, type, created_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING;

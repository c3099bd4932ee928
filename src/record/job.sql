-- name: job_add      A job that waits.
-- in:   id id, facility_id id, kind text, params text, account_id id, created_at i64
INSERT INTO job (id, facility_id, kind, params, state, done, total, requested_by, created_at,
                 attempts, cancel_requested)
VALUES ($1, $2, $3, $4, 'queued', 0, 0, $5, $6, 0, 0);

-- name: job_get      One job.
-- in:   facility_id id, id id
-- out:  id id, facility_id id, kind text, params text, state text, done i64,
--       total i64, what text, result text, error text, requested_by id, created_at i64,
--       started_at i64?, ended_at i64?, attempts i64, cancel_requested bool
SELECT id, facility_id, kind, params, state, done, total, what,
       result, error, requested_by, created_at, started_at, ended_at, attempts, cancel_requested
  FROM job
 WHERE facility_id = $1 AND id = $2;

-- name: job_waiting  The oldest job that waits or whose process let the lease end.
-- in:   now i64, lane i64
-- out:  facility_id id, id id, attempts i64
SELECT facility_id, id, attempts
  FROM job
 WHERE (state = 'queued' OR (state = 'running' AND lease_until < $1))
   AND (CASE WHEN substr(kind, 1, 7) = 'verify.' THEN 1 ELSE 0 END) = $2
 ORDER BY created_at, id
 LIMIT 1;

-- name: job_same     Does such a job wait or run already?
-- in:   facility_id id, kind text, params text
-- out:  id id
SELECT id
  FROM job
 WHERE facility_id = $1 AND kind = $2 AND params = $3 AND state IN ('queued', 'running')
 LIMIT 1;

-- name: job_take     Claim it, unless somebody else did.
-- in:   id id, attempts i64, now i64, lease_until i64
UPDATE job
   SET state = 'running', attempts = attempts + 1, started_at = $3, lease_until = $4
 WHERE id = $1 AND attempts = $2 AND state IN ('queued', 'running');

-- name: job_step     How far it is; keeps the lease. Nothing once somebody asked it to stop.
-- in:   id id, done i64, total i64, what text, lease_until i64
UPDATE job
   SET done = $2, total = $3, what = $4, lease_until = $5
 WHERE id = $1 AND state = 'running' AND cancel_requested = 0;

-- name: job_end      Its last state.
-- in:   id id, state text, result text, error text, ended_at i64
UPDATE job SET state = $2, result = $3, error = $4, ended_at = $5, lease_until = NULL WHERE id = $1;

-- name: job_stop     Ask it to stop; one that waits is cancelled at once.
-- in:   facility_id id, id id
UPDATE job
   SET cancel_requested = 1, state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
 WHERE facility_id = $1 AND id = $2 AND state IN ('queued', 'running');

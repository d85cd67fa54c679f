-- name: register(name, due)
-- Add a job, unless it is known.
INSERT INTO job (name, next_run) VALUES (:name, :due) ON CONFLICT (name) DO NOTHING

-- name: claim(name, owner, now, until, latest, longest)
-- Take the lease of a due job that nobody else holds; what lies further ahead than it can was set by a wrong clock.
UPDATE job SET owner = :owner, leased_until = :until, started_at = :now
WHERE name = :name AND (next_run <= :now OR next_run > :latest)
    AND (owner IS NULL OR owner = :owner OR leased_until < :now OR leased_until > :longest)

-- name: finish(name, owner, now, next_run, error)
-- Give the lease back, if it is still ours.
UPDATE job SET owner = NULL, leased_until = NULL, finished_at = :now, next_run = :next_run,
    error = :error, failures = CASE WHEN CAST(:error AS TEXT) IS NULL THEN 0 ELSE failures + 1 END
WHERE name = :name AND owner = :owner

-- name: states()
-- All jobs.
SELECT name, next_run, owner, leased_until, started_at, finished_at, error, failures FROM job ORDER BY name

-- name: hurry(name, now)
-- Let a job be due now, unless it runs.
UPDATE job SET next_run = :now WHERE name = :name AND owner IS NULL

-- name: forget(name)
-- Forget a job.
DELETE FROM job WHERE name = :name

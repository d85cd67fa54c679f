-- name: comments()
-- How many comments wait for a moderator, and since when the oldest does.
SELECT COUNT(*), MIN(held_at) FROM comment WHERE held_at IS NOT NULL

-- name: reports()
-- How many reports wait for a moderator, and since when the oldest does.
SELECT COUNT(*), MIN(created_at) FROM report WHERE decided_at IS NULL

-- name: mails()
-- How many mails wait that no server has seen, and since when the oldest does.
SELECT COUNT(*), MIN(created_at) FROM outbox WHERE state = 'waiting' AND attempts = 0

-- name: pages(now)
-- How many pages on the frontier are due, and since when the oldest is.
SELECT COUNT(*), MIN(due_at) FROM frontier WHERE state = 'waiting' AND due_at <= :now

-- name: articles()
-- How many articles are not understood yet, and since when the oldest waits.
SELECT (SELECT COUNT(*) FROM article WHERE understood_at IS NULL),
    (SELECT first_seen_at FROM article WHERE understood_at IS NULL ORDER BY id LIMIT 1)

-- name: failed_mails(since)
-- Why mails that were written since a moment could not be sent, and how many.
SELECT kind, error, COUNT(*) FROM outbox
WHERE state NOT IN ('waiting', 'claimed') AND state = 'failed' AND created_at >= :since
GROUP BY kind, error ORDER BY COUNT(*) DESC, kind LIMIT 20

-- name: bounces(since)
-- How many mails came back since a moment, by what that means.
SELECT kind, COUNT(*) FROM bounce WHERE noted_at >= :since GROUP BY kind ORDER BY kind

-- name: runs(most)
-- The newest runs of digests, finished or not.
SELECT id, period, edition_date, started_at, filled_at FROM digest_run ORDER BY id DESC LIMIT :most

-- name: legal_clocks()
-- What the law sets a time for and nobody has done yet.
SELECT 'complaint', id, acknowledge_by FROM complaint WHERE ended_at IS NULL AND acknowledged_at IS NULL
UNION ALL SELECT 'notice', id, act_by FROM notice WHERE state = 'open'

-- name: duties_done()
-- When each duty was done last.
SELECT duty, MAX(done_on) FROM duty_done GROUP BY duty ORDER BY duty

-- name: note_duty(duty, day)
-- Note that a duty was done.
INSERT INTO duty_done (duty, done_on) VALUES (:duty, :day) ON CONFLICT (duty, done_on) DO NOTHING

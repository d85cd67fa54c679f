-- name: add(token_hash, contact, words, now, acknowledge_by)
-- Keep a complaint.
INSERT INTO complaint (token_hash, contact, words, received_at, acknowledge_by)
VALUES (:token_hash, :contact, :words, :now, :acknowledge_by)

-- name: by_token(token_hash)
-- A complaint by the word of its address.
SELECT id, contact, words, received_at, acknowledge_by, acknowledged_at, outcome, ended_at FROM complaint
WHERE token_hash = :token_hash

-- name: by_number(id)
-- A complaint.
SELECT id, contact, words, received_at, acknowledge_by, acknowledged_at, outcome, ended_at FROM complaint WHERE id = :id

-- name: open_ones()
-- The complaints that are not ended, the nearest deadline first.
SELECT id, contact, words, received_at, acknowledge_by, acknowledged_at, outcome, ended_at FROM complaint
WHERE ended_at IS NULL ORDER BY acknowledge_by, id

-- name: acknowledge(id, now)
-- Note that a complaint was acknowledged.
UPDATE complaint SET acknowledged_at = COALESCE(acknowledged_at, :now) WHERE id = :id

-- name: end(id, outcome, now)
-- End a complaint.
UPDATE complaint SET outcome = :outcome, ended_at = :now, acknowledged_at = COALESCE(acknowledged_at, :now) WHERE id = :id

-- name: forget(before)
-- Forget complaints that ended long ago.
DELETE FROM complaint WHERE ended_at < :before

-- name: add_breach(account_id, what, people, effects, done, now)
-- Write a breach down.
INSERT INTO breach (found_at, what, people, effects, done, written_by)
VALUES (:now, :what, :people, :effects, :done, :account_id)

-- name: breaches()
-- The breaches, the newest first.
SELECT id, found_at, what, people, effects, done, told_regulator_at FROM breach ORDER BY id DESC LIMIT 200

-- name: told_regulator(id, now)
-- Note that the regulator was told of a breach.
UPDATE breach SET told_regulator_at = COALESCE(told_regulator_at, :now) WHERE id = :id

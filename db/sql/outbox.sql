-- name: put(kind, weight, address, subject, message, message_id, now, expires_at)
-- Keep a mail to be sent; one with the same id is there already.
INSERT INTO outbox (kind, weight, address, subject, message, message_id, state, created_at, due_at, expires_at)
VALUES (:kind, :weight, :address, :subject, :message, :message_id, 'waiting', :now, :now, :expires_at)
ON CONFLICT (message_id) DO NOTHING RETURNING id

-- name: claim(owner, now, until, most)
-- Take mails that are due, the weightiest first, and those a dead sender held.
UPDATE outbox SET state = 'claimed', owner = :owner, claimed_until = :until, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM outbox
    WHERE (state = 'waiting' AND due_at <= :now) OR (state = 'claimed' AND claimed_until < :now)
    ORDER BY weight DESC, id LIMIT :most)
RETURNING id, kind, address, subject, message, message_id, attempts, expires_at

-- name: keep(id, owner, until)
-- Hold a claimed mail for longer, if it is still ours.
UPDATE outbox SET claimed_until = :until WHERE id = :id AND owner = :owner AND state = 'claimed'

-- name: sent(id, owner, now)
-- Note that a mail was taken by the server; its words are not kept.
UPDATE outbox SET state = 'sent', sent_at = :now, owner = NULL, claimed_until = NULL, error = NULL, message = ''
WHERE id = :id AND owner = :owner AND state = 'claimed'

-- name: later(id, owner, due_at, error)
-- Put a mail back for later.
UPDATE outbox SET state = 'waiting', due_at = :due_at, owner = NULL, claimed_until = NULL, error = :error
WHERE id = :id AND owner = :owner AND state = 'claimed'

-- name: release(id, owner, due_at, error)
-- Put a mail back that no server has seen; it counts as no attempt.
UPDATE outbox SET state = 'waiting', due_at = :due_at, owner = NULL, claimed_until = NULL, error = :error,
    attempts = attempts - 1
WHERE id = :id AND owner = :owner AND state = 'claimed'

-- name: failed(id, owner, state, error)
-- Note that a mail cannot be sent, or may no longer be.
UPDATE outbox SET state = :state, owner = NULL, claimed_until = NULL, error = :error
WHERE id = :id AND owner = :owner AND state = 'claimed'

-- name: counts()
-- How many mails are in which state.
SELECT state, COUNT(*) FROM outbox GROUP BY state ORDER BY state

-- name: sweep(before)
-- Remove mails that ended and were written before a moment.
DELETE FROM outbox WHERE state IN ('sent', 'failed', 'expired', 'withdrawn') AND created_at < :before

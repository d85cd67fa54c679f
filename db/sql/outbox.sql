-- name: put(kind, weight, address, subject, message, message_id, now, expires_at)
-- Keep a mail to be sent; one with the same id is there already.
INSERT INTO outbox (kind, weight, address, subject, message, message_id, state, created_at, due_at, expires_at)
VALUES (:kind, :weight, :address, :subject, :message, :message_id, 'waiting', :now, :now, :expires_at)
ON CONFLICT (message_id) DO NOTHING RETURNING id

-- name: keep_body(key, message, secret, address, ident, now)
-- Keep what many mails have in common, once.
INSERT INTO mail_body (key, message, secret_mark, address_mark, ident_mark, created_at)
VALUES (:key, :message, :secret, :address, :ident, :now)
ON CONFLICT (key) DO NOTHING

-- name: body_id(key)
-- What many mails have in common, by its key.
SELECT id FROM mail_body WHERE key = :key

-- name: body(id)
-- What many mails have in common, with the words that stand where each one's own goes.
SELECT message, secret_mark, address_mark, ident_mark FROM mail_body WHERE id = :id

-- name: renew_body(id, message, secret, address, ident)
-- Change what many mails have in common.
UPDATE mail_body SET message = :message, secret_mark = :secret, address_mark = :address, ident_mark = :ident
WHERE id = :id

-- name: withdraw_body(id)
-- Let the mails wait no more that have something in common.
UPDATE outbox SET state = 'withdrawn', error = 'nothing of it is left', secret = NULL
WHERE body_id = :id AND state = 'waiting'

-- name: put_many(mails, kind, weight, body_id, subject, now, due_at, expires_at)
-- Keep mails that have all but their own in common; those with the same id are there already.
INSERT INTO outbox (kind, weight, address, subject, message, message_id, state, created_at, due_at, expires_at, body_id, secret)
SELECT :kind, :weight, j.value ->> 0, :subject, '', j.value ->> 2, 'waiting', :now, :due_at, :expires_at, :body_id, j.value ->> 1
FROM json_each(:mails) AS j WHERE true
ON CONFLICT (message_id) DO NOTHING RETURNING id, message_id

-- name: free_ended(now)
-- Let another sender take what was held for too long.
UPDATE outbox SET state = 'waiting', owner = NULL, claimed_until = NULL WHERE state = 'claimed' AND claimed_until < :now

-- name: claim(owner, now, until, least, most)
-- Take mails that are due, the weightiest first, then what was due first.
UPDATE outbox SET state = 'claimed', owner = :owner, claimed_until = :until, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM outbox WHERE state = 'waiting' AND weight >= :least AND due_at <= :now
        AND NOT EXISTS (SELECT 1 FROM stale_body AS s WHERE s.body_id = outbox.body_id)
    ORDER BY weight DESC, due_at, id LIMIT :most)
RETURNING id, weight, kind, address, subject, message, message_id, attempts, expires_at, body_id, secret

-- name: keep(owner, until)
-- Hold all that an owner claimed for longer.
UPDATE outbox SET claimed_until = :until WHERE state = 'claimed' AND owner = :owner

-- name: ours(ids, owner)
-- Which mails an owner still holds.
SELECT id FROM outbox WHERE id IN (SELECT value FROM json_each(:ids)) AND owner = :owner AND state = 'claimed'

-- name: sent(id, owner, now)
-- Note that a mail was taken by the server; its words are not kept.
UPDATE outbox SET state = 'sent', sent_at = :now, owner = NULL, claimed_until = NULL, error = NULL, message = '',
    secret = NULL
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
SELECT 'waiting', COUNT(*) FROM outbox WHERE state = 'waiting' HAVING COUNT(*) > 0
UNION ALL SELECT 'claimed', COUNT(*) FROM outbox WHERE state = 'claimed' HAVING COUNT(*) > 0
UNION ALL SELECT state, COUNT(*) FROM outbox WHERE state NOT IN ('waiting', 'claimed') GROUP BY state

-- name: standing()
-- How many mails are in which state, and since when.
SELECT 'waiting', COUNT(*), MIN(due_at) FROM outbox WHERE state = 'waiting' HAVING COUNT(*) > 0
UNION ALL SELECT 'claimed', COUNT(*), MIN(created_at) FROM outbox WHERE state = 'claimed' HAVING COUNT(*) > 0
UNION ALL SELECT state, COUNT(*), MIN(created_at) FROM outbox WHERE state NOT IN ('waiting', 'claimed') GROUP BY state

-- name: failed_mails(most)
-- Mails that failed, the newest first.
SELECT id, kind, address, state, attempts, error, created_at, due_at FROM outbox
WHERE state NOT IN ('waiting', 'claimed') AND state = 'failed' ORDER BY created_at DESC, id DESC LIMIT :most

-- name: put_back(most)
-- Mails that were put back, those first that are due first.
SELECT id, kind, address, state, attempts, error, created_at, due_at FROM outbox
WHERE state = 'waiting' AND error IS NOT NULL ORDER BY due_at, id LIMIT :most

-- name: failed_kinds()
-- How many mails of which kind failed.
SELECT kind, COUNT(*) FROM outbox WHERE state NOT IN ('waiting', 'claimed') AND state = 'failed' GROUP BY kind ORDER BY kind

-- name: retry(id, now)
-- Let a mail go again at once.
UPDATE outbox SET state = 'waiting', due_at = :now, attempts = 0, error = NULL
WHERE id = :id AND (state = 'failed' OR (state = 'waiting' AND error IS NOT NULL))

-- name: retry_kind(kind, now)
-- Let all mails of a kind that failed go again.
UPDATE outbox SET state = 'waiting', due_at = :now, attempts = 0, error = NULL
WHERE state NOT IN ('waiting', 'claimed') AND state = 'failed' AND kind = :kind

-- name: sweep(before)
-- Remove mails that ended and were written before a moment.
DELETE FROM outbox WHERE state NOT IN ('waiting', 'claimed') AND state IN ('sent', 'failed', 'expired', 'withdrawn')
    AND created_at < :before

-- name: sweep_bodies(before)
-- Remove what mails had in common once the last of them is gone.
DELETE FROM mail_body WHERE created_at < :before AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.body_id = mail_body.id)

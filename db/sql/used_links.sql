-- name: use(hash, subscriber_id, expires_at)
-- Note that a link did its work; nothing happens where it is noted already.
INSERT INTO used_link (hash, subscriber_id, expires_at) VALUES (:hash, :subscriber_id, :expires_at)
ON CONFLICT (hash) DO NOTHING

-- name: owner(hash)
-- Whose link was used.
SELECT subscriber_id FROM used_link WHERE hash = :hash

-- name: sweep(now)
-- Forget links that are over by their date.
DELETE FROM used_link WHERE expires_at < :now

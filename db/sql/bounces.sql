-- name: sent(message_id)
-- The address and the kind of a mail of ours.
SELECT address, kind FROM outbox WHERE message_id = :message_id

-- name: note(kind, message_id, address, said, now)
-- Note that a mail came back, once.
INSERT INTO bounce (kind, message_id, address, said, noted_at) VALUES (:kind, :message_id, :address, :said, :now)
ON CONFLICT (message_id, kind) DO NOTHING

-- name: soft(address, since)
-- When mails to an address came back for now.
SELECT noted_at FROM bounce WHERE address = :address AND noted_at >= :since AND kind = 'soft'

-- name: newest(most)
-- The mails that came back last.
SELECT id, kind, address, said, noted_at FROM bounce ORDER BY noted_at DESC, id DESC LIMIT :most

-- name: sweep(before)
-- Forget bounces of before a moment.
DELETE FROM bounce WHERE noted_at < :before

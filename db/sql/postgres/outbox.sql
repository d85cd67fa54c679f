-- name: claim(owner, now, until, most)
-- Take mails that are due, the weightiest first, and those a dead sender held.
UPDATE outbox SET state = 'claimed', owner = :owner, claimed_until = :until, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM outbox
    WHERE (state = 'waiting' AND due_at <= :now) OR (state = 'claimed' AND claimed_until < :now)
    ORDER BY weight DESC, id LIMIT :most FOR UPDATE SKIP LOCKED)
RETURNING id, kind, address, subject, message, message_id, attempts, expires_at

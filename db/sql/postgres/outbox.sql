-- name: put_many(mails, kind, weight, body_id, subject, now, due_at, expires_at)
-- Keep mails that have all but their own in common; those with the same id are there already.
INSERT INTO outbox (kind, weight, address, subject, message, message_id, state, created_at, due_at, expires_at, body_id, secret)
SELECT :kind, :weight, j.value ->> 0, :subject, '', j.value ->> 2, 'waiting', :now, :due_at, :expires_at, :body_id, j.value ->> 1
FROM jsonb_array_elements(CAST(:mails AS jsonb)) AS j (value)
ON CONFLICT (message_id) DO NOTHING RETURNING id, message_id

-- name: ours(ids, owner)
-- Which mails an owner still holds.
SELECT id FROM outbox WHERE owner = :owner AND state = 'claimed'
    AND id = ANY(ARRAY(SELECT CAST(j.value AS BIGINT) FROM jsonb_array_elements_text(CAST(:ids AS jsonb)) AS j (value)))

-- name: claim(owner, now, until, least, most)
-- Take mails that are due, the weightiest first, then what was due first.
WITH due AS MATERIALIZED (
    SELECT id FROM outbox WHERE state = 'waiting' AND weight >= :least AND due_at <= :now
        AND NOT EXISTS (SELECT 1 FROM stale_body AS s WHERE s.body_id = outbox.body_id)
    ORDER BY weight DESC, due_at, id LIMIT :most FOR UPDATE SKIP LOCKED)
UPDATE outbox SET state = 'claimed', owner = :owner, claimed_until = :until, attempts = attempts + 1
FROM due WHERE outbox.id = due.id
RETURNING outbox.id, weight, kind, address, subject, message, message_id, attempts, expires_at, body_id, secret

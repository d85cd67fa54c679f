-- name: claim(source_id, owner, now, until, most)
-- Take waiting pages of a source whose time has come, and those a dead worker held.
WITH due AS MATERIALIZED (
    SELECT id FROM frontier
    WHERE source_id = :source_id AND state IN ('waiting', 'claimed') AND due_at <= :now
        AND (state = 'waiting' OR claimed_until < :now)
    ORDER BY id DESC LIMIT :most FOR UPDATE SKIP LOCKED)
UPDATE frontier SET state = 'claimed', owner = :owner, claimed_until = :until, attempts = attempts + 1
FROM due WHERE frontier.id = due.id
RETURNING frontier.id, source_id, host, url, url_key, entry, attempts

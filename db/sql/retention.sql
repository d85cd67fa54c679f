-- name: held(before)
-- Comments with words that waited for a decision, or were taken down, before a moment.
SELECT c.id, c.story_id, c.account_id, c.state FROM comment AS c
WHERE c.text <> '' AND c.held_at < :before
UNION ALL
SELECT c.id, c.story_id, c.account_id, c.state FROM comment AS c
WHERE c.state IN ('hidden', 'returned') AND c.held_at IS NULL AND c.text <> '' AND NOT EXISTS (
    SELECT 1 FROM decision AS d WHERE d.comment_id = c.id AND d.at >= :before)
    AND NOT EXISTS (SELECT 1 FROM notice AS n WHERE n.comment_id = c.id AND n.state IN ('open', 'told'))

-- name: give_up(id, reason)
-- Remove a comment that nobody decided on.
UPDATE comment SET state = 'removed', reason = :reason, held_at = NULL WHERE id = :id

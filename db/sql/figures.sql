-- name: actions(since)
-- How often moderators and editors did what since a moment.
SELECT action, COUNT(*) FROM decision WHERE at > :since GROUP BY action ORDER BY action

-- name: holds(since)
-- Of the comments that the check held and a moderator decided since a moment, how many were published unchanged.
SELECT what, COUNT(DISTINCT id) FROM (
    SELECT d.comment_id AS id, (
        SELECT CASE WHEN c.state = 'published' AND c.edited_at IS NULL THEN 'unchanged' ELSE 'other' END
        FROM comment AS c WHERE c.id = d.comment_id AND c.verdict = 'hold') AS what
    FROM decision AS d WHERE d.at > :since AND d.action IN ('publish', 'hide', 'remove', 'return')) AS decided
WHERE what IS NOT NULL GROUP BY what

-- name: waiting(most)
-- Since when comments wait.
SELECT held_at FROM comment WHERE held_at IS NOT NULL ORDER BY held_at LIMIT :most

-- name: of_moderator(account_id, since)
-- How many decisions a moderator took since a moment.
SELECT COUNT(*) FROM decision WHERE account_id = :account_id AND at > :since

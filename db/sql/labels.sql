-- name: clear(comment_id, account_id)
-- Take back what a reader said of a comment.
DELETE FROM comment_label WHERE comment_id = :comment_id AND account_id = :account_id

-- name: add(comment_id, account_id, label, now)
-- Note what a reader says of a comment.
INSERT INTO comment_label (comment_id, account_id, label, at) VALUES (:comment_id, :account_id, :label, :now)

-- name: given(comment_id, account_id)
-- What a reader said of a comment.
SELECT label FROM comment_label WHERE comment_id = :comment_id AND account_id = :account_id

-- name: counts(ids, before)
-- How many readers said what of published comments that are older than a moment.
SELECT l.comment_id, l.label, COUNT(*)
FROM json_each(:ids) AS j CROSS JOIN comment AS c ON c.id = j.value JOIN comment_label AS l ON l.comment_id = c.id
WHERE c.state = 'published' AND c.created_at < :before GROUP BY l.comment_id, l.label ORDER BY COUNT(*) DESC, l.label

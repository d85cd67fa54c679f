-- name: add(comment_id, reason, note, reporter_key, token_hash, now, decided_at, outcome)
-- Keep a report on a comment.
INSERT INTO report (comment_id, reason, note, reporter_key, token_hash, created_at, decided_at, outcome)
VALUES (:comment_id, :reason, :note, :reporter_key, :token_hash, :now, :decided_at, :outcome)

-- name: since(reason, since)
-- How many reports with a reason came since a moment.
SELECT COUNT(*) FROM report WHERE reason = :reason AND created_at > :since

-- name: open_on(comment_id)
-- The open reports on a comment.
SELECT id, reason, note, created_at FROM report WHERE comment_id = :comment_id AND decided_at IS NULL ORDER BY id

-- name: by_token(token_hash)
-- A report by the word of its address, with what became of it.
SELECT r.id, r.comment_id, r.reason, r.created_at, r.decided_at, r.outcome, s.slug, s.headline,
    (SELECT p.state FROM appeal AS p WHERE p.report_id = r.id ORDER BY p.id DESC LIMIT 1),
    (SELECT p.answer FROM appeal AS p WHERE p.report_id = r.id ORDER BY p.id DESC LIMIT 1)
FROM report AS r JOIN comment AS c ON c.id = r.comment_id JOIN story AS s ON s.id = c.story_id
WHERE r.token_hash = :token_hash

-- name: decide(comment_id, now, outcome)
-- Note what became of the open reports on a comment.
UPDATE report SET decided_at = :now, outcome = :outcome WHERE comment_id = :comment_id AND decided_at IS NULL

-- name: decided(since, most)
-- When reports came and were decided, the newest first.
SELECT created_at, decided_at FROM report WHERE decided_at > :since ORDER BY decided_at DESC LIMIT :most

-- name: forget_who(before)
-- Forget from where old reports came.
UPDATE report SET reporter_key = '' WHERE created_at < :before AND reporter_key <> ''

-- name: add(comment_id, report_id, words, now)
-- Keep an appeal, the first for a comment's author or for a report.
INSERT INTO appeal (comment_id, report_id, words, at, state)
SELECT c.id, CAST(:report_id AS BIGINT), :words, :now, 'open' FROM comment AS c WHERE c.id = :comment_id
    AND NOT EXISTS (SELECT 1 FROM appeal AS p WHERE p.comment_id = :comment_id
        AND COALESCE(p.report_id, 0) = COALESCE(CAST(:report_id AS BIGINT), 0))

-- name: waiting(most)
-- The appeals that wait, the oldest first.
SELECT p.id, p.comment_id, p.report_id, p.words, p.at, p.state, s.slug, s.headline, c.state, c.reason, c.html
FROM appeal AS p JOIN comment AS c ON c.id = p.comment_id JOIN story AS s ON s.id = c.story_id
WHERE p.state = 'open' ORDER BY p.id LIMIT :most

-- name: by_id(id)
-- An appeal with its comment.
SELECT p.id, p.comment_id, p.report_id, p.words, p.at, p.state, s.slug, s.headline, c.state, c.reason, c.html
FROM appeal AS p JOIN comment AS c ON c.id = p.comment_id JOIN story AS s ON s.id = c.story_id WHERE p.id = :id

-- name: decide(id, state, answer, now)
-- Note what became of an appeal.
UPDATE appeal SET state = :state, answer = :answer, decided_at = :now WHERE id = :id

-- name: decided_by(comment_id)
-- Who decided last on a comment.
SELECT account_id FROM decision WHERE comment_id = :comment_id AND account_id IS NOT NULL ORDER BY id DESC LIMIT 1

-- name: others(account_id)
-- How many other accounts moderate.
SELECT COUNT(*) FROM account WHERE role IN ('moderator', 'operator') AND state = 'active' AND id <> :account_id

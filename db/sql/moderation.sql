-- name: queue(most)
-- Comments that wait for a moderator: those reported as identifying a child first, then by age.
SELECT c.id, c.story_id, c.account_id, c.root_id, c.parent_id, c.state, c.reason, c.html, c.created_at, a.handle,
    s.slug, s.headline, c.text, c.restored,
    (SELECT COUNT(*) FROM report AS r WHERE r.comment_id = c.id AND r.decided_at IS NULL),
    (SELECT COUNT(*) FROM report AS r WHERE r.comment_id = c.id AND r.decided_at IS NULL AND r.reason = 'child')
FROM comment AS c JOIN account AS a ON a.id = c.account_id JOIN story AS s ON s.id = c.story_id
WHERE c.state IN ('held', 'hidden') OR c.id IN (SELECT comment_id FROM report WHERE decided_at IS NULL)
ORDER BY 16 DESC, c.id LIMIT :most

-- name: reports(comment_id)
-- The open reports on a comment.
SELECT id, reason, note, created_at FROM report WHERE comment_id = :comment_id AND decided_at IS NULL ORDER BY id

-- name: add_report(comment_id, reason, note, reporter_key, now)
-- Keep a report on a comment.
INSERT INTO report (comment_id, reason, note, reporter_key, created_at)
VALUES (:comment_id, :reason, :note, :reporter_key, :now)

-- name: decide_reports(comment_id, now, outcome)
-- Note what became of the open reports on a comment.
UPDATE report SET decided_at = :now, outcome = :outcome WHERE comment_id = :comment_id AND decided_at IS NULL

-- name: log(at, moderator, action, reason, comment_id, story_id, detail)
-- Keep a decision with its reason.
INSERT INTO decision (at, moderator, action, reason, comment_id, story_id, detail)
VALUES (:at, :moderator, :action, :reason, :comment_id, :story_id, :detail)

-- name: decisions(before_id, most)
-- The newest decisions with their story.
SELECT d.id, d.at, d.action, d.reason, s.slug, s.headline, d.detail
FROM decision AS d LEFT JOIN story AS s ON s.id = d.story_id
WHERE d.id < :before_id ORDER BY d.id DESC LIMIT :most

-- name: decided_by(comment_id)
-- Earlier decisions on a comment.
SELECT d.id, d.at, d.action, d.reason, s.slug, s.headline, d.detail
FROM decision AS d LEFT JOIN story AS s ON s.id = d.story_id WHERE d.comment_id = :comment_id ORDER BY d.id

-- name: open_thread(story_id, closes_at)
-- Open a thread again.
UPDATE story SET thread = 'open', thread_reason = NULL, thread_closed_at = NULL, thread_closes_at = :closes_at
WHERE id = :story_id

-- name: to_close(now, most)
-- Stories whose thread has come to its end.
SELECT id, slug FROM story WHERE thread IN ('open', 'held') AND thread_closes_at <= :now LIMIT :most

-- name: decisions(most)
-- Decisions about comments whose authors were not told yet.
SELECT d.id, d.action, d.reason, a.address, s.headline, c.id
FROM decision AS d JOIN comment AS c ON c.id = d.comment_id JOIN account AS a ON a.id = c.account_id JOIN story AS s ON s.id = c.story_id
WHERE d.told_at IS NULL ORDER BY d.id LIMIT :most

-- name: told(id, now)
-- Note that an author was told of a decision.
UPDATE decision SET told_at = :now WHERE id = :id

-- name: moderators()
-- Whom to alarm.
SELECT address FROM account WHERE role IN ('moderator', 'operator') AND state = 'active' ORDER BY id

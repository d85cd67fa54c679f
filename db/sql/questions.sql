-- name: side_of(story_id, account_id)
-- How an account stands to the question of a story.
SELECT stance FROM question_vote WHERE story_id = :story_id AND account_id = :account_id

-- name: votes(story_id)
-- How many stand where to the question of a story.
SELECT stance, COUNT(*) FROM question_vote WHERE story_id = :story_id GROUP BY stance ORDER BY stance

-- name: said(story_id, before)
-- The published comments of a story that are older than a moment.
SELECT c.id, c.story_id, c.account_id, c.root_id, c.parent_id, c.state, c.reason, c.html, c.created_at,
    COALESCE(c.alias, a.handle), NULL, c.edited_at, c.stance, NULL, NULL, 0
FROM comment AS c JOIN account AS a ON a.id = c.account_id
WHERE c.story_id = :story_id AND c.state = 'published' AND c.created_at < :before ORDER BY c.id LIMIT 2000

-- name: praise(story_id)
-- How many people of each side praised the comments of a story.
SELECT l.comment_id, v.stance, COUNT(DISTINCT l.account_id)
FROM comment AS c JOIN comment_label AS l ON l.comment_id = c.id
    JOIN question_vote AS v ON v.story_id = c.story_id AND v.account_id = l.account_id
WHERE c.story_id = :story_id AND c.state = 'published' AND l.label IN ('helpful', 'evidence', 'experience', 'well put')
GROUP BY l.comment_id, v.stance

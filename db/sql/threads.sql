-- name: roots(story_id, after_id, most)
-- The comments that begin a branch of a thread and keep a place on its page, oldest first.
SELECT c.id, c.story_id, c.account_id, c.root_id, c.parent_id, c.state, c.reason, c.html, c.created_at,
    COALESCE(c.alias, a.handle), NULL, c.edited_at, c.stance, CASE WHEN c.alias IS NULL THEN a.checked_role END,
    CASE WHEN c.alias IS NULL THEN a.checked_at END, CASE WHEN c.held_at IS NULL THEN 0 ELSE 1 END
FROM comment AS c JOIN account AS a ON a.id = c.account_id
WHERE c.story_id = :story_id AND c.root_id IS NULL AND c.id > :after_id
    AND (c.state NOT IN ('held', 'returned') OR c.published_at IS NOT NULL)
ORDER BY c.id LIMIT :most

-- name: newest_roots(story_id, before_id, most)
-- The comments that begin a branch of a thread and keep a place on its page, newest first.
SELECT c.id, c.story_id, c.account_id, c.root_id, c.parent_id, c.state, c.reason, c.html, c.created_at,
    COALESCE(c.alias, a.handle), NULL, c.edited_at, c.stance, CASE WHEN c.alias IS NULL THEN a.checked_role END,
    CASE WHEN c.alias IS NULL THEN a.checked_at END, CASE WHEN c.held_at IS NULL THEN 0 ELSE 1 END
FROM comment AS c JOIN account AS a ON a.id = c.account_id
WHERE c.story_id = :story_id AND c.root_id IS NULL AND c.id < :before_id
    AND (c.state NOT IN ('held', 'returned') OR c.published_at IS NOT NULL)
ORDER BY c.id DESC LIMIT :most

-- name: root(id)
-- A comment that begins a branch and keeps a place on its page.
SELECT c.id, c.story_id, c.account_id, c.root_id, c.parent_id, c.state, c.reason, c.html, c.created_at,
    COALESCE(c.alias, a.handle), NULL, c.edited_at, c.stance, CASE WHEN c.alias IS NULL THEN a.checked_role END,
    CASE WHEN c.alias IS NULL THEN a.checked_at END, CASE WHEN c.held_at IS NULL THEN 0 ELSE 1 END
FROM comment AS c JOIN account AS a ON a.id = c.account_id
WHERE c.id = :id AND c.root_id IS NULL AND (c.state NOT IN ('held', 'returned') OR c.published_at IS NOT NULL)

-- name: answers(root_ids, after_id, most)
-- The first answers of some branches after one, each with whom it answers where that is not the comment above.
SELECT id, story_id, account_id, root_id, parent_id, state, reason, html, created_at, name, answered, edited_at, stance,
    role, checked_at, waits
FROM (
    SELECT c.id, c.story_id, c.account_id, c.root_id, c.parent_id, c.state, c.reason, c.html, c.created_at,
        COALESCE(c.alias, a.handle) AS name, CASE WHEN c.parent_id <> c.root_id AND p.state = 'published'
            THEN COALESCE(p.alias, pa.handle) END AS answered, c.edited_at, c.stance,
        CASE WHEN c.alias IS NULL THEN a.checked_role END AS role, CASE WHEN c.alias IS NULL THEN a.checked_at END AS checked_at,
        CASE WHEN c.held_at IS NULL THEN 0 ELSE 1 END AS waits,
        ROW_NUMBER() OVER (PARTITION BY c.root_id ORDER BY c.id) AS place
    FROM json_each(:root_ids) AS j CROSS JOIN comment AS c ON c.root_id = j.value AND c.id > :after_id
        JOIN account AS a ON a.id = c.account_id
        LEFT JOIN comment AS p ON p.id = c.parent_id LEFT JOIN account AS pa ON pa.id = p.account_id
    WHERE c.state NOT IN ('held', 'returned') OR c.published_at IS NOT NULL) AS numbered
WHERE place <= :most ORDER BY id

-- name: counts(root_ids)
-- How many answers each of some branches has.
SELECT c.root_id, COUNT(*) FROM json_each(:root_ids) AS j CROSS JOIN comment AS c ON c.root_id = j.value
WHERE c.state NOT IN ('held', 'returned') OR c.published_at IS NOT NULL GROUP BY c.root_id

-- name: before(story_id, id)
-- How many branches of a thread begin before a comment.
SELECT COUNT(*) FROM comment WHERE story_id = :story_id AND root_id IS NULL AND id < :id
    AND (state NOT IN ('held', 'returned') OR published_at IS NOT NULL)

-- name: before_in_branch(root_id, id)
-- How many answers of a branch stand before one.
SELECT COUNT(*) FROM comment WHERE root_id = :root_id AND id < :id
    AND (state NOT IN ('held', 'returned') OR published_at IS NOT NULL)

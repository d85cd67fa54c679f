-- name: stop(account_id, story_id)
-- Let an account follow a thread no more.
DELETE FROM thread_follow WHERE account_id = :account_id AND story_id = :story_id

-- name: follow(account_id, story_id, mode, now)
-- Let an account follow a thread from now on.
INSERT INTO thread_follow (account_id, story_id, mode, since, told_at, told_id)
SELECT :account_id, s.id, :mode, :now, :now, COALESCE((SELECT MAX(c.id) FROM comment AS c WHERE c.story_id = s.id), 0)
FROM story AS s WHERE s.id = :story_id
ON CONFLICT (account_id, story_id) DO UPDATE SET mode = excluded.mode

-- name: mode_of(account_id, story_id)
-- How an account follows a thread.
SELECT mode FROM thread_follow WHERE account_id = :account_id AND story_id = :story_id

-- name: of_account(account_id, seen_at)
-- The threads that an account follows, the newest first, with how much others wrote there since, not yet seen.
SELECT s.slug, s.headline, f.mode, f.since, (SELECT COUNT(*) FROM comment AS c WHERE c.story_id = s.id
    AND c.state = 'published' AND c.published_at > f.since AND c.published_at > :seen_at AND c.account_id <> f.account_id)
FROM thread_follow AS f JOIN story AS s ON s.id = f.story_id
WHERE f.account_id = :account_id AND s.shown = 1 ORDER BY f.since DESC, s.id DESC

-- name: fresh(account_id, most)
-- The threads that an account follows in which others published since, how much and when the newest, the newest first.
SELECT s.slug, s.headline, COUNT(*), MAX(c.published_at)
FROM thread_follow AS f JOIN story AS s ON s.id = f.story_id JOIN comment AS c ON c.story_id = f.story_id
WHERE f.account_id = :account_id AND s.shown = 1
    AND c.state = 'published' AND c.published_at > f.since AND c.account_id <> f.account_id
GROUP BY s.id, s.slug, s.headline ORDER BY MAX(c.published_at) DESC, s.id DESC LIMIT :most

-- name: to_tell(mode, account_id, story_id, most)
-- Followers in a mode after one, by account and story, whose thread has published comments that they were not told of.
SELECT f.account_id, a.address, s.id, s.slug, s.headline, f.mode, f.told_at, f.told_id
FROM thread_follow AS f JOIN story AS s ON s.id = f.story_id JOIN account AS a ON a.id = f.account_id
WHERE f.mode = :mode AND (f.account_id > :account_id OR (f.account_id = :account_id AND f.story_id > :story_id))
    AND a.state = 'active' AND s.shown = 1 AND EXISTS (SELECT 1 FROM comment AS c WHERE c.story_id = f.story_id
        AND (c.published_at > f.told_at OR (c.published_at = f.told_at AND c.id > f.told_id))
        AND c.state = 'published' AND c.account_id <> f.account_id)
ORDER BY f.account_id, f.story_id LIMIT :most

-- name: every(story_id, account_id, told_at, told_id, settled, most)
-- What was published in a thread after a moment, by others; words only of what is settled and unreported.
SELECT c.id, COALESCE(c.alias, a.handle), CASE WHEN c.published_at < :settled AND NOT EXISTS (SELECT 1 FROM report AS r WHERE r.comment_id = c.id AND r.decided_at IS NULL)
    THEN c.html ELSE '' END, c.published_at
FROM comment AS c JOIN account AS a ON a.id = c.account_id
WHERE c.story_id = :story_id AND (c.published_at > :told_at OR (c.published_at = :told_at AND c.id > :told_id))
    AND c.state = 'published' AND c.account_id <> :account_id
ORDER BY c.published_at, c.id LIMIT :most

-- name: replies(story_id, account_id, told_at, told_id, settled, most)
-- What was published in answer to an account after a moment; words only of what is settled and unreported.
SELECT c.id, COALESCE(c.alias, a.handle), CASE WHEN c.published_at < :settled AND NOT EXISTS (SELECT 1 FROM report AS r WHERE r.comment_id = c.id AND r.decided_at IS NULL)
    THEN c.html ELSE '' END, c.published_at
FROM comment AS c JOIN comment AS p ON p.id = c.parent_id JOIN account AS a ON a.id = c.account_id
WHERE c.story_id = :story_id AND (c.published_at > :told_at OR (c.published_at = :told_at AND c.id > :told_id))
    AND c.state = 'published' AND c.account_id <> :account_id AND p.account_id = :account_id
ORDER BY c.published_at, c.id LIMIT :most

-- name: settled(story_id, account_id, told_at, told_id, settled, most)
-- What was published in a thread after a moment, by others, that is settled and unreported.
SELECT c.id, COALESCE(c.alias, a.handle), c.html, c.published_at
FROM comment AS c JOIN account AS a ON a.id = c.account_id
WHERE c.story_id = :story_id AND (c.published_at > :told_at OR (c.published_at = :told_at AND c.id > :told_id))
    AND c.state = 'published' AND c.account_id <> :account_id AND c.published_at < :settled
    AND NOT EXISTS (SELECT 1 FROM report AS r WHERE r.comment_id = c.id AND r.decided_at IS NULL)
ORDER BY c.published_at, c.id LIMIT :most

-- name: told(account_id, story_id, at, comment_id)
-- Note up to which comment a follower was told.
UPDATE thread_follow SET told_at = :at, told_id = :comment_id WHERE account_id = :account_id AND story_id = :story_id

-- name: save(account_id, slug, now)
-- Keep a shown story for a reader.
INSERT INTO saved_story (account_id, story_id, at)
SELECT :account_id, s.id, :now FROM story AS s WHERE s.slug = :slug AND s.shown = 1
ON CONFLICT (account_id, story_id) DO NOTHING

-- name: take_off(account_id, slug)
-- Keep a story no more, also one that went into another since.
DELETE FROM saved_story WHERE account_id = :account_id
    AND story_id IN (SELECT o.id FROM story AS o WHERE o.slug = :slug UNION ALL
        SELECT v.story_id FROM saved_story AS v JOIN story AS o ON o.id = v.story_id JOIN story AS s ON s.id = o.merged_into
        WHERE v.account_id = :account_id AND s.slug = :slug)

-- name: how_many(account_id)
-- How many stories a reader keeps.
SELECT COUNT(*) FROM saved_story WHERE account_id = :account_id

-- name: is_saved(account_id, story_id)
-- Whether a reader keeps a story.
SELECT 1 FROM saved_story WHERE account_id = :account_id AND story_id = :story_id

-- name: of_account(account_id, before_at, before_id, most)
-- The stories that a reader keeps, the newest kept first; one that went into another is that other.
SELECT COALESCE(o.merged_into, o.id), v.at, v.story_id FROM saved_story AS v JOIN story AS o ON o.id = v.story_id
WHERE v.account_id = :account_id AND (v.at, v.story_id) < (:before_at, :before_id)
ORDER BY v.at DESC, v.story_id DESC LIMIT :most

-- name: remembers(account_id)
-- Whether a reader wants what they read to be remembered, and when they were here.
SELECT last_at, last_seen, before_at, before_seen FROM remembered_reader WHERE account_id = :account_id

-- name: remember(account_id)
-- Remember from now on.
INSERT INTO remembered_reader (account_id) VALUES (:account_id) ON CONFLICT (account_id) DO NOTHING

-- name: forget_reader(account_id)
-- Remember a reader's visits no more.
DELETE FROM remembered_reader WHERE account_id = :account_id

-- name: forget_read(account_id)
-- Forget what a reader read.
DELETE FROM read_story WHERE account_id = :account_id

-- name: forget_saved(account_id)
-- Forget what a reader keeps.
DELETE FROM saved_story WHERE account_id = :account_id

-- name: visit(account_id, now, newest, new_visit)
-- Note that a reader is on the front page; after a pause the last visit becomes the one before.
UPDATE remembered_reader SET
    before_at = CASE WHEN last_at < :new_visit THEN last_at ELSE before_at END,
    before_seen = CASE WHEN last_at < :new_visit THEN last_seen ELSE before_seen END,
    last_at = :now, last_seen = CASE WHEN :newest > last_seen THEN :newest ELSE last_seen END
WHERE account_id = :account_id

-- name: newest()
-- The number of the newest story.
SELECT MAX(id) FROM story

-- name: was_read(account_id, slug)
-- Whether a reader read a story.
SELECT 1 FROM read_story AS r JOIN story AS s ON s.id = r.story_id WHERE r.account_id = :account_id AND s.slug = :slug

-- name: read(account_id, slug, now)
-- Note that a reader who wants it opened a shown story.
INSERT INTO read_story (account_id, story_id, at)
SELECT r.account_id, s.id, :now FROM remembered_reader AS r JOIN story AS s ON s.slug = :slug
WHERE r.account_id = :account_id AND s.shown = 1
ON CONFLICT (account_id, story_id) DO NOTHING

-- name: read_lately(account_id, most)
-- The stories that a reader read, the last ones first.
SELECT story_id FROM read_story WHERE account_id = :account_id ORDER BY at DESC LIMIT :most

-- name: drop_read(before)
-- Forget what was read before a moment.
DELETE FROM read_story WHERE at < :before

-- name: export_saved(account_id)
-- All stories that an account keeps.
SELECT 'story', s.slug, '', v.at FROM saved_story AS v JOIN story AS s ON s.id = v.story_id
WHERE v.account_id = :account_id ORDER BY v.at

-- name: export_read(account_id)
-- All stories that an account read.
SELECT 'story', s.slug, '', r.at FROM read_story AS r JOIN story AS s ON s.id = r.story_id
WHERE r.account_id = :account_id ORDER BY r.at

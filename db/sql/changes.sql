-- name: note(key, now)
-- Note that the pages of a key changed.
INSERT INTO page_change (key, changed_at) VALUES (:key, :now)

-- name: of_lists()
-- The newest removal, and the newest change of any list.
SELECT COALESCE((SELECT MAX(id) FROM page_change WHERE key = 'removed'), 0),
    COALESCE((SELECT MAX(id) FROM page_change WHERE key = 'lists'), 0)

-- name: corrected()
-- The newest correction.
SELECT COALESCE(MAX(id), 0) FROM page_change WHERE key = 'corrected'

-- name: of_story(slug)
-- The newest removal, and the newest change of a story.
SELECT COALESCE((SELECT MAX(id) FROM page_change WHERE key = 'removed'), 0),
    COALESCE((SELECT MAX(p.id) FROM story AS s JOIN page_change AS p ON p.key = 'story:' || s.id WHERE s.slug = :slug), 0)

-- name: sweep(before)
-- Forget changes that no cached page can be older than; the newest stays, so that numbers never come again.
DELETE FROM page_change WHERE changed_at < :before AND id < (SELECT MAX(id) FROM page_change)

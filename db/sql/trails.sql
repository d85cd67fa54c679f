-- name: not_linked(after_id, most)
-- Stories whose trail was not looked for yet, oldest number first.
SELECT id, first_at FROM story WHERE linked_at IS NULL AND id > :after_id ORDER BY id LIMIT :most

-- name: oldest()
-- When the oldest story began, whether it is shown or not.
SELECT MIN(began_at) FROM (SELECT MIN(first_at) AS began_at FROM story WHERE shown = 1
    UNION ALL SELECT MIN(first_at) FROM story WHERE shown = 0) AS first_ones

-- name: looked(after_id, last_id, now)
-- Note that the trails of stories were looked for.
UPDATE story SET linked_at = :now WHERE id > :after_id AND id <= :last_id AND linked_at IS NULL

-- name: with_words(query, before, most)
-- The stories of the newest articles before a moment that have some words. What a thousand newer ones have too tells nothing.
SELECT b.story_id
FROM (SELECT rowid AS article_id FROM article_search WHERE article_search MATCH :query ORDER BY rowid DESC LIMIT 1000) AS f
    JOIN article AS b INDEXED BY article_in_time ON b.id = f.article_id
WHERE b.listed_at < :before AND b.story_id IS NOT NULL ORDER BY f.article_id DESC LIMIT :most

-- name: members(story_id, most)
-- The first articles of a story, as grouping compares them.
SELECT a.id, a.story_id, a.listed_at, a.published_at, s.name, a.title, SUBSTR(a.text, 1, 4000), a.summary
FROM article AS a JOIN source AS s ON s.id = a.source_id
WHERE a.story_id = :story_id AND a.withdrawn_at IS NULL ORDER BY a.listed_at, a.id LIMIT :most

-- name: link(earlier_id, later_id, because, likeness)
-- Link two stories of one saga, unless they are linked or an editor refused it.
INSERT INTO story_link (earlier_id, later_id, because, likeness, state)
VALUES (:earlier_id, :later_id, :because, :likeness, 'shown') ON CONFLICT (earlier_id, later_id) DO NOTHING

-- name: set_state(earlier_id, later_id, state)
-- Show the link of two stories, or let it rest for good.
UPDATE story_link SET state = :state WHERE earlier_id = :earlier_id AND later_id = :later_id

-- name: around(story_id)
-- The earlier and later stories of a story's saga, oldest first.
SELECT s.id AS story_id, s.slug, s.headline, s.first_at AS began_at, l.because, 0 AS is_later FROM story_link AS l
    JOIN story AS o ON o.id = l.earlier_id JOIN story AS s ON s.id = COALESCE(o.merged_into, o.id)
WHERE l.later_id = :story_id AND l.state = 'shown' AND s.shown = 1 AND s.id <> :story_id
UNION ALL
SELECT s.id, s.slug, s.headline, s.first_at, l.because, 1 AS is_later FROM story_link AS l
    JOIN story AS o ON o.id = l.later_id JOIN story AS s ON s.id = COALESCE(o.merged_into, o.id)
WHERE l.earlier_id = :story_id AND l.state = 'shown' AND s.shown = 1 AND s.id <> :story_id ORDER BY began_at, story_id

-- name: follow_earlier(story_id, into_id)
-- Let the earlier stories of one that went into another be the other's.
INSERT INTO story_link (earlier_id, later_id, because, likeness, state)
SELECT l.earlier_id, :into_id, l.because, l.likeness, l.state FROM story_link AS l
WHERE l.later_id = :story_id AND l.earlier_id <> :into_id ON CONFLICT (earlier_id, later_id) DO NOTHING

-- name: follow_later(story_id, into_id)
-- Let the later stories of one that went into another be the other's.
INSERT INTO story_link (earlier_id, later_id, because, likeness, state)
SELECT :into_id, l.later_id, l.because, l.likeness, l.state FROM story_link AS l
WHERE l.earlier_id = :story_id AND l.later_id <> :into_id ON CONFLICT (earlier_id, later_id) DO NOTHING

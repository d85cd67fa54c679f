-- name: add(key, kind, story_id, other_id, articles, because, likeness, now)
-- Keep what could be done otherwise, unless it was proposed before.
INSERT INTO proposal (key, kind, story_id, other_id, articles, because, likeness, state, made_at)
VALUES (:key, :kind, :story_id, :other_id, :articles, :because, :likeness, 'open', :now)
ON CONFLICT (key) DO NOTHING RETURNING id

-- name: waiting(most)
-- What waits for an editor, the surest first.
SELECT p.id, p.kind, p.because, p.likeness, p.articles, p.made_at, s.id, s.slug, s.headline, o.id, o.slug, o.headline
FROM proposal AS p JOIN story AS s ON s.id = p.story_id LEFT JOIN story AS o ON o.id = p.other_id
WHERE p.state = 'open' AND s.shown = 1 AND (o.id IS NULL OR o.shown = 1) ORDER BY p.likeness DESC, p.id LIMIT :most

-- name: by_id(id)
-- One proposal that waits.
SELECT p.id, p.kind, p.because, p.likeness, p.articles, p.made_at, s.id, s.slug, s.headline, o.id, o.slug, o.headline
FROM proposal AS p JOIN story AS s ON s.id = p.story_id LEFT JOIN story AS o ON o.id = p.other_id
WHERE p.id = :id AND p.state = 'open'

-- name: decide(id, state, now)
-- Note what became of a proposal.
UPDATE proposal SET state = :state, decided_at = :now WHERE id = :id AND state = 'open'

-- name: apart()
-- The pairs of stories that are kept apart, for the daily look.
SELECT story_id, other_id FROM story_apart

-- name: touched(start)
-- The shown stories of a span in which an editor has a say, or readers have.
SELECT story_id FROM article WHERE listed_at >= :start AND placed_by_editor = 1 AND story_id IS NOT NULL
UNION SELECT id FROM story
WHERE id IN (SELECT a.story_id FROM article AS a WHERE a.listed_at >= :start) AND (editor_headline IS NOT NULL
    OR editor_topics IS NOT NULL OR pinned_at IS NOT NULL OR comment_count > 0 OR shown = 0)

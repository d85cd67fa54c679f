-- name: debates(since, before, most)
-- Stories that several people debate whose comments may be mailed, the liveliest first.
SELECT s.id, s.slug, s.headline, s.question, COUNT(*)
FROM comment AS c JOIN story AS s ON s.id = c.story_id
WHERE c.state = 'published' AND c.published_at >= :since AND c.published_at < :before
    AND s.shown = 1 AND s.thread = 'open' AND NOT EXISTS (SELECT 1 FROM report AS r WHERE r.comment_id = c.id)
GROUP BY s.id, s.slug, s.headline, s.question HAVING COUNT(DISTINCT c.account_id) >= 2
ORDER BY COUNT(*) DESC, s.id DESC LIMIT :most

-- name: voices(story_id, before)
-- The comments of a story whose writers let them be quoted and that nobody objected to, with how many praised each.
SELECT c.id, COALESCE(c.alias, a.handle), c.stance, c.html, COUNT(l.comment_id)
FROM comment AS c JOIN account AS a ON a.id = c.account_id JOIN story AS s ON s.id = c.story_id
    LEFT JOIN comment_label AS l ON l.comment_id = c.id AND l.label IN ('helpful', 'evidence', 'experience', 'well put')
WHERE c.story_id = :story_id AND c.state = 'published' AND c.published_at < :before AND c.quotable = 1
    AND c.verdict IN ('', 'pass') AND s.shown = 1 AND s.thread = 'open'
    AND NOT EXISTS (SELECT 1 FROM report AS r WHERE r.comment_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM notice AS n WHERE n.comment_id = c.id)
GROUP BY c.id, c.alias, a.handle, c.stance, c.html ORDER BY COUNT(l.comment_id) DESC, c.id LIMIT 60

-- name: dates(today, until, most)
-- Confirmed days ahead with the story that tells of them, the next first.
SELECT s.id, s.slug, d.day, d.what, so.name
FROM date_ahead AS d JOIN article AS a ON a.id = d.article_id JOIN source AS so ON so.id = a.source_id
    JOIN story AS s ON s.id = a.story_id
WHERE d.state = 'confirmed' AND d.day >= :today AND d.day <= :until AND s.shown = 1 ORDER BY d.day, d.id LIMIT :most

-- name: corrections(since, before)
-- What was put right within a span in stories that an edition brought.
SELECT s.id, s.slug, s.headline, c.wording
FROM correction AS c JOIN story AS s ON s.id = c.story_id
WHERE c.state = 'corrected' AND c.decided_at >= :since AND c.decided_at < :before AND s.shown = 1
    AND EXISTS (SELECT 1 FROM digest_run_story AS r WHERE r.story_id = s.id)
ORDER BY c.decided_at, c.id LIMIT 20

-- name: nation_and_event(story_id)
-- The nation and the event series of a story.
SELECT s.nation, e.series_id FROM story AS s LEFT JOIN event_edition AS e ON e.key = s.event_key WHERE s.id = :story_id

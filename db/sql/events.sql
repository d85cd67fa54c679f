-- name: all_series()
-- All event series by name.
SELECT id, name, short_name, organiser, former_names, usual_month FROM event_series ORDER BY name

-- name: series(series_id)
-- An event series by its id.
SELECT id, name, short_name, organiser, former_names, usual_month FROM event_series WHERE id = :series_id

-- name: editions(series_id)
-- The editions of a series with the number of their stories, newest first.
SELECT e.key, e.series_id, e.year, e.name, e.starts_on, e.ends_on, e.city, e.venue, e.confirmed,
    (SELECT COUNT(*) FROM story AS s WHERE s.event_key = e.key AND s.shown = 1)
FROM event_edition AS e WHERE e.series_id = :series_id ORDER BY e.year DESC

-- name: edition(key)
-- An edition with the number of its stories.
SELECT e.key, e.series_id, e.year, e.name, e.starts_on, e.ends_on, e.city, e.venue, e.confirmed,
    (SELECT COUNT(*) FROM story AS s WHERE s.event_key = e.key AND s.shown = 1)
FROM event_edition AS e WHERE e.key = :key

-- name: on(day)
-- The editions whose dates, as far as they are known, include a day, with the number of their stories.
SELECT e.key, e.series_id, e.year, e.name, e.starts_on, e.ends_on, e.city, e.venue, e.confirmed,
    (SELECT COUNT(*) FROM story AS s WHERE s.event_key = e.key AND s.shown = 1)
FROM event_edition AS e WHERE e.ends_on >= :day AND e.starts_on <= :day ORDER BY e.starts_on, e.key

-- name: told(most)
-- The newest editions that have stories.
SELECT e.key, e.series_id, e.year, e.name, e.starts_on, e.ends_on, e.city, e.venue, e.confirmed,
    (SELECT COUNT(*) FROM story AS s WHERE s.event_key = e.key AND s.shown = 1)
FROM event_edition AS e
WHERE EXISTS (SELECT 1 FROM story AS t WHERE t.event_key = e.key AND t.shown = 1)
ORDER BY e.year DESC, e.key LIMIT :most

-- name: quotes(event_key)
-- Who said what in the stories of an event.
SELECT q.speaker, q.speaker_slug, q.role, q.text, q.certain, so.name, so.display, a.url
FROM story AS s JOIN article AS a ON a.story_id = s.id JOIN quote AS q ON q.article_id = a.id
    JOIN source AS so ON so.id = a.source_id
WHERE s.event_key = :event_key AND s.shown = 1 AND a.withdrawn_at IS NULL
ORDER BY a.listed_at, a.id, q.position LIMIT 60

-- name: ahead(after, until)
-- The editions that begin after a day and not after another, with the number of their stories.
SELECT e.key, e.series_id, e.year, e.name, e.starts_on, e.ends_on, e.city, e.venue, e.confirmed,
    (SELECT COUNT(*) FROM story AS s WHERE s.event_key = e.key AND s.shown = 1)
FROM event_edition AS e WHERE e.starts_on > :after AND e.starts_on <= :until ORDER BY e.starts_on, e.key

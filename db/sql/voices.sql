-- name: roles()
-- How many quotes there are by year and by the role of whoever speaks, copies left out.
SELECT CAST(substr(a.listed_at, 1, 4) AS INTEGER), COALESCE(q.role, ''), COUNT(*)
FROM quote AS q JOIN article AS a ON a.id = q.article_id
WHERE a.story_id IS NOT NULL AND a.withdrawn_at IS NULL AND a.copy_of IS NULL
GROUP BY CAST(substr(a.listed_at, 1, 4) AS INTEGER), COALESCE(q.role, '')

-- name: clear()
-- Forget the counts.
DELETE FROM voice_count

-- name: add(year, voice, quotes)
-- Keep a count.
INSERT INTO voice_count (year, voice, quotes) VALUES (:year, :voice, :quotes)

-- name: since(year)
-- The counts of a year and those after it.
SELECT year, voice, quotes FROM voice_count WHERE year >= :year ORDER BY year, voice

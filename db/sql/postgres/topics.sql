-- name: by_span(spans)
-- How many stories of each topic began in each of some half-open spans of moments.
SELECT t.id, (SELECT COUNT(*) FROM story_topic AS s WHERE s.topic_id = t.id
    AND s.first_at >= j.value ->> 0 AND s.first_at < j.value ->> 1)
FROM topic AS t CROSS JOIN jsonb_array_elements(CAST(:spans AS jsonb)) WITH ORDINALITY AS j (value, key)
ORDER BY t.position, j.key

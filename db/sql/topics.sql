-- name: everything()
-- All topics in their order.
SELECT id, name, description FROM topic ORDER BY position

-- name: by_span(spans)
-- How many stories of each topic began in each of some half-open spans of moments.
SELECT t.id, (SELECT COUNT(*) FROM story_topic AS s WHERE s.topic_id = t.id
    AND s.first_at >= json_extract(j.value, '$[0]') AND s.first_at < json_extract(j.value, '$[1]'))
FROM topic AS t CROSS JOIN json_each(:spans) AS j ORDER BY t.position, j.key

-- name: by_id(topic_id)
-- A topic by its id.
SELECT id, name, description FROM topic WHERE id = :topic_id

-- name: everything()
-- All topics in their order.
SELECT id, name, description FROM topic ORDER BY position

-- name: by_day(start)
-- How many stories of each topic began on each day from a moment on.
SELECT t.id, substr(s.first_at, 1, 10), COUNT(*)
FROM topic AS t JOIN story_topic AS s ON s.topic_id = t.id AND s.first_at >= :start
GROUP BY t.id, substr(s.first_at, 1, 10)

-- name: by_id(topic_id)
-- A topic by its id.
SELECT id, name, description FROM topic WHERE id = :topic_id

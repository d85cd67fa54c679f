-- name: everything()
-- All topics in their order.
SELECT id, name, description FROM topic ORDER BY position

-- name: by_id(topic_id)
-- A topic by its id.
SELECT id, name, description FROM topic WHERE id = :topic_id

-- name: missing_in_search()
-- Shown articles that search does not know.
SELECT id FROM article WHERE story_id IS NOT NULL AND withdrawn_at IS NULL
    AND id NOT IN (SELECT article_id FROM article_search) ORDER BY id

-- name: surplus_in_search()
-- Articles that search knows and no page shows.
SELECT article_id FROM article_search WHERE article_id NOT IN (
    SELECT id FROM article WHERE story_id IS NOT NULL AND withdrawn_at IS NULL) ORDER BY article_id

-- name: comments_missing_in_search()
-- None: the search of comments is an index of PostgreSQL's own.
SELECT id FROM comment WHERE false

-- name: comments_surplus_in_search()
-- None: the search of comments is an index of PostgreSQL's own.
SELECT id FROM comment WHERE false

-- name: index_comment(id)
-- Nothing to do: the search of comments is an index of PostgreSQL's own.
UPDATE comment SET text = text WHERE id = :id AND false

-- name: unindex_comment(id)
-- Nothing to do: the search of comments is an index of PostgreSQL's own.
UPDATE comment SET text = text WHERE id = :id AND false

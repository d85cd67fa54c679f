-- name: article_search(id)
-- Let search forget an article.
DELETE FROM article_search WHERE article_id = :id

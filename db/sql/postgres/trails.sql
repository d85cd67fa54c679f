-- name: with_words(query, before, most)
-- The stories of the newest articles before a moment that have some words. What a thousand newer ones have too tells nothing.
SELECT b.story_id
FROM (SELECT article_id FROM article_search WHERE document @@ websearch_to_tsquery('english', :query)
    ORDER BY article_id DESC LIMIT 1000) AS f
    JOIN article AS b ON b.id = f.article_id
WHERE b.listed_at < :before AND b.story_id IS NOT NULL ORDER BY f.article_id DESC LIMIT :most

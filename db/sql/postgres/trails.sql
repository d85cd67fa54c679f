-- name: with_words(query, before, most)
-- The stories of the newest articles before a moment that have some words.
SELECT b.story_id FROM article_search AS f JOIN article AS b ON b.id = f.article_id
WHERE f.document @@ websearch_to_tsquery('english', :query) AND b.listed_at < :before AND b.story_id IS NOT NULL
ORDER BY f.article_id DESC LIMIT :most

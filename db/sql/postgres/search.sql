-- name: refill()
-- Let search find every article that stands in a story.
INSERT INTO article_search (article_id, document)
SELECT id, setweight(to_tsvector('english', title), 'A')
    || setweight(to_tsvector('english', CASE WHEN text <> '' THEN text ELSE summary END), 'B')
FROM article WHERE story_id IS NOT NULL

-- name: clear()
-- Let search forget everything.
DELETE FROM article_search

-- name: refill()
-- Let search find every article that stands in a story.
INSERT INTO article_search (rowid, title, text)
SELECT id, title, CASE WHEN text <> '' THEN text ELSE summary END FROM article WHERE story_id IS NOT NULL

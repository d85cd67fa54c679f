-- name: index_article(article_id, title, text)
-- Let search find an article.
INSERT INTO article_search (article_id, document) VALUES (:article_id,
    setweight(to_tsvector('english', :title), 'A') || setweight(to_tsvector('english', :text), 'B'))

-- name: unindex_article(article_id)
-- Let search forget an article.
DELETE FROM article_search WHERE article_id = :article_id

-- name: hold_story(story_id)
-- Hold a story until the transaction ends, so that its counters are counted one after the other.
SELECT article_count, editor_topics FROM story WHERE id = :story_id FOR UPDATE

-- name: refill()
-- Let search find every article that stands in a story.
INSERT INTO article_search (article_id, document)
SELECT id, setweight(to_tsvector('english', title), 'A')
    || setweight(to_tsvector('english', CASE WHEN text <> '' THEN text ELSE summary END), 'B')
FROM article WHERE story_id IS NOT NULL

-- name: find(query, before_at, before_id, most)
-- Cards of the newest shown stories with an article that has the words, after a place in the list.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM story AS s JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE s.shown = 1 AND (s.first_at, s.id) < (:before_at, :before_id) AND s.id IN (
    SELECT b.story_id FROM article_search AS f JOIN article AS b ON b.id = f.article_id
    WHERE f.document @@ websearch_to_tsquery('english', :query))
ORDER BY s.first_at DESC, s.id DESC LIMIT :most

-- name: find_in_topic(query, topic_id, before_at, before_id, most)
-- The same among the stories of a topic.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM story_topic AS t JOIN story AS s ON s.id = t.story_id
    JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE t.topic_id = :topic_id AND s.shown = 1 AND (t.first_at, t.story_id) < (:before_at, :before_id) AND s.id IN (
    SELECT b.story_id FROM article_search AS f JOIN article AS b ON b.id = f.article_id
    WHERE f.document @@ websearch_to_tsquery('english', :query))
ORDER BY t.first_at DESC, t.story_id DESC LIMIT :most

-- name: clear()
-- Let search forget everything.
DELETE FROM article_search

-- name: refill()
-- Let search find every article that stands in a story.
INSERT INTO article_search (rowid, title, text)
SELECT id, title, CASE WHEN text <> '' THEN text ELSE summary END FROM article WHERE story_id IS NOT NULL AND withdrawn_at IS NULL

-- name: reach(query, most)
-- How many articles have the words, counted up to a limit.
SELECT COUNT(*) FROM (SELECT f.rowid FROM article_search AS f WHERE article_search MATCH :query LIMIT :most) AS counted

-- name: best(query, most)
-- The articles that have the words, the best first by how rare the words are and how often they stand in each.
SELECT f.rowid FROM article_search AS f WHERE article_search MATCH :query ORDER BY bm25(article_search, 4.0, 1.0), f.rowid DESC LIMIT :most

-- name: latest(query, before_id, most)
-- The newest articles before one that have the words.
SELECT f.rowid FROM article_search AS f WHERE article_search MATCH :query AND f.rowid < :before_id ORDER BY f.rowid DESC LIMIT :most

-- name: hits(ids, topic_id)
-- What filters and ranking look at of some articles that stand in shown stories.
SELECT a.id, s.id, a.title, s.first_at, s.nation, s.event_key, so.slug,
    CASE WHEN EXISTS (SELECT 1 FROM story_topic AS t WHERE t.story_id = s.id AND t.topic_id = :topic_id) THEN 1 ELSE 0 END
FROM json_each(:ids) AS j CROSS JOIN article AS a ON a.id = j.value JOIN story AS s ON s.id = a.story_id
    JOIN source AS so ON so.id = a.source_id
WHERE s.shown = 1

-- name: cards(ids)
-- Cards of some shown stories.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM json_each(:ids) AS j CROSS JOIN story AS s ON s.id = j.value JOIN article AS a ON a.id = s.headline_article_id
    JOIN source AS so ON so.id = a.source_id
WHERE s.shown = 1

-- name: quotes(ids)
-- Who said what in some articles that stand in shown stories.
SELECT q.speaker, q.speaker_slug, q.role, q.text, q.certain, so.name, so.display, a.url
FROM json_each(:ids) AS j CROSS JOIN article AS a ON a.id = j.value JOIN story AS s ON s.id = a.story_id
    JOIN quote AS q ON q.article_id = a.id JOIN source AS so ON so.id = a.source_id
WHERE s.shown = 1 AND a.withdrawn_at IS NULL AND a.copy_of IS NULL ORDER BY a.listed_at DESC, a.id DESC, q.position

-- name: comments(query, most)
-- The newest published comments that have the words, under shown stories.
SELECT c.id, c.html, c.created_at, COALESCE(c.alias, p.handle), s.slug, s.headline
FROM comment_search AS f JOIN comment AS c ON c.id = f.rowid JOIN account AS p ON p.id = c.account_id JOIN story AS s ON s.id = c.story_id
WHERE comment_search MATCH :query AND s.shown = 1 ORDER BY f.rowid DESC LIMIT :most

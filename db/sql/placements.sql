-- name: slug_taken(slug)
-- Whether a story has this slug.
SELECT 1 FROM story WHERE slug = :slug

-- name: open_story(slug, headline, listed_at, nation, event_key, risk, article_id, articles, thread, thread_reason, thread_closes_at, thread_closed_at)
-- Begin a story, with its first article or without any.
INSERT INTO story (slug, headline, headline_article_id, first_at, latest_at, nation, event_key, risk, article_count, outlet_count,
    shown, thread, thread_reason, thread_closes_at, thread_closed_at)
VALUES (:slug, :headline, :article_id, :listed_at, :listed_at, :nation, :event_key, :risk, :articles, :articles,
    :articles, :thread, :thread_reason, :thread_closes_at, :thread_closed_at)
RETURNING id

-- name: articles_of(story_id)
-- What the articles of a story were understood to be, earliest first.
SELECT a.id, a.title, s.access = 'open', a.listed_at, a.source_id, a.nation, a.event_key, a.risk
FROM article AS a JOIN source AS s ON s.id = a.source_id
WHERE a.story_id = :story_id AND a.withdrawn_at IS NULL ORDER BY a.listed_at, a.id

-- name: topic_weights(story_id)
-- The topics of a story's articles, heaviest first: a main topic counts more than a second one.
SELECT t.topic_id FROM article_topic AS t JOIN article AS a ON a.id = t.article_id
WHERE a.story_id = :story_id AND a.withdrawn_at IS NULL
GROUP BY t.topic_id ORDER BY SUM(1.0 / t.position) DESC, t.topic_id LIMIT 3

-- name: recount(story_id, headline, headline_article_id, first_at, latest_at, article_count, outlet_count, event_key, nation, risk)
-- Renew what a story takes from its articles.
UPDATE story SET headline = COALESCE(editor_headline, :headline), headline_article_id = :headline_article_id, first_at = :first_at,
    latest_at = :latest_at, article_count = :article_count, outlet_count = :outlet_count, event_key = :event_key,
    nation = :nation, risk = :risk,
    shown = CASE WHEN retired_at IS NULL AND merged_into IS NULL THEN 1 ELSE 0 END
WHERE id = :story_id

-- name: empty(story_id)
-- Hide a story that has no article left.
UPDATE story SET shown = 0, article_count = 0, outlet_count = 0, headline_article_id = NULL WHERE id = :story_id

-- name: forget_topics(story_id)
-- Remove the topics of a story.
DELETE FROM story_topic WHERE story_id = :story_id

-- name: add_topic(story_id, topic_id, position, first_at)
-- Give a story a topic.
INSERT INTO story_topic (story_id, topic_id, position, first_at) VALUES (:story_id, :topic_id, :position, :first_at)

-- name: close_thread(story_id, reason, closed_at)
-- Close the thread of a story.
UPDATE story SET thread = 'closed', thread_reason = :reason, thread_closed_at = :closed_at
WHERE id = :story_id AND thread <> 'closed'

-- name: hold_thread(story_id, reason)
-- Hold all comments of a story's thread.
UPDATE story SET thread = 'held', thread_reason = :reason WHERE id = :story_id AND thread = 'open'

-- name: index_article(article_id, title, text)
-- Let search find an article.
INSERT INTO article_search (rowid, title, text) VALUES (:article_id, :title, :text)

-- name: unindex_article(article_id)
-- Let search forget an article.
DELETE FROM article_search WHERE rowid = :article_id

-- name: listing(after_id, most)
-- All stories for the command line.
SELECT id, slug, headline, event_key, comment_count, thread, thread_reason, thread_closed_at FROM story
WHERE id > :after_id AND shown = 1 ORDER BY id LIMIT :most

-- name: addresses(story_id)
-- The addresses of a story's articles, earliest first.
SELECT url FROM article WHERE story_id = :story_id AND withdrawn_at IS NULL ORDER BY listed_at, id

-- name: topics_of(story_id)
-- The topics of a story, main one first.
SELECT topic_id FROM story_topic WHERE story_id = :story_id ORDER BY position

-- name: hold_story(story_id)
-- Hold a story until the transaction ends, so that its counters are counted one after the other.
SELECT article_count, editor_topics FROM story WHERE id = :story_id

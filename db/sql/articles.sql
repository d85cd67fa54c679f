-- name: by_key(url_key)
-- The stored article at an address.
SELECT id, source_id, url_key, title, content_hash, published_at, updated_at, first_seen_at, story_id, withdrawn_at, guid
FROM article
WHERE url_key = :url_key

-- name: by_guid(source_id, guid)
-- The stored article of a source by the id its feed gives.
SELECT id, source_id, url_key, title, content_hash, published_at, updated_at, first_seen_at, story_id, withdrawn_at, guid
FROM article
WHERE source_id = :source_id AND guid = :guid ORDER BY id DESC LIMIT 1

-- name: add(source_id, url, url_key, guid, title, author, form, published_at, published_how, updated_at, now, listed_at, summary, html, text, furniture, series_hint, debate_closed, content_hash, wall, words)
-- Store a new article; nothing where its address is stored already.
INSERT INTO article (source_id, url, url_key, guid, title, author, form, published_at, published_how, updated_at,
    first_seen_at, listed_at, summary, html, text, furniture, series_hint, debate_closed, content_hash, wall, words)
VALUES (:source_id, :url, :url_key, :guid, :title, :author, :form, :published_at, :published_how, :updated_at,
    :now, :listed_at, :summary, :html, :text, :furniture, :series_hint, :debate_closed, :content_hash, :wall,
    :words)
ON CONFLICT (url_key) DO NOTHING RETURNING id

-- name: renew(id, title, author, form, updated_at, summary, html, text, furniture, series_hint, debate_closed, content_hash, wall, words)
-- Put the newest version of an article in its place, to be understood again.
UPDATE article SET title = :title, author = COALESCE(:author, author), form = :form, updated_at = :updated_at,
    summary = :summary, html = :html, text = :text, furniture = :furniture, series_hint = :series_hint,
    debate_closed = :debate_closed, content_hash = :content_hash, wall = :wall, words = :words, understood_at = NULL,
    withdrawn_at = NULL
WHERE id = :id

-- name: new_id(id, guid)
-- Note the newest id that a feed gives an article.
UPDATE article SET guid = :guid WHERE id = :id

-- name: count_new_id(source_id)
-- Count that an entry of a source came back under another id.
UPDATE source_state SET changed_ids = changed_ids + 1 WHERE source_id = :source_id

-- name: withdraw(url_key, now)
-- Note that an article is no longer at its address, and give its story.
UPDATE article SET withdrawn_at = :now WHERE url_key = :url_key AND withdrawn_at IS NULL RETURNING id, story_id

-- name: add_version(article_id, seen_at, title, content_hash, changed)
-- Keep what an article looked like when, and what changed.
INSERT INTO article_version (article_id, seen_at, title, content_hash, changed)
VALUES (:article_id, :seen_at, :title, :content_hash, :changed)

-- name: not_understood(after_id, most)
-- Articles that wait to be understood, oldest first.
SELECT a.id, a.url, s.slug, s.name, s.display, s.nations, a.title, a.text, a.summary, a.published_at, a.first_seen_at,
    a.listed_at, a.furniture, a.series_hint, a.debate_closed, a.story_id, a.placed_by_editor,
    a.in_domain IS NULL AND a.story_id IS NULL AND a.withdrawn_at IS NULL
FROM article AS a JOIN source AS s ON s.id = a.source_id
WHERE a.understood_at IS NULL AND a.id > :after_id ORDER BY a.id LIMIT :most

-- name: newest_understood(before_id, most)
-- The newest articles that were understood, newest first.
SELECT a.id, a.url, s.slug, s.name, s.display, s.nations, a.title, a.text, a.summary, a.published_at, a.first_seen_at,
    a.listed_at, a.furniture, a.series_hint, a.debate_closed, a.story_id, a.placed_by_editor,
    a.in_domain IS NULL AND a.story_id IS NULL AND a.withdrawn_at IS NULL
FROM article AS a JOIN source AS s ON s.id = a.source_id
WHERE a.id < :before_id AND a.understood_at IS NOT NULL ORDER BY a.id DESC LIMIT :most

-- name: forget_understanding()
-- Let all articles be understood again.
UPDATE article SET understood_at = NULL WHERE understood_at IS NOT NULL

-- name: nearby(start, before)
-- What is placed in stories within a span of time, with as much text as is compared.
SELECT a.id, a.story_id, a.listed_at, a.published_at, s.name, a.title, SUBSTR(a.text, 1, 4000), a.summary
FROM article AS a JOIN source AS s ON s.id = a.source_id
WHERE a.listed_at >= :start AND a.listed_at < :before AND a.story_id IS NOT NULL
ORDER BY a.listed_at, a.id

-- name: annotate(id, now, in_domain, nation, event_key, risk, reasons, story_id, placed_because)
-- Keep what was understood of an article, and its story.
UPDATE article SET understood_at = :now, in_domain = :in_domain, nation = :nation, event_key = :event_key,
    risk = :risk, reasons = :reasons, story_id = :story_id, placed_because = :placed_because
WHERE id = :id

-- name: forget_topics(article_id)
-- Remove the topics of an article.
DELETE FROM article_topic WHERE article_id = :article_id

-- name: add_topic(article_id, topic_id, position)
-- Give an article a topic.
INSERT INTO article_topic (article_id, topic_id, position) VALUES (:article_id, :topic_id, :position)

-- name: forget_mentions(article_id)
-- Remove the names of an article.
DELETE FROM mention WHERE article_id = :article_id

-- name: add_mention(article_id, kind, slug, name, role)
-- Note a name in an article.
INSERT INTO mention (article_id, kind, slug, name, role) VALUES (:article_id, :kind, :slug, :name, :role)
ON CONFLICT (article_id, kind, slug) DO NOTHING

-- name: forget_quotes(article_id)
-- Remove the quotes of an article.
DELETE FROM quote WHERE article_id = :article_id

-- name: add_quote(article_id, speaker, speaker_slug, role, verb, text, position, certain)
-- Keep who said what in an article.
INSERT INTO quote (article_id, speaker, speaker_slug, role, verb, text, position, certain)
VALUES (:article_id, :speaker, :speaker_slug, :role, :verb, :text, :position, :certain)

-- name: with_old_text(after_id, before, days, most)
-- Articles with a working text that may not be shown in full, after the days their source allows.
SELECT id, title, summary, CASE WHEN story_id IS NOT NULL AND withdrawn_at IS NULL THEN 1 ELSE 0 END FROM article
WHERE id > :after_id AND text <> '' AND first_seen_at < :before AND source_id IN (
    SELECT id FROM source WHERE display <> 'full' AND retain_text_days = :days)
ORDER BY id LIMIT :most

-- name: drop_text(id)
-- Drop the working text of an article.
UPDATE article SET text = '', html = '' WHERE id = :id

-- name: listing(after_id, most)
-- All articles with their source, for the command line.
SELECT a.id, s.slug, s.display, a.url, a.guid, a.title, a.published_at, a.updated_at, a.author, a.html, a.summary,
    a.text, a.in_domain, st.slug, a.event_key
FROM article AS a JOIN source AS s ON s.id = a.source_id LEFT JOIN story AS st ON st.id = a.story_id
WHERE a.id > :after_id ORDER BY a.id LIMIT :most

-- name: topics_of(article_id)
-- The topics of an article, main one first.
SELECT topic_id FROM article_topic WHERE article_id = :article_id ORDER BY position

-- name: others_in_story(story_id, id)
-- The texts of the other articles of a story, the earliest first; copies are known by their original.
SELECT id, listed_at, text FROM article
WHERE story_id = :story_id AND id <> :id AND copy_of IS NULL AND withdrawn_at IS NULL AND text <> ''
ORDER BY listed_at, id

-- name: note_copy(id, copy_of)
-- Note whose text an article repeats, or that it has its own.
UPDATE article SET copy_of = :copy_of WHERE id = :id

-- name: purged(id)
-- Whether an article was erased for safety.
SELECT 1 FROM purged WHERE kind = 'article' AND row_id = :id

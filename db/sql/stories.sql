-- name: by_slug(slug)
-- A story that is shown, by its address or by one that it had before it took in another.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation, s.risk,
    s.comment_count, s.thread, s.thread_reason, s.thread_closes_at, s.thread_closed_at, s.headline_article_id,
    s.editor_headline, s.pinned_at,
    EXISTS (SELECT 1 FROM correction AS c WHERE c.story_id = s.id AND c.state = 'corrected'),
    EXISTS (SELECT 1 FROM article AS a JOIN article_duty AS d ON d.article_id = a.id WHERE a.story_id = s.id),
    EXISTS (SELECT 1 FROM article AS a JOIN commitment AS c ON c.article_id = a.id
        WHERE a.story_id = s.id AND c.state <> 'candidate'),
    s.slow_minutes, s.locked_until, s.lock_reason, s.question,
    (SELECT MAX(at) FROM (SELECT MAX(moderated_at) AS at FROM account WHERE role IN ('moderator', 'operator')
        UNION ALL SELECT at FROM (SELECT at FROM decision WHERE moderator <> 'the clock' ORDER BY at DESC LIMIT 1) AS decided) AS seen)
FROM story AS s WHERE s.id = (SELECT COALESCE(o.merged_into, o.id) FROM story AS o WHERE o.slug = :slug) AND s.shown = 1

-- name: retired(slug)
-- Why an editor withdrew the story at an address, or at one it had before.
SELECT s.retired_because FROM story AS s
WHERE s.id = (SELECT COALESCE(o.merged_into, o.id) FROM story AS o WHERE o.slug = :slug) AND s.retired_at IS NOT NULL

-- name: in_span(start, before)
-- Cards of the shown stories that began within a span, newest first.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM story AS s JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE s.shown = 1 AND s.first_at >= :start AND s.first_at < :before ORDER BY s.first_at DESC, s.id DESC

-- name: newest(before_at, before_id, most)
-- Cards of the newest shown stories that come after a place in the list.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM story AS s JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE s.shown = 1 AND (s.first_at, s.id) < (:before_at, :before_id) ORDER BY s.first_at DESC, s.id DESC LIMIT :most

-- name: by_topic(topic_id, before_at, before_id, most)
-- Cards of the newest shown stories of a topic that come after a place in the list.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM story_topic AS t JOIN story AS s ON s.id = t.story_id
    JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE t.topic_id = :topic_id AND s.shown = 1 AND (t.first_at, t.story_id) < (:before_at, :before_id)
ORDER BY t.first_at DESC, t.story_id DESC LIMIT :most

-- name: card(story_id)
-- The card of one shown story.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM story AS s JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE s.id = :story_id AND s.shown = 1

-- name: by_nation(nation, before_at, before_id, most)
-- Cards of the newest shown stories of a nation that come after a place in the list.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM story AS s JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE s.nation = :nation AND s.shown = 1 AND (s.first_at, s.id) < (:before_at, :before_id)
ORDER BY s.first_at DESC, s.id DESC LIMIT :most

-- name: began(start, before)
-- When the shown stories of a span began.
SELECT first_at FROM story WHERE shown = 1 AND first_at >= :start AND first_at < :before ORDER BY first_at

-- name: by_event(event_key)
-- Cards of all shown stories of an event, earliest first.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM story AS s JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE s.event_key = :event_key AND s.shown = 1 ORDER BY s.first_at, s.id

-- name: by_name(kind, slug, most)
-- Cards of the newest shown stories that mention a person or body.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM story AS s JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE s.shown = 1 AND s.id IN (
    SELECT b.story_id FROM mention AS m JOIN article AS b ON b.id = m.article_id
    WHERE m.kind = :kind AND m.slug = :slug AND b.story_id IS NOT NULL)
ORDER BY s.first_at DESC, s.id DESC LIMIT :most

-- name: by_source(source, before_at, before_id, most)
-- Cards of the newest shown stories that a source carried, after a place in the list.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM article AS a JOIN source AS so ON so.id = a.source_id JOIN story AS s ON s.id = a.story_id
WHERE so.slug = :source AND s.shown = 1 AND (a.listed_at, a.id) < (:before_at, :before_id)
ORDER BY a.listed_at DESC, a.id DESC LIMIT :most

-- name: coverage(story_id)
-- What each outlet published of a story, in time.
SELECT a.id, a.url, a.title, a.author, a.form, a.published_at, a.published_how, a.updated_at, a.listed_at,
    a.summary, a.html, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, so.licence,
    a.placed_because, a.copy_of, a.words
FROM article AS a JOIN source AS so ON so.id = a.source_id
WHERE a.story_id = :story_id AND a.withdrawn_at IS NULL ORDER BY a.listed_at, a.id

-- name: versions_of(story_id)
-- What the articles of a story looked like when, oldest first.
SELECT v.article_id, v.seen_at, v.title, v.changed
FROM article AS a JOIN article_version AS v ON v.article_id = a.id
WHERE a.story_id = :story_id AND a.withdrawn_at IS NULL ORDER BY v.article_id, v.id

-- name: address(story_id)
-- The address of a story by its number.
SELECT slug FROM story WHERE id = :story_id

-- name: quotes(story_id)
-- Who said what in a story, as its articles tell it.
SELECT q.speaker, q.speaker_slug, q.role, q.text, q.certain, so.name, so.display, a.url
FROM quote AS q JOIN article AS a ON a.id = q.article_id JOIN source AS so ON so.id = a.source_id
WHERE a.story_id = :story_id AND a.withdrawn_at IS NULL AND a.copy_of IS NULL ORDER BY a.listed_at, a.id, q.position

-- name: named(story_id)
-- The topics of a story, main one first, then the people and bodies that it mentions, the most mentioned first.
SELECT 'topic' AS kind, t.id AS slug, t.name, NULL AS role, -100000 + s.position AS place
FROM story_topic AS s JOIN topic AS t ON t.id = s.topic_id WHERE s.story_id = :story_id
UNION ALL
SELECT kind, slug, name, role, place FROM (
    SELECT m.kind, m.slug, MIN(m.name) AS name, MAX(m.role) AS role, -COUNT(*) AS place
    FROM mention AS m JOIN article AS a ON a.id = m.article_id
    WHERE a.story_id = :story_id AND a.withdrawn_at IS NULL
    GROUP BY m.kind, m.slug ORDER BY COUNT(*) DESC, m.slug LIMIT 24) AS mentioned
ORDER BY place, slug

-- name: topics(story_id)
-- The topics of a story, main one first.
SELECT t.id, t.name FROM story_topic AS s JOIN topic AS t ON t.id = s.topic_id
WHERE s.story_id = :story_id ORDER BY s.position

-- name: main_topics(start, before)
-- The main topic of each shown story that began within a span.
SELECT s.id, t.topic_id FROM story AS s JOIN story_topic AS t ON t.story_id = s.id AND t.position = 1
WHERE s.shown = 1 AND s.first_at >= :start AND s.first_at < :before

-- name: day_before(before)
-- When the newest shown story before a moment began.
SELECT first_at FROM story WHERE shown = 1 AND first_at < :before ORDER BY first_at DESC, id DESC LIMIT 1

-- name: day_after(start)
-- When the oldest shown story from a moment on began.
SELECT first_at FROM story WHERE shown = 1 AND first_at >= :start ORDER BY first_at, id LIMIT 1

-- name: debated(most)
-- Cards of the shown stories with the newest published comments.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM story AS s JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE +s.shown = 1 AND s.id IN ( -- the sign keeps SQLite from walking through all shown stories
    SELECT story_id FROM (SELECT story_id FROM comment WHERE state = 'published' ORDER BY id DESC LIMIT 100) AS latest)
ORDER BY s.comment_count DESC, s.id DESC LIMIT :most

-- name: of_run(run_id)
-- The stories of a run that are still shown, in their order.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM digest_run_story AS r JOIN story AS s ON s.id = r.story_id
    JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE r.run_id = :run_id AND s.shown = 1 ORDER BY r.position

-- name: found_late(period, start, before)
-- Shown stories that began in the window of an edition that went out before they were found.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM story AS s JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE s.shown = 1 AND s.first_at >= :start AND s.first_at < :before
    AND EXISTS (SELECT 1 FROM digest_run AS r
        WHERE r.period = :period AND r.opens_at <= s.first_at AND r.closes_at > s.first_at)
    AND NOT EXISTS (SELECT 1 FROM digest_run_story AS d JOIN digest_run AS r ON r.id = d.run_id
        WHERE d.story_id = s.id AND r.period = :period)
ORDER BY s.first_at DESC, s.id DESC

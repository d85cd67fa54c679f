-- name: open_run(period, edition_date, opens_at, closes_at, expires_at, now)
-- Open the run of an edition, unless it is open already.
INSERT INTO digest_run (period, edition_date, opens_at, closes_at, expires_at, started_at)
VALUES (:period, :edition_date, :opens_at, :closes_at, :expires_at, :now)
ON CONFLICT (period, edition_date) DO NOTHING

-- name: run(period, edition_date)
-- The run of an edition.
SELECT id, period, edition_date, opens_at, closes_at, expires_at, started_at, filled_at FROM digest_run
WHERE period = :period AND edition_date = :edition_date

-- name: runs(most)
-- The newest runs whose mails were all written.
SELECT id, period, edition_date, opens_at, closes_at, expires_at, started_at, filled_at FROM digest_run
WHERE filled_at IS NOT NULL ORDER BY edition_date DESC, period LIMIT :most

-- name: mark_filled(run_id, now)
-- Note that all mails of a run were written.
UPDATE digest_run SET filled_at = :now WHERE id = :run_id AND filled_at IS NULL

-- name: add_story(run_id, story_id, position)
-- Take a story into a run.
INSERT INTO digest_run_story (run_id, story_id, position) VALUES (:run_id, :story_id, :position)
ON CONFLICT (run_id, story_id) DO NOTHING

-- name: stories(run_id)
-- The stories of a run that are still shown, in their order.
SELECT s.id, s.slug, s.headline, s.first_at, s.latest_at, s.article_count, s.outlet_count, s.event_key, s.nation,
    s.comment_count, so.name, so.slug, so.display, CASE WHEN a.wall = '' THEN so.access ELSE a.wall END, a.url,
    CASE WHEN so.display = 'full' AND a.summary = '' THEN substr(a.text, 1, 400) ELSE a.summary END, a.form, s.pinned_at,
    a.words, so.weight
FROM digest_run_story AS r JOIN story AS s ON s.id = r.story_id
    JOIN article AS a ON a.id = s.headline_article_id JOIN source AS so ON so.id = a.source_id
WHERE r.run_id = :run_id AND s.shown = 1 ORDER BY r.position

-- name: story_topics(story_id)
-- The topics of a story, main one first.
SELECT topic_id FROM story_topic WHERE story_id = :story_id ORDER BY position

-- name: sent_before(subscriber_id, period, day)
-- The stories that earlier editions of a period brought to a subscriber.
SELECT m.story_id FROM digest_mail_story AS m JOIN digest_run AS r ON r.id = m.run_id
WHERE m.subscriber_id = :subscriber_id AND r.period = :period AND r.edition_date < :day

-- name: late(period, start, before)
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

-- name: add_mail(run_id, subscriber_id, outbox_id)
-- Note the mail of a run to a subscriber, once.
INSERT INTO digest_mail (run_id, subscriber_id, outbox_id) VALUES (:run_id, :subscriber_id, :outbox_id)
ON CONFLICT (run_id, subscriber_id) DO NOTHING

-- name: add_mail_story(run_id, subscriber_id, story_id)
-- Note a story in the mail of a run to a subscriber.
INSERT INTO digest_mail_story (run_id, subscriber_id, story_id) VALUES (:run_id, :subscriber_id, :story_id)
ON CONFLICT (run_id, subscriber_id, story_id) DO NOTHING

-- name: mails(run_id)
-- How many mails of a run were written.
SELECT COUNT(*) FROM digest_mail WHERE run_id = :run_id AND outbox_id IS NOT NULL

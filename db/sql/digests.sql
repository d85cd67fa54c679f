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

-- name: story_topics(story_id)
-- The topics of a story, main one first.
SELECT topic_id FROM story_topic WHERE story_id = :story_id ORDER BY position

-- name: repeated(run_id, period, day)
-- The stories of a run that an earlier edition of its period had too.
SELECT r.story_id FROM digest_run_story AS r
WHERE r.run_id = :run_id AND EXISTS (SELECT 1 FROM digest_run_story AS o JOIN digest_run AS d ON d.id = o.run_id
    WHERE o.story_id = r.story_id AND d.period = :period AND d.edition_date < :day)

-- name: sent_before(subscriber_id, period, day)
-- The stories that earlier editions of a period brought to a subscriber.
SELECT n.story_id FROM digest_mail AS m JOIN digest_run AS r ON r.id = m.run_id
    JOIN digest_selection_story AS n ON n.selection_id = m.selection_id
WHERE m.subscriber_id = :subscriber_id AND r.period = :period AND r.edition_date < :day AND n.sent = 1

-- name: selection(run_id, choice)
-- What a mail of a run says to those who chose the same.
SELECT id, run_id, choice, subject FROM digest_selection WHERE run_id = :run_id AND choice = :choice

-- name: add_selection(run_id, choice, subject)
-- Keep what a mail of a run says to those who chose the same.
INSERT INTO digest_selection (run_id, choice, subject) VALUES (:run_id, :choice, :subject)
ON CONFLICT (run_id, choice) DO UPDATE SET subject = excluded.subject

-- name: forget_selected(selection_id)
-- Forget which stories a mail speaks of, before it is composed anew.
DELETE FROM digest_selection_story WHERE selection_id = :selection_id

-- name: add_selected(selection_id, story_id, sent)
-- Note a story that a mail brings or speaks of.
INSERT INTO digest_selection_story (selection_id, story_id, sent) VALUES (:selection_id, :story_id, :sent)
ON CONFLICT (selection_id, story_id) DO NOTHING

-- name: note_stale(story_id, now)
-- Let the mails wait that bring or speak of a story, until they are composed anew.
INSERT INTO stale_body (body_id, selection_id, noted_at)
SELECT b.id, n.id, :now FROM digest_selection_story AS d JOIN digest_selection AS n ON n.id = d.selection_id
    JOIN digest_run AS r ON r.id = n.run_id JOIN mail_body AS b ON b.key = 'digest ' || n.run_id || ' ' || n.id
WHERE d.story_id = :story_id AND r.expires_at > :now
ON CONFLICT (body_id) DO UPDATE SET noted_at = excluded.noted_at

-- name: stale()
-- The mails that must be composed anew.
SELECT s.body_id, s.noted_at, n.run_id, n.choice
FROM stale_body AS s JOIN digest_selection AS n ON n.id = s.selection_id ORDER BY n.run_id, s.body_id

-- name: run_by_id(id)
-- A run by its id.
SELECT id, period, edition_date, opens_at, closes_at, expires_at, started_at, filled_at FROM digest_run WHERE id = :id

-- name: renewed(body_id, noted_at)
-- Let mails go again, unless something more was taken down since they were composed.
DELETE FROM stale_body WHERE body_id = :body_id AND noted_at = :noted_at

-- name: forget_old_runs(before)
-- Forget which mails went to whom in editions before a day; the editions themselves stay as the archive.
DELETE FROM digest_mail WHERE run_id IN (SELECT r.id FROM digest_run AS r WHERE r.edition_date < :before)

-- name: mails(run_id)
-- How many mails of a run were written.
SELECT COUNT(*) FROM digest_mail WHERE run_id = :run_id AND outbox_id IS NOT NULL

-- name: in_work()
-- Whether a mail waits or is under way.
SELECT 1 FROM outbox WHERE state = 'waiting' UNION ALL SELECT 1 FROM outbox WHERE state = 'claimed' LIMIT 1

-- What a mail of a run says to everybody who chose the same: composed once, noted once. `choice` is what they chose, as
-- JSON, so that it can be composed anew when something in it is taken down before it has gone.
CREATE TABLE digest_selection (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES digest_run (id) ON DELETE CASCADE,
    choice TEXT NOT NULL,
    subject TEXT NOT NULL,
    UNIQUE (run_id, choice)
) STRICT;

-- The stories of a mail (`sent`), and those that its other parts speak of.
CREATE TABLE digest_selection_story (
    selection_id INTEGER NOT NULL REFERENCES digest_selection (id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    PRIMARY KEY (selection_id, story_id)
) STRICT;
CREATE INDEX digest_selection_story_by_story ON digest_selection_story (story_id, selection_id);

ALTER TABLE digest_mail ADD COLUMN selection_id INTEGER;
INSERT INTO digest_selection (run_id, choice, subject)
    SELECT run_id, 'mail of ' || subscriber_id, '' FROM digest_mail WHERE outbox_id IS NOT NULL;
INSERT INTO digest_selection_story (selection_id, story_id, sent)
    SELECT n.id, m.story_id, 1 FROM digest_mail_story AS m
        JOIN digest_selection AS n ON n.run_id = m.run_id AND n.choice = 'mail of ' || m.subscriber_id;
UPDATE digest_mail SET selection_id = (SELECT n.id FROM digest_selection AS n
    WHERE n.run_id = digest_mail.run_id AND n.choice = 'mail of ' || digest_mail.subscriber_id);
DROP TABLE digest_mail_story;
CREATE INDEX digest_mail_by_subscriber ON digest_mail (subscriber_id, run_id);
CREATE INDEX digest_mail_by_selection ON digest_mail (selection_id);

-- What many mails have in common and must be composed anew before another goes, as something in it was taken down.
CREATE TABLE stale_body (
    body_id INTEGER PRIMARY KEY REFERENCES mail_body (id) ON DELETE CASCADE,
    selection_id INTEGER NOT NULL REFERENCES digest_selection (id) ON DELETE CASCADE,
    noted_at TEXT NOT NULL
) STRICT;

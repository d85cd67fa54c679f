-- What is new on the pages that a reader follows, in the mails they get; only where they asked for it.
ALTER TABLE follow_desk ADD COLUMN in_mails INTEGER NOT NULL DEFAULT 0;
CREATE INDEX follow_desk_in_mails ON follow_desk (account_id) WHERE in_mails = 1;

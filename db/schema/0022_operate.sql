-- What the one who runs the site sees and is told.
-- How often a job failed in a row.
ALTER TABLE job ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;

-- Copies of the database that were made by rule; each was restored on trial and found whole before it got its row.
CREATE TABLE backup_copy (
    name TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    seconds REAL NOT NULL
) STRICT;

-- An alarm that lasts; it was told when it began, and is over once it was not seen for a while.
CREATE TABLE alarm (
    key TEXT PRIMARY KEY,
    since TEXT NOT NULL,
    seen_at TEXT NOT NULL
) STRICT;

-- Work that was asked for on a page and that a worker does. kind: check | backfill. state: waiting | done | failed.
CREATE TABLE task (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    since TEXT,
    until TEXT,
    asked_at TEXT NOT NULL,
    state TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '',
    ended_at TEXT
) STRICT;
CREATE INDEX task_by_state ON task (state, id);
CREATE INDEX task_by_source ON task (slug, id);

-- Who changed what in how the site is run. account_id: nobody for the command line.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    account_id INTEGER,
    what TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_day ON audit (at);

-- When a duty of whoever runs the site was done.
CREATE TABLE duty_done (
    duty TEXT NOT NULL,
    done_on TEXT NOT NULL,
    PRIMARY KEY (duty, done_on)
) STRICT;

-- Counting the comments of a story looked at all published ones where statistics were old.
CREATE INDEX comment_of_story ON comment (story_id, state);

-- What a subscriber chose beside topics: nations, event series, how much is said of each story, when the daily comes.
-- A pause keeps its first day after its last, until a digest has gone that says what was missed.
ALTER TABLE subscription ADD COLUMN nations TEXT NOT NULL DEFAULT '[]';
ALTER TABLE subscription ADD COLUMN events TEXT NOT NULL DEFAULT '[]';
ALTER TABLE subscription ADD COLUMN density TEXT NOT NULL DEFAULT 'summaries';
ALTER TABLE subscription ADD COLUMN delivery TEXT NOT NULL DEFAULT '06:45';
ALTER TABLE subscription ADD COLUMN paused_from TEXT;
ALTER TABLE subscription ADD COLUMN paused_until TEXT;

-- A mailed link whose button was pressed: it does its work once, and is known for as long as it would be valid.
CREATE TABLE used_link (
    hash TEXT PRIMARY KEY,
    subscriber_id INTEGER NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX used_link_expired ON used_link (expires_at);

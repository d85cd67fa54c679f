-- How each source does: its last fetches, how often it usually brings something, where it moved to, what a probe found.
CREATE TABLE source_fetch (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    status TEXT NOT NULL,
    http_status INTEGER,
    new_articles INTEGER NOT NULL,
    error TEXT
) STRICT;
CREATE INDEX source_fetch_by_source ON source_fetch (source_id, id);

CREATE TABLE source_probe (
    source_id INTEGER PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    http_status INTEGER,
    robots TEXT NOT NULL,
    entries INTEGER NOT NULL,
    newest_at TEXT,
    words TEXT NOT NULL
) STRICT;

ALTER TABLE source_state ADD COLUMN rhythm_hours REAL;
ALTER TABLE source_state ADD COLUMN moved_from TEXT;
ALTER TABLE source_state ADD COLUMN moved_to TEXT;
ALTER TABLE source_state ADD COLUMN moved_since TEXT;

-- How far a walk through a source's archive has come, so that it can go on after any end.
CREATE TABLE archive_walk (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    next_url TEXT,
    pages INTEGER NOT NULL DEFAULT 0,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    UNIQUE (source_id, since, until)
) STRICT;

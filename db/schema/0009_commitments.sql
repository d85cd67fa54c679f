-- Duties of the law by date, commitments that editors confirmed, and dates ahead.
CREATE TABLE duty (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    wording TEXT NOT NULL,
    instrument TEXT NOT NULL,
    in_force_from TEXT NOT NULL,
    in_force_to TEXT,
    owes TEXT NOT NULL,
    nation TEXT NOT NULL,
    source_url TEXT NOT NULL,
    checked INTEGER NOT NULL
) STRICT;

CREATE TABLE article_duty (
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    duty_id TEXT NOT NULL REFERENCES duty (id),
    PRIMARY KEY (article_id, duty_id)
) STRICT;
CREATE INDEX article_duty_by_duty ON article_duty (duty_id, article_id);

-- state: candidate or dropped (seen by editors alone), else confirmed: open, met, superseded, unclear.
CREATE TABLE commitment (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    sentence TEXT NOT NULL,
    who TEXT NOT NULL,
    who_slug TEXT NOT NULL,
    what TEXT NOT NULL,
    due_words TEXT NOT NULL,
    due_on TEXT,
    duty_id TEXT REFERENCES duty (id),
    state TEXT NOT NULL,
    found_at TEXT NOT NULL,
    confirmed_at TEXT,
    UNIQUE (article_id, sentence)
) STRICT;
CREATE INDEX commitment_by_state ON commitment (state, id);
CREATE INDEX commitment_by_duty ON commitment (duty_id, id);
CREATE INDEX commitment_by_maker ON commitment (who_slug, id);

CREATE TABLE commitment_change (
    id INTEGER PRIMARY KEY,
    commitment_id INTEGER NOT NULL REFERENCES commitment (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    words TEXT NOT NULL,
    source_url TEXT NOT NULL
) STRICT;
CREATE INDEX commitment_change_by_commitment ON commitment_change (commitment_id, id);

-- state: candidate, dropped, or confirmed.
CREATE TABLE date_ahead (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    sentence TEXT NOT NULL,
    what TEXT NOT NULL,
    state TEXT NOT NULL,
    found_at TEXT NOT NULL,
    UNIQUE (article_id, sentence)
) STRICT;
CREATE INDEX date_ahead_by_state ON date_ahead (state, day, id);

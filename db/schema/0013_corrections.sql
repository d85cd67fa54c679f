-- What readers say is wrong in a story, and what editors made of it. state: waiting | corrected | unchanged.
-- The reader's own words are kept only until an editor decided; `wording` is public.
CREATE TABLE correction (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    said TEXT NOT NULL,
    said_at TEXT NOT NULL,
    state TEXT NOT NULL,
    wording TEXT NOT NULL DEFAULT '',
    decided_at TEXT
) STRICT;
CREATE INDEX correction_by_state ON correction (state, id);
CREATE INDEX correction_by_story ON correction (story_id, state);

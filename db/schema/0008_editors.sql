-- What editors decide about stories: each decision binds later automatic ones and is logged for everybody.
ALTER TABLE story ADD COLUMN editor_headline TEXT;
ALTER TABLE story ADD COLUMN editor_topics TEXT;
ALTER TABLE story ADD COLUMN pinned_at TEXT;
ALTER TABLE story ADD COLUMN retired_at TEXT;
ALTER TABLE story ADD COLUMN retired_because TEXT;
ALTER TABLE story ADD COLUMN merged_into INTEGER;
ALTER TABLE story ADD COLUMN linked_at TEXT;
ALTER TABLE article ADD COLUMN placed_by_editor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decision ADD COLUMN detail TEXT NOT NULL DEFAULT '';
CREATE INDEX story_by_successor ON story (merged_into);
CREATE INDEX story_not_linked ON story (id) WHERE linked_at IS NULL;

-- Pairs of stories that an editor told apart, the smaller number first: nothing proposes to join them again.
CREATE TABLE story_apart (
    story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    PRIMARY KEY (story_id, other_id)
) STRICT;

-- The trail: earlier and later stories of one saga. state: shown, or refused by an editor.
CREATE TABLE story_link (
    earlier_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    later_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    because TEXT NOT NULL,
    likeness REAL NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (earlier_id, later_id)
) STRICT;
CREATE INDEX story_link_by_later ON story_link (later_id, earlier_id);

-- What the daily look would do otherwise. key names what it is about, so that nothing is proposed twice.
CREATE TABLE proposal (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    other_id INTEGER REFERENCES story (id) ON DELETE CASCADE,
    articles TEXT NOT NULL,
    because TEXT NOT NULL,
    likeness REAL NOT NULL,
    state TEXT NOT NULL,
    made_at TEXT NOT NULL,
    decided_at TEXT
) STRICT;
CREATE INDEX proposal_by_state ON proposal (state, id);
CREATE INDEX proposal_by_story ON proposal (story_id);
CREATE INDEX proposal_by_other ON proposal (other_id);
CREATE INDEX story_apart_by_other ON story_apart (other_id);
CREATE INDEX digest_mail_story_by_story ON digest_mail_story (story_id, run_id);

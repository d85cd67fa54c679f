-- A notice that a comment defames somebody (SI 2013/3028): what the law asks for, and the clock. state: open | incomplete |
-- told | removed | kept | withdrawn.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    comment_id INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    contact TEXT NOT NULL,
    words TEXT NOT NULL,
    meaning TEXT NOT NULL,
    untrue TEXT NOT NULL,
    pass_on INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    act_by TEXT NOT NULL,
    state TEXT NOT NULL,
    told_at TEXT,
    reply_by TEXT,
    reply TEXT NOT NULL DEFAULT '',
    reply_words TEXT NOT NULL DEFAULT '',
    replied_at TEXT,
    outcome TEXT NOT NULL DEFAULT '',
    ended_at TEXT
) STRICT;
CREATE INDEX notice_by_state ON notice (state, act_by);
CREATE INDEX notice_by_comment ON notice (comment_id);
CREATE INDEX notice_ended ON notice (ended_at);

-- A complaint about how personal data are used (Data Protection Act 2018 s.164A): acknowledged within 30 days.
CREATE TABLE complaint (
    id INTEGER PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    contact TEXT NOT NULL,
    words TEXT NOT NULL,
    received_at TEXT NOT NULL,
    acknowledge_by TEXT NOT NULL,
    acknowledged_at TEXT,
    outcome TEXT NOT NULL DEFAULT '',
    ended_at TEXT
) STRICT;
CREATE INDEX complaint_open ON complaint (ended_at, acknowledge_by);

-- What went wrong with personal data, and what was done (UK GDPR art. 33(5)).
CREATE TABLE breach (
    id INTEGER PRIMARY KEY,
    found_at TEXT NOT NULL,
    what TEXT NOT NULL,
    people TEXT NOT NULL,
    effects TEXT NOT NULL,
    done TEXT NOT NULL,
    told_regulator_at TEXT,
    written_by INTEGER REFERENCES account (id)
) STRICT;
CREATE INDEX breach_by_account ON breach (written_by);

-- What was purged for safety, so that an older copy of the database loses it again before it is served.
CREATE TABLE purged (
    kind TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (kind, row_id)
) STRICT;

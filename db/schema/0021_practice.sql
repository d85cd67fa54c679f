-- A piece of what a reader learnt, in words that only they read: `sealed` with the key `key_id`, which is not kept here.
-- Nothing else of it stands in clear: not its day, its story or its length in words.
CREATE TABLE cpd_piece (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    ref TEXT NOT NULL,
    key_id TEXT NOT NULL,
    sealed TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (account_id, ref)
) STRICT;

-- Whose register a reader follows, and whether they want to be reminded; reminded_for: the year of the last reminder.
CREATE TABLE cpd_choice (
    account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    register TEXT NOT NULL,
    reminder INTEGER NOT NULL DEFAULT 0,
    reminded_for INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX cpd_choice_to_remind ON cpd_choice (reminder, register, reminded_for, account_id);

-- A story that a reader keeps for later.
CREATE TABLE saved_story (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    PRIMARY KEY (account_id, story_id)
) STRICT;
CREATE INDEX saved_story_by_day ON saved_story (account_id, at, story_id);
CREATE INDEX saved_story_by_story ON saved_story (story_id);

-- A story that a reader opened; only for readers who want that to be remembered across their devices.
CREATE TABLE read_story (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    PRIMARY KEY (account_id, story_id)
) STRICT;
CREATE INDEX read_story_by_day ON read_story (account_id, at);
CREATE INDEX read_story_past ON read_story (at);
CREATE INDEX read_story_by_story ON read_story (story_id);

-- A reader who wants that: when they were last on the front page and the newest story there, and the same of the visit before.
CREATE TABLE remembered_reader (
    account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    last_at TEXT,
    last_seen INTEGER NOT NULL DEFAULT 0,
    before_at TEXT,
    before_seen INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A page that a reader follows. kind: topic | event | person | body | story (by its number, so that no headline stands
-- here). Threads are followed in thread_follow.
CREATE TABLE page_follow (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (account_id, kind, slug)
) STRICT;

-- The private address of a reader's own feed, of which only a hash is kept, and up to when they have seen what is new.
CREATE TABLE follow_desk (
    account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    feed_hash TEXT UNIQUE,
    feed_made_at TEXT,
    seen_at TEXT
) STRICT;

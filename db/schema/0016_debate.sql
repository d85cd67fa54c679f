-- A comment: how its writer stands to the editor's question, whether its words may be quoted in the mail, what the
-- confidentiality check made of it, when it was changed, and who asked for a second opinion.
ALTER TABLE comment ADD COLUMN alias TEXT;
ALTER TABLE comment ADD COLUMN stance TEXT NOT NULL DEFAULT '';
ALTER TABLE comment ADD COLUMN quotable INTEGER NOT NULL DEFAULT 0;
ALTER TABLE comment ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
ALTER TABLE comment ADD COLUMN verdict_version TEXT NOT NULL DEFAULT '';
ALTER TABLE comment ADD COLUMN hints TEXT NOT NULL DEFAULT '[]';
ALTER TABLE comment ADD COLUMN edited_at TEXT;
ALTER TABLE comment ADD COLUMN held_at TEXT;
ALTER TABLE comment ADD COLUMN second_by INTEGER;
UPDATE comment SET held_at = created_at WHERE state IN ('held', 'hidden');
CREATE INDEX comment_by_day ON comment (state, published_at);
CREATE INDEX comment_waits ON comment (held_at) WHERE held_at IS NOT NULL;

-- A thread: slowed, locked for a while, and the question that an editor opened it with.
ALTER TABLE story ADD COLUMN slow_minutes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE story ADD COLUMN locked_until TEXT;
ALTER TABLE story ADD COLUMN lock_reason TEXT;
ALTER TABLE story ADD COLUMN question TEXT;
ALTER TABLE story ADD COLUMN question_at TEXT;

-- The other name under which an account writes in one thread; nothing else ties the two together.
CREATE TABLE thread_alias (
    story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES account (id),
    alias TEXT NOT NULL,
    PRIMARY KEY (story_id, account_id)
) STRICT;
CREATE UNIQUE INDEX thread_alias_once ON thread_alias (story_id, alias);
CREATE INDEX thread_alias_by_account ON thread_alias (account_id);

-- How an account stands to the question of a thread, with or without a comment.
CREATE TABLE question_vote (
    story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES account (id),
    stance TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (story_id, account_id)
) STRICT;
CREATE INDEX question_vote_by_account ON question_vote (account_id);

-- What a reader says of a comment instead of a down vote.
CREATE TABLE comment_label (
    comment_id INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES account (id),
    label TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (comment_id, account_id, label)
) STRICT;
CREATE INDEX comment_label_by_account ON comment_label (account_id);

-- Words that must not appear under a story, after an order of a court; moderators only. An ended one is kept.
CREATE TABLE confidential_term (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    term TEXT NOT NULL,
    added_at TEXT NOT NULL,
    added_by INTEGER,
    ended_at TEXT,
    ended_by INTEGER
) STRICT;
CREATE INDEX confidential_term_by_story ON confidential_term (story_id, ended_at);

-- Who wants to be told of what is written in a thread, and of which comment last, by when it was published: one that was
-- held comes later than its number. mode: replies | all | daily.
CREATE TABLE thread_follow (
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    mode TEXT NOT NULL,
    since TEXT NOT NULL,
    told_at TEXT NOT NULL,
    told_id INTEGER NOT NULL,
    PRIMARY KEY (account_id, story_id)
) STRICT;
CREATE INDEX thread_follow_by_mode ON thread_follow (mode, story_id);
CREATE INDEX thread_follow_by_story ON thread_follow (story_id);

-- A report's own address, at which its writer sees what became of it.
ALTER TABLE report ADD COLUMN token_hash TEXT;
CREATE UNIQUE INDEX report_by_token ON report (token_hash);
CREATE INDEX report_by_reason ON report (reason, created_at);
CREATE INDEX report_by_whom ON report (created_at) WHERE reporter_key <> '';

-- Somebody asks for a decision to be looked at again. state: open | upheld | refused.
CREATE TABLE appeal (
    id INTEGER PRIMARY KEY,
    comment_id INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    report_id INTEGER REFERENCES report (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    decided_at TEXT
) STRICT;
CREATE INDEX appeal_by_state ON appeal (state, id);
CREATE INDEX appeal_by_comment ON appeal (comment_id, id);
CREATE INDEX appeal_by_report ON appeal (report_id);

-- A moderator is at work on a comment, so that two never are.
CREATE TABLE claim (
    comment_id INTEGER PRIMARY KEY REFERENCES comment (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    until TEXT NOT NULL
) STRICT;
CREATE INDEX claim_by_account ON claim (account_id);

-- What moderators tell each other about a comment.
CREATE TABLE moderator_note (
    id INTEGER PRIMARY KEY,
    comment_id INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    account_id INTEGER REFERENCES account (id),
    words TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX moderator_note_by_comment ON moderator_note (comment_id, id);
CREATE INDEX moderator_note_by_account ON moderator_note (account_id);
ALTER TABLE decision ADD COLUMN account_id INTEGER;
-- When its author was told; nothing before this version is told now.
ALTER TABLE decision ADD COLUMN told_at TEXT;
UPDATE decision SET told_at = at;
CREATE INDEX decision_to_tell ON decision (told_at, id);
CREATE INDEX decision_by_day ON decision (at);
CREATE INDEX decision_by_account ON decision (account_id);

-- When a moderator is on duty or away. kind: on | away.
CREATE TABLE rota (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL
) STRICT;
CREATE INDEX rota_by_end ON rota (ends_on);
CREATE INDEX rota_by_account ON rota (account_id);

-- An account: its last change of name, its role confirmed by a work address that is not kept, its last hour as moderator.
ALTER TABLE account ADD COLUMN handle_changed_at TEXT;
ALTER TABLE account ADD COLUMN checked_role TEXT;
ALTER TABLE account ADD COLUMN checked_key TEXT;
ALTER TABLE account ADD COLUMN checked_at TEXT;
ALTER TABLE account ADD COLUMN moderated_at TEXT;
CREATE UNIQUE INDEX account_by_checked_key ON account (checked_key);
CREATE INDEX account_by_role ON account (role, moderated_at);
UPDATE account SET moderated_at = created_at WHERE role IN ('moderator', 'operator');

-- A new mail address, to be confirmed from the old one and from the new one.
CREATE TABLE address_change (
    account_id INTEGER PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    old_hash TEXT NOT NULL UNIQUE,
    new_hash TEXT NOT NULL UNIQUE,
    old_at TEXT,
    new_at TEXT,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX address_change_expired ON address_change (expires_at);

-- A key of a device with which its owner signs in (WebAuthn). `id` and `public_key` are base64url.
CREATE TABLE passkey (
    id TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    public_key TEXT NOT NULL,
    sign_count INTEGER NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX passkey_by_account ON passkey (account_id);
CREATE INDEX outbox_by_address ON outbox (address);

-- What many mails of one run have in common, kept once; words that nobody can guess stand where each one's own goes.
CREATE TABLE mail_body (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    message TEXT NOT NULL,
    secret_mark TEXT NOT NULL,
    address_mark TEXT NOT NULL,
    ident_mark TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX mail_body_by_age ON mail_body (created_at);

ALTER TABLE outbox ADD COLUMN body_id INTEGER REFERENCES mail_body (id);
ALTER TABLE outbox ADD COLUMN secret TEXT;
CREATE INDEX outbox_by_body ON outbox (body_id);
DROP INDEX outbox_waiting;
DROP INDEX outbox_claimed;
DROP INDEX outbox_by_age;
CREATE INDEX outbox_turn ON outbox (weight DESC, due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_put_back ON outbox (due_at, id) WHERE state = 'waiting' AND error IS NOT NULL;
CREATE INDEX outbox_held ON outbox (claimed_until) WHERE state = 'claimed';
CREATE INDEX outbox_ended ON outbox (state, created_at) WHERE state NOT IN ('waiting', 'claimed');

-- A mail that came back, or that its reader called spam. kind: hard | soft | complaint.
CREATE TABLE bounce (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    said TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    UNIQUE (message_id, kind)
) STRICT;
CREATE INDEX bounce_by_address ON bounce (address, noted_at);
CREATE INDEX bounce_by_age ON bounce (noted_at);

-- What the last look at a sending domain's SPF, DKIM and DMARC found.
CREATE TABLE domain_check (
    domain TEXT PRIMARY KEY,
    passed INTEGER NOT NULL,
    findings TEXT NOT NULL,
    checked_at TEXT NOT NULL
) STRICT;

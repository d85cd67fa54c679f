-- The first edition. Written once for both engines: db/migrations.py translates the type words for PostgreSQL.
-- Moments are UTC text of fixed width, truth is 0 or 1, lists are JSON text.

CREATE TABLE marker (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- What seeds bring -------------------------------------------------------------------------------------------------

CREATE TABLE topic (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL
) STRICT;

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    home TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    display TEXT NOT NULL,
    licence TEXT NOT NULL,
    access TEXT NOT NULL,
    nations TEXT NOT NULL,
    poll_minutes INTEGER NOT NULL,
    delay_seconds REAL,
    status TEXT NOT NULL,
    follow INTEGER NOT NULL,
    retain_text_days INTEGER NOT NULL,
    furniture TEXT NOT NULL,
    selectors TEXT NOT NULL
) STRICT;

CREATE TABLE event_series (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    organiser TEXT,
    former_names TEXT NOT NULL,
    usual_month TEXT
) STRICT;

CREATE TABLE event_edition (
    key TEXT PRIMARY KEY,
    series_id TEXT NOT NULL REFERENCES event_series (id),
    year INTEGER NOT NULL,
    name TEXT NOT NULL,
    starts_on TEXT,
    ends_on TEXT,
    city TEXT,
    venue TEXT,
    confirmed TEXT NOT NULL
) STRICT;
CREATE INDEX event_edition_by_series ON event_edition (series_id, year);

CREATE TABLE body (
    slug TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    acronym TEXT,
    role TEXT NOT NULL,
    nation TEXT NOT NULL,
    started TEXT,
    ended TEXT,
    predecessor TEXT,
    successor TEXT
) STRICT;

CREATE TABLE office (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE tenure (
    id INTEGER PRIMARY KEY,
    office_id TEXT NOT NULL REFERENCES office (id),
    person TEXT NOT NULL,
    person_slug TEXT NOT NULL,
    title TEXT,
    started TEXT,
    ended TEXT,
    confirmed INTEGER NOT NULL
) STRICT;
CREATE INDEX tenure_by_office ON tenure (office_id);
CREATE INDEX tenure_by_person ON tenure (person_slug);

CREATE TABLE glossary_term (
    term TEXT PRIMARY KEY,
    expansion TEXT,
    definition TEXT NOT NULL,
    nation TEXT,
    status TEXT NOT NULL,
    aliases TEXT NOT NULL,
    replaced_by TEXT
) STRICT;

-- Collecting -------------------------------------------------------------------------------------------------------

CREATE TABLE source_state (
    source_id INTEGER PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    due_at TEXT NOT NULL,
    retry_at TEXT,
    fetched_at TEXT,
    succeeded_at TEXT,
    newest_at TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    http_status INTEGER,
    error TEXT,
    gone_at TEXT
) STRICT;
CREATE INDEX source_state_due ON source_state (due_at);

CREATE TABLE host (
    name TEXT PRIMARY KEY,
    owner TEXT,
    leased_until TEXT,
    next_at TEXT
) STRICT;

CREATE TABLE frontier (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    host TEXT NOT NULL,
    url TEXT NOT NULL,
    url_key TEXT NOT NULL,
    entry TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    claimed_until TEXT,
    error TEXT,
    UNIQUE (source_id, url_key)
) STRICT;
CREATE INDEX frontier_waiting ON frontier (state, due_at);
CREATE INDEX frontier_by_host ON frontier (host, state, due_at);

CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source (id),
    url TEXT NOT NULL,
    url_key TEXT NOT NULL UNIQUE,
    guid TEXT,
    title TEXT NOT NULL,
    author TEXT,
    form TEXT,
    published_at TEXT,
    published_how TEXT,
    updated_at TEXT,
    first_seen_at TEXT NOT NULL,
    listed_at TEXT NOT NULL,
    summary TEXT NOT NULL,
    html TEXT NOT NULL,
    text TEXT NOT NULL,
    furniture TEXT NOT NULL,
    series_hint TEXT,
    debate_closed INTEGER NOT NULL DEFAULT 0,
    content_hash TEXT NOT NULL,
    withdrawn_at TEXT,
    understood_at TEXT,
    in_domain INTEGER,
    nation TEXT,
    event_key TEXT,
    risk TEXT,
    reasons TEXT,
    terms TEXT,
    story_id INTEGER,
    placed_because TEXT
) STRICT;
CREATE INDEX article_by_guid ON article (source_id, guid);
CREATE INDEX article_by_source ON article (source_id, listed_at, id);
CREATE INDEX article_not_understood ON article (id) WHERE understood_at IS NULL;
CREATE INDEX article_by_story ON article (story_id, listed_at, id);
CREATE INDEX article_by_day ON article (listed_at, id);

CREATE TABLE article_version (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    seen_at TEXT NOT NULL,
    title TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    changed TEXT NOT NULL
) STRICT;
CREATE INDEX article_version_by_article ON article_version (article_id, id);

-- Understanding ----------------------------------------------------------------------------------------------------

CREATE TABLE article_topic (
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    topic_id TEXT NOT NULL REFERENCES topic (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (article_id, topic_id)
) STRICT;

CREATE TABLE mention (
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT,
    PRIMARY KEY (article_id, kind, slug)
) STRICT;
CREATE INDEX mention_by_slug ON mention (kind, slug, article_id);

CREATE TABLE quote (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    speaker TEXT NOT NULL,
    speaker_slug TEXT NOT NULL,
    role TEXT,
    verb TEXT,
    text TEXT NOT NULL,
    position INTEGER NOT NULL,
    certain INTEGER NOT NULL
) STRICT;
CREATE INDEX quote_by_article ON quote (article_id, position);
CREATE INDEX quote_by_speaker ON quote (speaker_slug, id);

CREATE TABLE story (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    headline TEXT NOT NULL,
    headline_article_id INTEGER REFERENCES article (id),
    first_at TEXT NOT NULL,
    latest_at TEXT NOT NULL,
    article_count INTEGER NOT NULL DEFAULT 0,
    outlet_count INTEGER NOT NULL DEFAULT 0,
    event_key TEXT,
    nation TEXT NOT NULL,
    risk TEXT NOT NULL,
    shown INTEGER NOT NULL DEFAULT 1,
    comment_count INTEGER NOT NULL DEFAULT 0,
    thread TEXT NOT NULL DEFAULT 'open',
    thread_reason TEXT,
    thread_closes_at TEXT,
    thread_closed_at TEXT
) STRICT;
CREATE INDEX story_by_first ON story (shown, first_at, id);
CREATE INDEX story_by_latest ON story (shown, latest_at, id);
CREATE INDEX story_by_event ON story (event_key, first_at, id);
CREATE INDEX story_by_headline ON story (headline_article_id);
CREATE INDEX story_to_close ON story (thread, thread_closes_at);

CREATE TABLE story_topic (
    story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    topic_id TEXT NOT NULL REFERENCES topic (id),
    position INTEGER NOT NULL,
    first_at TEXT NOT NULL,
    PRIMARY KEY (story_id, topic_id)
) STRICT;
CREATE INDEX story_topic_by_topic ON story_topic (topic_id, first_at, story_id);

CREATE TABLE page_change (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
CREATE INDEX page_change_by_key ON page_change (key, id);

-- Debate -----------------------------------------------------------------------------------------------------------

CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    handle TEXT NOT NULL,
    handle_key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at TEXT NOT NULL,
    published_count INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE handle_used (
    handle_key TEXT PRIMARY KEY,
    used_at TEXT NOT NULL
) STRICT;

CREATE TABLE sign_in (
    nonce_hash TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    tab_hash TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX sign_in_by_tab ON sign_in (tab_hash);
CREATE INDEX sign_in_expired ON sign_in (expires_at);

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX session_by_account ON session (account_id);
CREATE INDEX session_expired ON session (expires_at);

CREATE TABLE rate_limit (
    key TEXT PRIMARY KEY,
    arrival REAL NOT NULL
) STRICT;
CREATE INDEX rate_limit_past ON rate_limit (arrival);

CREATE TABLE comment (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES story (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    root_id INTEGER,
    parent_id INTEGER,
    post_key TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    reason TEXT,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    restored INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    published_at TEXT
) STRICT;
CREATE INDEX comment_roots ON comment (story_id, root_id, id);
CREATE INDEX comment_answers ON comment (root_id, id);
CREATE INDEX comment_by_account ON comment (account_id, id);
CREATE INDEX comment_queue ON comment (state, id);

CREATE TABLE report (
    id INTEGER PRIMARY KEY,
    comment_id INTEGER NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    reporter_key TEXT NOT NULL,
    created_at TEXT NOT NULL,
    decided_at TEXT,
    outcome TEXT
) STRICT;
CREATE INDEX report_by_comment ON report (comment_id, id);
CREATE INDEX report_open ON report (decided_at, id);

CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    moderator TEXT NOT NULL,
    action TEXT NOT NULL,
    reason TEXT NOT NULL,
    comment_id INTEGER,
    story_id INTEGER
) STRICT;
CREATE INDEX decision_by_comment ON decision (comment_id, id);
CREATE INDEX decision_by_story ON decision (story_id, id);

-- Mail -------------------------------------------------------------------------------------------------------------

CREATE TABLE subscriber (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    secret TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX subscriber_by_age ON subscriber (created_at);

CREATE TABLE subscription (
    id INTEGER PRIMARY KEY,
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    period TEXT NOT NULL,
    topics TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    wording TEXT NOT NULL,
    source TEXT NOT NULL,
    confirmed_at TEXT,
    left_at TEXT,
    UNIQUE (subscriber_id, period)
) STRICT;
CREATE INDEX subscription_due ON subscription (period, state, subscriber_id);

CREATE TABLE suppression (
    address TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE digest_run (
    id INTEGER PRIMARY KEY,
    period TEXT NOT NULL,
    edition_date TEXT NOT NULL,
    opens_at TEXT NOT NULL,
    closes_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    started_at TEXT NOT NULL,
    filled_at TEXT,
    UNIQUE (period, edition_date)
) STRICT;

CREATE TABLE digest_run_story (
    run_id INTEGER NOT NULL REFERENCES digest_run (id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL REFERENCES story (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (run_id, story_id)
) STRICT;
CREATE INDEX digest_run_story_by_story ON digest_run_story (story_id, run_id);

CREATE TABLE digest_mail (
    run_id INTEGER NOT NULL REFERENCES digest_run (id) ON DELETE CASCADE,
    subscriber_id INTEGER NOT NULL,
    outbox_id INTEGER,
    PRIMARY KEY (run_id, subscriber_id)
) STRICT;

CREATE TABLE digest_mail_story (
    run_id INTEGER NOT NULL,
    subscriber_id INTEGER NOT NULL,
    story_id INTEGER NOT NULL,
    PRIMARY KEY (run_id, subscriber_id, story_id)
) STRICT;
CREATE INDEX digest_mail_story_by_subscriber ON digest_mail_story (subscriber_id, run_id);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    weight INTEGER NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    created_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    expires_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    claimed_until TEXT,
    sent_at TEXT,
    error TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (state, due_at);
CREATE INDEX outbox_claimed ON outbox (state, claimed_until);
CREATE INDEX outbox_by_age ON outbox (state, created_at);

-- Jobs -------------------------------------------------------------------------------------------------------------

CREATE TABLE job (
    name TEXT PRIMARY KEY,
    next_run TEXT NOT NULL,
    owner TEXT,
    leased_until TEXT,
    started_at TEXT,
    finished_at TEXT,
    error TEXT
) STRICT;

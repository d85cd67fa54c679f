-- name: know_host(host)
-- Note a host that may be leased.
INSERT INTO host (name) VALUES (:host) ON CONFLICT (name) DO NOTHING

-- name: lease_host(host, owner, now, until)
-- Take a host that nobody holds and that may be asked again.
UPDATE host SET owner = :owner, leased_until = :until
WHERE name = :host AND (owner IS NULL OR owner = :owner OR leased_until < :now) AND COALESCE(next_at, '') <= :now

-- name: release_host(host, owner, next_at)
-- Give a host back; it may be asked again from a moment on.
UPDATE host SET owner = NULL, leased_until = NULL, next_at = :next_at WHERE name = :host AND owner = :owner

-- name: want(source_id, host, url, url_key, entry, now)
-- Put a page on the frontier, or again where what its feed says of it changed.
INSERT INTO frontier (source_id, host, url, url_key, entry, state, due_at)
VALUES (:source_id, :host, :url, :url_key, :entry, 'waiting', :now)
ON CONFLICT (source_id, url_key) DO UPDATE SET entry = excluded.entry, state = 'waiting', due_at = excluded.due_at,
    attempts = 0, error = NULL
WHERE frontier.entry <> excluded.entry

-- name: waits(source_id, now)
-- Whether a page of a source waits whose time has come.
SELECT 1 FROM frontier WHERE source_id = :source_id AND state IN ('waiting', 'claimed') AND due_at <= :now LIMIT 1

-- name: claim(source_id, owner, now, until, most)
-- Take waiting pages of a source whose time has come, and those a dead worker held.
UPDATE frontier SET state = 'claimed', owner = :owner, claimed_until = :until, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM frontier
    WHERE source_id = :source_id AND state IN ('waiting', 'claimed') AND due_at <= :now
        AND (state = 'waiting' OR claimed_until < :now)
    ORDER BY id DESC LIMIT :most)
    AND (state = 'waiting' OR claimed_until < :now)
RETURNING id, source_id, host, url, url_key, entry, attempts

-- name: waiting_sources(now)
-- Sources with pages whose time has come.
SELECT DISTINCT source_id FROM frontier
WHERE state IN ('waiting', 'claimed') AND due_at <= :now AND (state = 'waiting' OR claimed_until < :now)

-- name: finish(id, owner)
-- Note that a page is stored; it must still be ours.
UPDATE frontier SET state = 'done', owner = NULL, claimed_until = NULL, error = NULL
WHERE id = :id AND owner = :owner AND state = 'claimed'

-- name: retry(id, owner, due_at, error)
-- Put a page back for later.
UPDATE frontier SET state = 'waiting', owner = NULL, claimed_until = NULL, due_at = :due_at, error = :error
WHERE id = :id AND owner = :owner AND state = 'claimed'

-- name: let_go(id, owner, due_at)
-- Put a page back that was not asked for.
UPDATE frontier SET state = 'waiting', owner = NULL, claimed_until = NULL, due_at = :due_at, attempts = attempts - 1
WHERE id = :id AND owner = :owner AND state = 'claimed'

-- name: postpone(source_id, due_at)
-- Let the waiting pages of a source wait longer.
UPDATE frontier SET due_at = :due_at WHERE source_id = :source_id AND state = 'waiting' AND due_at < :due_at

-- name: give_up(id, owner, error)
-- Note that a page cannot be had.
UPDATE frontier SET state = 'failed', owner = NULL, claimed_until = NULL, error = :error
WHERE id = :id AND owner = :owner AND state = 'claimed'

-- name: next_turn(host)
-- When a host that nobody holds may be asked again.
SELECT next_at FROM host WHERE name = :host AND owner IS NULL

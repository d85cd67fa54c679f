-- name: every()
-- Each source with what became of its last fetch, how often it brings something, and what a probe found.
SELECT s.slug, s.name, s.home, s.status, s.display, s.licence, s.access, s.nations, s.poll_minutes,
    t.fetched_at, t.succeeded_at, t.newest_at, COALESCE(t.failures, 0), t.http_status, t.error, t.gone_at,
    t.rhythm_hours, t.moved_to, p.words, p.at, COALESCE(t.changed_ids, 0)
FROM source AS s LEFT JOIN source_state AS t ON t.source_id = s.id LEFT JOIN source_probe AS p ON p.source_id = s.id
ORDER BY s.name, s.slug

-- name: of(slug)
-- One source with what became of its last fetch, how often it brings something, and what a probe found.
SELECT s.slug, s.name, s.home, s.status, s.display, s.licence, s.access, s.nations, s.poll_minutes,
    t.fetched_at, t.succeeded_at, t.newest_at, COALESCE(t.failures, 0), t.http_status, t.error, t.gone_at,
    t.rhythm_hours, t.moved_to, p.words, p.at, COALESCE(t.changed_ids, 0)
FROM source AS s LEFT JOIN source_state AS t ON t.source_id = s.id LEFT JOIN source_probe AS p ON p.source_id = s.id
WHERE s.slug = :slug

-- name: note_fetch(source_id, at, status, http_status, new_articles, error)
-- Note a fetch.
INSERT INTO source_fetch (source_id, at, status, http_status, new_articles, error)
VALUES (:source_id, :at, :status, :http_status, :new_articles, :error)

-- name: fetches(slug, most)
-- The last fetches of a source, newest first.
SELECT f.at, f.status, f.http_status, f.new_articles, f.error
FROM source AS s JOIN source_fetch AS f ON f.source_id = s.id WHERE s.slug = :slug ORDER BY f.id DESC LIMIT :most

-- name: sweep(kept)
-- Forget all but the last fetches of each source.
DELETE FROM source_fetch WHERE id IN (
    SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY source_id ORDER BY id DESC) AS place
        FROM source_fetch) AS numbered
    WHERE place > :kept)

-- name: recent(source_id, most)
-- When the newest articles of a source were published.
SELECT listed_at FROM article WHERE source_id = :source_id ORDER BY listed_at DESC, id DESC LIMIT :most

-- name: set_rhythm(source_id, rhythm_hours, newest_at)
-- Keep how often a source brings something, and its newest article.
UPDATE source_state SET rhythm_hours = :rhythm_hours,
    newest_at = CASE WHEN newest_at IS NULL OR newest_at < :newest_at THEN :newest_at ELSE newest_at END
WHERE source_id = :source_id

-- name: moved(source_id, moved_from, moved_to, now)
-- Note that a source's address leads elsewhere for good; the first day of it stays.
UPDATE source_state SET
    moved_since = CASE WHEN moved_to = :moved_to AND moved_from = :moved_from THEN moved_since ELSE :now END,
    moved_from = :moved_from, moved_to = :moved_to
WHERE source_id = :source_id

-- name: not_moved(source_id)
-- Note that a source answers at its own address.
UPDATE source_state SET moved_from = NULL, moved_to = NULL, moved_since = NULL
WHERE source_id = :source_id AND moved_to IS NOT NULL

-- name: probed(slug, at, http_status, robots, entries, newest_at, words)
-- Keep what a probe of a source found.
INSERT INTO source_probe (source_id, at, http_status, robots, entries, newest_at, words)
SELECT id, :at, CAST(:http_status AS INTEGER), :robots, CAST(:entries AS INTEGER), :newest_at, :words
FROM source WHERE slug = :slug
ON CONFLICT (source_id) DO UPDATE SET at = excluded.at, http_status = excluded.http_status, robots = excluded.robots,
    entries = excluded.entries, newest_at = excluded.newest_at, words = excluded.words

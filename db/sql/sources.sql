-- name: due(now)
-- Sources that are on and due, the longest overdue first.
SELECT s.id, s.slug, s.name, s.home, s.kind, s.url, s.display, s.licence, s.access, s.nations, s.poll_minutes,
    s.delay_seconds, s.status, s.follow, s.retain_text_days, s.furniture, s.selectors,
    t.etag, t.last_modified, t.body_hash, t.due_at, t.retry_at, t.failures, t.gone_at,
    t.rhythm_hours, t.moved_from, t.moved_to, t.moved_since, t.newest_at
FROM source AS s LEFT JOIN source_state AS t ON t.source_id = s.id
WHERE s.status = 'on' AND s.poll_minutes > 0 AND COALESCE(t.due_at, '') <= :now AND t.gone_at IS NULL
ORDER BY COALESCE(t.due_at, ''), s.id

-- name: due_at(source_id)
-- When a source is due.
SELECT due_at FROM source_state WHERE source_id = :source_id

-- name: all_with_state()
-- All sources with what is known of their last fetch.
SELECT s.id, s.slug, s.name, s.home, s.kind, s.url, s.display, s.licence, s.access, s.nations, s.poll_minutes,
    s.delay_seconds, s.status, s.follow, s.retain_text_days, s.furniture, s.selectors,
    t.etag, t.last_modified, t.body_hash, t.due_at, t.retry_at, t.failures, t.gone_at,
    t.rhythm_hours, t.moved_from, t.moved_to, t.moved_since, t.newest_at
FROM source AS s LEFT JOIN source_state AS t ON t.source_id = s.id
ORDER BY s.slug

-- name: names()
-- Every source by name.
SELECT slug, name FROM source ORDER BY name, slug

-- name: switch(slug, status)
-- Switch a source on or off.
UPDATE source SET status = :status WHERE slug = :slug

-- name: forget_failure(slug)
-- Let a source that is switched on be asked at once, whatever went wrong before.
UPDATE source_state SET due_at = '', retry_at = NULL, gone_at = NULL, failures = 0, error = NULL
WHERE source_id IN (SELECT id FROM source WHERE slug = :slug)

-- name: marks(source_id)
-- The marks of the entries that a source had when it was last read whole.
SELECT entry_marks FROM source_state WHERE source_id = :source_id

-- name: succeeded(source_id, now, due_at, http_status, etag, last_modified, body_hash, newest_at, marks)
-- Note a fetch that worked, and when the source is due next.
INSERT INTO source_state (source_id, etag, last_modified, body_hash, due_at, fetched_at, succeeded_at, newest_at,
    failures, http_status, entry_marks)
VALUES (:source_id, :etag, :last_modified, :body_hash, :due_at, :now, :now, :newest_at, 0, :http_status,
    COALESCE(:marks, '[]'))
ON CONFLICT (source_id) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified,
    body_hash = excluded.body_hash, due_at = excluded.due_at, fetched_at = excluded.fetched_at,
    succeeded_at = excluded.succeeded_at, newest_at = COALESCE(excluded.newest_at, source_state.newest_at),
    failures = 0, http_status = excluded.http_status, error = NULL, retry_at = NULL,
    entry_marks = COALESCE(:marks, source_state.entry_marks)

-- name: failed(source_id, now, due_at, http_status, error, retry_at, gone_at)
-- Note a fetch that failed, in words, and when the source is due next.
INSERT INTO source_state (source_id, due_at, fetched_at, failures, http_status, error, retry_at, gone_at)
VALUES (:source_id, :due_at, :now, 1, :http_status, :error, :retry_at, :gone_at)
ON CONFLICT (source_id) DO UPDATE SET due_at = excluded.due_at, fetched_at = excluded.fetched_at,
    failures = source_state.failures + 1, http_status = excluded.http_status, error = excluded.error,
    retry_at = excluded.retry_at, gone_at = excluded.gone_at

-- name: wait(source_id, until)
-- Keep away from a source until a moment.
UPDATE source_state SET retry_at = :until, due_at = CASE WHEN due_at < :until THEN :until ELSE due_at END
WHERE source_id = :source_id

-- name: retention_days()
-- The numbers of days for which text of sources that are not shown in full is kept.
SELECT DISTINCT retain_text_days FROM source WHERE display <> 'full'

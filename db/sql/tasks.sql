-- name: ask(kind, slug, since, until, now)
-- Keep work for a worker.
INSERT INTO task (kind, slug, since, until, asked_at, state) VALUES (:kind, :slug, :since, :until, :now, 'waiting')

-- name: next()
-- The work that was asked for first.
SELECT id, kind, slug, since, until, asked_at, state, words, ended_at FROM task WHERE state = 'waiting' ORDER BY id LIMIT 1

-- name: of(slug, most)
-- The newest work that was asked for about a source.
SELECT id, kind, slug, since, until, asked_at, state, words, ended_at FROM task WHERE slug = :slug ORDER BY id DESC LIMIT :most

-- name: waits(kind, slug)
-- Whether the same work about a source waits already.
SELECT 1 FROM task WHERE slug = :slug AND kind = :kind AND state = 'waiting' LIMIT 1

-- name: finish(id, state, words, now)
-- Note what became of work.
UPDATE task SET state = :state, words = :words, ended_at = :now WHERE id = :id

-- name: sweep(before)
-- Forget work that ended before a moment.
DELETE FROM task WHERE state IN ('done', 'failed') AND ended_at < :before

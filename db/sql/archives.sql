-- name: begin(source_id, since, until, now)
-- Note a walk through an archive, unless it was begun before.
INSERT INTO archive_walk (source_id, since, until, started_at) VALUES (:source_id, :since, :until, :now)
ON CONFLICT (source_id, since, until) DO NOTHING

-- name: find(source_id, since, until)
-- A walk with how far it has come.
SELECT id, since, until, next_url, pages, ended_at FROM archive_walk
WHERE source_id = :source_id AND since = :since AND until = :until

-- name: advance(id, next_url)
-- Note that a page of an archive was kept, and which comes next.
UPDATE archive_walk SET next_url = :next_url, pages = pages + 1 WHERE id = :id

-- name: finish(id, now)
-- Note that a walk has come to its end.
UPDATE archive_walk SET next_url = NULL, ended_at = :now WHERE id = :id

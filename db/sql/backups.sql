-- name: note(name, at, bytes, seconds)
-- Note a copy that was restored on trial and found whole.
INSERT INTO backup_copy (name, at, bytes, seconds) VALUES (:name, :at, :bytes, :seconds) ON CONFLICT (name) DO NOTHING

-- name: every()
-- The copies that are kept, the newest first.
SELECT name, at, bytes, seconds FROM backup_copy ORDER BY at DESC, name DESC

-- name: forget(name)
-- Forget a copy that is no more.
DELETE FROM backup_copy WHERE name = :name

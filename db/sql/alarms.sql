-- name: known()
-- The alarms that last.
SELECT key, since FROM alarm ORDER BY since, key

-- name: see(key, now)
-- Note that an alarm begins or goes on.
INSERT INTO alarm (key, since, seen_at) VALUES (:key, :now, :now)
ON CONFLICT (key) DO UPDATE SET seen_at = excluded.seen_at

-- name: forget(before)
-- Forget alarms that were not seen for a while.
DELETE FROM alarm WHERE seen_at < :before

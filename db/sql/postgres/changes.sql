-- name: note(key, now)
-- Note that the pages of a key changed; removals commit one after the other, so that their numbers only grow.
INSERT INTO page_change (key, changed_at)
SELECT :key, :now FROM (SELECT CASE WHEN :key = 'removed' THEN pg_advisory_xact_lock(7391) END) AS held

-- name: allow(key, now, first, gap, tolerance)
-- Take one turn of a rate limit (GCRA); returns a row only where it is granted.
INSERT INTO rate_limit (key, arrival) VALUES (:key, :first)
ON CONFLICT (key) DO UPDATE SET arrival =
    (CASE WHEN rate_limit.arrival > :now THEN rate_limit.arrival ELSE :now END) + :gap
WHERE (CASE WHEN rate_limit.arrival > :now THEN rate_limit.arrival ELSE :now END) - :now <= :tolerance
RETURNING arrival

-- name: sweep(now)
-- Forget limits that bind nobody any more.
DELETE FROM rate_limit WHERE arrival < :now

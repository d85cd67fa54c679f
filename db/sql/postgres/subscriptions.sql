-- name: wanting(addresses, period, day)
-- Which addresses have an active subscription that is not paused, and may be sent to.
SELECT r.address FROM subscriber AS r JOIN subscription AS s ON s.subscriber_id = r.id
WHERE r.address IN (SELECT j.value FROM jsonb_array_elements_text(CAST(:addresses AS jsonb)) AS j (value))
    AND s.period = :period AND s.state = 'active' AND COALESCE(s.paused_until, '') <= :day
    AND NOT EXISTS (SELECT 1 FROM suppression AS p WHERE p.address = r.address)

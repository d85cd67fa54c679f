-- name: wanting(addresses, period, day)
-- Which addresses have an active subscription that is not paused, and may be sent to.
-- A subquery for each address: PostgreSQL would rather look at everybody of the list.
SELECT r.address FROM subscriber AS r
WHERE r.address = ANY(ARRAY(SELECT j.value FROM jsonb_array_elements_text(CAST(:addresses AS jsonb)) AS j (value)))
    AND (SELECT s.state = 'active' AND COALESCE(s.paused_until, '') <= :day FROM subscription AS s
        WHERE s.subscriber_id = r.id AND s.period = :period)
    AND NOT EXISTS (SELECT 1 FROM suppression AS p WHERE p.address = r.address)

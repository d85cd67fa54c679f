-- name: note(domain, passed, findings, now)
-- Keep what a look at a domain found.
INSERT INTO domain_check (domain, passed, findings, checked_at) VALUES (:domain, :passed, :findings, :now)
ON CONFLICT (domain) DO UPDATE SET passed = excluded.passed, findings = excluded.findings, checked_at = excluded.checked_at

-- name: last(domain)
-- What the last look at a domain found.
SELECT passed, findings, checked_at FROM domain_check WHERE domain = :domain

-- name: waiting(weight, most)
-- How many mails that weigh as little wait, counted up to a number.
SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE state = 'waiting' AND weight <= :weight LIMIT :most) AS few

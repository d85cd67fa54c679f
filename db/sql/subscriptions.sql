-- name: by_address(address)
-- A subscriber by address.
SELECT id, address, secret, created_at FROM subscriber WHERE address = :address

-- name: by_secret(secret)
-- A subscriber by the secret of their links.
SELECT id, address, secret, created_at FROM subscriber WHERE secret = :secret

-- name: by_id(id)
-- A subscriber by their number.
SELECT id, address, secret, created_at FROM subscriber WHERE id = :id

-- name: add_subscriber(address, secret, now)
-- Keep an address that was confirmed.
INSERT INTO subscriber (address, secret, created_at) VALUES (:address, :secret, :now)
ON CONFLICT (address) DO NOTHING

-- name: subscribe(subscriber_id, period, topics, nations, events, density, delivery, asked_at, wording, source, now)
-- Begin or renew a subscription; a consent older than the last choice changes nothing.
INSERT INTO subscription (subscriber_id, period, topics, nations, events, density, delivery, state, asked_at, wording,
    source, confirmed_at)
VALUES (:subscriber_id, :period, :topics, :nations, :events, :density, :delivery, 'active', :asked_at, :wording, :source,
    :now)
ON CONFLICT (subscriber_id, period) DO UPDATE SET topics = excluded.topics, nations = excluded.nations,
    events = excluded.events, density = excluded.density, delivery = excluded.delivery, state = 'active',
    asked_at = excluded.asked_at, wording = excluded.wording, source = excluded.source,
    confirmed_at = excluded.confirmed_at, left_at = NULL, paused_from = NULL, paused_until = NULL
WHERE excluded.asked_at > subscription.asked_at
    AND (subscription.left_at IS NULL OR subscription.left_at < excluded.asked_at)

-- name: of_subscriber(subscriber_id)
-- The subscriptions of a subscriber.
SELECT period, topics, state, asked_at, wording, source, confirmed_at, left_at, details, nations, events, density,
    delivery, paused_from, paused_until
FROM subscription WHERE subscriber_id = :subscriber_id ORDER BY period

-- name: leave(subscriber_id, period, now)
-- End one subscription.
UPDATE subscription SET state = 'left', left_at = :now
WHERE subscriber_id = :subscriber_id AND period = :period AND state = 'active'

-- name: choose(subscriber_id, period, topics, details, nations, events, density, delivery)
-- Choose other things for a subscription, and whether it brings summaries that describe harm in detail.
UPDATE subscription SET topics = :topics, details = :details, nations = :nations, events = :events, density = :density,
    delivery = :delivery
WHERE subscriber_id = :subscriber_id AND period = :period

-- name: pause(subscriber_id, day, until)
-- Send nothing before a day; a pause that no digest has ended yet goes on from its first day.
UPDATE subscription SET paused_from = COALESCE(paused_from, :day), paused_until = :until
WHERE subscriber_id = :subscriber_id AND state = 'active'

-- name: resume(subscriber_id, day)
-- End a pause on a day.
UPDATE subscription SET paused_until = :day
WHERE subscriber_id = :subscriber_id AND state = 'active' AND paused_until > :day

-- name: caught_up(subscriber_id, period, day)
-- Forget a pause that was over on a day.
UPDATE subscription SET paused_from = NULL, paused_until = NULL
WHERE subscriber_id = :subscriber_id AND period = :period AND paused_until <= :day

-- name: suppress(address, reason, now)
-- Never send to an address again.
INSERT INTO suppression (address, reason, created_at) VALUES (:address, :reason, :now)
ON CONFLICT (address) DO NOTHING

-- name: unsuppress(address, asked_at)
-- Let an address be sent to whose owner asked for mail after it was suppressed.
DELETE FROM suppression WHERE address = :address AND created_at < :asked_at

-- name: suppressed(address)
-- Whether an address is never to be sent to.
SELECT 1 FROM suppression WHERE address = :address

-- name: wanting(addresses, period, day)
-- Which addresses have an active subscription that is not paused, and may be sent to.
-- CROSS keeps the order: SQLite would rather look at everybody of the list.
SELECT r.address FROM json_each(:addresses) AS j CROSS JOIN subscriber AS r CROSS JOIN subscription AS s
WHERE r.address = j.value AND s.subscriber_id = r.id AND s.period = :period AND s.state = 'active'
    AND COALESCE(s.paused_until, '') <= :day
    AND NOT EXISTS (SELECT 1 FROM suppression AS p WHERE p.address = r.address)

-- name: everything(after_id, most)
-- All subscriptions for the operator.
SELECT s.id, r.address, s.period, s.topics, s.state, s.confirmed_at, s.wording
FROM subscription AS s JOIN subscriber AS r ON r.id = s.subscriber_id
WHERE s.id > :after_id ORDER BY s.id LIMIT :most

-- name: count(period)
-- How many subscriptions of a period are active.
SELECT COUNT(*) FROM subscription WHERE period = :period AND state = 'active'

-- name: portable(after_id, most)
-- Active subscriptions of those who may be written to, with the evidence of their consent.
SELECT s.id, r.address, s.period, s.topics, COALESCE(s.confirmed_at, s.asked_at), s.wording, s.nations, s.events,
    s.density, s.delivery, s.source
FROM subscription AS s JOIN subscriber AS r ON r.id = s.subscriber_id
WHERE s.id > :after_id AND s.state = 'active'
    AND NOT EXISTS (SELECT 1 FROM suppression AS p WHERE p.address = r.address)
ORDER BY s.id LIMIT :most

-- name: due(period, run_id, after_id, most, day)
-- Active subscribers of a period, not paused on a day, who have no mail of a run yet and may be sent to.
SELECT r.id, r.address, r.secret, s.topics, s.details, s.nations, s.events, s.density, s.delivery, s.paused_from,
    s.paused_until
FROM subscription AS s JOIN subscriber AS r ON r.id = s.subscriber_id
WHERE s.period = :period AND s.state = 'active' AND s.subscriber_id > :after_id
    AND COALESCE(s.paused_until, '') <= :day
    AND NOT EXISTS (SELECT 1 FROM digest_mail AS m WHERE m.run_id = :run_id AND m.subscriber_id = r.id)
    AND NOT EXISTS (SELECT 1 FROM suppression AS p WHERE p.address = r.address)
ORDER BY s.subscriber_id LIMIT :most

-- name: forget_mails(before)
-- Forget what was sent to addresses that left all lists before a moment.
DELETE FROM digest_mail WHERE subscriber_id IN (SELECT r.id FROM subscriber AS r WHERE r.created_at < :before
    AND NOT EXISTS (SELECT 1 FROM subscription AS s WHERE s.subscriber_id = r.id AND s.state = 'active')
    AND NOT EXISTS (SELECT 1 FROM subscription AS s WHERE s.subscriber_id = r.id AND s.left_at >= :before))

-- name: forget_left(before)
-- Remove addresses that left all lists before a moment.
DELETE FROM subscriber WHERE created_at < :before
    AND NOT EXISTS (SELECT 1 FROM subscription AS s WHERE s.subscriber_id = subscriber.id AND s.state = 'active')
    AND NOT EXISTS (SELECT 1 FROM subscription AS s WHERE s.subscriber_id = subscriber.id AND s.left_at >= :before)

-- name: move(id, old, new)
-- Give a subscriber another address, unless they have another one since.
UPDATE subscriber SET address = :new WHERE id = :id AND address = :old

-- name: forget_mails_of(address)
-- Forget which mails went to an address that left all lists, as its number may be given again.
DELETE FROM digest_mail WHERE subscriber_id IN (SELECT r.id FROM subscriber AS r WHERE r.address = :address
    AND NOT EXISTS (SELECT 1 FROM subscription AS s WHERE s.subscriber_id = r.id AND s.state = 'active'))

-- name: drop_left(address)
-- Remove an address that left all lists, so that its owner can bring lists along.
DELETE FROM subscriber WHERE address = :address
    AND NOT EXISTS (SELECT 1 FROM subscription AS s WHERE s.subscriber_id = subscriber.id AND s.state = 'active')

-- name: sent(subscriber_id, since)
-- The stories that mails brought to a subscriber; an edition without stories was no mail.
SELECT r.period, r.edition_date, s.slug FROM digest_mail AS m JOIN digest_run AS r ON r.id = m.run_id
    JOIN digest_selection_story AS n ON n.selection_id = m.selection_id JOIN story AS s ON s.id = n.story_id
WHERE m.subscriber_id = :subscriber_id AND r.started_at >= :since AND n.sent = 1
ORDER BY r.edition_date, r.period, n.story_id

-- name: waiting(address)
-- The mails to an address that the outbox still has.
SELECT subject, state, created_at, sent_at FROM outbox WHERE address = :address ORDER BY id

-- name: came_back(address)
-- The mails to an address that came back.
SELECT kind, said, noted_at FROM bounce WHERE address = :address ORDER BY noted_at

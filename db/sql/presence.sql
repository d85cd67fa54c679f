-- name: last_seen()
-- When a moderator was last here or decided something; what the clock does by itself is nobody.
SELECT MAX(at) FROM (
    SELECT MAX(moderated_at) AS at FROM account WHERE role IN ('moderator', 'operator')
    UNION ALL SELECT at FROM (SELECT at FROM decision WHERE moderator <> 'the clock' ORDER BY at DESC LIMIT 1) AS decided) AS seen

-- name: seen(account_id, now, before)
-- Note that a moderator is here.
UPDATE account SET moderated_at = :now WHERE id = :account_id AND (moderated_at IS NULL OR moderated_at < :before)

-- name: rota(today)
-- The turns of moderators that are not over, the next first.
SELECT r.id, r.account_id, a.handle, r.kind, r.starts_on, r.ends_on FROM rota AS r JOIN account AS a ON a.id = r.account_id
WHERE r.ends_on >= :today ORDER BY r.starts_on, r.id

-- name: add_turn(account_id, kind, starts_on, ends_on)
-- Note days on duty or away.
INSERT INTO rota (account_id, kind, starts_on, ends_on) VALUES (:account_id, :kind, :starts_on, :ends_on)

-- name: drop_turn(account_id, id)
-- Take a turn off the rota.
DELETE FROM rota WHERE id = :id AND account_id = :account_id

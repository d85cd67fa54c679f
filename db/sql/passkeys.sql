-- name: of_account(account_id)
-- The passkeys of an account, the oldest first.
SELECT id, account_id, public_key, sign_count, name, created_at, used_at FROM passkey
WHERE account_id = :account_id ORDER BY created_at, id

-- name: by_id(id)
-- A passkey of an active account.
SELECT p.id, p.account_id, p.public_key, p.sign_count, p.name, p.created_at, p.used_at
FROM passkey AS p JOIN account AS a ON a.id = p.account_id WHERE p.id = :id AND a.state = 'active'

-- name: add(id, account_id, public_key, sign_count, name, now)
-- Keep a passkey.
INSERT INTO passkey (id, account_id, public_key, sign_count, name, created_at)
VALUES (:id, :account_id, :public_key, :sign_count, :name, :now) ON CONFLICT (id) DO NOTHING

-- name: used(id, sign_count, now)
-- Note that a passkey was used.
UPDATE passkey SET sign_count = :sign_count, used_at = :now WHERE id = :id

-- name: drop(id, account_id)
-- Forget a passkey.
DELETE FROM passkey WHERE id = :id AND account_id = :account_id

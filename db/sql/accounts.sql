-- name: by_address(address)
-- An account by its mail address.
SELECT id, address, handle, role, state, created_at, published_count FROM account WHERE address = :address

-- name: by_handle_key(handle_key)
-- An account by its folded handle.
SELECT id, address, handle, role, state, created_at, published_count FROM account WHERE handle_key = :handle_key

-- name: everything(after_id, most)
-- All accounts for the operator.
SELECT id, address, handle, role, state, created_at, published_count FROM account
WHERE id > :after_id ORDER BY id LIMIT :most

-- name: use_handle(handle_key, now)
-- Take a handle that nobody ever had.
INSERT INTO handle_used (handle_key, used_at) VALUES (:handle_key, :now) ON CONFLICT (handle_key) DO NOTHING

-- name: add(address, handle, handle_key, role, now)
-- Add an account.
INSERT INTO account (address, handle, handle_key, role, state, created_at, moderated_at)
VALUES (:address, :handle, :handle_key, :role, 'active', :now, CASE WHEN :role = 'reader' THEN NULL ELSE :now END) RETURNING id

-- name: set_role(id, role, now)
-- Give an account a role; who may moderate from now on is here now.
UPDATE account SET role = :role, moderated_at = CASE WHEN :role = 'reader' THEN moderated_at ELSE :now END WHERE id = :id

-- name: close(id)
-- Close an account.
UPDATE account SET state = 'closed', role = 'reader' WHERE id = :id

-- name: sessions(account_id, now)
-- Since when an account is signed in, the newest first.
SELECT created_at, expires_at FROM session WHERE account_id = :account_id AND expires_at > :now ORDER BY created_at DESC

-- name: ask(nonce_hash, address, tab_hash, code_hash, now, expires_at)
-- Note that somebody asked to sign in.
INSERT INTO sign_in (nonce_hash, address, tab_hash, code_hash, created_at, expires_at)
VALUES (:nonce_hash, :address, :tab_hash, :code_hash, :now, :expires_at)

-- name: use_link(nonce_hash, now)
-- Use a sign-in link, once.
UPDATE sign_in SET used_at = :now WHERE nonce_hash = :nonce_hash AND used_at IS NULL AND expires_at > :now
RETURNING address

-- name: link_valid(nonce_hash, now)
-- The address a sign-in link was sent to, if the link still works.
SELECT address FROM sign_in WHERE nonce_hash = :nonce_hash AND used_at IS NULL AND expires_at > :now

-- name: try_code(tab_hash, now, most)
-- Count a try at the code of a tab and return the request it belongs to.
UPDATE sign_in SET attempts = attempts + 1
WHERE tab_hash = :tab_hash AND used_at IS NULL AND expires_at > :now AND attempts < :most
RETURNING nonce_hash, code_hash

-- name: open_session(token_hash, account_id, now, expires_at)
-- Begin a session.
INSERT INTO session (token_hash, account_id, created_at, expires_at)
VALUES (:token_hash, :account_id, :now, :expires_at)

-- name: by_session(token_hash, now)
-- The active account of a session that lasts.
SELECT a.id, a.address, a.handle, a.role, a.state, a.created_at, a.published_count
FROM session AS s JOIN account AS a ON a.id = s.account_id
WHERE s.token_hash = :token_hash AND s.expires_at > :now AND a.state = 'active'

-- name: session_to_prolong(token_hash, before, oldest)
-- Whether a session ends before a moment and is young enough to go on.
SELECT 1 FROM session WHERE token_hash = :token_hash AND expires_at < :before AND created_at >= :oldest

-- name: prolong_session(token_hash, until)
-- Let a session last until a moment.
UPDATE session SET expires_at = :until WHERE token_hash = :token_hash

-- name: end_session(token_hash)
-- End a session.
DELETE FROM session WHERE token_hash = :token_hash

-- name: end_sessions(account_id)
-- End all sessions of an account.
DELETE FROM session WHERE account_id = :account_id

-- name: sweep_sessions(now)
-- Remove sessions that are over.
DELETE FROM session WHERE expires_at < :now

-- name: sweep_sign_ins(before)
-- Remove sign-in requests that are long over.
DELETE FROM sign_in WHERE expires_at < :before

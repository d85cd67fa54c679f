-- name: checked(id)
-- The confirmed role of an account, and when its name was last changed.
SELECT checked_role, checked_at, handle_changed_at FROM account WHERE id = :id

-- name: rename(id, handle, handle_key, now)
-- Give an account another name.
UPDATE account SET handle = :handle, handle_key = :handle_key, handle_changed_at = :now WHERE id = :id

-- name: ask_for_address(account_id, address, old_hash, new_hash, expires_at)
-- Note that an account wants another address; a newer wish takes the place of an older one.
INSERT INTO address_change (account_id, address, old_hash, new_hash, expires_at)
VALUES (:account_id, :address, :old_hash, :new_hash, :expires_at)
ON CONFLICT (account_id) DO UPDATE SET address = excluded.address, old_hash = excluded.old_hash,
    new_hash = excluded.new_hash, old_at = NULL, new_at = NULL, expires_at = excluded.expires_at

-- name: change_valid(hash, now)
-- Whether a link to confirm an address works.
SELECT account_id FROM address_change WHERE (old_hash = :hash OR new_hash = :hash) AND expires_at > :now

-- name: confirm_address(hash, now)
-- Confirm one side of a change of address.
UPDATE address_change SET old_at = CASE WHEN old_hash = :hash THEN :now ELSE old_at END,
    new_at = CASE WHEN new_hash = :hash THEN :now ELSE new_at END
WHERE (old_hash = :hash OR new_hash = :hash) AND expires_at > :now
RETURNING account_id, address, old_at, new_at

-- name: end_change(account_id)
-- Forget a wish for another address.
DELETE FROM address_change WHERE account_id = :account_id

-- name: sweep_changes(now)
-- Forget wishes for another address that nobody confirmed in time.
DELETE FROM address_change WHERE expires_at < :now

-- name: address_taken(address)
-- Whether an account has an address.
SELECT id FROM account WHERE address = :address

-- name: set_address(id, address)
-- Give an account another address.
UPDATE account SET address = :address WHERE id = :id

-- name: key_used(key, id)
-- Whether a work address confirmed another account.
SELECT id FROM account WHERE checked_key = :key AND id <> :id

-- name: set_role(id, role, key, now)
-- Keep or forget a confirmed role.
UPDATE account SET checked_role = :role, checked_key = :key, checked_at = :now WHERE id = :id

-- name: drop_words(account_id)
-- Withdraw all comments of an account.
UPDATE comment SET text = '', html = '', hints = '[]', quotable = 0, reason = NULL, held_at = NULL, stance = '',
    state = CASE WHEN state = 'removed' THEN state ELSE 'withdrawn' END
WHERE account_id = :account_id

-- name: drop_notes(account_id)
-- Forget what moderators told each other of an account's comments.
DELETE FROM moderator_note WHERE comment_id IN (SELECT id FROM comment WHERE account_id = :account_id)

-- name: drop_appeals(account_id)
-- End the appeals of an account about its comments, without their words.
UPDATE appeal SET words = '', state = CASE WHEN state = 'open' THEN 'refused' ELSE state END
WHERE report_id IS NULL AND comment_id IN (SELECT id FROM comment WHERE account_id = :account_id)

-- name: settle_reports(account_id, now)
-- End the open reports on an account's comments: their words are gone.
UPDATE report SET decided_at = :now, outcome = 'withdrawn'
WHERE decided_at IS NULL AND comment_id IN (SELECT id FROM comment WHERE account_id = :account_id)

-- name: drop_labels(account_id)
-- Take back all labels of an account.
DELETE FROM comment_label WHERE account_id = :account_id

-- name: drop_votes(account_id)
-- Take back all sides an account took.
DELETE FROM question_vote WHERE account_id = :account_id

-- name: drop_follows(account_id)
-- Let an account follow nothing.
DELETE FROM thread_follow WHERE account_id = :account_id

-- name: drop_passkeys(account_id)
-- Forget the passkeys of an account.
DELETE FROM passkey WHERE account_id = :account_id

-- name: drop_turns(account_id)
-- Take an account off the rota.
DELETE FROM rota WHERE account_id = :account_id

-- name: drop_claims(account_id)
-- Give back what a moderator took.
DELETE FROM claim WHERE account_id = :account_id

-- name: drop_mails(address)
-- Forget mails to an address, sent or not.
DELETE FROM outbox WHERE address = :address

-- name: close(id, address, handle, handle_key)
-- Close an account and forget who it was.
UPDATE account SET state = 'deleted', role = 'reader', address = :address, handle = :handle, handle_key = :handle_key,
    checked_role = NULL, checked_key = NULL, checked_at = NULL, moderated_at = NULL
WHERE id = :id

-- name: stories(account_id)
-- The stories under which an account wrote.
SELECT DISTINCT story_id FROM comment WHERE account_id = :account_id

-- name: words(account_id)
-- All comments of an account.
SELECT c.id, c.created_at, s.slug, c.state, c.text FROM comment AS c JOIN story AS s ON s.id = c.story_id
WHERE c.account_id = :account_id ORDER BY c.id

-- name: labels(account_id)
-- All labels an account gave.
SELECT 'label', s.slug, l.label, l.at FROM comment_label AS l JOIN comment AS c ON c.id = l.comment_id
    JOIN story AS s ON s.id = c.story_id WHERE l.account_id = :account_id ORDER BY l.at

-- name: votes(account_id)
-- All sides an account took.
SELECT 'side', s.slug, v.stance, v.at FROM question_vote AS v JOIN story AS s ON s.id = v.story_id
WHERE v.account_id = :account_id ORDER BY v.at

-- name: follows(account_id)
-- All threads an account follows.
SELECT 'follow', s.slug, f.mode, f.since FROM thread_follow AS f JOIN story AS s ON s.id = f.story_id
WHERE f.account_id = :account_id ORDER BY f.since

-- name: appeals(account_id)
-- The appeals of an account about its comments.
SELECT 'appeal', s.slug, p.words, p.at FROM appeal AS p JOIN comment AS c ON c.id = p.comment_id
    JOIN story AS s ON s.id = c.story_id WHERE c.account_id = :account_id AND p.report_id IS NULL ORDER BY p.id

-- name: aliases(account_id)
-- The other names of an account.
SELECT 'name', s.slug, n.alias, s.first_at FROM thread_alias AS n JOIN story AS s ON s.id = n.story_id
WHERE n.account_id = :account_id ORDER BY n.story_id

-- name: passkeys(account_id)
-- The passkeys of an account.
SELECT 'passkey', '', name, created_at FROM passkey WHERE account_id = :account_id ORDER BY created_at

-- name: sessions(account_id)
-- The sessions of an account.
SELECT 'session', '', '', created_at FROM session WHERE account_id = :account_id ORDER BY created_at

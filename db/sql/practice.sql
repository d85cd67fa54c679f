-- name: pieces(account_id)
-- The sealed pieces of an account.
SELECT ref, key_id, sealed, version FROM cpd_piece WHERE account_id = :account_id ORDER BY ref

-- name: piece(account_id, ref)
-- One sealed piece of an account.
SELECT ref, key_id, sealed, version FROM cpd_piece WHERE account_id = :account_id AND ref = :ref

-- name: how_many(account_id)
-- How many pieces an account has, for the limit alone.
SELECT COUNT(*) FROM cpd_piece WHERE account_id = :account_id

-- name: add(account_id, ref, key_id, sealed)
-- Keep a new piece.
INSERT INTO cpd_piece (account_id, ref, key_id, sealed, version) VALUES (:account_id, :ref, :key_id, :sealed, 1)

-- name: change(account_id, ref, key_id, sealed, version)
-- Put new words in the place of a piece, where nobody did since.
UPDATE cpd_piece SET key_id = :key_id, sealed = :sealed, version = version + 1
WHERE account_id = :account_id AND ref = :ref AND version = :version

-- name: drop(account_id, ref)
-- Forget a piece.
DELETE FROM cpd_piece WHERE account_id = :account_id AND ref = :ref

-- name: drop_all(account_id)
-- Forget all pieces of an account.
DELETE FROM cpd_piece WHERE account_id = :account_id

-- name: drop_choice(account_id)
-- Forget whose register an account follows.
DELETE FROM cpd_choice WHERE account_id = :account_id

-- name: choice(account_id)
-- Whose register an account follows, and whether it wants to be reminded.
SELECT register, reminder FROM cpd_choice WHERE account_id = :account_id

-- name: choose(account_id, register, reminder)
-- Keep whose register an account follows, and whether it wants to be reminded.
INSERT INTO cpd_choice (account_id, register, reminder) VALUES (:account_id, :register, :reminder)
ON CONFLICT (account_id) DO UPDATE SET register = excluded.register, reminder = excluded.reminder

-- name: to_remind(register, year, most)
-- Active accounts that want to be reminded of a year and were not yet.
SELECT c.account_id, a.address FROM cpd_choice AS c JOIN account AS a ON a.id = c.account_id
WHERE c.reminder = 1 AND c.register = :register AND c.reminded_for < :year AND a.state = 'active' LIMIT :most

-- name: reminded(account_id, year)
-- Note that an account was reminded of a year.
UPDATE cpd_choice SET reminded_for = :year WHERE account_id = :account_id AND reminded_for < :year

-- name: every_piece(account_id, ref, most)
-- The sealed pieces of all accounts after one, in the order of their key.
SELECT account_id, ref, key_id, sealed FROM cpd_piece WHERE (account_id, ref) > (:account_id, :ref)
ORDER BY account_id, ref LIMIT :most

-- name: seal_again(account_id, ref, was, key_id, sealed)
-- Keep the same words under another key, where nobody changed them since.
UPDATE cpd_piece SET key_id = :key_id, sealed = :sealed WHERE account_id = :account_id AND ref = :ref AND sealed = :was

-- name: own_words(account_id, story_id)
-- What an account wrote itself under a story, oldest first.
SELECT text FROM comment WHERE account_id = :account_id AND story_id = :story_id AND state = 'published' AND text <> ''
ORDER BY id LIMIT 20

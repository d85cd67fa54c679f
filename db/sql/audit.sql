-- name: note(at, who, account_id, what)
-- Note who changed what.
INSERT INTO audit (at, who, account_id, what) VALUES (:at, :who, :account_id, :what)

-- name: latest(before_id, most)
-- The newest changes of how the site is run.
SELECT id, at, who, what FROM audit WHERE id < :before_id ORDER BY id DESC LIMIT :most

-- name: decisions(before_id, most)
-- What moderators and editors decided, the newest first, and who.
SELECT id, at, moderator, action FROM decision WHERE id < :before_id ORDER BY id DESC LIMIT :most

-- name: sweep(before)
-- Forget old changes.
DELETE FROM audit WHERE at < :before

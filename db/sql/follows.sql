-- name: follow(account_id, kind, slug, now)
-- Let a reader follow a page.
INSERT INTO page_follow (account_id, kind, slug, since) VALUES (:account_id, :kind, :slug, :now)
ON CONFLICT (account_id, kind, slug) DO NOTHING

-- name: stop(account_id, kind, slug)
-- Let a reader follow a page no more.
DELETE FROM page_follow WHERE account_id = :account_id AND kind = :kind AND slug = :slug

-- name: drop_all(account_id)
-- Let a reader follow no page.
DELETE FROM page_follow WHERE account_id = :account_id

-- name: drop_desk(account_id)
-- Forget a reader's private address.
DELETE FROM follow_desk WHERE account_id = :account_id

-- name: how_many(account_id)
-- How many pages a reader follows.
SELECT COUNT(*) FROM page_follow WHERE account_id = :account_id

-- name: of_account(account_id)
-- The pages that a reader follows.
SELECT kind, slug, since FROM page_follow WHERE account_id = :account_id ORDER BY kind, slug

-- name: follows(account_id, kind, slug)
-- Whether a reader follows a page.
SELECT 1 FROM page_follow WHERE account_id = :account_id AND kind = :kind AND slug = :slug

-- name: came(story_ids)
-- When the first and the newest article of some stories came here.
SELECT a.story_id, MIN(a.first_seen_at), MAX(a.first_seen_at)
FROM json_each(:story_ids) AS j CROSS JOIN article AS a ON a.story_id = j.value GROUP BY a.story_id

-- name: desk(account_id)
-- Since when a reader has a private address, and up to when they have seen what is new.
SELECT feed_made_at, seen_at, in_mails FROM follow_desk WHERE account_id = :account_id

-- name: seen(account_id, now)
-- Note that a reader has seen what is new.
INSERT INTO follow_desk (account_id, seen_at) VALUES (:account_id, :now)
ON CONFLICT (account_id) DO UPDATE SET seen_at = excluded.seen_at

-- name: set_feed(account_id, hash, now)
-- Give a reader a new private address in the place of the old one, or none.
INSERT INTO follow_desk (account_id, feed_hash, feed_made_at) VALUES (:account_id, :hash, :now)
ON CONFLICT (account_id) DO UPDATE SET feed_hash = excluded.feed_hash, feed_made_at = excluded.feed_made_at

-- name: bring(account_id, in_mails)
-- Bring what is new on a reader's pages with their mails, or no more.
INSERT INTO follow_desk (account_id, in_mails) VALUES (:account_id, :in_mails)
ON CONFLICT (account_id) DO UPDATE SET in_mails = excluded.in_mails

-- name: in_mails()
-- The subscribers who want what is new on the pages they follow in their mails, with their accounts.
SELECT r.id, d.account_id FROM follow_desk AS d JOIN account AS a ON a.id = d.account_id
    JOIN subscriber AS r ON r.address = a.address
WHERE d.in_mails = 1 AND a.state = 'active'

-- name: by_feed(hash)
-- Whose private address has a hash.
SELECT d.account_id FROM follow_desk AS d JOIN account AS a ON a.id = d.account_id
WHERE d.feed_hash = :hash AND a.state = 'active'

-- name: export_pages(account_id)
-- All pages that an account follows.
SELECT kind, slug, '', since FROM page_follow WHERE account_id = :account_id ORDER BY kind, slug

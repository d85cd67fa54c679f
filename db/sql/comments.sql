-- name: of_story(story_id, most)
-- The comments of a story that keep a place on its page, oldest first.
SELECT c.id, c.story_id, c.account_id, c.root_id, c.parent_id, c.state, c.reason, c.html, c.created_at, a.handle
FROM comment AS c JOIN account AS a ON a.id = c.account_id
WHERE c.story_id = :story_id AND c.state <> 'held' ORDER BY c.id LIMIT :most

-- name: newest_published(story_id, most)
-- The newest published comments on a story.
SELECT c.id, c.story_id, c.account_id, c.root_id, c.parent_id, c.state, c.reason, c.html, c.created_at, a.handle
FROM comment AS c JOIN account AS a ON a.id = c.account_id
WHERE c.story_id = :story_id AND c.state = 'published' ORDER BY c.id DESC LIMIT :most

-- name: by_id(id)
-- A comment with its story and author.
SELECT c.id, c.story_id, c.account_id, c.root_id, c.parent_id, c.state, c.reason, c.html, c.created_at, a.handle,
    s.slug, s.headline, c.text, c.restored
FROM comment AS c JOIN account AS a ON a.id = c.account_id JOIN story AS s ON s.id = c.story_id
WHERE c.id = :id

-- name: by_post_key(post_key)
-- The comment that a form has posted already.
SELECT id FROM comment WHERE post_key = :post_key

-- name: add(story_id, account_id, root_id, parent_id, post_key, state, reason, text, html, now, published_at)
-- Keep a comment.
INSERT INTO comment (story_id, account_id, root_id, parent_id, post_key, state, reason, text, html, created_at,
    published_at)
VALUES (:story_id, :account_id, :root_id, :parent_id, :post_key, :state, :reason, :text, :html, :now, :published_at)
ON CONFLICT (post_key) DO NOTHING RETURNING id

-- name: of_account(account_id, before_id, most)
-- The newest comments of an account, with their story.
SELECT c.id, c.state, c.reason, c.html, c.created_at, s.slug, s.headline
FROM comment AS c JOIN story AS s ON s.id = c.story_id
WHERE c.account_id = :account_id AND c.id < :before_id ORDER BY c.id DESC LIMIT :most

-- name: set_state(id, state, reason, published_at)
-- Give a comment another state with its reason.
UPDATE comment SET state = :state, reason = :reason, published_at = COALESCE(published_at, :published_at) WHERE id = :id

-- name: mark_restored(id)
-- Note that a moderator put a comment back after a report.
UPDATE comment SET restored = 1 WHERE id = :id

-- name: drop_text(id)
-- Remove the words of a comment; its place stays.
UPDATE comment SET text = '', html = '' WHERE id = :id

-- name: recount(story_id)
-- Count the published comments of a story.
UPDATE story SET comment_count = (
    SELECT COUNT(*) FROM comment WHERE comment.story_id = :story_id AND comment.state = 'published')
WHERE id = :story_id

-- name: recount_account(account_id)
-- Count the published comments of an account.
UPDATE account SET published_count = (
    SELECT COUNT(*) FROM comment WHERE comment.account_id = :account_id AND comment.published_at IS NOT NULL)
WHERE id = :account_id

-- name: hosts()
-- The sites of our sources, which comments may link to.
SELECT home FROM source

-- name: newest_published(story_id, most)
-- The newest published comments on a story.
SELECT c.id, c.story_id, c.account_id, c.root_id, c.parent_id, c.state, c.reason, c.html, c.created_at,
    COALESCE(c.alias, a.handle), NULL, c.edited_at, c.stance, NULL, NULL, CASE WHEN c.held_at IS NULL THEN 0 ELSE 1 END
FROM comment AS c JOIN account AS a ON a.id = c.account_id
WHERE c.story_id = :story_id AND c.state = 'published' ORDER BY c.id DESC LIMIT :most

-- name: by_id(id)
-- A comment with its story and author.
SELECT c.id, c.story_id, c.account_id, c.root_id, c.parent_id, c.state, c.reason, c.html, c.created_at,
    COALESCE(c.alias, a.handle), s.slug, s.headline, c.text, c.restored, c.published_at, c.edited_at, c.stance, c.quotable, c.held_at
FROM comment AS c JOIN account AS a ON a.id = c.account_id JOIN story AS s ON s.id = c.story_id
WHERE c.id = :id

-- name: by_post_key(post_key)
-- The comment that a form has posted already.
SELECT id FROM comment WHERE post_key = :post_key

-- name: add(story_id, account_id, root_id, parent_id, post_key, state, reason, text, html, now, published_at, held_at, stance, quotable, verdict, verdict_version, hints, alias)
-- Keep a comment.
INSERT INTO comment (story_id, account_id, root_id, parent_id, post_key, state, reason, text, html, created_at,
    published_at, held_at, stance, quotable, verdict, verdict_version, hints, alias)
VALUES (:story_id, :account_id, :root_id, :parent_id, :post_key, :state, :reason, :text, :html, :now, :published_at,
    :held_at, :stance, :quotable, :verdict, :verdict_version, :hints, :alias)
ON CONFLICT (post_key) DO NOTHING RETURNING id

-- name: change(id, reason, text, html, now, quotable, verdict, verdict_version, hints)
-- Give a comment other words, which wait.
UPDATE comment SET state = 'held', reason = :reason, text = :text, html = :html, edited_at = :now, held_at = :now,
    quotable = :quotable, verdict = :verdict, verdict_version = :verdict_version, hints = :hints
WHERE id = :id

-- name: of_account(account_id, before_id, most)
-- The newest comments of an account, with their story.
SELECT c.id, c.state, c.reason, c.html, c.created_at, s.slug, s.headline, c.text, c.published_at, c.quotable, c.held_at,
    (SELECT p.state FROM appeal AS p WHERE p.comment_id = c.id AND p.report_id IS NULL ORDER BY p.id DESC LIMIT 1),
    (SELECT p.answer FROM appeal AS p WHERE p.comment_id = c.id AND p.report_id IS NULL ORDER BY p.id DESC LIMIT 1)
FROM comment AS c JOIN story AS s ON s.id = c.story_id
WHERE c.account_id = :account_id AND c.id < :before_id ORDER BY c.id DESC LIMIT :most

-- name: set_state(id, state, reason, published_at, held_at)
-- Give a comment another state with its reason.
UPDATE comment SET state = :state, reason = :reason, published_at = COALESCE(published_at, :published_at), held_at = :held_at
WHERE id = :id

-- name: mark_restored(id)
-- Note that a moderator put a comment back after a report.
UPDATE comment SET restored = restored + 1 WHERE id = :id

-- name: drop_text(id)
-- Remove the words of a comment; its place stays.
UPDATE comment SET text = '', html = '', hints = '[]', quotable = 0 WHERE id = :id

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

-- name: newest_in_branch(root_id)
-- When the newest comment of a branch was written.
SELECT MAX(created_at) FROM comment WHERE id = :root_id OR root_id = :root_id

-- name: newest_of(story_id, account_id)
-- When an account last wrote in a thread.
SELECT MAX(created_at) FROM comment WHERE account_id = :account_id AND story_id = :story_id

-- name: open_reports(root_id)
-- How many reports on the comments of a branch are not decided.
SELECT COUNT(*) FROM comment AS c JOIN report AS r ON r.comment_id = c.id
WHERE (c.id = :root_id OR c.root_id = :root_id) AND r.decided_at IS NULL

-- name: alias_of(story_id, account_id)
-- The other name of an account in a thread.
SELECT alias FROM thread_alias WHERE story_id = :story_id AND account_id = :account_id

-- name: writes_here(story_id, account_id)
-- Whether an account has written in a thread.
SELECT 1 FROM comment WHERE account_id = :account_id AND story_id = :story_id LIMIT 1

-- name: use_alias(story_id, account_id, alias)
-- Give an account another name in a thread, unless somebody has it there.
INSERT INTO thread_alias (story_id, account_id, alias) VALUES (:story_id, :account_id, :alias) ON CONFLICT DO NOTHING

-- name: vote(story_id, account_id, stance, now)
-- Note how an account stands to the question of a thread.
INSERT INTO question_vote (story_id, account_id, stance, at) VALUES (:story_id, :account_id, :stance, :now)
ON CONFLICT (story_id, account_id) DO UPDATE SET stance = excluded.stance, at = excluded.at

-- name: confidential(story_id)
-- The words that must not appear under a story.
SELECT term FROM confidential_term WHERE story_id = :story_id AND ended_at IS NULL

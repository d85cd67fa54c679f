-- name: where_comment(id)
-- Where a comment stands.
SELECT story_id, account_id FROM comment WHERE id = :id

-- name: where_article(id)
-- Where an article stands.
SELECT story_id, 0 FROM article WHERE id = :id

-- name: comment(id)
-- Erase the words of a comment.
UPDATE comment SET text = '', html = '', hints = '[]', reason = NULL, quotable = 0, held_at = NULL, stance = '',
    state = CASE WHEN state = 'withdrawn' THEN state ELSE 'removed' END
WHERE id = :id

-- name: comment_reports(id)
-- Erase what reports say of a comment.
UPDATE report SET note = '' WHERE comment_id = :id

-- name: comment_notes(id)
-- Erase what moderators told each other of a comment.
DELETE FROM moderator_note WHERE comment_id = :id

-- name: comment_appeals(id)
-- Erase the words of appeals about a comment.
UPDATE appeal SET words = '', answer = '' WHERE comment_id = :id

-- name: comment_notices(id)
-- Erase the words of notices about a comment.
UPDATE notice SET words = '', meaning = '', untrue = '' WHERE comment_id = :id

-- name: comment_decisions(id)
-- Erase the reasons given about a comment.
UPDATE decision SET reason = 'Erased for safety.', detail = '' WHERE comment_id = :id

-- name: mails_of_comment(path)
-- The mails that may speak of a comment: the address of one with a longer number begins alike.
SELECT id, message FROM outbox WHERE (kind IN ('follow', 'decision') OR kind LIKE 'digest %') AND message LIKE :path

-- name: mails_of_article(id)
-- The mails that bring the story of an article.
SELECT o.id, o.message FROM article AS a JOIN story AS s ON s.id = a.story_id JOIN outbox AS o ON o.message LIKE '%/stories/' || s.slug || '%'
WHERE a.id = :id

-- name: mail(id)
-- Erase a mail.
DELETE FROM outbox WHERE id = :id

-- name: bodies_of_comment(path)
-- What mails have in common and may speak of a comment.
SELECT id, message FROM mail_body WHERE message LIKE :path

-- name: bodies_of_article(id)
-- What mails have in common and brings the story of an article.
SELECT b.id, b.message FROM article AS a JOIN story AS s ON s.id = a.story_id
    JOIN mail_body AS b ON b.message LIKE '%/stories/' || s.slug || '%'
WHERE a.id = :id

-- name: stale_body(body_id, now)
-- Let digests that are still in time wait until they are composed anew.
INSERT INTO stale_body (body_id, selection_id, noted_at)
SELECT b.id, n.id, :now FROM mail_body AS b JOIN digest_selection AS n ON b.key = 'digest ' || n.run_id || ' ' || n.id
    JOIN digest_run AS r ON r.id = n.run_id
WHERE b.id = :body_id AND r.expires_at > :now
ON CONFLICT (body_id) DO UPDATE SET noted_at = excluded.noted_at

-- name: blank_body(id)
-- Erase the words that mails have in common.
UPDATE mail_body SET message = '' WHERE id = :id

-- name: body_claimed(body_id)
-- Take mails back from their senders.
UPDATE outbox SET state = 'waiting', owner = NULL, claimed_until = NULL WHERE body_id = :body_id AND state = 'claimed'

-- name: body_mails(body_id)
-- Erase the mails that were not sent and are made from what they have in common.
DELETE FROM outbox WHERE body_id = :body_id AND state <> 'sent'

-- name: body_sent(body_id)
-- Let mails that were sent stand without what they had in common.
UPDATE outbox SET body_id = NULL WHERE body_id = :body_id

-- name: body(id)
-- Erase what mails have in common.
DELETE FROM mail_body WHERE id = :id

-- name: article(id)
-- Erase the words of an article and take it from its story.
UPDATE article SET title = 'Erased', author = NULL, summary = '', html = '', text = '', furniture = '[]', in_domain = 0,
    reasons = '[]', placed_because = NULL, content_hash = '', story_id = NULL, withdrawn_at = COALESCE(withdrawn_at, first_seen_at)
WHERE id = :id

-- name: article_story(id)
-- Erase the headline and the address of a story that has them from an article.
UPDATE story SET headline = 'Erased', slug = 'erased-' || id
WHERE id = (SELECT story_id FROM article WHERE id = :id) AND headline_article_id = :id

-- name: article_links(id)
-- Erase the words by which an article's story was linked to others.
UPDATE story_link SET because = '' WHERE earlier_id = (SELECT story_id FROM article WHERE id = :id)
    OR later_id = (SELECT story_id FROM article WHERE id = :id)

-- name: article_proposals(id)
-- Erase the words by which an article's story was proposed to be another's.
UPDATE proposal SET because = '' WHERE story_id = (SELECT story_id FROM article WHERE id = :id)
    OR other_id = (SELECT story_id FROM article WHERE id = :id)

-- name: article_decisions(id)
-- Erase what decisions say of an article's story beside their reason.
UPDATE decision SET detail = '' WHERE story_id = (SELECT story_id FROM article WHERE id = :id)

-- name: article_frontier(id)
-- Erase what a feed said of an article that was to be fetched.
UPDATE frontier SET entry = '{}' WHERE url_key = (SELECT url_key FROM article WHERE id = :id)

-- name: article_versions(id)
-- Erase what an article was called before.
DELETE FROM article_version WHERE article_id = :id

-- name: article_quotes(id)
-- Erase who said what in an article.
DELETE FROM quote WHERE article_id = :id

-- name: article_mentions(id)
-- Erase whom an article names.
DELETE FROM mention WHERE article_id = :id

-- name: article_commitments(id)
-- Erase what was promised in an article.
DELETE FROM commitment WHERE article_id = :id

-- name: article_dates(id)
-- Erase the days ahead of an article.
DELETE FROM date_ahead WHERE article_id = :id

-- name: article_search(id)
-- Let search forget an article.
DELETE FROM article_search WHERE rowid = :id

-- name: note(kind, row_id, at, reason)
-- Note that something was purged.
INSERT INTO purged (kind, row_id, at, reason) VALUES (:kind, :row_id, :at, :reason) ON CONFLICT (kind, row_id) DO NOTHING

-- name: everything()
-- All that was purged, the oldest first.
SELECT kind, row_id, at, reason FROM purged ORDER BY at, kind, row_id

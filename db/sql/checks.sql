-- name: placed_out_of_domain()
-- Articles out of domain that stand in a story.
SELECT id FROM article WHERE in_domain = 0 AND story_id IS NOT NULL ORDER BY id

-- name: unplace(id)
-- Take an article out of its story.
UPDATE article SET story_id = NULL, placed_because = NULL WHERE id = :id

-- name: of_no_story()
-- Articles that stand in a story that does not exist.
SELECT id FROM article WHERE story_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM story WHERE story.id = article.story_id) ORDER BY id

-- name: placed_nowhere()
-- Understood articles of ours without a story.
SELECT id FROM article WHERE in_domain = 1 AND understood_at IS NOT NULL AND story_id IS NULL ORDER BY id

-- name: understand_anew(id)
-- Let an article be understood and placed anew.
UPDATE article SET story_id = NULL, placed_because = NULL, understood_at = NULL WHERE id = :id

-- name: stories_without_articles()
-- Shown stories that have no article of ours.
SELECT id FROM story WHERE shown = 1 AND NOT EXISTS (SELECT 1 FROM article WHERE article.story_id = story.id) ORDER BY id

-- name: wrong_article_counts()
-- Stories whose counters differ from their articles.
SELECT id FROM story WHERE article_count <> (
    SELECT COUNT(*) FROM article WHERE article.story_id = story.id AND article.withdrawn_at IS NULL)
    OR outlet_count <> (
    SELECT COUNT(DISTINCT source_id) FROM article WHERE article.story_id = story.id AND article.withdrawn_at IS NULL)
ORDER BY id

-- name: answers_without_root()
-- Answers whose first comment, or the one that they answer, is missing or stands under another story.
SELECT id FROM comment WHERE (root_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM comment AS root WHERE root.id = comment.root_id AND root.story_id = comment.story_id))
    OR (parent_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM comment AS parent WHERE parent.id = comment.parent_id AND parent.story_id = comment.story_id))
ORDER BY id

-- name: stand_alone(id)
-- Let an answer that answers nothing be a comment of its own.
UPDATE comment SET root_id = NULL, parent_id = NULL WHERE id = :id

-- name: wrong_comment_counts()
-- Stories whose counter differs from their published comments.
SELECT s.id FROM story AS s LEFT JOIN (
    SELECT story_id, COUNT(*) AS number FROM comment WHERE state = 'published' GROUP BY story_id) AS c ON c.story_id = s.id
WHERE s.comment_count <> COALESCE(c.number, 0) ORDER BY s.id

-- name: wrong_account_counts()
-- Accounts whose counter differs from their published comments.
SELECT id FROM account WHERE published_count <> (
    SELECT COUNT(*) FROM comment WHERE comment.account_id = account.id AND comment.published_at IS NOT NULL) ORDER BY id

-- name: missing_in_search()
-- Shown articles that search does not know.
SELECT id FROM article WHERE story_id IS NOT NULL AND withdrawn_at IS NULL AND id NOT IN (SELECT rowid FROM article_search)
ORDER BY id

-- name: surplus_in_search()
-- Articles that search knows and no page shows.
SELECT rowid FROM article_search WHERE rowid NOT IN (
    SELECT id FROM article WHERE story_id IS NOT NULL AND withdrawn_at IS NULL) ORDER BY rowid

-- name: comments_missing_in_search()
-- Published comments that search does not know.
SELECT id FROM comment WHERE state = 'published' AND id NOT IN (SELECT rowid FROM comment_search) ORDER BY id

-- name: comments_surplus_in_search()
-- Comments that search knows and no page shows.
SELECT rowid FROM comment_search WHERE rowid NOT IN (SELECT id FROM comment WHERE state = 'published') ORDER BY rowid

-- name: index_comment(id)
-- Let search find a comment.
INSERT INTO comment_search (rowid, text) SELECT id, text FROM comment WHERE id = :id

-- name: unindex_comment(id)
-- Let search forget a comment.
DELETE FROM comment_search WHERE rowid = :id

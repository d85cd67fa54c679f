-- name: stories_without_articles()
-- Shown stories that have no article of ours.
SELECT COUNT(*) FROM story WHERE shown = 1 AND NOT EXISTS (SELECT 1 FROM article WHERE article.story_id = story.id)

-- name: wrong_article_counts()
-- Stories whose counter differs from their articles.
SELECT COUNT(*) FROM story WHERE article_count <> (
    SELECT COUNT(*) FROM article WHERE article.story_id = story.id AND article.withdrawn_at IS NULL)

-- name: wrong_comment_counts()
-- Stories whose counter differs from their published comments.
SELECT COUNT(*) FROM story WHERE comment_count <> (
    SELECT COUNT(*) FROM comment WHERE comment.story_id = story.id AND comment.state = 'published')

-- name: placed_out_of_domain()
-- Articles out of domain that stand in a story.
SELECT COUNT(*) FROM article WHERE in_domain = 0 AND story_id IS NOT NULL

-- name: placed_nowhere()
-- Understood articles of ours without a story.
SELECT COUNT(*) FROM article WHERE in_domain = 1 AND understood_at IS NOT NULL AND story_id IS NULL

-- name: missing_in_search()
-- Shown articles that search does not know.
SELECT COUNT(*) FROM article WHERE story_id IS NOT NULL AND withdrawn_at IS NULL AND id NOT IN (SELECT rowid FROM article_search)

-- name: surplus_in_search()
-- Articles that search knows and no page shows.
SELECT COUNT(*) FROM article_search WHERE rowid NOT IN (
    SELECT id FROM article WHERE story_id IS NOT NULL AND withdrawn_at IS NULL)

-- name: answers_without_root()
-- Answers whose first comment is missing or stands under another story.
SELECT COUNT(*) FROM comment WHERE root_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM comment AS root WHERE root.id = comment.root_id AND root.story_id = comment.story_id)

-- name: missing_in_search()
-- Shown articles that search does not know.
SELECT COUNT(*) FROM article WHERE story_id IS NOT NULL AND withdrawn_at IS NULL AND id NOT IN (SELECT article_id FROM article_search)

-- name: surplus_in_search()
-- Articles that search knows and no page shows.
SELECT COUNT(*) FROM article_search WHERE article_id NOT IN (
    SELECT id FROM article WHERE story_id IS NOT NULL AND withdrawn_at IS NULL)

-- name: of_story(story_id)
-- The confidential terms of a story, ended ones too, the newest first.
SELECT id, term, added_at, ended_at FROM confidential_term WHERE story_id = :story_id ORDER BY id DESC

-- name: add(story_id, term, account_id, now)
-- Keep a word or phrase out of a thread.
INSERT INTO confidential_term (story_id, term, added_at, added_by) VALUES (:story_id, :term, :now, :account_id)

-- name: end(id, story_id, account_id, now)
-- Let a word or phrase appear again.
UPDATE confidential_term SET ended_at = :now, ended_by = :account_id
WHERE id = :id AND story_id = :story_id AND ended_at IS NULL

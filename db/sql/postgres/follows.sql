-- name: came(story_ids)
-- When the first and the newest article of some stories came here.
SELECT a.story_id, MIN(a.first_seen_at), MAX(a.first_seen_at)
FROM jsonb_array_elements_text(CAST(:story_ids AS jsonb)) AS j (value)
    JOIN article AS a ON a.story_id = CAST(j.value AS BIGINT) GROUP BY a.story_id

-- name: counts(ids, before)
-- How many readers said what of published comments that are older than a moment.
SELECT l.comment_id, l.label, COUNT(*)
FROM jsonb_array_elements_text(CAST(:ids AS jsonb)) AS j (value) JOIN comment AS c ON c.id = CAST(j.value AS BIGINT)
    JOIN comment_label AS l ON l.comment_id = c.id
WHERE c.state = 'published' AND c.created_at < :before GROUP BY l.comment_id, l.label ORDER BY COUNT(*) DESC, l.label

-- name: source_id(slug)
-- The id of a source.
SELECT id FROM source WHERE slug = :slug

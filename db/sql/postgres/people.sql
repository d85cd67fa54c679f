-- name: offices_of_all(person_slugs)
-- The offices that some people held, earliest first.
SELECT o.name, o.body, t.person, t.person_slug, t.title, t.started, t.ended, t.confirmed
FROM jsonb_array_elements_text(CAST(:person_slugs AS jsonb)) AS j (value) JOIN tenure AS t ON t.person_slug = j.value
    JOIN office AS o ON o.id = t.office_id
ORDER BY t.started

-- name: offices_of(person_slug)
-- The offices a person held, earliest first.
SELECT o.name, o.body, t.person, t.person_slug, t.title, t.started, t.ended, t.confirmed
FROM tenure AS t JOIN office AS o ON o.id = t.office_id WHERE t.person_slug = :person_slug ORDER BY t.started

-- name: offices_of_all(person_slugs)
-- The offices that some people held, earliest first.
SELECT o.name, o.body, t.person, t.person_slug, t.title, t.started, t.ended, t.confirmed
FROM json_each(:person_slugs) AS j CROSS JOIN tenure AS t ON t.person_slug = j.value JOIN office AS o ON o.id = t.office_id
ORDER BY t.started

-- name: person_name(slug)
-- The name of a person that an article mentions or quotes.
SELECT COALESCE((SELECT name FROM mention WHERE kind = 'person' AND slug = :slug LIMIT 1),
    (SELECT speaker FROM quote WHERE speaker_slug = :slug LIMIT 1))

-- name: body(slug)
-- A body by its slug.
SELECT slug, name, acronym, role, nation, started, ended, predecessor, successor FROM body WHERE slug = :slug

-- name: body_name(slug)
-- The name of a body that an article mentions.
SELECT name FROM mention WHERE kind = 'body' AND slug = :slug LIMIT 1

-- name: quotes_by(speaker_slug, most)
-- What a person said, newest first, with the story.
SELECT q.text, q.role, a.listed_at, s.slug, s.headline, so.name, so.display, a.url
FROM quote AS q JOIN article AS a ON a.id = q.article_id JOIN story AS s ON s.id = a.story_id
    JOIN source AS so ON so.id = a.source_id
WHERE q.speaker_slug = :speaker_slug AND s.shown = 1 AND a.withdrawn_at IS NULL
ORDER BY q.id DESC LIMIT :most

-- name: glossary()
-- All terms of the glossary.
SELECT term, expansion, definition, nation, status, aliases, replaced_by FROM glossary_term ORDER BY LOWER(term), term

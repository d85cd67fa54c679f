-- name: add(story_id, said, now)
-- Keep what a reader says is wrong in a story.
INSERT INTO correction (story_id, said, said_at, state) VALUES (:story_id, :said, :now, 'waiting')

-- name: waiting(most)
-- What waits for an editor, the oldest first.
SELECT c.id, s.slug, s.headline, c.said, c.said_at, c.state, c.wording, c.decided_at
FROM correction AS c JOIN story AS s ON s.id = c.story_id
WHERE c.state = 'waiting' AND s.shown = 1 ORDER BY c.id LIMIT :most

-- name: count_waiting()
-- How many reports wait for an editor.
SELECT COUNT(*) FROM correction AS c JOIN story AS s ON s.id = c.story_id WHERE c.state = 'waiting' AND s.shown = 1

-- name: by_id(id)
-- One report of an error.
SELECT c.id, s.slug, s.headline, c.said, c.said_at, c.state, c.wording, c.decided_at
FROM correction AS c JOIN story AS s ON s.id = c.story_id WHERE c.id = :id

-- name: decide(id, state, wording, now)
-- Note what became of a report, and forget the words of whoever sent it.
UPDATE correction SET state = :state, wording = :wording, decided_at = :now, said = ''
WHERE id = :id AND state = 'waiting' RETURNING story_id

-- name: published(before_id, most)
-- What was corrected, the newest first.
SELECT c.id, s.slug, s.headline, c.said, c.said_at, c.state, c.wording, c.decided_at
FROM correction AS c JOIN story AS s ON s.id = c.story_id
WHERE c.state = 'corrected' AND c.id < :before_id AND s.shown = 1 ORDER BY c.id DESC LIMIT :most

-- name: of_story(story_id)
-- What was corrected in a story, the oldest first.
SELECT c.id, s.slug, s.headline, c.said, c.said_at, c.state, c.wording, c.decided_at
FROM correction AS c JOIN story AS s ON s.id = c.story_id
WHERE c.story_id = :story_id AND c.state = 'corrected' ORDER BY c.id

-- name: follow(story_id, into_id)
-- Let the reports and corrections of a story follow into another.
UPDATE correction SET story_id = :into_id WHERE story_id = :story_id

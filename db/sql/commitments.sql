-- name: forget_duties(article_id)
-- Remove the duties of an article.
DELETE FROM article_duty WHERE article_id = :article_id

-- name: add_duty(article_id, duty_id)
-- Note that an article speaks of a duty.
INSERT INTO article_duty (article_id, duty_id) VALUES (:article_id, :duty_id)

-- name: forget_candidates(article_id)
-- Remove the candidates of an article that nobody decided on.
DELETE FROM commitment WHERE article_id = :article_id AND state = 'candidate'

-- name: add_candidate(article_id, sentence, who, who_slug, what, due_words, due_on, now)
-- Keep a candidate for a commitment, unless its sentence was decided on before.
INSERT INTO commitment (article_id, sentence, who, who_slug, what, due_words, due_on, state, found_at)
VALUES (:article_id, :sentence, :who, :who_slug, :what, :due_words, :due_on, 'candidate', :now)
ON CONFLICT (article_id, sentence) DO NOTHING

-- name: forget_dates(article_id)
-- Remove the dates of an article that nobody decided on.
DELETE FROM date_ahead WHERE article_id = :article_id AND state = 'candidate'

-- name: add_date(article_id, kind, day, sentence, now)
-- Keep a candidate for a date ahead, unless its sentence was decided on before.
INSERT INTO date_ahead (article_id, kind, day, sentence, what, state, found_at)
VALUES (:article_id, :kind, :day, :sentence, '', 'candidate', :now) ON CONFLICT (article_id, sentence) DO NOTHING

-- name: candidates(most)
-- Candidates for commitments in shown stories, the newest first.
SELECT c.id, c.who, c.who_slug, c.what, c.sentence, c.due_words, c.due_on, c.duty_id, c.state, c.confirmed_at, s.slug,
    s.headline, so.name, so.display, a.url, a.listed_at
FROM commitment AS c JOIN article AS a ON a.id = c.article_id JOIN source AS so ON so.id = a.source_id
    JOIN story AS s ON s.id = a.story_id
WHERE c.state = 'candidate' AND s.shown = 1 AND a.withdrawn_at IS NULL AND a.copy_of IS NULL ORDER BY c.id DESC LIMIT :most

-- name: by_id(id)
-- One commitment with the story it comes from.
SELECT c.id, c.who, c.who_slug, c.what, c.sentence, c.due_words, c.due_on, c.duty_id, c.state, c.confirmed_at, s.slug,
    s.headline, so.name, so.display, a.url, a.listed_at
FROM commitment AS c JOIN article AS a ON a.id = c.article_id JOIN source AS so ON so.id = a.source_id
    JOIN story AS s ON s.id = a.story_id
WHERE c.id = :id

-- name: in_state(state, most)
-- Confirmed commitments in a state, the next due first.
SELECT c.id, c.who, c.who_slug, c.what, c.sentence, c.due_words, c.due_on, c.duty_id, c.state, c.confirmed_at, s.slug,
    s.headline, so.name, so.display, a.url, a.listed_at
FROM commitment AS c JOIN article AS a ON a.id = c.article_id JOIN source AS so ON so.id = a.source_id
    JOIN story AS s ON s.id = a.story_id
WHERE c.state = :state AND s.shown = 1 ORDER BY COALESCE(c.due_on, '9999'), c.id LIMIT :most

-- name: of_story(story_id)
-- The confirmed commitments of a story.
SELECT c.id, c.who, c.who_slug, c.what, c.sentence, c.due_words, c.due_on, c.duty_id, c.state, c.confirmed_at, s.slug,
    s.headline, so.name, so.display, a.url, a.listed_at
FROM article AS a JOIN commitment AS c ON c.article_id = a.id JOIN source AS so ON so.id = a.source_id
    JOIN story AS s ON s.id = a.story_id
WHERE a.story_id = :story_id AND c.state IN ('open', 'met', 'superseded', 'unclear') ORDER BY c.id

-- name: of_duty(duty_id)
-- The confirmed commitments that a duty is about.
SELECT c.id, c.who, c.who_slug, c.what, c.sentence, c.due_words, c.due_on, c.duty_id, c.state, c.confirmed_at, s.slug,
    s.headline, so.name, so.display, a.url, a.listed_at
FROM commitment AS c JOIN article AS a ON a.id = c.article_id JOIN source AS so ON so.id = a.source_id
    JOIN story AS s ON s.id = a.story_id
WHERE c.duty_id = :duty_id AND c.state IN ('open', 'met', 'superseded', 'unclear') AND s.shown = 1 ORDER BY c.id DESC

-- name: confirm(id, who, who_slug, what, due_words, due_on, duty_id, now)
-- Let a candidate stand as a commitment, in an editor's words.
UPDATE commitment SET state = 'open', who = :who, who_slug = :who_slug, what = :what, due_words = :due_words,
    due_on = :due_on, duty_id = :duty_id, confirmed_at = :now
WHERE id = :id AND state = 'candidate'

-- name: set_state(id, state)
-- Note what became of a commitment.
UPDATE commitment SET state = :state WHERE id = :id

-- name: note_change(commitment_id, at, state, words, source_url)
-- Keep a change of a commitment with its source.
INSERT INTO commitment_change (commitment_id, at, state, words, source_url)
VALUES (:commitment_id, :at, :state, :words, :source_url)

-- name: changes(commitment_id)
-- What became of a commitment when, oldest first.
SELECT at, state, words, source_url FROM commitment_change WHERE commitment_id = :commitment_id ORDER BY id

-- name: duties()
-- All duties, the newest first.
SELECT id, name, wording, instrument, in_force_from, in_force_to, owes, nation, source_url, checked FROM duty
ORDER BY in_force_from DESC, id

-- name: duty(id)
-- One duty.
SELECT id, name, wording, instrument, in_force_from, in_force_to, owes, nation, source_url, checked FROM duty
WHERE id = :id

-- name: duties_of_story(story_id)
-- The duties that the articles of a story speak of.
SELECT DISTINCT d.id, d.name, d.wording, d.instrument, d.in_force_from, d.in_force_to, d.owes, d.nation, d.source_url,
    d.checked
FROM article AS a JOIN article_duty AS t ON t.article_id = a.id JOIN duty AS d ON d.id = t.duty_id
WHERE a.story_id = :story_id AND a.withdrawn_at IS NULL ORDER BY d.in_force_from, d.id

-- name: dates_to_decide(today, most)
-- Candidates for dates ahead that are not past, the next first.
SELECT d.id, d.kind, d.day, d.sentence, d.what, s.slug, s.headline, so.name, so.display, a.url
FROM date_ahead AS d JOIN article AS a ON a.id = d.article_id JOIN source AS so ON so.id = a.source_id
    JOIN story AS s ON s.id = a.story_id
WHERE d.state = 'candidate' AND d.day >= :today AND s.shown = 1 AND a.copy_of IS NULL ORDER BY d.day, d.id LIMIT :most

-- name: dates_ahead(today, most)
-- Confirmed dates that are not past, the next first.
SELECT d.id, d.kind, d.day, d.sentence, d.what, s.slug, s.headline, so.name, so.display, a.url
FROM date_ahead AS d JOIN article AS a ON a.id = d.article_id JOIN source AS so ON so.id = a.source_id
    JOIN story AS s ON s.id = a.story_id
WHERE d.state = 'confirmed' AND d.day >= :today AND s.shown = 1 ORDER BY d.day, d.id LIMIT :most

-- name: decide_date(id, state, what, day)
-- Confirm a date in an editor's words, or drop it.
UPDATE date_ahead SET state = :state, what = :what, day = :day WHERE id = :id AND state = 'candidate'

-- name: story_of_date(id)
-- The story that a date comes from.
SELECT s.id, s.slug FROM date_ahead AS d JOIN article AS a ON a.id = d.article_id JOIN story AS s ON s.id = a.story_id
WHERE d.id = :id

-- name: drop(id)
-- Let a candidate rest for good.
UPDATE commitment SET state = 'dropped' WHERE id = :id AND state = 'candidate'

-- name: rename(story_id, headline)
-- Give a story an editor's headline.
UPDATE story SET headline = :headline, editor_headline = :headline WHERE id = :story_id

-- name: outlets_headline(story_id)
-- Take an editor's headline from a story again.
UPDATE story SET editor_headline = NULL WHERE id = :story_id

-- name: retopic(story_id, topics)
-- Give a story the topics that an editor chose.
UPDATE story SET editor_topics = :topics WHERE id = :story_id

-- name: pin(story_id, pinned_at)
-- Let a story lead its day, or no longer.
UPDATE story SET pinned_at = :pinned_at WHERE id = :story_id

-- name: retire(story_id, now, because)
-- Take a story from every page; its address says why.
UPDATE story SET shown = 0, retired_at = :now, retired_because = :because WHERE id = :story_id

-- name: restore(slug)
-- Show a retired story again.
UPDATE story SET shown = 1, retired_at = NULL, retired_because = NULL WHERE slug = :slug AND retired_at IS NOT NULL
RETURNING id

-- name: give_away(story_id, into_id)
-- Let the address of a story, and all that led to it, lead to another.
UPDATE story SET shown = 0, merged_into = :into_id, pinned_at = NULL WHERE id = :story_id OR merged_into = :story_id

-- name: move_articles(story_id, into_id, because)
-- Put all articles of a story into another.
UPDATE article SET story_id = :into_id, placed_because = :because, placed_by_editor = 1 WHERE story_id = :story_id

-- name: move_article(article_id, into_id, because)
-- Put one article into a story.
UPDATE article SET story_id = :into_id, placed_because = :because, placed_by_editor = 1 WHERE id = :article_id

-- name: move_comments(story_id, into_id)
-- Let the comments of a story follow into another.
UPDATE comment SET story_id = :into_id WHERE story_id = :story_id

-- name: move_aliases(story_id, into_id)
-- Let the other names of a thread be those of the one it went into, where they are free there.
INSERT INTO thread_alias (story_id, account_id, alias)
SELECT :into_id, n.account_id, n.alias FROM thread_alias AS n WHERE n.story_id = :story_id ON CONFLICT DO NOTHING

-- name: move_votes(story_id, into_id)
-- Let the sides taken in a thread count in the one it went into.
INSERT INTO question_vote (story_id, account_id, stance, at)
SELECT :into_id, v.account_id, v.stance, v.at FROM question_vote AS v WHERE v.story_id = :story_id ON CONFLICT DO NOTHING

-- name: move_follows(story_id, into_id)
-- Whoever followed a thread follows the one it went into.
INSERT INTO thread_follow (account_id, story_id, mode, since, told_at, told_id)
SELECT f.account_id, :into_id, f.mode, f.since, f.told_at, f.told_id FROM thread_follow AS f WHERE f.story_id = :story_id ON CONFLICT DO NOTHING

-- name: move_terms(story_id, into_id)
-- What must not appear in a thread must not in the one it went into.
UPDATE confidential_term SET story_id = :into_id WHERE story_id = :story_id

-- name: inherit_thread(story_id, into_id)
-- Let an open thread be run as carefully as the one that went into it, with its question.
UPDATE story SET thread = CASE WHEN f.thread = 'held' THEN 'held' ELSE story.thread END,
    thread_reason = CASE WHEN f.thread = 'held' THEN f.thread_reason ELSE story.thread_reason END,
    question = COALESCE(story.question, f.question), question_at = COALESCE(story.question_at, f.question_at)
FROM story AS f WHERE story.id = :into_id AND f.id = :story_id

-- name: moves(story_id)
-- What editors joined to a story or took out of it.
SELECT at, detail FROM decision WHERE story_id = :story_id AND action IN ('merge stories', 'split story') ORDER BY id

-- name: move_run_stories(story_id, into_id)
-- Let the editions that brought a story bring the one it went into.
INSERT INTO digest_run_story (run_id, story_id, position)
SELECT d.run_id, :into_id, d.position FROM digest_run_story AS d WHERE d.story_id = :story_id
ON CONFLICT (run_id, story_id) DO NOTHING

-- name: move_mail_stories(story_id, into_id)
-- Whoever had a story in a mail had the one it went into.
INSERT INTO digest_selection_story (selection_id, story_id, sent)
SELECT d.selection_id, :into_id, d.sent FROM digest_selection_story AS d WHERE d.story_id = :story_id
ON CONFLICT (selection_id, story_id) DO NOTHING

-- name: members(story_id)
-- The articles of a story, earliest first.
SELECT a.id, a.title, s.name, a.listed_at, a.url, a.placed_by_editor FROM article AS a JOIN source AS s ON s.id = a.source_id
WHERE a.story_id = :story_id AND a.withdrawn_at IS NULL ORDER BY a.listed_at, a.id

-- name: tell_apart(story_id, other_id)
-- Note that two stories are not one, the smaller number first.
INSERT INTO story_apart (story_id, other_id) VALUES (:story_id, :other_id) ON CONFLICT (story_id, other_id) DO NOTHING

-- name: no_longer_apart(story_id, other_id)
-- Forget that two stories were told apart.
DELETE FROM story_apart WHERE story_id = :story_id AND other_id = :other_id

-- name: of_article(article_id)
-- The story that an article stands in.
SELECT s.id, s.slug FROM article AS a JOIN story AS s ON s.id = a.story_id WHERE a.id = :article_id

-- name: by_number(id)
-- The address of a story by its number.
SELECT s.id, s.slug FROM story AS s WHERE s.id = :id

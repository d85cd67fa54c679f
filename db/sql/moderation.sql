-- name: queue(most)
-- Comments that wait for a moderator: could identify a child, legal clocks, by age, first comments of new accounts.
SELECT id, story_id, account_id, root_id, parent_id, state, reason, html, created_at, slug, headline, text, restored, held_at,
    edited_at, verdict, hints, second_by, reports, child_reports, claimed_by, claimed_until, act_by, decided_before,
    CASE WHEN child_reports > 0 THEN 0 WHEN act_by IS NOT NULL THEN 1 WHEN is_new = 1 AND reports = 0 THEN 3 ELSE 2 END AS urgency
FROM (
    SELECT c.id, c.story_id, c.account_id, c.root_id, c.parent_id, c.state, c.reason, c.html, c.created_at, s.slug, s.headline,
        c.text, c.restored, c.held_at, c.edited_at, c.verdict, c.hints, c.second_by,
        (SELECT COUNT(*) FROM report AS r WHERE r.comment_id = c.id AND r.decided_at IS NULL) AS reports,
        (SELECT COUNT(*) FROM report AS r WHERE r.comment_id = c.id AND r.decided_at IS NULL AND r.reason = 'child') AS child_reports,
        (SELECT k.account_id FROM claim AS k WHERE k.comment_id = c.id) AS claimed_by,
        (SELECT k.until FROM claim AS k WHERE k.comment_id = c.id) AS claimed_until,
        (SELECT MIN(n.act_by) FROM notice AS n WHERE n.comment_id = c.id AND n.state = 'open') AS act_by,
        (SELECT COUNT(*) FROM decision AS d JOIN comment AS o ON o.id = d.comment_id
            WHERE o.account_id = c.account_id AND d.action IN ('hide', 'remove')) AS decided_before,
        CASE WHEN a.published_count = 0 THEN 1 ELSE 0 END AS is_new
    FROM comment AS c JOIN account AS a ON a.id = c.account_id JOIN story AS s ON s.id = c.story_id
    WHERE c.id IN (SELECT w.id FROM comment AS w WHERE w.held_at IS NOT NULL
        UNION SELECT r.comment_id FROM report AS r WHERE r.decided_at IS NULL
        UNION SELECT n.comment_id FROM notice AS n WHERE n.state = 'open')) AS waiting
ORDER BY urgency, COALESCE(act_by, held_at, created_at), id LIMIT :most

-- name: claim(comment_id, account_id, now, until)
-- Take a comment, unless another moderator has it.
INSERT INTO claim (comment_id, account_id, until) VALUES (:comment_id, :account_id, :until)
ON CONFLICT (comment_id) DO UPDATE SET account_id = excluded.account_id, until = excluded.until
WHERE claim.until <= :now OR claim.account_id = excluded.account_id

-- name: claim_on(comment_id)
-- Who is at work on a comment.
SELECT account_id, until FROM claim WHERE comment_id = :comment_id

-- name: release(comment_id, account_id)
-- Give a comment back to the queue.
DELETE FROM claim WHERE comment_id = :comment_id AND account_id = :account_id

-- name: ask_second(id, account_id)
-- Leave the decision to another moderator.
UPDATE comment SET second_by = :account_id WHERE id = :id

-- name: second_by(id)
-- Who asked for a second opinion on a comment.
SELECT second_by FROM comment WHERE id = :id

-- name: settled(id)
-- Note that nobody waits for a second opinion on a comment any more.
UPDATE comment SET second_by = NULL WHERE id = :id

-- name: notes(comment_id)
-- What moderators told each other about a comment.
SELECT at, words FROM moderator_note WHERE comment_id = :comment_id ORDER BY id

-- name: add_note(comment_id, account_id, words, now)
-- Keep a note for the other moderators.
INSERT INTO moderator_note (comment_id, account_id, words, at) VALUES (:comment_id, :account_id, :words, :now)

-- name: log(at, moderator, account_id, action, reason, comment_id, story_id, detail)
-- Keep a decision with its reason.
INSERT INTO decision (at, moderator, account_id, action, reason, comment_id, story_id, detail, told_at)
VALUES (:at, :moderator, :account_id, :action, :reason, :comment_id, :story_id, :detail,
    CASE WHEN CAST(:comment_id AS BIGINT) IS NULL THEN :at END)

-- name: decisions(before_id, most)
-- The newest decisions with their story.
SELECT d.id, d.at, d.action, d.reason, s.slug, s.headline, d.detail
FROM decision AS d LEFT JOIN story AS s ON s.id = d.story_id
WHERE d.id < :before_id ORDER BY d.id DESC LIMIT :most

-- name: decided_by(comment_id)
-- Earlier decisions on a comment.
SELECT d.id, d.at, d.action, d.reason, s.slug, s.headline, d.detail
FROM decision AS d LEFT JOIN story AS s ON s.id = d.story_id WHERE d.comment_id = :comment_id ORDER BY d.id

-- name: published_by(comment_id)
-- Who put a comment on its page last; nobody for the command line.
SELECT account_id FROM decision WHERE comment_id = :comment_id AND action = 'publish' ORDER BY id DESC LIMIT 1

-- name: open_thread(story_id, closes_at)
-- Open a thread again.
UPDATE story SET thread = 'open', thread_reason = NULL, thread_closed_at = NULL, thread_closes_at = :closes_at,
    locked_until = NULL, lock_reason = NULL
WHERE id = :story_id

-- name: slow_thread(story_id, minutes)
-- Let everybody wait between two comments in a thread.
UPDATE story SET slow_minutes = :minutes WHERE id = :story_id

-- name: lock_thread(story_id, until, reason)
-- Let a thread rest.
UPDATE story SET locked_until = :until, lock_reason = :reason WHERE id = :story_id

-- name: hold_thread(story_id, reason)
-- Hold all comments of a thread.
UPDATE story SET thread = 'held', thread_reason = :reason WHERE id = :story_id AND thread <> 'closed'

-- name: ask_question(story_id, question, at)
-- Open a debate with a question.
UPDATE story SET question = :question, question_at = :at WHERE id = :story_id

-- name: to_close(now, most)
-- Stories whose thread has come to its end.
SELECT id, first_at, thread_closes_at FROM story WHERE thread IN ('open', 'held') AND thread_closes_at <= :now LIMIT :most

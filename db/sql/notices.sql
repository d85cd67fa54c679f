-- name: give(token_hash, comment_id, name, contact, words, meaning, untrue, pass_on, now, act_by)
-- Keep a notice.
INSERT INTO notice (token_hash, comment_id, name, contact, words, meaning, untrue, pass_on, received_at, act_by, state)
VALUES (:token_hash, :comment_id, :name, :contact, :words, :meaning, :untrue, :pass_on, :now, :act_by, 'open')

-- name: open_ones()
-- The notices that are not ended, the nearest deadline first.
SELECT n.id, n.comment_id, c.account_id, n.name, n.contact, n.words, n.meaning, n.untrue, n.pass_on, n.received_at, n.act_by,
    n.state, n.told_at, n.reply_by, n.reply, n.reply_words, n.replied_at, n.outcome, n.ended_at, s.slug, s.headline, a.address,
    (SELECT COUNT(*) FROM notice AS o JOIN comment AS b ON b.id = o.comment_id WHERE b.account_id = c.account_id AND o.id < n.id)
FROM notice AS n JOIN comment AS c ON c.id = n.comment_id JOIN story AS s ON s.id = c.story_id JOIN account AS a ON a.id = c.account_id
WHERE n.state IN ('open', 'told') ORDER BY COALESCE(n.reply_by, n.act_by), n.id

-- name: by_number(id)
-- A notice with its comment.
SELECT n.id, n.comment_id, c.account_id, n.name, n.contact, n.words, n.meaning, n.untrue, n.pass_on, n.received_at, n.act_by,
    n.state, n.told_at, n.reply_by, n.reply, n.reply_words, n.replied_at, n.outcome, n.ended_at, s.slug, s.headline, a.address, 0
FROM notice AS n JOIN comment AS c ON c.id = n.comment_id JOIN story AS s ON s.id = c.story_id JOIN account AS a ON a.id = c.account_id
WHERE n.id = :id

-- name: by_token(token_hash)
-- A notice by the word of its address.
SELECT n.id, n.comment_id, c.account_id, n.name, n.contact, n.words, n.meaning, n.untrue, n.pass_on, n.received_at, n.act_by,
    n.state, n.told_at, n.reply_by, n.reply, n.reply_words, n.replied_at, n.outcome, n.ended_at, s.slug, s.headline, a.address, 0
FROM notice AS n JOIN comment AS c ON c.id = n.comment_id JOIN story AS s ON s.id = c.story_id JOIN account AS a ON a.id = c.account_id
WHERE n.token_hash = :token_hash

-- name: for_poster(comment_id)
-- The notice about a comment that its writer was told of and has not replied to.
SELECT n.id, n.comment_id, c.account_id, n.name, n.contact, n.words, n.meaning, n.untrue, n.pass_on, n.received_at, n.act_by,
    n.state, n.told_at, n.reply_by, n.reply, n.reply_words, n.replied_at, n.outcome, n.ended_at, s.slug, s.headline, a.address, 0
FROM notice AS n JOIN comment AS c ON c.id = n.comment_id JOIN story AS s ON s.id = c.story_id JOIN account AS a ON a.id = c.account_id
WHERE n.comment_id = :comment_id AND n.state = 'told' AND n.replied_at IS NULL ORDER BY n.id LIMIT 1

-- name: late(now)
-- The notices whose clock has run out.
SELECT n.id, n.comment_id, c.account_id, n.name, n.contact, n.words, n.meaning, n.untrue, n.pass_on, n.received_at, n.act_by,
    n.state, n.told_at, n.reply_by, n.reply, n.reply_words, n.replied_at, n.outcome, n.ended_at, s.slug, s.headline, a.address, 0
FROM notice AS n JOIN comment AS c ON c.id = n.comment_id JOIN story AS s ON s.id = c.story_id JOIN account AS a ON a.id = c.account_id
WHERE (n.state = 'open' AND n.act_by <= :now) OR (n.state = 'told' AND n.replied_at IS NULL AND n.reply_by <= :now) ORDER BY n.id

-- name: told(id, now, reply_by)
-- Note that the poster was told of a notice.
UPDATE notice SET state = 'told', told_at = :now, reply_by = :reply_by WHERE id = :id

-- name: replied(id, reply, words, now)
-- Keep a poster's reply.
UPDATE notice SET reply = :reply, reply_words = :words, replied_at = :now WHERE id = :id

-- name: end(id, state, outcome, now)
-- End a notice.
UPDATE notice SET state = :state, outcome = :outcome, ended_at = :now WHERE id = :id

-- name: forget(before)
-- Forget notices that ended long ago.
DELETE FROM notice WHERE ended_at < :before

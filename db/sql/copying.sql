-- name: mark(name)
-- Whether a database is an unfinished copy.
SELECT value FROM marker WHERE name = :name

-- name: set_mark(name)
-- Note that a database is an unfinished copy.
INSERT INTO marker (name, value) VALUES (:name, '1')

-- name: forget_mark(name)
-- Note that a copy is whole.
DELETE FROM marker WHERE name = :name

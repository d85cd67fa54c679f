-- Columns that few rows fill: an index of all rows looks useless to SQLite once it has counted them, and it then reads
-- every story to find those of a conference.
DROP INDEX story_by_event;
CREATE INDEX story_by_event ON story (event_key, first_at, id) WHERE event_key IS NOT NULL;
DROP INDEX story_by_successor;
CREATE INDEX story_by_successor ON story (merged_into) WHERE merged_into IS NOT NULL;
DROP INDEX comment_answers;
CREATE INDEX comment_answers ON comment (root_id, id) WHERE root_id IS NOT NULL;

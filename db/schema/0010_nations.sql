-- A list of stories for each nation.
CREATE INDEX story_by_nation ON story (nation, shown, first_at, id);

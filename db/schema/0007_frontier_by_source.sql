-- Whether a page of a source waits is asked at each of its visits.
CREATE INDEX frontier_by_source ON frontier (source_id, state, due_at);

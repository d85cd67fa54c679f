-- How often entries of a source came back under another id: they are known by their address, the operator is told.
ALTER TABLE source_state ADD COLUMN changed_ids INTEGER NOT NULL DEFAULT 0;

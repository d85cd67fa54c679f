-- What each source's entries looked like when they were last kept, so that only new ones are read.
ALTER TABLE source_state ADD COLUMN entry_marks TEXT NOT NULL DEFAULT '[]';

-- How many words an article has, so that lists can say how long it takes to read after its text was dropped.
ALTER TABLE article ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
UPDATE article SET words = length(text) - length(replace(text, ' ', '')) + 1 WHERE text <> '';
-- How much a source's word weighs when stories are put in order; its file says so, one is usual.
ALTER TABLE source ADD COLUMN weight REAL NOT NULL DEFAULT 1;
-- What is on today.
CREATE INDEX event_edition_by_end ON event_edition (ends_on);
-- Whether a reader of mail wants summaries that describe harm in detail; else a note stands in their place.
ALTER TABLE subscription ADD COLUMN details INTEGER NOT NULL DEFAULT 0;

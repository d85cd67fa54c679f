-- Whose words stood in the news of a year, counted anew each night from the quotes.
CREATE TABLE voice_count (
    year INTEGER NOT NULL,
    voice TEXT NOT NULL,
    quotes INTEGER NOT NULL,
    PRIMARY KEY (year, voice)
) STRICT;

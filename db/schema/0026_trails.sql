-- A trail asks of each article that a search finds when it was and where it stands; the rows themselves are long.
CREATE INDEX article_in_time ON article (id, listed_at, story_id) WHERE story_id IS NOT NULL;

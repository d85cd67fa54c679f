-- The article whose text this one repeats word for word, in another outlet.
ALTER TABLE article ADD COLUMN copy_of INTEGER;

-- What a page itself says of who may read it: '' (nothing), 'registration' or 'subscriber'.
ALTER TABLE article ADD COLUMN wall TEXT NOT NULL DEFAULT '';

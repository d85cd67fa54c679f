CREATE INDEX comment_search ON comment USING gin (to_tsvector('english', text)) WHERE state = 'published';

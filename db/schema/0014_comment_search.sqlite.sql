CREATE VIRTUAL TABLE comment_search USING fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2');
INSERT INTO comment_search (rowid, text) SELECT id, text FROM comment WHERE state = 'published';
CREATE TRIGGER comment_search_add AFTER INSERT ON comment WHEN new.state = 'published' BEGIN
    INSERT INTO comment_search (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER comment_search_change AFTER UPDATE OF state, text ON comment BEGIN
    DELETE FROM comment_search WHERE rowid = old.id;
    INSERT INTO comment_search (rowid, text) SELECT new.id, new.text WHERE new.state = 'published';
END;
CREATE TRIGGER comment_search_drop AFTER DELETE ON comment BEGIN
    DELETE FROM comment_search WHERE rowid = old.id;
END;

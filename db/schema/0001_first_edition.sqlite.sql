CREATE VIRTUAL TABLE article_search USING fts5 (title, text, tokenize = 'porter unicode61 remove_diacritics 2');

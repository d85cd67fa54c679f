"""What the newsroom knows: articles, stories, debate and mail, in SQLite or PostgreSQL."""

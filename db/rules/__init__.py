"""Pure rules that both the crawler and the site need."""

"""From bytes to entries and articles, in child processes with limits."""

"""One job per file: each pipeline does one thing to an article and counts it."""

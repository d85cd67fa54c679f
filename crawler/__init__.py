"""From the web into understood articles."""

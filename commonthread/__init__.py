"""The front door: commands, worker and supervisor."""

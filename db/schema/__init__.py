"""Numbered schema files, one per engine."""

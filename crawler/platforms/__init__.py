"""Base classes by kind of site."""

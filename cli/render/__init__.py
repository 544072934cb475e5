"""Nouns to text, one format a file; nothing here knows of a terminal or of click."""

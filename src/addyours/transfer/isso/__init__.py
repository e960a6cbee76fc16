"""Reads what Isso keeps: its SQLite database, and the JSON its own importer takes."""

"""Reads what Ghost exports: its tables as JSON, and the redirects beside them."""

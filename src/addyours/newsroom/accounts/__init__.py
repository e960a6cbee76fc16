"""Wagtail's screens for accounts, made for ours: one name, one role, no groups, and links to sign in."""

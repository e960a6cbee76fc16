"""The owners' dashboard: how much is said, held, taken down, and how soon, over days and months."""

"""The moderation queue: what waits, what was decided, and the screens to decide on."""

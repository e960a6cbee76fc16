"""The conversation: threads and comments, posted, edited, read and decided about, without knowing what they are about."""

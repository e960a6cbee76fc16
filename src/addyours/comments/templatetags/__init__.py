"""What templates of the conversation can't say in Django's own tags."""

"""The stories, people, conversations and pictures a new site shows until it has its own."""

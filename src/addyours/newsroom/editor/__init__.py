"""What we add to Wagtail's screens for stories, people and authors."""

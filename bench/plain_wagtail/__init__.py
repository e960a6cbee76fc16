"""A small Wagtail site as the manual makes one: what a story page costs without a page cache."""

"""The `addyours` command."""

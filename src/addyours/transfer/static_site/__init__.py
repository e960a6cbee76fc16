"""Makes a copy of the site that needs no program: files for any file server."""

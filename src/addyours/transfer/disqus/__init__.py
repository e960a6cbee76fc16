"""Reads what Disqus exports: its own XML, conversations first, then everything said in them."""

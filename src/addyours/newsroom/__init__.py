"""Everything only staff see."""

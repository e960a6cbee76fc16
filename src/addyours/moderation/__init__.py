"""Judgement: what may be published at once, what a person looks at first, what is refused, and who decided."""

"""Dates in languages for which Django's own formats are not all there."""

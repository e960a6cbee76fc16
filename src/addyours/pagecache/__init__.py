"""Whole public pages in memory, in front of everything: free of Django, exact, and short on the way through."""

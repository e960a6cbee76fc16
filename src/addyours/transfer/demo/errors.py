"""What can be wrong with the demonstration content."""


class DemoContentBroken(Exception):
    """A reference in the demonstration content leads nowhere; the message says which."""

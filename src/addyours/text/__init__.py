"""Pure functions over text, so that every other package can use them without a database."""

"""People: accounts, guests, roles and how they sign in."""

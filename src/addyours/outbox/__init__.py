"""One append-only list of what changed, written with the change itself, from which everything else follows."""

"""What readers report: why, by whom, what it weighs, what became of it."""

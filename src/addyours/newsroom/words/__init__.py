"""The screens of word rules: made, changed, tried out, brought and taken away as a table."""

"""Lets `python -m addyours` be the `addyours` command."""

from addyours.cli.main import main

if __name__ == "__main__":
    main()

"""The command line: what is typed and what is printed."""

from api.cli.entry import main

__all__ = ["main"]

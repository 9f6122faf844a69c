"""The command line: what is typed and what is printed."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    # A process that a command starts imports this module again, and needs no commands.
    from api.cli import entry  # noqa: PLC0415

    return entry.main(arguments)

"""The command line: what is typed and what is printed."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from typing import Final

_SEARCHING: Final = frozenset({"demo", "plan", "replan", "solve"})
"""Commands that search in a process of their own, which loads what that takes while they load the rest."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    # Imported late: processes that a command starts import this module again, and need none of that.
    with contextlib.ExitStack() as stack:
        searcher = None
        if not _SEARCHING.isdisjoint(words) and "--help" not in words:
            from solver.standby import standing_by  # noqa: PLC0415

            searcher = stack.enter_context(standing_by())
        from api.cli import entry  # noqa: PLC0415

        return entry.run(words, searcher=searcher)

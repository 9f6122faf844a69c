"""A process that has loaded the search before there is anything to search: that takes a second or two."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from solver.confinement import Waiting

SEARCH: Final = ("solver.apart", "solver.kernel.full.engine", "solver.kernel.plain.engine")
TIMES: Final = ("solver.search.clocks",)
"""Of use at the end of a search at the earliest."""


@contextlib.contextmanager
def standing_by() -> Iterator[Waiting]:
    """Let a process wait for ``apart.solve_apart`` meanwhile."""
    waiting = Waiting(SEARCH, later=TIMES)
    try:
        yield waiting
    finally:
        waiting.end()

"""Time that goes into compiling is told apart from time that is searched."""

from __future__ import annotations

import numba

from solver import pausing
from solver.kernel.compiling import seconds_compiling


def test_compiling_is_counted_and_running_is_not() -> None:
    @numba.njit
    def add(one: int, other: int) -> int:
        return one + other

    heard: list[bool] = []
    pausing.listen(heard.append)
    before = seconds_compiling()
    assert add(1, 2) == 3
    compiled = seconds_compiling()
    assert compiled > before
    assert heard == [True, False]
    assert add(3, 4) == 7
    assert seconds_compiling() == compiled
    assert heard == [True, False]

"""Breaks between two stops and before the end: when a car is ready after them, and its first finish."""

from __future__ import annotations

from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    BREAK,
    CLOSE,
    DRIVE,
    DURATION,
    FIRST,
    KIND,
    LAST,
    LOOSE,
    NEVER,
    NEXT,
    OWNER,
    PLACE,
    START,
    WORK,
)
from solver.kernel.full.memory import Ints


@compiled_inside
def _rests_fit(m: Ints, rest: int, finish: int, close: int) -> bool:
    """Tell whether the breaks from ``rest`` on can be taken after the finish and within the shift."""
    second = finish
    while m[m[KIND] + rest] == BREAK:
        begin = max(m[m[FIRST] + rest], second)
        if begin > m[m[LAST] + rest]:
            return False
        second = begin + m[m[DURATION] + rest]
        rest = m[m[NEXT] + rest]
    return second <= close


@compiled_inside
def first_finish(m: Ints, node: int, end: int) -> tuple[int, int]:
    """Give the earliest finish after the last stop ``node``, and the first of the breaks taken after that.

    NEVER where the breaks cannot be taken.
    """
    leave = m[m[START] + node] + m[m[WORK] + node]
    ready, rested = leave + m[m[DRIVE] + end], leave
    best, after = NEVER, end
    close = m[m[CLOSE] + m[m[OWNER] + end]]
    rest = m[m[NEXT] + node]
    while True:
        if ready < best and ready <= close and (m[LOOSE] or _rests_fit(m, rest, ready, close)):
            best, after = ready, rest
        if rest == end or m[m[PLACE] + end] < 0:
            return best, after
        begin = max(m[m[FIRST] + rest], rested)
        if begin > m[m[LAST] + rest] and not m[LOOSE]:
            return best, after
        rested = begin + m[m[DURATION] + rest]
        ready = max(m[m[FIRST] + rest], ready) + m[m[DURATION] + rest]
        rest = m[m[NEXT] + rest]


@compiled_inside
def ready_after(m: Ints, leave: int, drive: int, rest: int, there: int) -> int:
    """Give when a car is at a stop with the breaks from ``rest`` on taken before it; NEVER where one comes too late."""
    ready, rested = leave + drive, leave
    while rest != there:
        begin = max(m[m[FIRST] + rest], rested)
        if begin > m[m[LAST] + rest] and not m[LOOSE]:
            return NEVER
        rested = begin + m[m[DURATION] + rest]
        ready = max(m[m[FIRST] + rest], ready) + m[m[DURATION] + rest]
        rest = m[m[NEXT] + rest]
    return int(ready)

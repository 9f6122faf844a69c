"""Ties between visits: what the start of one asks of another's."""

from __future__ import annotations

from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    AFTER,
    BEFORE,
    CAR,
    FREE,
    FROM_END,
    LEAST,
    MOST,
    OTHER,
    POSITION,
    SAME,
    START,
    TIE,
    TIE_ROWS,
    TIES,
    TURN,
    WORK,
)
from solver.kernel.full.memory import Ints


@compiled_inside
def comes_first(m: Ints, one: int, other: int) -> bool:
    """Tell which of two visits that keep apart is first: as their car does them, else by turn."""
    if m[m[CAR] + one] == m[m[CAR] + other]:
        return bool(m[m[POSITION] + one] < m[m[POSITION] + other])
    mine, theirs = m[m[TURN] + one], m[m[TURN] + other]
    return bool(mine < theirs or (mine == theirs and one < other))


@compiled_inside
def is_idle_tie(m: Ints, visit: int, row: int) -> bool:
    """Tell whether a tie that keeps visits apart binds nothing: one car cannot do both at once."""
    other = m[m[TIES] + TIE_ROWS * row + OTHER]
    same = m[m[CAR] + other] == m[m[CAR] + visit]
    return bool(m[FREE] or (same and m[m[TIES] + TIE_ROWS * row + LEAST] == 0))


@compiled_inside
def tied_bounds(m: Ints, visit: int, row: int) -> tuple[int, int]:
    """Give the least start of the other visit of a tie, and the least of this one, as they are now."""
    other, kind, least = (
        m[m[TIES] + TIE_ROWS * row + OTHER],
        m[m[TIES] + TIE_ROWS * row + TIE],
        m[m[TIES] + TIE_ROWS * row + LEAST],
    )
    mine, theirs = m[m[START] + visit], m[m[START] + other]
    if kind == SAME:
        return mine, theirs
    most = m[m[TIES] + TIE_ROWS * row + MOST]
    if kind == BEFORE:
        reach = m[m[WORK] + visit] if m[m[TIES] + TIE_ROWS * row + FROM_END] else 0
        return mine + reach + least, theirs - reach - most
    if kind == AFTER:
        reach = m[m[WORK] + other] if m[m[TIES] + TIE_ROWS * row + FROM_END] else 0
        return mine - reach - most, theirs + reach + least
    if comes_first(m, visit, other):
        return mine + m[m[WORK] + visit] + least, 0
    return 0, theirs + m[m[WORK] + other] + least

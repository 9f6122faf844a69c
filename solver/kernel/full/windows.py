"""Starts within the windows of visits: rounded up to where one opens, how late, and at what price; drives by hour."""

from __future__ import annotations

from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    FIRST,
    KNOT_AT,
    KNOT_COUNT,
    KNOT_SECONDS,
    KNOWN_START,
    LAST,
    LATENESS,
    MOST_KNOTS,
    NEVER,
    PLACES,
    SHIFTED,
    SOFT_END,
    SOFT_START,
    SPANS,
    TOLERANCE,
    TRAVEL,
    WINDOWS,
    WINDOWS_AT,
)
from solver.kernel.full.memory import Ints


@compiled_inside
def leg_seconds(m: Ints, mode: int, origin: int, destination: int, leave: int) -> int:
    """Give the seconds of a drive that begins at ``leave``."""
    count = m[m[KNOT_COUNT] + mode]
    if count == 0:
        return int(m[m[TRAVEL] + (m[PLACES] * mode + origin) * m[PLACES] + destination])
    after = 0
    while after < count and m[m[KNOT_AT] + m[MOST_KNOTS] * mode + after] <= leave:
        after += 1
    if after in (0, count):
        row = (m[MOST_KNOTS] * mode + min(after, count - 1)) * m[PLACES] + origin
        return int(m[m[KNOT_SECONDS] + row * m[PLACES] + destination])
    begin, end = m[m[KNOT_AT] + m[MOST_KNOTS] * mode + after - 1], m[m[KNOT_AT] + m[MOST_KNOTS] * mode + after]
    first = m[m[KNOT_SECONDS] + ((m[MOST_KNOTS] * mode + after - 1) * m[PLACES] + origin) * m[PLACES] + destination]
    last = m[m[KNOT_SECONDS] + ((m[MOST_KNOTS] * mode + after) * m[PLACES] + origin) * m[PLACES] + destination]
    return int(first + (last - first) * (leave - begin) // (end - begin))


@compiled_inside
def _round_up_among(m: Ints, visit: int, second: int) -> int:
    """Give the first second from ``second`` on that a window of several holds."""
    best = NEVER
    for row in range(m[m[WINDOWS_AT] + visit], m[m[WINDOWS_AT] + visit + 1]):
        if second <= m[m[SPANS] + 4 * row + 1]:
            best = min(best, max(second, m[m[SPANS] + 4 * row + 0]))
    return best


@compiled_inside
def round_up(m: Ints, visit: int, second: int) -> int:
    """Give the first second from ``second`` on at which a visit may start, or NEVER."""
    if second > m[m[LAST] + visit]:
        return NEVER
    if m[m[WINDOWS] + visit] == 1:
        return int(max(second, m[m[FIRST] + visit]))
    return _round_up_among(m, visit, second)


@compiled_inside
def _late_among(m: Ints, visit: int, start: int) -> int:
    """Give the seconds that a start lies outside the soft bounds, in the window of several where they are fewest."""
    best = NEVER
    for row in range(m[m[WINDOWS_AT] + visit], m[m[WINDOWS_AT] + visit + 1]):
        if m[m[SPANS] + 4 * row + 0] <= start <= m[m[SPANS] + 4 * row + 1]:
            best = min(best, max(0, m[m[SPANS] + 4 * row + 2] - start, start - m[m[SPANS] + 4 * row + 3]))
    return best


@compiled_inside
def late_s(m: Ints, visit: int, start: int) -> int:
    """Give the seconds that a start lies outside the soft bounds, in the window where they are fewest."""
    if m[m[WINDOWS] + visit] == 1:
        return int(max(0, m[m[SOFT_START] + visit] - start, start - m[m[SOFT_END] + visit]))
    return _late_among(m, visit, start)


@compiled_inside
def start_cost(m: Ints, visit: int, start: int) -> int:
    """Price a start: lateness, and what it lies off the one known before."""
    cost = m[LATENESS] * late_s(m, visit, start)
    known = m[m[KNOWN_START] + visit]
    if known >= 0 and m[SHIFTED] > 0:
        cost += m[SHIFTED] * max(0, abs(start - known) - m[TOLERANCE])
    return int(cost)

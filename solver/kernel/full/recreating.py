"""Visits that are missing, sorted and put back one by one."""

from __future__ import annotations

from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    CAR,
    CARS,
    DURATION,
    FIGURES,
    FIRST,
    KEPT,
    KEYS,
    LAST,
    MEMBERS,
    NODES,
    ORDER,
    PLACE,
    PLACES,
    PRICE,
    SOFT_END,
    STRUCK,
    TASTE,
    TRAVEL,
    UNITS,
    UNITS_AT,
)
from solver.kernel.full.memory import Ints, Lots
from solver.kernel.full.units import better_breaks, insert_unit
from solver.kernel.lots import below, draw

BLINK = 0.01
"""Chance that a place is passed over."""

RETRIED = 100
"""Units left out for long that are tried again in a round."""

RESTED_ANEW = 3.0
"""Cars whose breaks are moved in a round, though nothing was taken out of their routes, at most on average."""

START_OVER, TAKE_OVER, TAKE_BEST = 0, -1, -2
"""What to do instead of rounds."""

CHANCES = 1 << 16
"""Orders units of equal key by chance."""


@compiled_inside
def _key(m: Ints, unit: int, visit: int, kind: int, lots: Lots) -> int:
    """Give what units are ordered by: chance, price, window, cars, distance, size."""
    key = 0
    if kind == 4:
        key = m[m[LAST] + visit] - m[m[FIRST] + visit]
    elif kind == 5:
        key = m[m[FIRST] + visit]
    elif kind == 6:
        key = m[m[SOFT_END] + visit]
    elif kind == 7:
        key = -m[m[DURATION] + visit]
    elif kind == 8:
        key = -m[m[PRICE] + visit]
    elif kind == 9:
        key = m[m[UNITS_AT] + unit] - m[m[UNITS_AT] + unit + 1]
    elif kind == 10:
        for car in range(m[CARS]):
            key += m[m[TASTE] + m[CARS] * visit + car] >= 0
    elif kind == 11 and m[m[PLACE] + visit] >= 0:
        key = -m[m[TRAVEL] + (m[PLACES] * 0 + m[m[PLACE] + m[NODES] - 2 * m[CARS]]) * m[PLACES] + m[m[PLACE] + visit]]
    return key * CHANCES + below(lots, CHANCES)


@compiled_inside
def _missing(m: Ints) -> int:
    """Count the units that are left out of the plan that is kept, as well as now."""
    count = 0
    for unit in range(m[UNITS]):
        visit = m[m[MEMBERS] + m[m[UNITS_AT] + unit]]
        count += m[m[CAR] + visit] < 0 and _was_missing(m, visit)
    return count


@compiled_inside
def _was_missing(m: Ints, visit: int) -> bool:
    missing: bool = m[m[KEPT] + m[CAR] - m[FIGURES] + visit] < 0
    return missing


@compiled_inside
def _sort_left_out(m: Ints, lots: Lots, most: int) -> int:
    """Order the units that are left out, by insertion; give how many there are.

    Of those that were left out before, about ``most`` are drawn: no round can try thousands.
    """
    kind = below(lots, 12)
    share = most / max(1, _missing(m))
    count = 0
    for unit in range(m[UNITS]):
        visit = m[m[MEMBERS] + m[m[UNITS_AT] + unit]]
        if m[m[CAR] + visit] >= 0 or (share < 1.0 and _was_missing(m, visit) and draw(lots) >= share):
            continue
        key = _key(m, unit, visit, kind, lots)
        at = count
        while at > 0 and m[m[KEYS] + at - 1] > key:
            m[m[KEYS] + at] = m[m[KEYS] + at - 1]
            m[m[ORDER] + at] = m[m[ORDER] + at - 1]
            at -= 1
        m[m[KEYS] + at] = key
        m[m[ORDER] + at] = unit
        count += 1
    return count


@compiled_inside
def recreate(m: Ints, blink: float, lots: Lots, most: int) -> None:
    """Put in what is left out, each unit where it costs least, in an order that is drawn."""
    count = _sort_left_out(m, lots, most)
    for number in range(count):
        insert_unit(m, m[m[ORDER] + number], blink, lots)
    for car in range(m[CARS]):
        if m[m[STRUCK] + car] or draw(lots) < min(0.1, RESTED_ANEW / m[CARS]):
            better_breaks(m, car)

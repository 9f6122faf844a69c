"""Which visits leave a plan: strings of neighbouring routes, around a visit drawn by chance or for its lateness.

After slack induction by string removals: Christiaens and Vanden Berghe, "Slack Induction by String Removals for
Vehicle Routing Problems", Transportation Science 54(2), 2020, section 5.
"""

from __future__ import annotations

from solver.kernel.full.clocks import start_cost
from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    CAR,
    CARS,
    COUNT,
    END,
    KIND,
    MEMBERS,
    NEAR,
    NEARS,
    NEXT,
    NODES,
    OTHER,
    QUEUE,
    START,
    STRUCK,
    TIE_ROWS,
    TIES,
    TIES_AT,
    UNIT,
    UNITS_AT,
    VISIT,
    VISITS,
)
from solver.kernel.full.memory import Ints, Lots
from solver.kernel.full.units import take_out
from solver.kernel.lots import below, draw

LONGEST = 10.0
"""Visits in a string at most."""

SPLIT = 0.5
"""Share of strings that keep some visits in their middle."""

DEPTH = 0.01
"""Chance that no more visits are kept there, for each."""


@compiled_inside
def _seed(m: Ints, lots: Lots) -> int:
    """Draw a visit: any, or the one of a few whose start costs most, or one of an idle car's neighbours."""
    visits = m[VISITS]
    seed = below(lots, visits)
    if draw(lots) < 0.7:
        return seed
    most = -1
    for _ in range(6):
        other = below(lots, visits)
        cost = 0
        if m[m[CAR] + other] >= 0:
            cost = start_cost(m, other, m[m[START] + other])
        if cost > most:
            most, seed = cost, other
    return seed


@compiled_inside
def _take_unit(m: Ints, visit: int, lots: Lots) -> None:
    """Take a visit out with its unit and, now and then, the visits that it has a greatest gap to."""
    unit = m[m[UNIT] + visit]
    for row in range(m[m[UNITS_AT] + unit], m[m[UNITS_AT] + unit + 1]):
        if m[m[CAR] + m[m[MEMBERS] + row]] >= 0:
            take_out(m, m[m[MEMBERS] + row])
    for row in range(m[m[TIES_AT] + visit], m[m[TIES_AT] + visit + 1]):
        other = m[m[TIES] + TIE_ROWS * row + OTHER]
        if m[m[CAR] + other] < 0 or m[m[UNIT] + other] == unit or draw(lots) < 0.5:
            continue
        mates = m[m[UNIT] + other]
        for member in range(m[m[UNITS_AT] + mates], m[m[UNITS_AT] + mates + 1]):
            if m[m[CAR] + m[m[MEMBERS] + member]] >= 0:
                take_out(m, m[m[MEMBERS] + member])


@compiled_inside
def _take_string(m: Ints, visit: int, longest: float, lots: Lots) -> None:
    """Take a string with a visit out of its route."""
    car = m[m[CAR] + visit]
    nodes, cars = m[NODES], m[CARS]
    count, at = 0, 0
    node = m[m[NEXT] + nodes - 2 * cars + car]
    while m[m[KIND] + node] != END:
        if m[m[KIND] + node] == VISIT:
            if node == visit:
                at = count
            m[m[QUEUE] + count] = node
            count += 1
        node = m[m[NEXT] + node]
    length = min(count, int(draw(lots) * min(float(count), longest)) + 1)
    kept = 0
    if 1 < length < count and draw(lots) < SPLIT:
        kept = 1
        while length + kept < count and draw(lots) > DEPTH:
            kept += 1
    first = max(0, at - length - kept + 1)
    last = max(first, min(at, count - length - kept))
    begin = first + below(lots, last - first + 1)
    gap = begin + 1 + below(lots, length) if kept else count
    for place in range(begin, min(count, begin + length + kept)):
        if not gap <= place < gap + kept:
            _take_unit(m, m[m[QUEUE] + place], lots)


@compiled_inside
def ruin(m: Ints, removed: float, lots: Lots) -> None:
    """Take about ``removed`` visits out, in strings, with all that belong to their units."""
    cars = m[CARS]
    used, planned = 0, 0
    for car in range(cars):
        used += m[m[COUNT] + car] > 0
        planned += m[m[COUNT] + car]
    if used == 0:
        return
    longest = min(LONGEST, planned / used)
    strings = int(draw(lots) * max(1.0, 4.0 * removed / (1.0 + longest) - 1.0)) + 1
    seed = _seed(m, lots)
    for car in range(cars):
        m[m[STRUCK] + car] = 0
    for rank in range(m[NEARS]):
        visit = m[m[NEAR] + m[NEARS] * seed + rank]
        car = m[m[CAR] + visit]
        if car < 0 or m[m[STRUCK] + car]:
            continue
        m[m[STRUCK] + car] = 1
        _take_string(m, visit, longest, lots)
        strings -= 1
        if strings == 0:
            return

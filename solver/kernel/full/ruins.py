"""Which visits leave a plan: strings of neighbouring routes, around a visit drawn by chance or for its lateness.

After slack induction by string removals: Christiaens and Vanden Berghe, "Slack Induction by String Removals for
Vehicle Routing Problems", Transportation Science 54(2), 2020, section 5.
"""

from __future__ import annotations

from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    BANNED,
    BREAK,
    CAR,
    CARS,
    COUNT,
    END,
    FIRST,
    IDLE,
    IDLING,
    KIND,
    MEMBERS,
    NEAR,
    NEARS,
    NEVER,
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
from solver.kernel.full.windows import start_cost
from solver.kernel.lots import below, draw

ANY = 0.7
LATEST_SEEDS = 0.05
IDLE_SEEDS = 0.08
"""Shares of rounds around any visit, around the one that is latest, around one of the car that is idle longest."""

STRINGS = 0.75
RELATED = 0.15
ROUTES = 0.05
"""Shares of rounds that take strings out, visits near in place and time, a whole route; others take any visits out."""

CLOSED = 0.7
"""Chance that a car whose route was taken out gets no visit in this round."""

PASSED_OVER = 0.3
"""Chance that a visit near in place and time stays."""

LONGEST = 10.0
"""Visits in a string at most."""

SPLIT = 0.5
"""Share of strings that keep some visits in their middle."""

DEPTH = 0.01
"""Chance that no more visits are kept there, for each."""


@compiled_inside
def _idlest(m: Ints) -> int:
    """Give the first visit of the car that is idle longest among those with visits, or −1."""
    most, visit = -1, -1
    for car in range(m[CARS]):
        if m[m[COUNT] + car] > 0 and m[m[IDLE] + car] > most:
            most = m[m[IDLE] + car]
            visit = m[m[NEXT] + m[NODES] - 2 * m[CARS] + car]
    while visit >= 0 and m[m[KIND] + visit] == BREAK:
        visit = m[m[NEXT] + visit]
    return visit


@compiled_inside
def _seed(m: Ints, lots: Lots) -> int:
    """Draw a visit: any, or the one of a few (or all) whose start costs most, or one of the idlest car."""
    visits = m[VISITS]
    seed = below(lots, visits)
    kind = draw(lots)
    if kind < ANY:
        return seed
    if m[IDLING] > 0 and kind > 1 - IDLE_SEEDS:
        visit = _idlest(m)
        return visit if visit >= 0 else seed
    looked = 6 if kind < 1 - LATEST_SEEDS - IDLE_SEEDS else visits
    most = 0
    for _ in range(looked):
        other = below(lots, visits)
        cost = 0
        if m[m[CAR] + other] >= 0:
            cost = start_cost(m, other, m[m[START] + other])
        if cost > most:
            most, seed = cost, other
    return seed


@compiled_inside
def _spell(m: Ints) -> int:
    """Give the seconds from the first to the last start of the plan, by and large."""
    first, last = NEVER, 0
    for visit in range(m[VISITS]):
        if m[m[CAR] + visit] >= 0:
            first, last = min(first, m[m[START] + visit]), max(last, m[m[START] + visit])
    return int((last - first) // 4)


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
def _take_strings(m: Ints, seed: int, removed: float, lots: Lots) -> None:
    """Take strings out of the routes that are nearest to a visit."""
    used, planned = 0, 0
    for car in range(m[CARS]):
        used += m[m[COUNT] + car] > 0
        planned += m[m[COUNT] + car]
    if used == 0:
        return
    longest = min(LONGEST, planned / used)
    strings = int(draw(lots) * max(1.0, 4.0 * removed / (1.0 + longest) - 1.0)) + 1
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


@compiled_inside
def _take_related(m: Ints, seed: int, removed: float, span: int, lots: Lots) -> None:
    """Take visits out that are near to one and start within ``span`` seconds of it."""
    start = m[m[START] + seed] if m[m[CAR] + seed] >= 0 else m[m[FIRST] + seed]
    most = 1 + below(lots, int(2 * removed))
    for rank in range(m[NEARS]):
        visit = m[m[NEAR] + m[NEARS] * seed + rank]
        car = m[m[CAR] + visit]
        if car < 0 or abs(m[m[START] + visit] - start) > span or draw(lots) < PASSED_OVER:
            continue
        m[m[STRUCK] + car] = 1
        _take_unit(m, visit, lots)
        most -= 1
        if most == 0:
            return


@compiled_inside
def _take_any(m: Ints, removed: float, lots: Lots) -> None:
    """Take visits out that are drawn."""
    for _ in range(1 + below(lots, int(removed))):
        visit = below(lots, m[VISITS])
        if m[m[CAR] + visit] >= 0:
            m[m[STRUCK] + m[m[CAR] + visit]] = 1
            _take_unit(m, visit, lots)


@compiled_inside
def _take_route(m: Ints, lots: Lots) -> None:
    """Take all visits of a short route out; now and then its car gets none back in this round."""
    car = -1
    for _ in range(6):
        other = below(lots, m[CARS])
        if m[m[COUNT] + other] > 0 and (car < 0 or m[m[COUNT] + other] < m[m[COUNT] + car]):
            car = other
    if car < 0:
        return
    m[m[STRUCK] + car] = 1
    if draw(lots) < CLOSED:
        m[BANNED] = car
    for visit in range(m[VISITS]):
        if m[m[CAR] + visit] == car:
            _take_unit(m, visit, lots)


@compiled_inside
def ruin(m: Ints, removed: float, lots: Lots) -> None:
    """Take about ``removed`` visits out, with all that belong to their units."""
    for car in range(m[CARS]):
        m[m[STRUCK] + car] = 0
    planned = 0
    for visit in range(m[VISITS]):
        planned += m[m[CAR] + visit] >= 0
    if planned == 0:
        return
    seed = _seed(m, lots)
    kind = draw(lots)
    if kind < STRINGS:
        _take_strings(m, seed, removed, lots)
    elif kind < STRINGS + RELATED:
        _take_related(m, seed, removed, int(draw(lots) * _spell(m)), lots)
    elif kind < STRINGS + RELATED + ROUTES:
        _take_route(m, lots)
        _take_strings(m, seed, removed, lots)
    else:
        _take_any(m, removed, lots)

"""What a plan being searched costs: figures kept as it changes, routes priced again where something moved.

A route without a price for waiting costs what its least starts cost. Where waiting has a price the car departs as
late as that moves neither its finish, nor another route's visit through a tie, nor one into lateness: with least starts
E and the seconds A that driving, breaks and visits take up to each stop, a departure at d starts it at max(E, d + A).
"""

from __future__ import annotations

from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    AFTER,
    APART,
    AT,
    BALANCE,
    BEFORE,
    BREAK,
    CAR,
    CARS,
    COST,
    COUNT,
    DEPART,
    DRIVE,
    DRIVE_SUM,
    DRIVEN,
    DRIVING,
    DURATION,
    END,
    FIRST,
    FROM_END,
    IDLE,
    IDLE_PRICE,
    IDLING,
    KIND,
    KNOTS,
    KNOWN_START,
    LAST,
    LATE_COST,
    LATENESS,
    LEAST,
    LEVEL,
    MISSED,
    MODE,
    MOST,
    NEVER,
    NEXT,
    NODES,
    OTHER,
    OVERTIME,
    PLACE,
    PREVIOUS,
    RESTED,
    RESTS_BEFORE,
    ROUTE_SUM,
    SAME,
    SHIFT_END,
    SHIFT_START,
    SHIFTED,
    SOFT_END,
    SPANS,
    START,
    TASTE_SUM,
    TIE,
    TIE_ROWS,
    TIES,
    TIES_AT,
    TOLERANCE,
    TOUCHED,
    UNUSED_IDLE,
    VISIT,
    WAIT,
    WAITING,
    WINDOWS,
    WINDOWS_AT,
    WORK,
    WORKED,
    WORST,
    WORST_LATENESS,
)
from solver.kernel.full.memory import Ints, put
from solver.kernel.full.resting import first_finish
from solver.kernel.full.ties import comes_first, is_idle_tie
from solver.kernel.full.windows import leg_seconds


@compiled_inside
def _put_figures(m: Ints, car: int, cost: int, wait: int, idle: int) -> None:
    old = m[m[COST] + car]
    if cost != old:
        put(m, m[COST] + car, cost)
        put(m, ROUTE_SUM, m[ROUTE_SUM] + cost - old)
    put(m, m[WAIT] + car, wait)
    put(m, m[IDLE] + car, idle)


@compiled_inside
def _last_stop(m: Ints, end: int) -> int:
    node = end
    while m[m[KIND] + node] == BREAK or m[m[KIND] + node] == END:
        node = m[m[PREVIOUS] + node]
    return node


@compiled_inside
def _wait_with_knots(m: Ints, car: int, begin: int, end: int) -> tuple[int, int]:
    """Give the seconds of waiting where drives depend on the time, and what the later departure adds to the first."""
    first = m[m[NEXT] + begin]
    inside = m[m[RESTED] + car]
    depart = m[m[START] + begin]
    added = 0
    if m[m[KIND] + first] == VISIT and m[m[PLACE] + first] >= 0:
        drive = m[m[DRIVE] + first]
        for _ in range(4):
            leave = m[m[START] + first] - drive
            drive = leg_seconds(m, m[m[MODE] + car], m[m[AT] + begin], m[m[PLACE] + first], leave)
            later = drive - m[m[DRIVE] + first]
            if leave >= depart and leave + drive <= m[m[START] + first] and (later <= 0 or m[BALANCE] == 0):
                added = later
                depart = leave
                break
    stop = _last_stop(m, end)
    _, rest = first_finish(m, stop, end)
    while rest != end:
        inside -= m[m[DURATION] + rest]
        rest = m[m[NEXT] + rest]
    put(m, m[DEPART] + car, depart)
    put(m, m[RESTS_BEFORE] + car, 0)
    busy = m[m[DRIVEN] + car] + added + m[m[WORKED] + car] + inside
    return max(0, m[m[START] + end] - depart - busy), added


@compiled_inside
def _is_last(m: Ints, rest: int) -> bool:
    """Tell whether no visit follows a break."""
    while m[m[KIND] + rest] == BREAK:
        rest = m[m[NEXT] + rest]
    return bool(m[m[KIND] + rest] == END)


@compiled_inside
def _tied_limit(m: Ints, visit: int) -> int:
    """Give the second up to which ties let a visit start with all others where they are."""
    limit = m[m[LAST] + visit]
    for row in range(m[m[TIES_AT] + visit], m[m[TIES_AT] + visit + 1]):
        other = m[m[TIES] + TIE_ROWS * row + OTHER]
        if m[m[CAR] + other] < 0:
            continue
        kind, least = m[m[TIES] + TIE_ROWS * row + TIE], m[m[TIES] + TIE_ROWS * row + LEAST]
        if kind == SAME:
            return int(m[m[START] + visit])
        if kind == AFTER:
            reach = m[m[WORK] + other] if m[m[TIES] + TIE_ROWS * row + FROM_END] else 0
            limit = min(limit, m[m[START] + other] + reach + m[m[TIES] + TIE_ROWS * row + MOST])
        elif kind == BEFORE or (comes_first(m, visit, other) and not is_idle_tie(m, visit, row)):
            reach = m[m[WORK] + visit] if kind == APART or m[m[TIES] + TIE_ROWS * row + FROM_END] else 0
            limit = min(limit, m[m[START] + other] - reach - least)
    return int(limit)


@compiled_inside
def _limit(m: Ints, visit: int) -> int:
    """Give the second up to which a visit may start later at no cost and without moving others."""
    start = m[m[START] + visit]
    limit = _tied_limit(m, visit)
    if m[m[WINDOWS] + visit] == 1:
        if m[LATENESS] + m[WORST_LATENESS] > 0:
            limit = min(limit, max(start, m[m[SOFT_END] + visit]))
    else:
        for row in range(m[m[WINDOWS_AT] + visit], m[m[WINDOWS_AT] + visit + 1]):
            if m[m[SPANS] + 4 * row + 0] <= start <= m[m[SPANS] + 4 * row + 1]:
                limit = min(limit, m[m[SPANS] + 4 * row + 1], max(start, m[m[SPANS] + 4 * row + 3]))
    if m[SHIFTED] > 0 and m[m[KNOWN_START] + visit] >= 0:
        limit = min(limit, max(start, m[m[KNOWN_START] + visit] + m[TOLERANCE]))
    return int(limit)


@compiled_inside
def _latest_departure(m: Ints, begin: int, end: int, first: int) -> tuple[int, int]:
    """Give the latest departure with the breaks from ``first`` on taken later, and the seconds that are busy."""
    busy, latest = 0, NEVER
    node, stop = first, begin
    while node != end:
        if m[m[KIND] + node] == BREAK:
            latest = min(latest, m[m[LAST] + node] - busy)
            busy += m[m[DURATION] + node]
        else:
            busy += m[m[DRIVE] + node]
            latest = min(latest, _limit(m, node) - busy)
            busy += m[m[WORK] + node]
            stop = node
        node = m[m[NEXT] + node]
        if node == end or (m[m[KIND] + node] == BREAK and _is_last(m, node)):
            break
    _, after = first_finish(m, stop, end)
    while node != after:
        latest = min(latest, m[m[LAST] + node] - busy)
        busy += m[m[DURATION] + node]
        node = m[m[NEXT] + node]
    busy += m[m[DRIVE] + end]
    return min(latest, m[m[START] + end] - busy), busy


@compiled_inside
def _wait(m: Ints, car: int, begin: int, end: int) -> int:
    """Give the seconds of waiting with the best number of breaks before the departure, and note the departure."""
    best, before, rested = NEVER, 0, m[m[START] + begin]
    first = m[m[NEXT] + begin]
    while True:
        latest, busy = _latest_departure(m, begin, end, first)
        if latest >= rested or before == 0:
            latest = max(latest, rested)
            wait = m[m[START] + end] - latest - busy
            if wait < best:
                best = wait
                put(m, m[DEPART] + car, latest)
                put(m, m[RESTS_BEFORE] + car, before)
        if m[m[KIND] + first] != BREAK:
            return max(0, best)
        begun = max(rested, m[m[FIRST] + first])
        if begun > m[m[LAST] + first]:
            return max(0, best)
        rested = begun + m[m[DURATION] + first]
        before += 1
        first = m[m[NEXT] + first]


@compiled_inside
def _price_route(m: Ints, car: int) -> None:
    nodes, cars = m[NODES], m[CARS]
    begin, end = nodes - 2 * cars + car, nodes - cars + car
    if m[m[COUNT] + car] == 0:
        _put_figures(m, car, 0, 0, m[m[UNUSED_IDLE] + car])
        return
    finish = m[m[START] + end]
    cost = m[m[MISSED] + car] + m[OVERTIME] * max(0, finish - m[m[SHIFT_END] + car])
    wait, added = 0, 0
    if m[WAITING] > 0:
        if m[KNOTS]:
            wait, added = _wait_with_knots(m, car, begin, end)
            cost += m[DRIVING] * added
        else:
            wait = _wait(m, car, begin, end)
        cost += m[WAITING] * wait
    busy = m[m[DRIVEN] + car] + added + m[m[WORKED] + car] + m[m[RESTED] + car]
    idle = max(0, max(finish, m[m[SHIFT_END] + car]) - m[m[SHIFT_START] + car] - busy)
    _put_figures(m, car, cost, wait, idle)


@compiled_inside
def idle_priced(m: Ints) -> int:
    """Give the idle seconds that are priced: of the idlest car, or the level and all above it.

    A plan in which several cars are as idle as the idlest gets no cheaper by one visit for one of them. Above a level,
    which follows the plan that is kept, each car counts by itself.
    """
    level, most, above = m[LEVEL], 0, 0
    for car in range(m[CARS]):
        most = max(most, m[m[IDLE] + car])
        above += max(0, m[m[IDLE] + car] - level)
    return int(most if level < 0 else level + above)


@compiled_inside
def surplus(m: Ints) -> int:
    """Give what the search prices a plan more than it costs; below 0 if less."""
    if m[IDLE_PRICE] == 0:
        return 0
    most = 0
    for car in range(m[CARS]):
        most = max(most, m[m[IDLE] + car])
    return int(m[IDLING] * idle_priced(m) - m[IDLE_PRICE] * most)


@compiled_inside
def total(m: Ints) -> int:
    """Price a plan, routes that were touched first; what is left out is not counted."""
    for car in range(m[CARS]):
        if m[m[TOUCHED] + car] == 1:
            _price_route(m, car)
            put(m, m[TOUCHED] + car, 0)
    cost = m[DRIVING] * m[DRIVE_SUM] + m[TASTE_SUM] + m[LATE_COST] + m[ROUTE_SUM]
    if m[WORST_LATENESS] > 0:
        cost += m[WORST_LATENESS] * m[WORST]
    if m[BALANCE] > 0:
        longest = 0
        for car in range(m[CARS]):
            longest = max(longest, m[m[DRIVEN] + car] + m[m[WORKED] + car])
        cost += m[BALANCE] * longest
    if m[IDLING] > 0:
        cost += m[IDLING] * idle_priced(m)
    return int(cost)

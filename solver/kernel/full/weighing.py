"""What a visit at a place adds, without a log: only starts are raised, and put back.

Exact where the least starts tell what a plan costs; elsewhere what waiting and idle cars cost is estimated, so that
only the few places that seem best need to be tried in full.
"""

from __future__ import annotations

from solver.kernel.full.clocks import enqueue
from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    ADDED,
    APART,
    AT,
    BALANCE,
    BEYOND,
    BREAK,
    BREAKS,
    CAR,
    CARS,
    CHOICES,
    CHOICES_AT,
    COUNT,
    DEPART,
    DRIVE,
    DRIVE_ON,
    DRIVEN,
    DRIVING,
    DURATION,
    EARLY,
    FINISH,
    FIRST,
    GOAL,
    IDLE,
    IDLE_FROM,
    IDLING,
    KIND,
    KNOTS,
    LAST,
    LATEST_BY,
    LEAST,
    MAY_ADD,
    MODE,
    NEVER,
    NEXT,
    NODES,
    OTHER,
    PLACE,
    POSITION,
    PREVIOUS,
    REASON,
    REGULAR,
    SEEN,
    SETUP,
    SOFT_END,
    START,
    SURE,
    SURELY,
    TASTE,
    TIE,
    TIE_ROWS,
    TIES,
    TIES_AT,
    TRACE,
    TRACED,
    TURN,
    VISIT,
    WAIT,
    WAITING,
    WEIGHED,
    WORK,
    WORKED,
    WORST,
    WORST_LATENESS,
)
from solver.kernel.full.memory import Ints
from solver.kernel.full.pushing import push_along
from solver.kernel.full.resting import ready_after
from solver.kernel.full.spreading import spread
from solver.kernel.full.ties import is_idle_tie, tied_bounds
from solver.kernel.full.windows import late_s, leg_seconds, round_up, start_cost
from solver.travel import UNREACHABLE


@compiled_inside
def _held_until(m: Ints, visit: int, start: int) -> int:
    """Give the second before which visits that are planned do not let one start."""
    for row in range(m[m[TIES_AT] + visit], m[m[TIES_AT] + visit + 1]):
        other = m[m[TIES] + TIE_ROWS * row + OTHER]
        if m[m[CAR] + other] < 0:
            continue
        if m[m[TIES] + TIE_ROWS * row + TIE] == APART and is_idle_tie(m, visit, row):
            continue
        _, least = tied_bounds(m, visit, row)
        start = max(start, least)
    return start


@compiled_inside
def take_turn(m: Ints, visit: int, start: int) -> None:
    """Give a visit its turn among those it must keep apart from: where both are moved least, but not too late."""
    work, before = m[m[WORK] + visit], NEVER
    for _ in range(4):
        moved = False
        for row in range(m[m[TIES_AT] + visit], m[m[TIES_AT] + visit + 1]):
            other, least = m[m[TIES] + TIE_ROWS * row + OTHER], m[m[TIES] + TIE_ROWS * row + LEAST]
            if m[m[TIES] + TIE_ROWS * row + TIE] != APART or m[m[CAR] + other] < 0:
                continue
            theirs, worked = m[m[START] + other], m[m[WORK] + other]
            overlap = start < theirs + worked + least and theirs < start + work + least
            if not overlap or 2 * start + work < m[m[TURN] + other]:
                continue
            if theirs + worked + least > m[m[LAST] + visit]:
                before = min(before, m[m[TURN] + other] - 1)
                continue
            start = theirs + worked + least
            moved = True
        if not moved:
            break
    m[m[TURN] + visit] = min(2 * start + work, before)


@compiled_inside
def _waiting_added(m: Ints, visit: int, node: int, busy: int) -> int:
    """Estimate the seconds of waiting that a visit after a node adds, with ``busy`` more seconds not idle."""
    car = m[m[CAR] + visit]
    if m[m[COUNT] + car] == 0:
        return 0
    depart, start, work = m[m[DEPART] + car], m[m[START] + visit], m[m[WORK] + visit]
    wait, there = m[m[WAIT] + car], m[m[NEXT] + node]
    if node == m[NODES] - 2 * m[CARS] + car and m[m[KIND] + there] == VISIT:
        on = m[DRIVE_ON] if there == m[GOAL] else m[m[DRIVE] + there]
        was = depart + on + m[m[DRIVE] + visit] + work - busy
        latest = min(m[m[LAST] + visit], max(start, m[m[SOFT_END] + visit]), max(start, was - on - work))
        wait -= max(0, latest - m[m[DRIVE] + visit]) - depart
    later = m[FINISH] - m[m[START] + m[NODES] - m[CARS] + car]
    return int(max(0, wait + later - busy) - m[m[WAIT] + car])


@compiled_inside
def idle_over(m: Ints, car: int) -> int:
    """Give the idle seconds of a car that are priced one by one, and so may be saved."""
    return int(max(0, m[m[IDLE] + car] - m[IDLE_FROM])) if m[IDLING] > 0 else 0


@compiled_inside
def _next_place(m: Ints, node: int) -> int:
    """Give the first node from ``node`` on that the car drives to, or the end."""
    while m[m[KIND] + node] == BREAK or (m[m[KIND] + node] == VISIT and m[m[PLACE] + node] < 0):
        node = m[m[NEXT] + node]
    return node


@compiled_inside
def _is_sure(m: Ints, visit: int, there: int) -> bool:
    """Tell whether weighing tells all: no breaks to place, and no setup or drive changes after the stop ``there``."""
    car, place = m[m[CAR] + visit], m[m[PLACE] + visit]
    if not m[REGULAR] or (m[m[COUNT] + car] == 0 and m[m[BREAKS] + car] > 0) or m[GOAL] != there:
        return False
    if m[m[KIND] + there] != VISIT or m[m[SETUP] + there] == 0:
        return True
    setup = 0 if m[m[PLACE] + there] == place else m[m[SETUP] + there]
    return bool(m[m[WORK] + there] == m[m[DURATION] + there] + setup)


@compiled_inside
def _start_at(m: Ints, visit: int, node: int, stop: int) -> bool:
    """Work out start, work and drive of a visit after a node, and the next drive; False where a rule breaks."""
    car, place, origin = m[m[CAR] + node], m[m[PLACE] + visit], m[m[AT] + stop]
    mode, after = m[m[MODE] + car], m[m[NEXT] + node]
    leave = m[m[START] + stop] + m[m[WORK] + stop]
    work = m[m[DURATION] + visit]
    if place < 0 or place != m[m[SEEN] + node]:
        work += m[m[SETUP] + visit]
    to = leg_seconds(m, mode, origin, place, leave) if place >= 0 else 0
    ready = ready_after(m, leave, to, m[m[NEXT] + stop], after)
    if ready >= NEVER:
        m[REASON] = 1
        return False
    m[m[CAR] + visit] = car
    m[m[WORK] + visit] = work
    m[m[POSITION] + visit] = (m[m[POSITION] + node] + m[m[POSITION] + after]) // 2
    start = max(ready, m[m[FIRST] + visit])
    if m[m[TIES_AT] + visit] < m[m[TIES_AT] + visit + 1]:
        take_turn(m, visit, start)
        start = _held_until(m, visit, start)
    start = round_up(m, visit, start)
    goal = _next_place(m, after)
    on = m[m[DRIVE] + goal]
    if place >= 0 and m[m[PLACE] + goal] >= 0:
        on = leg_seconds(m, mode, place, m[m[PLACE] + goal], start + work)
    m[m[START] + visit] = start
    m[m[DRIVE] + visit] = to
    m[GOAL], m[DRIVE_ON] = goal, on
    return bool(start < NEVER and to < UNREACHABLE and on < UNREACHABLE)


@compiled_inside
def _price_alone(m: Ints, visit: int, longest: int) -> int:
    """Price a visit in its place if nothing else moves, in ADDED; give how much busier its car is."""
    car, start = m[m[CAR] + visit], m[m[START] + visit]
    driven = m[m[DRIVE] + visit] + m[DRIVE_ON] - m[m[DRIVE] + m[GOAL]]
    busy = driven + m[m[WORK] + visit]
    cost = m[DRIVING] * driven + m[m[TASTE] + m[CARS] * visit + car]
    m[BEYOND] = 0
    if m[BALANCE] > 0:
        m[BEYOND] += m[BALANCE] * max(0, m[m[DRIVEN] + car] + m[m[WORKED] + car] + busy - longest)
    if m[IDLING] > 0:
        m[BEYOND] += m[IDLING] * (max(0, m[m[IDLE] + car] - busy - m[IDLE_FROM]) - idle_over(m, car))
    late = late_s(m, visit, start)
    priced = start_cost(m, visit, start) + m[WORST_LATENESS] * max(0, late - m[WORST])
    if m[EARLY]:
        for row in range(m[m[CHOICES_AT] + visit], m[m[CHOICES_AT] + visit + 1]):
            later = m[m[CHOICES] + row]
            if later > start:
                less = late_s(m, visit, later)
                worst = m[WORST_LATENESS] * max(0, less - m[WORST])
                late, priced = min(late, less), min(priced, start_cost(m, visit, later) + worst)
    m[LATEST_BY] = max(m[WORST], late)
    m[ADDED] = cost + m[BEYOND] + priced
    return int(busy)


@compiled_inside
def _weigh_linked(m: Ints, visit: int, node: int) -> int:
    """Link a visit in, pass its start on over routes and ties, price that, and put all back."""
    car, after, goal = m[m[CAR] + visit], m[m[NEXT] + node], m[GOAL]
    start, old = m[m[START] + visit], m[m[DRIVE] + goal]
    m[m[NEXT] + node] = visit
    m[m[PREVIOUS] + visit] = node
    m[m[NEXT] + visit] = after
    m[m[PREVIOUS] + after] = visit
    m[m[DRIVE] + goal] = m[DRIVE_ON]
    m[WEIGHED] = visit
    m[TRACED] = 0
    enqueue(m, visit)
    cost = NEVER
    if spread(m):
        m[FINISH] = m[m[START] + m[NODES] - m[CARS] + car]
        cost = m[ADDED]
    while m[TRACED] > 0:
        m[TRACED] -= 1
        m[m[START] + m[m[TRACE] + 2 * m[TRACED]]] = m[m[TRACE] + 2 * m[TRACED] + 1]
    m[m[START] + visit] = start
    m[m[NEXT] + node] = after
    m[m[PREVIOUS] + after] = node
    m[m[DRIVE] + goal] = old
    return int(cost)


@compiled_inside
def _note_low(m: Ints, visit: int, busy: int, more: int) -> None:
    """Note in SURELY what a visit adds at least to its route, whatever others do; for ``more`` see ``push_along``."""
    if m[EARLY] or m[KNOTS] or m[REASON] == 1:
        return
    low = NEVER
    if more != -2:
        low = m[ADDED] - m[BEYOND] - m[WORST_LATENESS] * (m[LATEST_BY] - m[WORST])
        low -= m[WAITING] * max(0, min(m[m[WAIT] + m[m[CAR] + visit]], busy))
    m[SURELY] = max(m[SURELY], low)


@compiled_inside
def _price_pushed(m: Ints, visit: int, node: int, busy: int) -> int:
    """Price a visit after a node with all that it pushes; NEVER where that breaks a rule or costs too much."""
    alone, latest = m[ADDED], m[LATEST_BY]
    more = push_along(m, visit, node)
    _note_low(m, visit, busy, more)
    if more < 0:
        return NEVER
    cost = m[ADDED]
    if more:
        m[ADDED], m[LATEST_BY] = alone, latest
        cost = _weigh_linked(m, visit, node)
    if cost < NEVER and m[WAITING] > 0:
        cost += m[WAITING] * _waiting_added(m, visit, node, busy)
    return int(cost)


@compiled_inside
def weigh(m: Ints, visit: int, node: int, bound: int, longest: int) -> int:
    """Give what a visit after a node adds, NEVER where that breaks a rule about time or is ``bound`` or more.

    ``longest`` are the seconds of driving and visits of the car that has most. SURE tells whether that is exact, REASON
    is 1 where breaks are in the way; SURELY rises to what is added to the route at least.
    """
    stop = node
    while m[m[KIND] + stop] == BREAK:
        stop = m[m[PREVIOUS] + stop]
    there = m[m[NEXT] + node]
    while m[m[KIND] + there] == BREAK:
        there = m[m[NEXT] + there]
    m[REASON] = 0
    cost = NEVER
    if _start_at(m, visit, node, stop):
        m[SURE] = _is_sure(m, visit, there)
        busy = _price_alone(m, visit, longest)
        m[MAY_ADD] = bound + m[WAITING] * max(0, min(m[m[WAIT] + m[m[CAR] + visit]], busy))
        if m[ADDED] < m[MAY_ADD]:
            cost = _price_pushed(m, visit, node, busy)
        else:
            _note_low(m, visit, busy, -1)
    else:
        _note_low(m, visit, 0, -2)
    m[m[START] + visit] = -1
    m[m[CAR] + visit] = -1
    m[m[WORK] + visit] = 0
    m[m[DRIVE] + visit] = 0
    return int(cost)

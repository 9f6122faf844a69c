"""Starts of all visits of a plan: the least that keep every rule about time, found by correcting labels.

Every rule about time says that one start is at least another plus something (a greatest gap makes the *earlier* visit
start later), so there is a least solution, and what is raised is passed on until nothing changes (Bellman–Ford with a
queue; for synchronised routes as in Bredström and Rönnqvist 2008). A circle that cannot hold ends at a limit of steps.
Visits of one patient that must keep apart are ordered by ``TURN``.
"""

from __future__ import annotations

from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    APART,
    AT,
    BREAK,
    CAR,
    CARS,
    CLOSE,
    COUNT,
    DRIVE,
    DRIVE_SUM,
    DRIVEN,
    EARLY,
    END,
    FIRST,
    KIND,
    LATE_COST,
    MODE,
    NEVER,
    NEXT,
    NODES,
    OTHER,
    OWNER,
    PLACE,
    PREVIOUS,
    QUEUE,
    QUEUED,
    RAISED,
    REASON,
    START,
    TAKEN,
    TIE,
    TIE_ROWS,
    TIES,
    TIES_AT,
    TOUCHED,
    VISIT,
    VISITS,
    WAITING,
    WAITS,
    WORK,
    WORST,
)
from solver.kernel.full.memory import Ints, forget, is_full, put
from solver.kernel.full.resting import first_finish, ready_after
from solver.kernel.full.ties import is_idle_tie, tied_bounds
from solver.kernel.full.windows import late_s, leg_seconds, round_up, start_cost
from solver.travel import UNREACHABLE


@compiled_inside
def touch(m: Ints, car: int) -> None:
    """Have a route priced again."""
    if m[m[TOUCHED] + car] == 0:
        put(m, m[TOUCHED] + car, 1)


@compiled_inside
def enqueue(m: Ints, node: int) -> None:
    """Have what follows from a node's start looked at."""
    if m[m[WAITS] + node]:
        return
    m[m[WAITS] + node] = 1
    size = m[NODES]
    m[m[QUEUE] + (m[TAKEN] + m[QUEUED]) % size] = node
    m[QUEUED] += 1


@compiled_inside
def worst(m: Ints) -> int:
    """Give the lateness of the visit that has most."""
    most = 0
    for visit in range(m[VISITS]):
        if m[m[CAR] + visit] >= 0 and m[m[START] + visit] >= 0:
            most = max(most, late_s(m, visit, m[m[START] + visit]))
    return most


@compiled_inside
def _touch_tied(m: Ints, visit: int) -> None:
    """Have the routes priced again that may depart later, or must earlier, as a visit tied to theirs has moved."""
    for row in range(m[m[TIES_AT] + visit], m[m[TIES_AT] + visit + 1]):
        car = m[m[CAR] + m[m[TIES] + TIE_ROWS * row + OTHER]]
        if car >= 0:
            touch(m, car)


@compiled_inside
def put_start(m: Ints, visit: int, second: int) -> bool:
    """Let a visit start at ``second`` or, where no window holds that, as soon as possible after it."""
    start = round_up(m, visit, second)
    if start >= NEVER:
        return False
    old = m[m[START] + visit]
    put(m, m[START] + visit, start)
    forget(m, m[m[CAR] + visit])
    late = late_s(m, visit, start)
    cost = start_cost(m, visit, start)
    if old >= 0:
        cost -= start_cost(m, visit, old)
    if cost != 0:
        put(m, LATE_COST, m[LATE_COST] + cost)
    if late > m[WORST]:
        put(m, WORST, late)
    elif old >= 0 and late < m[WORST] and m[EARLY] and late_s(m, visit, old) == m[WORST]:
        put(m, WORST, worst(m))
    if m[WAITING] > 0:
        touch(m, m[m[CAR] + visit])
        _touch_tied(m, visit)
    enqueue(m, visit)
    return True


@compiled_inside
def put_drive(m: Ints, node: int, drive: int) -> None:
    """Note the seconds of the leg that ends at a node."""
    added = drive - m[m[DRIVE] + node]
    if added != 0:
        car = m[m[CAR] + node]
        put(m, m[DRIVE] + node, drive)
        put(m, m[DRIVEN] + car, m[m[DRIVEN] + car] + added)
        put(m, DRIVE_SUM, m[DRIVE_SUM] + added)


@compiled_inside
def _finish(m: Ints, node: int, end: int) -> bool:
    """Raise the finish of a route; the breaks after the last stop are taken on the way or after it."""
    car = m[m[OWNER] + end]
    if m[m[COUNT] + car] == 0:
        return True
    leave = m[m[START] + node] + m[m[WORK] + node]
    drive = 0
    if m[m[PLACE] + end] >= 0:
        drive = leg_seconds(m, m[m[MODE] + car], m[m[AT] + node], m[m[PLACE] + end], leave)
        if drive >= UNREACHABLE:
            return False
    put_drive(m, end, drive)
    finish, _ = first_finish(m, node, end)
    if finish > m[m[CLOSE] + car]:
        if m[m[PREVIOUS] + end] != node:
            m[REASON] = 1
        return False
    if finish > m[m[START] + end]:
        put(m, m[START] + end, finish)
        touch(m, car)
        forget(m, car)
    return True


@compiled_inside
def _pass_on(m: Ints, node: int) -> bool:
    """Raise the next stop of the route to when the car is there, over the breaks in between."""
    there = m[m[NEXT] + node]
    while m[m[KIND] + there] == BREAK:
        there = m[m[NEXT] + there]
    car = m[m[CAR] + node]
    leave, origin = m[m[START] + node] + m[m[WORK] + node], m[m[AT] + node]
    if m[m[KIND] + there] == END:
        return _finish(m, node, there)
    drive = 0
    if m[m[PLACE] + there] >= 0:
        drive = leg_seconds(m, m[m[MODE] + car], origin, m[m[PLACE] + there], leave)
        if drive >= UNREACHABLE:
            return False
    put_drive(m, there, drive)
    ready = ready_after(m, leave, drive, m[m[NEXT] + node], there)
    if ready >= NEVER:
        m[REASON] = 1
        return False
    if ready > m[m[START] + there]:
        return put_start(m, there, ready)
    return True


@compiled_inside
def _tie_on(m: Ints, visit: int) -> bool:
    """Raise the visits tied to one, and itself where they ask for it."""
    for row in range(m[m[TIES_AT] + visit], m[m[TIES_AT] + visit + 1]):
        other = m[m[TIES] + TIE_ROWS * row + OTHER]
        if m[m[CAR] + other] < 0 or m[m[START] + other] < 0:
            continue
        kind = m[m[TIES] + TIE_ROWS * row + TIE]
        if kind == APART and is_idle_tie(m, visit, row):
            continue
        low, least = tied_bounds(m, visit, row)
        if low > m[m[START] + other] and not put_start(m, other, low):
            return False
        if least > m[m[START] + visit] and not put_start(m, visit, least):
            return False
    return True


@compiled_inside
def settle(m: Ints) -> bool:
    """Pass on what was raised until nothing changes; False where that breaks a rule."""
    size = m[NODES]
    limit = 8 * size + 200
    sound = True
    while m[QUEUED] > 0:
        node = m[m[QUEUE] + m[TAKEN]]
        m[TAKEN] = (m[TAKEN] + 1) % size
        m[QUEUED] -= 1
        m[m[WAITS] + node] = 0
        limit -= 1
        if not sound:
            continue
        if limit < 0 or is_full(m):
            sound = False
            continue
        sound = _pass_on(m, node)
        if sound and m[m[KIND] + node] == VISIT:
            sound = _tie_on(m, node)
    return sound


@compiled_inside
def settle_nothing(m: Ints) -> None:
    """Empty the queue."""
    size = m[NODES]
    while m[QUEUED] > 0:
        m[m[WAITS] + m[m[QUEUE] + m[TAKEN]]] = 0
        m[TAKEN] = (m[TAKEN] + 1) % size
        m[QUEUED] -= 1


@compiled_inside
def time_route(m: Ints, car: int) -> bool:
    """Time one route anew, others as they are; what it moves is passed on."""
    nodes, cars = m[NODES], m[CARS]
    node = nodes - 2 * cars + car
    end = nodes - cars + car
    put(m, m[START] + end, m[m[START] + node])
    enqueue(m, node)
    latest = 0
    while node != end:
        node = m[m[NEXT] + node]
        if m[m[KIND] + node] == VISIT:
            if m[m[START] + node] >= 0:
                put(m, LATE_COST, m[LATE_COST] - start_cost(m, node, m[m[START] + node]))
                latest = max(latest, late_s(m, node, m[m[START] + node]))
            put(m, m[START] + node, -1)
            if not put_start(m, node, max(m[m[FIRST] + node], m[m[RAISED] + node])):
                settle_nothing(m)
                return False
    sound = settle(m)
    if sound and latest > 0 and latest == m[WORST]:
        put(m, WORST, worst(m))
    return sound


@compiled_inside
def time_all(m: Ints) -> bool:
    """Time all routes anew where drives depend on the time; visits, links, places and work must be in order."""
    nodes, cars, visits = m[NODES], m[CARS], m[VISITS]
    for visit in range(visits):
        m[m[START] + visit] = -1
    m[LATE_COST] = 0
    m[WORST] = 0
    for car in range(cars):
        m[m[TOUCHED] + car] = 1
        node = nodes - 2 * cars + car
        m[m[START] + nodes - cars + car] = m[m[START] + node]
        enqueue(m, node)
        while m[m[KIND] + node] != END:
            if m[m[KIND] + node] == VISIT and not put_start(m, node, max(m[m[FIRST] + node], m[m[RAISED] + node])):
                settle_nothing(m)
                return False
            node = m[m[NEXT] + node]
    sound = settle(m)
    m[WORST] = worst(m)
    return sound

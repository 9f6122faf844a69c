"""Starts of all visits of a plan: the least that keep every rule about time, found by correcting labels.

Every rule about time says that one start is at least another plus something (a greatest gap makes the *earlier* visit
start later), so there is a least solution, and what is raised is passed on until nothing changes (Bellman–Ford with a
queue; for synchronised routes as in Bredström and Rönnqvist 2008). A circle that cannot hold ends at a limit of steps.
Visits of one patient that must keep apart are ordered by ``TURN``.
"""

from __future__ import annotations

from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    AFTER,
    APART,
    AT,
    BEFORE,
    BREAK,
    CAR,
    CARS,
    CLOSE,
    COUNT,
    DRIVE,
    DRIVE_SUM,
    DRIVEN,
    DURATION,
    EARLY,
    END,
    FIRST,
    FREE,
    FROM_END,
    KIND,
    KNOT_AT,
    KNOT_COUNT,
    KNOT_SECONDS,
    KNOWN_START,
    LAST,
    LATE_COST,
    LATENESS,
    LEAST,
    LOOSE,
    MODE,
    MOST,
    MOST_KNOTS,
    NEVER,
    NEXT,
    NODES,
    OTHER,
    OWNER,
    PLACE,
    PLACES,
    POSITION,
    PREVIOUS,
    QUEUE,
    QUEUED,
    RAISED,
    REASON,
    SAME,
    SHIFTED,
    SOFT_END,
    SOFT_START,
    SPANS,
    START,
    TAKEN,
    TIE,
    TIE_ROWS,
    TIES,
    TIES_AT,
    TOLERANCE,
    TOUCHED,
    TRAVEL,
    TURN,
    VISIT,
    VISITS,
    WAITING,
    WAITS,
    WINDOWS,
    WINDOWS_AT,
    WORK,
    WORST,
)
from solver.kernel.full.memory import Ints, forget, is_full, put
from solver.travel import UNREACHABLE


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

"""What a visit at a place adds, without a log: only starts are raised, and put back.

Exact where the least starts tell what a plan costs; elsewhere what waiting and idle cars cost is estimated, so that
only the few places that seem best need to be tried in full.
"""

from __future__ import annotations

from solver.kernel.full.clocks import (
    enqueue,
    first_finish,
    is_idle_tie,
    late_s,
    leg_seconds,
    ready_after,
    round_up,
    settle_nothing,
    start_cost,
    tied_bounds,
)
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
    CLOSE,
    COUNT,
    DEPART,
    DRIVE,
    DRIVE_ON,
    DRIVEN,
    DRIVING,
    DURATION,
    EARLY,
    END,
    FINISH,
    FIRST,
    GOAL,
    IDLE,
    IDLE_FROM,
    IDLING,
    KIND,
    KNOTS,
    LAST,
    LATE_COST,
    LATEST_BY,
    LEAST,
    MAY_ADD,
    MODE,
    NEVER,
    NEXT,
    NODES,
    OTHER,
    OVERTIME,
    OWNER,
    PLACE,
    POSITION,
    PREVIOUS,
    QUEUE,
    QUEUED,
    RAISED,
    REASON,
    REGULAR,
    SEEN,
    SETUP,
    SHIFT_END,
    SINGLE,
    SOFT_END,
    START,
    SURE,
    SURELY,
    TAKEN,
    TASTE,
    TIE,
    TIE_ROWS,
    TIES,
    TIES_AT,
    TOUCHED,
    TRACE,
    TRACED,
    TURN,
    VISIT,
    VISITS,
    WAIT,
    WAITING,
    WAITS,
    WEIGHED,
    WORK,
    WORKED,
    WORST,
    WORST_LATENESS,
)
from solver.kernel.full.memory import Ints
from solver.travel import UNREACHABLE


@compiled_inside
def _raise(m: Ints, node: int, second: int) -> bool:
    """Raise a start; False where that breaks a rule or costs too much.

    A start that is raised by what it raised itself would rise for ever.
    """
    start = round_up(m, node, second)
    if start >= NEVER or (node == m[WEIGHED] and m[SINGLE]):
        return False
    old = m[m[START] + node]
    m[m[START] + node] = start
    enqueue(m, node)
    if m[WEIGHED] < 0:
        return True
    m[m[TRACE] + 2 * m[TRACED]] = node
    m[m[TRACE] + 2 * m[TRACED] + 1] = old
    m[TRACED] += 1
    late = late_s(m, node, start)
    m[ADDED] += start_cost(m, node, start) - start_cost(m, node, old)
    if late > m[LATEST_BY]:
        m[ADDED] += m[WORST_LATENESS] * (late - m[LATEST_BY])
        m[LATEST_BY] = late
    return bool(m[ADDED] < m[MAY_ADD])


@compiled_inside
def _raise_end(m: Ints, node: int, end: int) -> bool:
    """Raise the finish of a route."""
    car = m[m[OWNER] + end]
    finish, _ = first_finish(m, node, end)
    if finish > m[m[CLOSE] + car]:
        if m[m[PREVIOUS] + end] != node:
            m[REASON] = 1
        return False
    old = m[m[START] + end]
    if finish <= old:
        return True
    m[m[START] + end] = finish
    if m[WEIGHED] >= 0:
        m[m[TRACE] + 2 * m[TRACED]] = end
        m[m[TRACE] + 2 * m[TRACED] + 1] = old
        m[TRACED] += 1
        shift_end = m[m[SHIFT_END] + car]
        m[ADDED] += m[OVERTIME] * (max(0, finish - shift_end) - max(0, old - shift_end))
    return bool(m[ADDED] < m[MAY_ADD])


@compiled_inside
def _raise_tied(m: Ints, visit: int) -> bool:
    """Raise the visits tied to one, and itself where they ask for it."""
    for row in range(m[m[TIES_AT] + visit], m[m[TIES_AT] + visit + 1]):
        other = m[m[TIES] + TIE_ROWS * row + OTHER]
        if m[m[CAR] + other] < 0:
            continue
        if m[m[TIES] + TIE_ROWS * row + TIE] == APART and is_idle_tie(m, visit, row):
            continue
        low, least = tied_bounds(m, visit, row)
        if low > m[m[START] + other] and not _raise(m, other, low):
            return False
        if least > m[m[START] + visit] and not _raise(m, visit, least):
            return False
    return True


@compiled_inside
def spread(m: Ints) -> bool:
    """Pass raised starts on until nothing changes; False where that breaks a rule or costs too much."""
    size = m[NODES]
    limit = 8 * size + 200 if m[WEIGHED] < 0 else size + 100
    while m[QUEUED] > 0:
        node = m[m[QUEUE] + m[TAKEN]]
        m[TAKEN] = m[TAKEN] + 1 if m[TAKEN] + 1 < size else 0
        m[QUEUED] -= 1
        m[m[WAITS] + node] = 0
        limit -= 1
        rest = m[m[NEXT] + node]
        there = rest
        while m[m[KIND] + there] == BREAK:
            there = m[m[NEXT] + there]
        if m[m[KIND] + there] == END:
            sound = m[m[KIND] + node] != VISIT or _raise_end(m, node, there)
        else:
            ready = ready_after(m, m[m[START] + node] + m[m[WORK] + node], m[m[DRIVE] + there], rest, there)
            if ready >= NEVER:
                m[REASON] = 1
            sound = ready <= m[m[START] + there] or _raise(m, there, ready)
        if sound and m[m[KIND] + node] == VISIT:
            sound = _raise_tied(m, node)
        if not sound or limit < 0:
            settle_nothing(m)
            return False
    return True


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
def _binds(m: Ints, visit: int, start: int) -> bool:
    """Tell whether a tie asks for more than is so when a visit starts at ``start`` and all others as they are."""
    old = m[m[START] + visit]
    m[m[START] + visit] = start
    found = False
    for row in range(m[m[TIES_AT] + visit], m[m[TIES_AT] + visit + 1]):
        other = m[m[TIES] + TIE_ROWS * row + OTHER]
        if m[m[CAR] + other] < 0:
            continue
        if m[m[TIES] + TIE_ROWS * row + TIE] == APART and is_idle_tie(m, visit, row):
            continue
        low, least = tied_bounds(m, visit, row)
        if low > m[m[START] + other] or least > start:
            found = True
            break
    m[m[START] + visit] = old
    return found


@compiled_inside
def _push_along(m: Ints, visit: int, node: int) -> int:
    """Price in ADDED what a visit after a node pushes in its route, which is not changed for that.

    Returns
    -------
    int
        0 where that is all, 1 where ties or breaks at the end push on, so that ADDED is the least that is added; −1
        where too much is, −2 where a rule breaks.
    """
    car, rest, more = m[m[CAR] + visit], m[m[NEXT] + node], 0
    leave = m[m[START] + visit] + m[m[WORK] + visit]
    if m[m[TIES_AT] + visit] < m[m[TIES_AT] + visit + 1] and _binds(m, visit, m[m[START] + visit]):
        more = 1
    m[FINISH] = m[m[START] + m[NODES] - m[CARS] + car]
    while True:
        there = rest
        while m[m[KIND] + there] == BREAK:
            there = m[m[NEXT] + there]
        drive = m[DRIVE_ON] if there == m[GOAL] else m[m[DRIVE] + there]
        if m[m[KIND] + there] == END:
            return _push_end(m, car, leave + drive, more) if rest == there else 1
        ready = leave + drive if rest == there else ready_after(m, leave, drive, rest, there)
        if ready <= m[m[START] + there]:
            return more
        if ready >= NEVER:
            m[REASON] = 1
            return -2
        start = round_up(m, there, ready)
        if start >= NEVER:
            return -2
        late = late_s(m, there, start)
        m[ADDED] += start_cost(m, there, start) - start_cost(m, there, m[m[START] + there])
        if late > m[LATEST_BY]:
            m[ADDED] += m[WORST_LATENESS] * (late - m[LATEST_BY])
            m[LATEST_BY] = late
        if m[ADDED] >= m[MAY_ADD]:
            return -1
        if more == 0 and m[m[TIES_AT] + there] < m[m[TIES_AT] + there + 1] and _binds(m, there, start):
            more = 1
        leave = start + m[m[WORK] + there]
        rest = m[m[NEXT] + there]


@compiled_inside
def _push_end(m: Ints, car: int, finish: int, more: int) -> int:
    """Price a later finish in ADDED; give ``more``, −1 where that is too dear, −2 where too late."""
    if finish > m[m[CLOSE] + car]:
        return -2
    if finish > m[FINISH]:
        shift_end = m[m[SHIFT_END] + car]
        m[ADDED] += m[OVERTIME] * (max(0, finish - shift_end) - max(0, m[FINISH] - shift_end))
        m[FINISH] = finish
    return more if m[ADDED] < m[MAY_ADD] else -1


@compiled_inside
def _note_low(m: Ints, visit: int, busy: int, more: int) -> None:
    """Note in SURELY what a visit adds at least to its route, whatever others do; for ``more`` see ``_push_along``."""
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
    more = _push_along(m, visit, node)
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


@compiled_inside
def time_static(m: Ints) -> bool:
    """Time all routes anew where drives are the same all day and known; links, places and work must be in order."""
    nodes, cars = m[NODES], m[CARS]
    m[WEIGHED] = -1
    m[ADDED] = 0
    m[MAY_ADD] = NEVER
    for car in range(cars):
        begin, end = nodes - 2 * cars + car, nodes - cars + car
        m[m[TOUCHED] + car] = 1
        m[m[START] + end] = m[m[START] + begin]
        enqueue(m, begin)
        node = m[m[NEXT] + begin]
        while node != end:
            if m[m[KIND] + node] == VISIT:
                start = round_up(m, node, max(m[m[FIRST] + node], m[m[RAISED] + node]))
                if start >= NEVER:
                    settle_nothing(m)
                    return False
                m[m[START] + node] = start
                enqueue(m, node)
            node = m[m[NEXT] + node]
    if not spread(m):
        return False
    m[LATE_COST] = 0
    m[WORST] = 0
    for visit in range(m[VISITS]):
        if m[m[CAR] + visit] >= 0:
            start = m[m[START] + visit]
            m[LATE_COST] += start_cost(m, visit, start)
            m[WORST] = max(m[WORST], late_s(m, visit, start))
    return True

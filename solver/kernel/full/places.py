"""Putting a visit between two nodes of a route, and breaks where they cost least."""

from __future__ import annotations

from solver.kernel.full.clocks import (
    enqueue,
    put_start,
    settle,
    settle_nothing,
    time_route,
    touch,
)
from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    AT,
    BREAK,
    BREAKS,
    CAR,
    CARS,
    COUNT,
    DURATION,
    END,
    FIRST,
    FIRST_BREAK,
    KIND,
    LAST,
    LOGGED,
    MISSED,
    MODE,
    NEVER,
    NEXT,
    NODES,
    PLACE,
    PLACES,
    POSITION,
    PREVIOUS,
    PRICE,
    RAISED,
    RANK,
    REASON,
    RESTED,
    SEEN,
    SETUP,
    START,
    TASTE,
    TASTE_SUM,
    TIES_AT,
    TRAVEL,
    VISIT,
    WAITING,
    WORK,
    WORKED,
)
from solver.kernel.full.memory import Ints, forget, put, undo
from solver.kernel.full.prices import total
from solver.kernel.full.weighing import take_turn


@compiled_inside
def stop_before(m: Ints, node: int) -> int:
    """Give the visit (or start) at or before a node."""
    while m[m[KIND] + node] == BREAK:
        node = m[m[PREVIOUS] + node]
    return node


@compiled_inside
def _refresh(m: Ints, node: int) -> None:
    """Tell anew where the car is, and what visits take, from a node to the next visit with a place."""
    car = m[m[CAR] + node]
    before = m[m[PREVIOUS] + node]
    at, seen = m[m[AT] + before], m[m[SEEN] + before]
    there = node
    while True:
        kind, place = m[m[KIND] + there], m[m[PLACE] + there]
        work = 0
        if kind == VISIT:
            work = m[m[DURATION] + there] + (0 if place >= 0 and place == seen else m[m[SETUP] + there])
            if place >= 0:
                at, seen = place, place
        elif kind == END and place >= 0:
            at = place
        changed = work != m[m[WORK] + there]
        if changed:
            put(m, m[WORKED] + car, m[m[WORKED] + car] + work - m[m[WORK] + there])
            put(m, m[WORK] + there, work)
        if at != m[m[AT] + there]:
            put(m, m[AT] + there, at)
            changed = True
        if seen != m[m[SEEN] + there]:
            put(m, m[SEEN] + there, seen)
        if changed and kind == VISIT and there != node:
            enqueue(m, there)
        if kind == END or (there != node and place >= 0):
            return
        there = m[m[NEXT] + there]


@compiled_inside
def link(m: Ints, node: int, before: int) -> None:
    """Put a node into a route after another one."""
    after, car = m[m[NEXT] + before], m[m[CAR] + before]
    put(m, m[NEXT] + before, node)
    put(m, m[PREVIOUS] + after, node)
    put(m, m[PREVIOUS] + node, before)
    put(m, m[NEXT] + node, after)
    put(m, m[CAR] + node, car)
    put(m, m[POSITION] + node, (m[m[POSITION] + before] + m[m[POSITION] + after]) // 2)
    touch(m, car)
    forget(m, car)
    if m[m[KIND] + node] == BREAK:
        put(m, m[RESTED] + car, m[m[RESTED] + car] + m[m[DURATION] + node])
    else:
        put(m, m[COUNT] + car, m[m[COUNT] + car] + 1)
        if m[m[TASTE] + m[CARS] * node + car]:
            put(m, TASTE_SUM, m[TASTE_SUM] + m[m[TASTE] + m[CARS] * node + car])
    enqueue(m, stop_before(m, before))
    _refresh(m, node)


@compiled_inside
def unlink_breaks(m: Ints, car: int) -> None:
    """Take all breaks out of a route."""
    for rest in range(m[m[FIRST_BREAK] + car], m[m[FIRST_BREAK] + car] + m[m[BREAKS] + car]):
        if m[m[CAR] + rest] >= 0:
            before, after = m[m[PREVIOUS] + rest], m[m[NEXT] + rest]
            put(m, m[NEXT] + before, after)
            put(m, m[PREVIOUS] + after, before)
            put(m, m[CAR] + rest, -1)
    put(m, m[RESTED] + car, 0)
    put(m, m[MISSED] + car, 0)
    touch(m, car)
    forget(m, car)


@compiled_inside
def _put_breaks(m: Ints, car: int, late: int) -> bool:
    """Put in the breaks in turn, each where it costs least, of equal places the first, or with ``late`` the last."""
    nodes, cars = m[NODES], m[CARS]
    earliest = nodes - 2 * cars + car
    for rest in range(m[m[FIRST_BREAK] + car], m[m[FIRST_BREAK] + car] + m[m[BREAKS] + car]):
        base = total(m)
        best, place = NEVER, -1
        before = earliest
        while m[m[KIND] + before] != END:
            mark = m[LOGGED]
            if m[m[START] + before] > m[m[LAST] + rest]:
                break
            after = m[m[NEXT] + before]
            if m[m[KIND] + after] == VISIT and m[m[START] + after] + m[m[WORK] + after] <= m[m[FIRST] + rest]:
                before = after
                continue
            link(m, rest, before)
            if settle(m):
                added = total(m) - base
                if added < best + late:
                    best, place = added, before
            undo(m, mark)
            if best <= 0 and m[WAITING] == 0 and not late:
                break
            before = m[m[NEXT] + before]
        price = m[m[PRICE] + rest]
        if place >= 0 and best <= price:
            link(m, rest, place)
            settle(m)
            earliest = rest
        elif price < NEVER:
            put(m, m[MISSED] + car, m[m[MISSED] + car] + price)
            touch(m, car)
        else:
            return False
    return True


@compiled_inside
def place_breaks(m: Ints, car: int) -> bool:
    """Put the breaks of a route, which has none, where they cost least; False where one must be taken and cannot.

    A break that is taken early may move visits so far that none is left for the next: then all are taken late.
    """
    mark = m[LOGGED]
    if _put_breaks(m, car, 0):
        return True
    undo(m, mark)
    return bool(m[m[BREAKS] + car] > 1 and _put_breaks(m, car, 1))


@compiled_inside
def move_breaks(m: Ints, car: int) -> bool:
    """Take the breaks of a route out and put them where they cost least."""
    unlink_breaks(m, car)
    return time_route(m, car) and place_breaks(m, car)


@compiled_inside
def _turn_for(m: Ints, visit: int, before: int) -> None:
    """Give a visit its turn among those it must keep apart from."""
    if m[m[TIES_AT] + visit] == m[m[TIES_AT] + visit + 1]:
        return
    stop = stop_before(m, before)
    leave, place = m[m[START] + stop] + m[m[WORK] + stop], m[m[PLACE] + visit]
    start = max(leave, m[m[FIRST] + visit], m[m[RAISED] + visit])
    if place >= 0:
        mode = m[m[MODE] + m[m[CAR] + visit]]
        start = max(start, leave + m[m[TRAVEL] + (m[PLACES] * mode + m[m[AT] + stop]) * m[PLACES] + place])
    take_turn(m, visit, start)


@compiled_inside
def _timed_anew(m: Ints, car: int) -> bool:
    return time_route(m, car) and place_breaks(m, car)


@compiled_inside
def try_place(m: Ints, visit: int, before: int, raised: int, moving: int) -> bool:
    """Put a visit after a node, to start no earlier than ``raised``; with ``moving`` its car's breaks move, too.

    Returns
    -------
    bool
        Whether that keeps all rules about time; what was changed stays until it is undone.
    """
    car = m[m[CAR] + before]
    fresh = m[m[COUNT] + car] == 0
    m[REASON] = 0
    if moving:
        before = stop_before(m, before)
        unlink_breaks(m, car)
    if raised != m[m[RAISED] + visit]:
        put(m, m[RAISED] + visit, raised)
    link(m, visit, before)
    _turn_for(m, visit, before)
    least = max(raised, m[m[FIRST] + visit])
    if moving:
        return _timed_anew(m, car)
    if not put_start(m, visit, least):
        settle_nothing(m)
        return False
    if not settle(m):
        return False
    if fresh and m[m[BREAKS] + car] > 0:
        return place_breaks(m, car)
    return True


@compiled_inside
def fits_frozen(m: Ints, visit: int, before: int, after: int) -> bool:
    """Tell whether what is frozen stays first and in order with a visit between two nodes."""
    before = stop_before(m, before)
    while m[m[KIND] + after] == BREAK:
        after = m[m[NEXT] + after]
    rank = m[m[RANK] + visit]
    if rank < 0:
        return bool(m[m[RANK] + after] < 0)
    if m[m[KIND] + before] == VISIT and not 0 <= m[m[RANK] + before] < rank:
        return False
    return bool(m[m[RANK] + after] < 0 or m[m[RANK] + after] > rank)

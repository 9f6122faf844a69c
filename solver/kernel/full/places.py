"""Trying a visit between two nodes of a route, and looking through all places for one."""

from __future__ import annotations

import math

from solver.kernel.full.clocks import (
    enqueue,
    put_start,
    round_up,
    settle,
    settle_nothing,
    start_cost,
    time_route,
    touch,
)
from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    ALIKE,
    AT,
    BALANCE,
    BANNED,
    BREAK,
    BREAKS,
    CAR,
    CARS,
    CHOICES,
    CHOICES_AT,
    COUNT,
    DEMAND,
    DIMENSIONS,
    DRIVE,
    DRIVEN,
    DRIVING,
    DURATION,
    EARLY,
    END,
    FIRST,
    FIRST_BREAK,
    FOES,
    FOES_AT,
    IDLE,
    IDLING,
    KIND,
    LAST,
    LEAST,
    LIKELY,
    LOAD,
    LOADS,
    LOGGED,
    LOOSE,
    MEMBERS,
    MISSED,
    MODE,
    MOST_VISITS,
    NEVER,
    NEXT,
    NODES,
    OFFERS,
    OTHER,
    PLACE,
    PLACES,
    POSITION,
    PREVIOUS,
    PRICE,
    RAISED,
    RANK,
    REASON,
    RESTED,
    ROOM,
    SAME,
    SEEN,
    SETUP,
    SPOTS,
    START,
    SURE,
    TASTE,
    TASTE_SUM,
    TIE,
    TIE_ROWS,
    TIES,
    TIES_AT,
    TRAVEL,
    UNIT,
    UNITS_AT,
    VISIT,
    WAIT,
    WAITING,
    WORK,
    WORKED,
)
from solver.kernel.full.memory import Ints, Lots, put, undo
from solver.kernel.full.prices import total
from solver.kernel.full.weighing import take_turn, weigh
from solver.kernel.lots import draw
from solver.travel import UNREACHABLE

MOST_LIKELY = 4
"""Places that are tried in full where weighing does not tell all."""


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
def _tied_from(m: Ints, visit: int) -> int:
    """Give a second before which ties with planned visits do not let a visit start."""
    least = m[m[FIRST] + visit]
    for row in range(m[m[TIES_AT] + visit], m[m[TIES_AT] + visit + 1]):
        other = m[m[TIES] + TIE_ROWS * row + OTHER]
        if m[m[CAR] + other] < 0:
            continue
        if m[m[TIES] + TIE_ROWS * row + TIE] == SAME:
            least = max(least, m[m[START] + other])
        elif m[m[TIES] + TIE_ROWS * row + TIE] == 2:
            least = max(least, m[m[START] + other] + m[m[TIES] + TIE_ROWS * row + LEAST])
    return int(least)


@compiled_inside
def _most_idle(m: Ints) -> tuple[int, int]:
    """Give the idle seconds of the two cars that have most."""
    most, second = 0, 0
    if m[IDLING] > 0:
        for car in range(m[CARS]):
            idle = m[m[IDLE] + car]
            if idle > most:
                most, second = idle, most
            elif idle > second:
                second = idle
    return most, second


@compiled_inside
def _longest(m: Ints) -> int:
    """Give the seconds of driving and visits of the car that has most of them."""
    longest = 0
    if m[BALANCE] > 0:
        for car in range(m[CARS]):
            longest = max(longest, m[m[DRIVEN] + car] + m[m[WORKED] + car])
    return longest


@compiled_inside
def _skips(blink: float, lots: Lots) -> int:
    """Draw how many places are looked at before one is passed over."""
    if blink <= 0:
        return NEVER
    return int(math.log(max(1e-300, draw(lots))) / math.log(1.0 - blink))


@compiled_inside
def _has_room(m: Ints, visit: int, car: int) -> bool:
    """Tell whether a car can carry what a visit needs, besides its load and the rest of the visit's unit in it."""
    unit = m[m[UNIT] + visit]
    for dimension in range(m[DIMENSIONS]):
        load = m[m[LOAD] + m[DIMENSIONS] * car + dimension] + m[m[DEMAND] + m[DIMENSIONS] * visit + dimension]
        for row in range(m[m[UNITS_AT] + unit], m[m[UNITS_AT] + unit + 1]):
            member = m[m[MEMBERS] + row]
            if member != visit and m[m[CAR] + member] == car:
                load += m[m[DEMAND] + m[DIMENSIONS] * member + dimension]
        if load > m[m[ROOM] + m[DIMENSIONS] * car + dimension]:
            return False
    return True


@compiled_inside
def may_take(m: Ints, visit: int, car: int, any_idle: int) -> bool:
    """Tell whether the rules that do not concern time let a car do one more visit, this one.

    Of idle cars that are alike only the first may, unless ``any_idle``.
    """
    if car == m[BANNED] or m[m[TASTE] + m[CARS] * visit + car] < 0 or m[m[COUNT] + car] >= m[m[MOST_VISITS] + car]:
        return False
    for row in range(m[m[FOES_AT] + visit], m[m[FOES_AT] + visit + 1]):
        if m[m[CAR] + m[m[FOES] + row]] == car:
            return False
    if m[LOADS] > 0 and not _has_room(m, visit, car):
        return False
    if m[m[COUNT] + car] == 0 and not any_idle:
        for other in range(car):
            if m[m[COUNT] + other] == 0 and m[m[ALIKE] + other] == m[m[ALIKE] + car]:
                return False
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


@compiled_inside
def _offer(m: Ints, keep: int, found: int, cost: int, node: int, raised: int, moving: int) -> int:
    """Keep an offer among the cheapest; give how many there are."""
    at = found
    if found == keep:
        if cost >= m[m[OFFERS] + 5 * (found - 1) + 0]:
            return found
        at = found - 1
    while at > 0 and m[m[OFFERS] + 5 * (at - 1) + 0] > cost:
        for field in range(4):
            m[m[OFFERS] + 5 * (at) + field] = m[m[OFFERS] + 5 * (at - 1) + field]
        at -= 1
    m[m[OFFERS] + 5 * (at) + 0] = cost
    m[m[OFFERS] + 5 * (at) + 1] = node
    m[m[OFFERS] + 5 * (at) + 2] = raised
    m[m[OFFERS] + 5 * (at) + 3] = moving
    return min(keep, found + 1)


@compiled_inside
def _try(m: Ints, visit: int, node: int, moving: int, spent: int, bound: int, keep: int, found: int) -> int:
    """Try a place in full, as early as possible and raised to where starting may cost less."""
    mark = m[LOGGED]
    car = m[m[CAR] + node]
    sound = try_place(m, visit, node, 0, moving)
    if not sound and not moving and m[REASON] == 1 and m[m[COUNT] + car] > 1:
        undo(m, mark)
        moving = 1
        sound = try_place(m, visit, node, 0, 1)
    if not sound:
        undo(m, mark)
        return found
    cost = total(m) - spent
    start = m[m[START] + visit]
    undo(m, mark)
    if cost < bound:
        found = _offer(m, keep, found, cost, node, 0, moving)
    priced = start_cost(m, visit, start)
    if priced == 0:
        return found
    for row in range(m[m[CHOICES_AT] + visit], m[m[CHOICES_AT] + visit + 1]):
        later = m[m[CHOICES] + row]
        if later > start and start_cost(m, visit, later) < priced:
            if try_place(m, visit, node, later, moving):
                cost = total(m) - spent
                if cost < bound:
                    found = _offer(m, keep, found, cost, node, later, moving)
            undo(m, mark)
            break
    return found


@compiled_inside
def _least_added(m: Ints, visit: int, stop: int, node: int, tied: int) -> int:
    """Give what a visit adds at least: driving, its own start, the next one's; NEVER if too late from here on."""
    car, place, there = m[m[CAR] + node], m[m[PLACE] + visit], m[m[NEXT] + node]
    near = there
    while m[m[KIND] + there] == BREAK or (m[m[KIND] + there] == VISIT and m[m[PLACE] + there] < 0):
        there = m[m[NEXT] + there]
    to, on, added = 0, 0, 0
    if place >= 0:
        table = m[TRAVEL] + m[PLACES] * m[PLACES] * m[m[MODE] + car]
        to = m[table + m[m[AT] + stop] * m[PLACES] + place]
        if m[m[PLACE] + there] >= 0:
            on = m[table + place * m[PLACES] + m[m[PLACE] + there]]
        added = to + on - m[m[DRIVE] + there]
    start = max(m[m[START] + stop] + m[m[WORK] + stop] + to, tied)
    if to >= UNREACHABLE or on >= UNREACHABLE:
        return NEVER - 1
    if start > m[m[LAST] + visit]:
        return NEVER
    cost = m[DRIVING] * added + m[m[TASTE] + m[CARS] * visit + car]
    cost -= m[WAITING] * max(0, min(m[m[WAIT] + car], added + m[m[DURATION] + visit]))
    if m[EARLY]:
        return int(cost)
    start = round_up(m, visit, start)
    arrive = start + m[m[DURATION] + visit] + on
    if near == there and m[m[KIND] + near] == VISIT and arrive > m[m[START] + near]:
        if arrive > m[m[LAST] + near]:
            return NEVER - 1
        cost += start_cost(m, near, arrive) - start_cost(m, near, m[m[START] + near])
    return int(cost + start_cost(m, visit, start))


@compiled_inside
def _list_spots(m: Ints, visit: int, bound: int, blink: float, lots: Lots) -> int:
    """List the places for a visit with what each adds at least, the one that adds least first.

    Those that add ``bound`` or more are left away; each is passed over with chance ``blink``.
    """
    tied = _tied_from(m, visit)
    count, best = 0, 0
    skip = _skips(blink, lots)
    for car in range(m[CARS]):
        if not may_take(m, visit, car, 0):
            continue
        node = m[NODES] - 2 * m[CARS] + car
        stop = node
        while m[m[KIND] + node] != END:
            if m[m[KIND] + node] != BREAK:
                stop = node
            least = _least_added(m, visit, stop, node, tied)
            if least >= NEVER:
                break
            skip -= least < bound
            if skip < 0:
                skip = _skips(blink, lots)
            elif least < bound:
                m[m[SPOTS] + 2 * count] = least
                m[m[SPOTS] + 2 * count + 1] = node
                if least < m[m[SPOTS] + 2 * best]:
                    best = count
                count += 1
            node = m[m[NEXT] + node]
    for field in range(2):
        first = m[m[SPOTS] + field]
        m[m[SPOTS] + field] = m[m[SPOTS] + 2 * best + field]
        m[m[SPOTS] + 2 * best + field] = first
    return count


@compiled_inside
def _note_likely(m: Ints, found: int, cost: int, node: int, moving: int) -> int:
    """Keep a place among those that seem cheapest; give how many there are."""
    at = found
    if found == MOST_LIKELY:
        if cost >= m[m[LIKELY] + 3 * (found - 1)]:
            return found
        at = found - 1
    while at > 0 and m[m[LIKELY] + 3 * (at - 1)] > cost:
        for field in range(3):
            m[m[LIKELY] + 3 * at + field] = m[m[LIKELY] + 3 * (at - 1) + field]
        at -= 1
    m[m[LIKELY] + 3 * at] = cost
    m[m[LIKELY] + 3 * at + 1] = node
    m[m[LIKELY] + 3 * at + 2] = moving
    return min(MOST_LIKELY, found + 1)


@compiled_inside
def _bound(m: Ints, found: int, keep: int, bound: int) -> int:
    """Give what another place must stay below to be kept."""
    return int(min(bound, m[m[OFFERS] + 5 * (found - 1)])) if found == keep else bound


@compiled_inside
def find_places(m: Ints, visit: int, spent: int, bound: int, keep: int, blink: float, lots: Lots) -> int:
    """Find the cheapest places for a visit.

    Parameters
    ----------
    spent
        What the plan cost before the unit that the visit belongs to was touched; places are priced from there.
    bound
        Only places that cost less are kept, in ``OFFERS``: cost, node before, raised, moving.
    keep
        How many at most.

    Returns
    -------
    int
        How many there are.
    """
    so_far = total(m) - spent
    most, second = _most_idle(m)
    longest = _longest(m)
    gain = m[IDLING] * (most - second)
    count = _list_spots(m, visit, bound - so_far + gain, blink, lots)
    found, likely = 0, 0
    for spot in range(count):
        least, node = m[m[SPOTS] + 2 * spot] - gain, m[m[SPOTS] + 2 * spot + 1]
        limit = bound - so_far
        if likely == MOST_LIKELY:
            limit = min(limit, m[m[LIKELY] + 3 * (likely - 1)])
        if least >= limit or not fits_frozen(m, visit, node, m[m[NEXT] + node]):
            continue
        cost = weigh(m, visit, node, limit, most, second, longest)
        moving = 0
        if cost >= NEVER and m[REASON] == 1:
            m[LOOSE] = moving = 1
            cost = weigh(m, visit, node, limit, most, second, longest)
            m[LOOSE] = 0
        if cost >= limit:
            continue
        if m[SURE] and not moving:
            found = _offer(m, keep, found, cost + so_far, node, 0, 0)
            bound = _bound(m, found, keep, bound)
        else:
            likely = _note_likely(m, likely, cost, node, moving)
    for spot in range(likely):
        if m[m[LIKELY] + 3 * spot] + so_far < bound:
            moving = m[m[LIKELY] + 3 * spot + 2]
            found = _try(m, visit, m[m[LIKELY] + 3 * spot + 1], moving, spent, bound, keep, found)
            bound = _bound(m, found, keep, bound)
    return found

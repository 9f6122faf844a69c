"""Looking through the routes for the cheapest places for a visit.

What a visit adds at least to a route as it stands is remembered, so that routes which cannot be cheaper than what was
found are not looked through again until they change (Vidal, "Hybrid genetic search for the CVRP", Computers &
Operations Research 140, 2022, section 3.1, remembers the cheapest places themselves; ties forbid that here).
"""

from __future__ import annotations

import math

from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    ALIKE,
    AT,
    BALANCE,
    BANNED,
    BELOW,
    BREAK,
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
    FOES,
    FOES_AT,
    FOUND,
    IDLE,
    IDLE_FROM,
    IDLING,
    KEEP,
    KEEPS_LOWS,
    KIND,
    KNOWN,
    KNOWN_ROOM,
    LAST,
    LEAST,
    LEVEL,
    LIKELY,
    LOAD,
    LOADS,
    LOGGED,
    LONGEST,
    LOOSE,
    LOW,
    MEMBERS,
    MODE,
    MOST_VISITS,
    NEVER,
    NEXT,
    NODES,
    OTHER,
    PLACE,
    PLACES,
    PRINT,
    REASON,
    ROOM,
    SAME,
    SEEMING,
    SKIP,
    SO_FAR,
    SPOTS,
    START,
    SURE,
    SURELY,
    TASTE,
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
from solver.kernel.full.memory import Ints, Lots, undo
from solver.kernel.full.places import fits_frozen, try_place
from solver.kernel.full.prices import total
from solver.kernel.full.shortlist import keep_offer, least_kept, most_added, note_likely
from solver.kernel.full.weighing import idle_over, weigh
from solver.kernel.full.windows import round_up, start_cost
from solver.kernel.lots import draw
from solver.travel import UNREACHABLE


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
def _second_idle(m: Ints) -> int:
    """Give the idle seconds of the car that is second to the idlest."""
    most, second = 0, 0
    for car in range(m[CARS]):
        idle = m[m[IDLE] + car]
        if idle > most:
            most, second = idle, most
        elif idle > second:
            second = idle
    return second


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
def _try(m: Ints, visit: int, node: int, moving: int, spent: int) -> None:
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
        return
    cost = total(m) - spent
    start = m[m[START] + visit]
    undo(m, mark)
    keep_offer(m, cost, node, 0, moving)
    priced = start_cost(m, visit, start)
    if priced == 0:
        return
    for row in range(m[m[CHOICES_AT] + visit], m[m[CHOICES_AT] + visit + 1]):
        later = m[m[CHOICES] + row]
        if later > start and start_cost(m, visit, later) < priced:
            if try_place(m, visit, node, later, moving):
                keep_offer(m, total(m) - spent, node, later, moving)
            undo(m, mark)
            break


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
def _list_spots(m: Ints, visit: int, car: int, tied: int, lots: Lots, blink: float) -> int:
    """List the places in a route that may add less than the limit, the one that adds least first; give how many.

    LOW of the car becomes what the others add at least.
    """
    bound = most_added(m) + m[IDLING] * idle_over(m, car)
    count, best, low = 0, 0, NEVER
    node = m[NODES] - 2 * m[CARS] + car
    stop = node
    while m[m[KIND] + node] != END:
        if m[m[KIND] + node] != BREAK:
            stop = node
        least = _least_added(m, visit, stop, node, tied)
        if least >= NEVER:
            break
        m[SKIP] -= least < bound
        if least < bound and m[SKIP] >= 0:
            m[m[SPOTS] + 2 * count] = least
            m[m[SPOTS] + 2 * count + 1] = node
            if least < m[m[SPOTS] + 2 * best]:
                best = count
            count += 1
        else:
            low = min(low, least)
            if m[SKIP] < 0:
                m[SKIP] = _skips(blink, lots)
        node = m[m[NEXT] + node]
    for field in range(2):
        first = m[m[SPOTS] + field]
        m[m[SPOTS] + field] = m[m[SPOTS] + 2 * best + field]
        m[m[SPOTS] + 2 * best + field] = first
    m[m[LOW] + car] = low
    return count


@compiled_inside
def _weigh_spot(m: Ints, visit: int, node: int) -> None:
    """Weigh a place and keep it if it is among the cheapest; what it adds at least is left in SURELY."""
    limit, least = most_added(m), m[SURELY]
    if least - m[IDLING] * idle_over(m, m[m[CAR] + node]) >= limit or not fits_frozen(
        m, visit, node, m[m[NEXT] + node]
    ):
        return
    cost = weigh(m, visit, node, limit, m[LONGEST])
    moving = 0
    if cost >= NEVER and m[REASON] == 1:
        m[LOOSE] = moving = 1
        cost = weigh(m, visit, node, limit, m[LONGEST])
        m[LOOSE] = 0
        m[SURELY] = least
    if cost >= limit:
        return
    if m[SURE] and not moving:
        keep_offer(m, cost + m[SO_FAR], node, 0, 0)
    else:
        note_likely(m, cost, node, moving)


@compiled_inside
def _look_through(m: Ints, visit: int, car: int, tied: int, lots: Lots, blink: float) -> None:
    """Weigh the places in a route, and remember what the visit adds to it at least."""
    count = _list_spots(m, visit, car, tied, lots, blink)
    low = m[m[LOW] + car]
    for spot in range(count):
        m[SURELY] = m[m[SPOTS] + 2 * spot]
        _weigh_spot(m, visit, m[m[SPOTS] + 2 * spot + 1])
        low = min(low, m[SURELY])
    if m[KEEPS_LOWS] and m[m[PRINT] + car] != 0:
        entry = m[KNOWN] + 2 * ((m[CARS] * visit + car) % m[KNOWN_ROOM])
        m[entry], m[entry + 1] = _name(m, visit, car), low


@compiled_inside
def _name(m: Ints, visit: int, car: int) -> int:
    """Name a visit and a route as it stands; how long it waits depends on what its visits are tied to."""
    return int((m[m[PRINT] + car] ^ (m[m[WAIT] + car] << 20)) + m[CARS] * visit + car)


@compiled_inside
def _recall_lows(m: Ints, visit: int) -> int:
    """Set LOW of each car to what a visit adds to its route at least; give the car with the least that is known, or −1.

    NEVER where the car may not take it, −NEVER where nothing is known.
    """
    first = -1
    for car in range(m[CARS]):
        low = NEVER
        if may_take(m, visit, car, 0):
            entry = m[KNOWN] + 2 * ((m[CARS] * visit + car) % m[KNOWN_ROOM])
            low = -NEVER
            if m[m[PRINT] + car] != 0 and m[entry] == _name(m, visit, car):
                low = m[entry + 1]
                if first < 0 or low < m[m[LOW] + first]:
                    first = car
        m[m[LOW] + car] = low
    return first


@compiled_inside
def _prepare(m: Ints, visit: int, spent: int, bound: int, keep: int) -> None:
    """Note what a search for places of a visit goes by."""
    m[SO_FAR] = total(m) - spent
    m[BELOW], m[KEEP], m[FOUND], m[SEEMING] = bound, keep, 0, 0
    m[LONGEST] = _longest(m)
    m[IDLE_FROM] = m[LEVEL] if m[LEVEL] >= 0 else _second_idle(m)
    m[KEEPS_LOWS] = 1
    for row in range(m[m[TIES_AT] + visit], m[m[TIES_AT] + visit + 1]):
        if m[m[CAR] + m[m[TIES] + TIE_ROWS * row + OTHER]] >= 0:
            # Its start is not its own then.
            m[KEEPS_LOWS] = 0


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
    _prepare(m, visit, spent, bound, keep)
    tied = _tied_from(m, visit)
    m[SKIP] = _skips(blink, lots)
    first = _recall_lows(m, visit)
    if first >= 0 and m[m[LOW] + first] - m[IDLING] * idle_over(m, first) < most_added(m):
        _look_through(m, visit, first, tied, lots, blink)
    for car in range(m[CARS]):
        if car != first and m[m[LOW] + car] - m[IDLING] * idle_over(m, car) < most_added(m):
            _look_through(m, visit, car, tied, lots, blink)
    for spot in range(m[SEEMING]):
        if m[m[LIKELY] + 3 * spot] + m[SO_FAR] < least_kept(m):
            _try(m, visit, m[m[LIKELY] + 3 * spot + 1], m[m[LIKELY] + 3 * spot + 2], spent)
    return int(m[FOUND])

"""Visits that are planned together, all or none: put in as one, and everything rebuilt from the order of the routes."""

from __future__ import annotations

from solver.kernel.full.clocks import time_all
from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    AT,
    BREAKS,
    CAPS,
    CAR,
    CARS,
    CHOICE_ROOM,
    CHOSEN,
    COUNT,
    DEMAND,
    DIMENSIONS,
    DRIVE,
    DRIVE_SUM,
    DRIVEN,
    DURATION,
    END,
    FIRST_BREAK,
    GOT,
    KIND,
    KNOTS,
    LOAD,
    LOADED,
    LOG,
    LOGGED,
    MEMBERS,
    MISSED,
    MODE,
    NEVER,
    NEXT,
    NODES,
    OFFERS,
    OUT,
    PATIENT,
    PATIENTS,
    PLACE,
    POSITION,
    PREVIOUS,
    PRICE,
    PRINT,
    RAISED,
    REGULAR,
    RESTED,
    SEEN,
    SETUP,
    START,
    TASTE,
    TASTE_SUM,
    TURN,
    UNITS_AT,
    VISIT,
    VISITS,
    WORK,
    WORKED,
)
from solver.kernel.full.finding import find_places
from solver.kernel.full.memory import Ints, Lots, take_print, undo
from solver.kernel.full.places import move_breaks, try_place
from solver.kernel.full.prices import total
from solver.kernel.full.spreading import time_static
from solver.kernel.full.windows import leg_seconds
from solver.kernel.lots import below
from solver.travel import UNREACHABLE

SPACE = 1 << 20
"""Between the positions of two nodes, so that others fit in between."""

MOST_LEADS, FEW_LEADS = 8, 3
"""Places of the first visit of a unit for which places of the others are looked for; fewer where each is tried out."""


@compiled_inside
def _number(m: Ints, car: int) -> None:
    """Give the nodes of a route their positions."""
    nodes, cars = m[NODES], m[CARS]
    node = nodes - 2 * cars + car
    position = 0
    while m[m[KIND] + node] != END:
        m[m[POSITION] + node] = position
        position += SPACE
        node = m[m[NEXT] + node]
    m[m[POSITION] + node] = position


@compiled_inside
def commit(m: Ints) -> None:
    """Let all changes stand."""
    for entry in range(m[LOGGED]):
        at = m[m[LOG] + 2 * entry]
        node = at - m[START]
        if 0 <= node < m[VISITS]:
            m[m[TURN] + node] = 2 * m[at] + m[m[WORK] + node]
        node = at - m[CAR]
        if 0 <= node < m[NODES] and m[at] >= 0:
            _number(m, m[at])
    for car in range(m[CARS]):
        if m[m[PRINT] + car] == 0:
            take_print(m, car)
    m[LOGGED] = 0


@compiled_inside
def _within_caps(m: Ints, first: int, last: int) -> bool:
    """Tell whether no patient gets more visits than the cap with a unit."""
    for row in range(first, last):
        patient = m[m[PATIENT] + m[m[MEMBERS] + row]]
        count = m[m[GOT] + patient]
        for other in range(first, last):
            count += m[m[PATIENT] + m[m[MEMBERS] + other]] == patient
        if count > m[m[CAPS] + patient]:
            return False
    return True


@compiled_inside
def _choose(m: Ints, kind: int, number: int, offer: int) -> None:
    for field in range(4):
        m[m[CHOSEN] + 5 * (kind * m[CHOICE_ROOM] + number) + field] = m[m[OFFERS] + 5 * (offer) + field]


@compiled_inside
def _apply(m: Ints, kind: int, number: int) -> bool:
    """Make a change that was found before."""
    visit, before = (
        m[m[CHOSEN] + 5 * (kind * m[CHOICE_ROOM] + number) + 4],
        m[m[CHOSEN] + 5 * (kind * m[CHOICE_ROOM] + number) + 1],
    )
    return try_place(
        m,
        visit,
        before,
        m[m[CHOSEN] + 5 * (kind * m[CHOICE_ROOM] + number) + 2],
        m[m[CHOSEN] + 5 * (kind * m[CHOICE_ROOM] + number) + 3],
    )


@compiled_inside
def book(m: Ints, visit: int) -> None:
    """Count a visit that is planned now."""
    car = m[m[CAR] + visit]
    m[m[GOT] + m[m[PATIENT] + visit]] += 1
    m[OUT] -= m[m[PRICE] + visit]
    for dimension in range(m[DIMENSIONS]):
        m[m[LOAD] + m[DIMENSIONS] * car + dimension] += m[m[DEMAND] + m[DIMENSIONS] * visit + dimension]


@compiled_inside
def _find_group(m: Ints, unit: int, spent: int, bound: int, blink: float, lots: Lots) -> bool:
    """Find places for the visits of a unit, in ``CHOSEN``: for a few of the first, the best of the others."""
    first = m[m[UNITS_AT] + unit]
    count = m[m[UNITS_AT] + unit + 1] - first
    turn = below(lots, count)
    keep = 1 + below(lots, MOST_LEADS if m[REGULAR] else FEW_LEADS)
    lead = m[m[MEMBERS] + first + turn]
    places = find_places(m, lead, spent, bound, keep, blink, lots)
    for place in range(places):
        _choose(m, 0, place, place)
        m[m[CHOSEN] + 5 * (0 * m[CHOICE_ROOM] + place) + 4] = lead
    mark = m[LOGGED]
    best = bound
    for place in range(places):
        for field in range(5):
            m[m[CHOSEN] + 5 * (2 * m[CHOICE_ROOM] + 0) + field] = m[
                m[CHOSEN] + 5 * (0 * m[CHOICE_ROOM] + place) + field
            ]
        cost = m[m[CHOSEN] + 5 * (0 * m[CHOICE_ROOM] + place) + 0]
        if cost >= best:
            break
        _apply(m, 2, 0)
        for number in range(1, count):
            member = m[m[MEMBERS] + first + (turn + number) % count]
            if find_places(m, member, spent, best, 1, blink, lots) == 0:
                cost = NEVER
                break
            _choose(m, 2, number, 0)
            m[m[CHOSEN] + 5 * (2 * m[CHOICE_ROOM] + number) + 4] = member
            cost = m[m[OFFERS] + 5 * (0) + 0]
            _apply(m, 2, number)
        undo(m, mark)
        if cost < best:
            best = cost
            for number in range(count):
                for field in range(5):
                    m[m[CHOSEN] + 5 * (1 * m[CHOICE_ROOM] + number) + field] = m[
                        m[CHOSEN] + 5 * (2 * m[CHOICE_ROOM] + number) + field
                    ]
    return bool(best < bound)


@compiled_inside
def insert_unit(m: Ints, unit: int, blink: float, lots: Lots) -> bool:
    """Put a unit in where it costs least, unless leaving it out costs less."""
    first, last = m[m[UNITS_AT] + unit], m[m[UNITS_AT] + unit + 1]
    price = 0
    for row in range(first, last):
        price += m[m[PRICE] + m[m[MEMBERS] + row]]
    if not _within_caps(m, first, last):
        return False
    spent = total(m)
    count = last - first
    if count == 1:
        if find_places(m, m[m[MEMBERS] + first], spent, price + 1, 1, blink, lots) == 0:
            return False
        _choose(m, 1, 0, 0)
        m[m[CHOSEN] + 5 * (1 * m[CHOICE_ROOM] + 0) + 4] = m[m[MEMBERS] + first]
    elif not _find_group(m, unit, spent, price + 1, blink, lots):
        return False
    for number in range(count):
        _apply(m, 1, number)
    total(m)
    commit(m)
    for row in range(first, last):
        book(m, m[m[MEMBERS] + row])
    return True


@compiled_inside
def take_out(m: Ints, visit: int) -> None:
    """Take a visit out of its route; the plan must be rebuilt afterwards."""
    before, after = m[m[PREVIOUS] + visit], m[m[NEXT] + visit]
    m[m[NEXT] + before], m[m[PREVIOUS] + after] = after, before
    m[m[CAR] + visit] = -1


@compiled_inside
def _rebuild_breaks(m: Ints, car: int, count: int, rested: int) -> None:
    """Count the breaks missed in a route; one without visits takes none, and misses none."""
    missed = 0
    for rest in range(m[m[FIRST_BREAK] + car], m[m[FIRST_BREAK] + car] + m[m[BREAKS] + car]):
        if count == 0 and m[m[CAR] + rest] >= 0:
            take_out(m, rest)
        elif m[m[CAR] + rest] < 0 and m[m[PRICE] + rest] < NEVER:
            missed += m[m[PRICE] + rest]
    m[m[RESTED] + car] = rested if count > 0 else 0
    m[m[MISSED] + car] = missed if count > 0 else 0


@compiled_inside
def _set_drive(m: Ints, car: int, origin: int, node: int) -> None:
    """Note the drive to a node where it is the same all day."""
    if m[KNOTS]:
        return
    drive = leg_seconds(m, m[m[MODE] + car], origin, m[m[PLACE] + node], 0)
    m[m[DRIVE] + node] = drive
    m[m[DRIVEN] + car] += drive
    m[DRIVE_SUM] += drive


@compiled_inside
def _rebuild_route(m: Ints, car: int) -> None:
    nodes, cars = m[NODES], m[CARS]
    begin, end = nodes - 2 * cars + car, nodes - cars + car
    at, seen, worked, count, rested = m[m[PLACE] + begin], -2, 0, 0, 0
    m[m[DRIVEN] + car] = 0
    node = m[m[NEXT] + begin]
    while node != end:
        m[m[DRIVE] + node] = 0
        if m[m[KIND] + node] == VISIT:
            place = m[m[PLACE] + node]
            if place >= 0:
                _set_drive(m, car, at, node)
            work = m[m[DURATION] + node] + (0 if place >= 0 and place == seen else m[m[SETUP] + node])
            m[m[WORK] + node] = work
            worked += work
            count += 1
            if place >= 0:
                at, seen = place, place
            m[TASTE_SUM] += m[m[TASTE] + m[CARS] * node + car]
            m[m[GOT] + m[m[PATIENT] + node]] += 1
            for dimension in range(m[DIMENSIONS]):
                m[m[LOAD] + m[DIMENSIONS] * car + dimension] += m[m[DEMAND] + m[DIMENSIONS] * node + dimension]
        else:
            rested += m[m[DURATION] + node]
        m[m[AT] + node] = at
        m[m[SEEN] + node] = seen
        node = m[m[NEXT] + node]
    m[m[AT] + end] = at if m[m[PLACE] + end] < 0 else m[m[PLACE] + end]
    m[m[SEEN] + end] = seen
    m[m[DRIVE] + end] = 0
    if count > 0 and m[m[PLACE] + end] >= 0:
        _set_drive(m, car, at, end)
    m[m[COUNT] + car], m[m[WORKED] + car] = count, worked
    _rebuild_breaks(m, car, count, rested)
    _number(m, car)


@compiled_inside
def rebuild(m: Ints) -> int:
    """Work out all but the order of the routes anew; give the cost with what is left out, NEVER if a rule breaks."""
    visits, cars = m[VISITS], m[CARS]
    m[LOGGED] = 0
    for entry in range(m[LOADED]):
        m[m[LOAD] + entry] = 0
    for patient in range(m[PATIENTS]):
        m[m[GOT] + patient] = 0
    m[DRIVE_SUM] = 0
    m[TASTE_SUM] = 0
    m[OUT] = 0
    for visit in range(visits):
        if m[m[CAR] + visit] < 0:
            m[OUT] += m[m[PRICE] + visit]
            m[m[DRIVE] + visit] = 0
            m[m[WORK] + visit] = 0
            m[m[AT] + visit] = -1
            m[m[SEEN] + visit] = -1
            m[m[RAISED] + visit] = 0
            m[m[START] + visit] = -1
    for car in range(cars):
        _rebuild_route(m, car)
    sound = m[DRIVE_SUM] < UNREACHABLE
    if sound:
        sound = time_all(m) if m[KNOTS] else time_static(m)
    if not sound:
        return NEVER << 10
    cost = total(m) + m[OUT]
    for visit in range(visits):
        m[m[TURN] + visit] = 2 * m[m[START] + visit] + m[m[WORK] + visit]
    for car in range(cars):
        take_print(m, car)
    m[LOGGED] = 0
    return int(cost)


@compiled_inside
def better_breaks(m: Ints, car: int) -> None:
    """Move the breaks of a route if that costs less."""
    if m[m[BREAKS] + car] == 0 or m[m[COUNT] + car] == 0:
        return
    before = total(m)
    if move_breaks(m, car) and total(m) < before:
        commit(m)
    else:
        undo(m, 0)

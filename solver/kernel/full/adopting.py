"""Taking over a plan from outside, whatever rules it breaks."""

from __future__ import annotations

from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    AT,
    BREAKS,
    CAPS,
    CAR,
    CARS,
    COUNT,
    DIMENSIONS,
    FIRST,
    FIRST_BREAK,
    FOES,
    FOES_AT,
    GOT,
    LOAD,
    MEMBERS,
    MODE,
    MOST_VISITS,
    NEVER,
    NEXT,
    NODES,
    PATIENT,
    PATIENTS,
    PLACE,
    PLACES,
    PREVIOUS,
    PRICE,
    ROOM,
    START,
    TASTE,
    TRAVEL,
    TURN,
    UNIT,
    UNITS,
    UNITS_AT,
    VISITS,
    WORK,
)
from solver.kernel.full.finding import may_take
from solver.kernel.full.memory import Ints, undo
from solver.kernel.full.places import fits_frozen, move_breaks, stop_before, try_place
from solver.kernel.full.prices import total
from solver.kernel.full.units import book, commit, take_out


@compiled_inside
def empty(m: Ints) -> None:
    """Take everything out of all routes."""
    for node in range(m[NODES] - 2 * m[CARS]):
        if m[m[CAR] + node] >= 0:
            take_out(m, node)


@compiled_inside
def append(m: Ints, visit: int, car: int) -> None:
    """Put a visit behind the others of a car that may do it, and give it the turn it would have if nothing waited."""
    if m[m[CAR] + visit] >= 0 or m[m[UNIT] + visit] < 0 or m[m[TASTE] + m[CARS] * visit + car] < 0:
        return
    end = m[NODES] - m[CARS] + car
    before = m[m[PREVIOUS] + end]
    m[m[NEXT] + before] = visit
    m[m[PREVIOUS] + visit] = before
    m[m[NEXT] + visit] = end
    m[m[PREVIOUS] + end] = visit
    m[m[CAR] + visit] = car
    origin, place = m[m[AT] + before], m[m[PLACE] + visit]
    start = max(m[m[START] + before] + m[m[WORK] + before], m[m[FIRST] + visit])
    if place >= 0:
        drive = m[m[TRAVEL] + (m[PLACES] * m[m[MODE] + car] + origin) * m[PLACES] + place]
        start = max(m[m[START] + before] + m[m[WORK] + before] + drive, start)
    m[m[AT] + visit] = origin if place < 0 else place
    m[m[START] + visit] = start
    m[m[TURN] + visit] = 2 * start


@compiled_inside
def append_break(m: Ints, rest: int, car: int) -> None:
    """Put a break behind what a route holds."""
    end = m[NODES] - m[CARS] + car
    before = m[m[PREVIOUS] + end]
    m[m[NEXT] + before] = rest
    m[m[PREVIOUS] + rest] = before
    m[m[NEXT] + rest] = end
    m[m[PREVIOUS] + end] = rest
    m[m[CAR] + rest] = car
    m[m[AT] + rest] = m[m[AT] + before]
    m[m[START] + rest] = m[m[START] + before] + m[m[WORK] + before]
    m[m[WORK] + rest] = 0


@compiled_inside
def has_breaks(m: Ints) -> bool:
    """Tell whether all routes have the breaks that they must."""
    for car in range(m[CARS]):
        if m[m[COUNT] + car] == 0:
            continue
        for rest in range(m[m[FIRST_BREAK] + car], m[m[FIRST_BREAK] + car] + m[m[BREAKS] + car]):
            if m[m[CAR] + rest] < 0 and m[m[PRICE] + rest] >= NEVER:
                return False
    return True


@compiled_inside
def _is_well(m: Ints, visit: int, car: int) -> bool:
    """Tell whether a visit keeps away from its foes and the frozen stay first."""
    for row in range(m[m[FOES_AT] + visit], m[m[FOES_AT] + visit + 1]):
        if m[m[CAR] + m[m[FOES] + row]] == car:
            return False
    return fits_frozen(m, visit, m[m[PREVIOUS] + visit], m[m[NEXT] + visit])


@compiled_inside
def _has_room(m: Ints) -> bool:
    """Tell whether no car has more than it may do and carry, and no patient more visits than the cap."""
    for car in range(m[CARS]):
        if m[m[COUNT] + car] > m[m[MOST_VISITS] + car]:
            return False
        for dimension in range(m[DIMENSIONS]):
            if m[m[LOAD] + m[DIMENSIONS] * car + dimension] > m[m[ROOM] + m[DIMENSIONS] * car + dimension]:
                return False
    over = 0
    for patient in range(m[PATIENTS]):
        over += m[m[GOT] + patient] > m[m[CAPS] + patient]
    return over == 0


@compiled_inside
def whole(m: Ints) -> bool:
    """Tell whether a plan keeps the rules that do not concern time."""
    for unit in range(m[UNITS]):
        first, last = m[m[UNITS_AT] + unit], m[m[UNITS_AT] + unit + 1]
        for row in range(first, last):
            if (m[m[CAR] + m[m[MEMBERS] + row]] >= 0) != (m[m[CAR] + m[m[MEMBERS] + first]] >= 0):
                return False
    for visit in range(m[VISITS]):
        car = m[m[CAR] + visit]
        if car >= 0 and not _is_well(m, visit, car):
            return False
    return _has_room(m)


@compiled_inside
def all_breaks(m: Ints) -> bool:
    """Put the breaks of all routes in; False where one cannot take those it must."""
    for car in range(m[CARS]):
        if m[m[COUNT] + car] > 0 and m[m[BREAKS] + car] > 0:
            if not move_breaks(m, car):
                return False
            total(m)
            commit(m)
    return True


@compiled_inside
def append_soundly(m: Ints, visit: int, car: int) -> None:
    """Put a visit behind the others of a car if that keeps all rules but those of its unit."""
    if m[m[CAR] + visit] >= 0 or m[m[UNIT] + visit] < 0 or not may_take(m, visit, car, 1):
        return
    patient = m[m[PATIENT] + visit]
    end = m[NODES] - m[CARS] + car
    before = stop_before(m, m[m[PREVIOUS] + end])
    if m[m[GOT] + patient] >= m[m[CAPS] + patient] or not fits_frozen(m, visit, before, end):
        return
    moving = 1 if m[m[COUNT] + car] > 0 and m[m[BREAKS] + car] > 0 else 0
    if try_place(m, visit, before, 0, moving):
        total(m)
        commit(m)
        book(m, visit)
    else:
        undo(m, 0)


@compiled_inside
def drop_torn(m: Ints) -> None:
    """Take out what is planned of units of which not all is."""
    for unit in range(m[UNITS]):
        first, last = m[m[UNITS_AT] + unit], m[m[UNITS_AT] + unit + 1]
        planned = 0
        for row in range(first, last):
            planned += m[m[CAR] + m[m[MEMBERS] + row]] >= 0
        if planned < last - first:
            for row in range(first, last):
                if m[m[CAR] + m[m[MEMBERS] + row]] >= 0:
                    take_out(m, m[m[MEMBERS] + row])

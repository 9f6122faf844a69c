"""Rounds of ruin and recreate, accepted by simulated annealing."""

from __future__ import annotations

import math

from solver.kernel.full.adopting import (
    all_breaks,
    append,
    append_break,
    append_soundly,
    drop_torn,
    empty,
    has_breaks,
    whole,
)
from solver.kernel.full.compiling import bare, compiled, compiled_inside
from solver.kernel.full.fields import (
    APART,
    BANNED,
    BEST,
    BEST_PLAN,
    BREAK,
    CAR,
    CARS,
    CHOICES,
    CHOICES_AT,
    DURATION,
    FIGURES,
    FREE,
    IDLE,
    IDLE_PRICE,
    IDLING,
    IMPROVED,
    KEPT,
    KIND,
    LEVEL,
    NEVER,
    NOW,
    OTHER,
    OUT,
    RAISED,
    SAVED,
    SINCE,
    START,
    TIE,
    TIE_ROWS,
    TIES,
    TIES_AT,
    TURN,
    UNITS,
    UNUSED_IDLE,
    VISIT,
    VISITS,
)
from solver.kernel.full.memory import Floats, Ints, Lots
from solver.kernel.full.prices import surplus, total
from solver.kernel.full.recreating import recreate
from solver.kernel.full.ruins import ruin
from solver.kernel.full.units import rebuild
from solver.kernel.full.windows import start_cost
from solver.kernel.lots import draw

BLINK = 0.01
"""Chance that a place is passed over."""

RETRIED = 100
"""Units left out for long that are tried again in a round."""

RESTED_ANEW = 3.0
"""Cars whose breaks are moved in a round, though nothing was taken out of their routes, at most on average."""

START_OVER, TAKE_OVER, TAKE_BEST = 0, -1, -2
"""What to do instead of rounds."""

CHANCES = 1 << 16
"""Orders units of equal key by chance."""


@compiled_inside
def _copy(m: Ints, origin: int, goal: int) -> None:
    """Copy figures and state."""
    for entry in range(m[SAVED]):
        m[goal + entry] = m[origin + entry]


@compiled_inside
def _note_best(m: Ints, cost: int) -> None:
    """Remember the plan as it is if it is the best."""
    cost -= surplus(m)
    if cost < m[BEST]:
        m[BEST] = cost
        m[SINCE] = 0
        m[IMPROVED] += 1
        _copy(m, m[FIGURES], m[BEST_PLAN])


@compiled_inside
def keep(m: Ints, cost: int) -> None:
    """Go on from the plan as it is, and remember it if it is the best."""
    _copy(m, m[FIGURES], m[KEPT])
    m[NOW] = cost
    _note_best(m, cost)


@compiled_inside
def _idle_below(m: Ints, level: int) -> int:
    """Give the most idle seconds of a car that are below a level, or −1."""
    most = -1
    for car in range(m[CARS]):
        if most < m[m[IDLE] + car] < level:
            most = m[m[IDLE] + car]
    return most


@compiled_inside
def _set_level(m: Ints, sharers: float) -> None:
    """Let about so many of the idlest cars be idle above the level and share the price, and price the plan so."""
    m[LEVEL] = -1
    if m[IDLE_PRICE] > 0:
        m[IDLING] = max(1, int(m[IDLE_PRICE] / sharers))
        above, level = 0, NEVER
        while level >= 0 and above < m[IDLE_PRICE] // m[IDLING]:
            level = _idle_below(m, level)
            for car in range(m[CARS]):
                above += m[m[IDLE] + car] == level
        m[LEVEL] = _idle_below(m, level)
    m[NOW] = total(m) + m[OUT]


@compiled_inside
def bring_back(m: Ints) -> None:
    """Take the plan up again that was kept."""
    _copy(m, m[KEPT], m[FIGURES])


@compiled_inside
def _search(m: Ints, lots: Lots, heats: Floats, rounds: int) -> None:
    """Do rounds, the heat falling from ``heats[0]`` to ``heats[1]``; ``heats[2]`` visits are taken out on average."""
    _set_level(m, heats[3])
    for number in range(rounds):
        heat = heats[0] * (heats[1] / heats[0]) ** (number / rounds)
        ruin(m, heats[2], lots)
        cost = rebuild(m)
        if cost < NEVER << 10:
            recreate(m, BLINK, lots, RETRIED)
            cost = total(m) + m[OUT]
            if cost - surplus(m) < m[BEST]:
                cost = rebuild(m)
                _note_best(m, cost)
        m[BANNED] = -1
        m[SINCE] += 1
        if cost < m[NOW] - heat * math.log(max(1e-300, draw(lots))):
            keep(m, cost)
            if m[IDLE_PRICE] > 0:
                _set_level(m, heats[3])
        else:
            bring_back(m)
    m[IDLING] = m[IDLE_PRICE]


@compiled_inside
def _is_better(m: Ints, cost: int) -> bool:
    """Rebuild; tell whether the plan costs less than the one kept, which then is replaced, else brought back."""
    if rebuild(m) < cost:
        _copy(m, m[FIGURES], m[KEPT])
        return True
    bring_back(m)
    return False


@compiled_inside
def _rebuild_in_turn(m: Ints) -> int:
    """Rebuild with visits that keep apart in the order that they have if they need not, or as they are."""
    _copy(m, m[FIGURES], m[KEPT])
    cost = rebuild(m)
    m[FREE] = 1
    _is_better(m, NEVER << 11)
    m[FREE] = 0
    other = rebuild(m)
    if cost < other:
        bring_back(m)
        other = rebuild(m)
    return other


@compiled_inside
def _improve_starts(m: Ints) -> None:
    """Swap the order of visits that keep apart, and raise starts, where that costs less."""
    _copy(m, m[FIGURES], m[KEPT])
    cost = total(m) + m[OUT]
    for visit in range(m[VISITS]):
        if m[m[CAR] + visit] < 0:
            continue
        for row in range(m[m[TIES_AT] + visit], m[m[TIES_AT] + visit + 1]):
            other = m[m[TIES] + TIE_ROWS * row + OTHER]
            apart = m[m[TIES] + TIE_ROWS * row + TIE] == APART
            if apart and other > visit and m[m[CAR] + other] >= 0 and m[m[CAR] + other] != m[m[CAR] + visit]:
                m[m[TURN] + visit], m[m[TURN] + other] = m[m[TURN] + other], m[m[TURN] + visit]
                if _is_better(m, cost):
                    cost = total(m) + m[OUT]
        for row in range(m[m[CHOICES_AT] + visit], m[m[CHOICES_AT] + visit + 1]):
            later = m[m[CHOICES] + row]
            start = m[m[START] + visit]
            if later > start and start_cost(m, visit, later) < start_cost(m, visit, start):
                m[m[RAISED] + visit] = later
                if _is_better(m, cost):
                    cost = total(m) + m[OUT]


@compiled_inside
def _start_over(m: Ints) -> None:
    """Take everything out."""
    empty(m)
    for visit in range(m[VISITS]):
        m[m[RAISED] + visit] = 0


@compiled_inside
def _fair_share(m: Ints) -> int:
    """Give the idle seconds of each car if all visits were shared out evenly and nobody drove."""
    idle = 0
    for car in range(m[CARS]):
        idle += m[m[UNUSED_IDLE] + car]
    for visit in range(m[VISITS]):
        idle -= m[m[DURATION] + visit]
    return int(max(0, idle // m[CARS]))


@compiled_inside
def _follow(m: Ints, given: Ints, places: int) -> bool:
    """Take over a plan as it was timed, breaks where they were; tell whether that keeps all rules."""
    empty(m)
    for place in range(places):
        node, car, start = given[3 * place], given[3 * place + 1], given[3 * place + 2]
        if start < 0 or (m[m[KIND] + node] == BREAK and m[m[CAR] + node] >= 0):
            return False
        if m[m[KIND] + node] == BREAK:
            append_break(m, node, car)
            continue
        append(m, node, car)
        m[m[TURN] + node] = 2 * start + m[m[DURATION] + node]
        m[m[RAISED] + node] = 0
        for row in range(m[m[CHOICES_AT] + node], m[m[CHOICES_AT] + node + 1]):
            if m[m[CHOICES] + row] <= start:
                m[m[RAISED] + node] = m[m[CHOICES] + row]
    return rebuild(m) < NEVER << 10 and whole(m) and has_breaks(m)


@compiled_inside
def _adopt(m: Ints, given: Ints, places: int) -> None:
    """Take over a plan, given as visits (and breaks), cars and starts (−1: unknown) in turn.

    What breaks a rule where it stands is left out.
    """
    if not _follow(m, given, places):
        _start_over(m)
        for place in range(places):
            if m[m[KIND] + given[3 * place]] == VISIT:
                append(m, given[3 * place], given[3 * place + 1])
        if _rebuild_in_turn(m) >= NEVER << 10 or not whole(m) or not all_breaks(m):
            _start_over(m)
            rebuild(m)
            for place in range(places):
                if m[m[KIND] + given[3 * place]] == VISIT:
                    append_soundly(m, given[3 * place], given[3 * place + 1])
            drop_torn(m)
    rebuild(m)
    _improve_starts(m)


@compiled
def run(memory: Ints, state: Lots, heats: Floats, rounds: int, given: Ints) -> None:
    """Search; or, by ``rounds``, prepare to: go on from a plan or the best one, or start over.

    With TAKE_OVER the plan is ``given``; what is left out is put in. One entry, as each is compiled with all that it
    calls.
    """
    m, lots = bare(memory), bare(state)
    if rounds > 0:
        _search(m, lots, bare(heats), rounds)
        return
    m[LEVEL] = -1
    if rounds == TAKE_BEST:
        _copy(m, m[BEST_PLAN], m[FIGURES])
        _copy(m, m[BEST_PLAN], m[KEPT])
        m[NOW] = m[BEST]
        return
    if rounds == TAKE_OVER:
        _adopt(m, bare(given), given.shape[0] // 3)
    else:
        _start_over(m)
    rebuild(m)
    _copy(m, m[FIGURES], m[KEPT])
    if m[BEST] >= NEVER << 10:
        _copy(m, m[FIGURES], m[BEST_PLAN])
    if rounds == START_OVER:
        m[LEVEL] = _fair_share(m)
    recreate(m, 0.0, lots, m[UNITS])
    m[LEVEL] = -1
    cost = rebuild(m)
    if cost >= NEVER << 10:
        bring_back(m)
        cost = rebuild(m)
    keep(m, cost)

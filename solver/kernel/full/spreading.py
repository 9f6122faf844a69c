"""Starts that are raised, passed on along routes and ties: for a place that is weighed, or for all routes anew."""

from __future__ import annotations

from solver.kernel.full.clocks import enqueue, settle_nothing
from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    ADDED,
    APART,
    BREAK,
    CAR,
    CARS,
    CLOSE,
    DRIVE,
    END,
    FIRST,
    KIND,
    LATE_COST,
    LATEST_BY,
    MAY_ADD,
    NEVER,
    NEXT,
    NODES,
    OTHER,
    OVERTIME,
    OWNER,
    PREVIOUS,
    QUEUE,
    QUEUED,
    RAISED,
    REASON,
    SHIFT_END,
    SINGLE,
    START,
    TAKEN,
    TIE,
    TIE_ROWS,
    TIES,
    TIES_AT,
    TOUCHED,
    TRACE,
    TRACED,
    VISIT,
    VISITS,
    WAITS,
    WEIGHED,
    WORK,
    WORST,
    WORST_LATENESS,
)
from solver.kernel.full.memory import Ints
from solver.kernel.full.resting import first_finish, ready_after
from solver.kernel.full.ties import is_idle_tie, tied_bounds
from solver.kernel.full.windows import late_s, round_up, start_cost


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

"""What a visit pushes in its own route, priced without changing anything."""

from __future__ import annotations

from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    ADDED,
    APART,
    BREAK,
    CAR,
    CARS,
    CLOSE,
    DRIVE,
    DRIVE_ON,
    END,
    FINISH,
    GOAL,
    KIND,
    LATEST_BY,
    MAY_ADD,
    NEVER,
    NEXT,
    NODES,
    OTHER,
    OVERTIME,
    REASON,
    SHIFT_END,
    START,
    TIE,
    TIE_ROWS,
    TIES,
    TIES_AT,
    WORK,
    WORST_LATENESS,
)
from solver.kernel.full.memory import Ints
from solver.kernel.full.resting import ready_after
from solver.kernel.full.ties import is_idle_tie, tied_bounds
from solver.kernel.full.windows import late_s, round_up, start_cost


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
def push_along(m: Ints, visit: int, node: int) -> int:
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

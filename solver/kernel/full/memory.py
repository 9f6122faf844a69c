"""The one array that the full kernel works on, and a log by which every change of a trial is undone."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from solver.kernel.full import fields as f
from solver.kernel.full.compiling import compiled_inside
from solver.kernel.full.fields import (
    CARS,
    LOG,
    LOG_ROOM,
    LOGGED,
    NEXT,
    NODES,
    PRINT,
    START,
)
from solver.kernel.full.layout import Day

UNSURE: Final = (f.WAITING, f.IDLING, f.EARLY, f.KNOTS)
"""Prices and flags with which the least starts do not tell what a plan costs."""

MOST_KNOWN: Final = 1 << 20
"""Pairs of a visit and a car that are remembered at most."""

_FACTOR: Final = 6364136223846793005
"""Of a linear congruential generator (Knuth's MMIX)."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Lots = npt.NDArray[np.uint64]


def memory_for(day: Day) -> Ints:
    """Lay all arrays of a problem, the plan without a visit and room to work in behind each other."""
    nodes, cars, visits = day.node.shape[1], day.car.shape[1], day.taste.shape[0]
    widest = max(8, int(np.diff(day.units_at).max(initial=1)))
    plan = _empty_plan(day)
    saved = (f.HEAD - f.FIGURES) + plan.size
    log_room = 20 * nodes + 2048
    units = len(day.units_at) - 1
    known = max(1, min(visits * cars, MOST_KNOWN))
    tables = {
        f.WINDOWS_AT: day.windows_at, f.SPANS: day.windows, f.TIES_AT: day.ties_at, f.TIES: day.ties,
        f.FOES_AT: day.foes_at, f.FOES: day.foes, f.UNITS_AT: day.units_at, f.MEMBERS: day.units,
        f.CHOICES_AT: day.choices_at, f.CHOICES: day.choices, f.TASTE: day.taste, f.TRAVEL: day.travel,
        f.DEMAND: day.demand, f.ROOM: day.room, f.CAPS: day.caps, f.NEAR: day.near, f.KNOT_COUNT: day.knots,
        f.KNOT_AT: day.knot_at, f.KNOT_SECONDS: day.knot_seconds,
        **{row: day.node[row] for row in range(f.KIND, f.WINDOWS + 1)},
        **{row: day.car[row] for row in range(f.MODE, f.UNUSED_IDLE + 1)},
        f.LOG: np.zeros(2 * log_room), f.QUEUE: np.zeros(nodes), f.WAITS: np.zeros(nodes), f.STRUCK: np.zeros(cars),
        f.OFFERS: np.zeros(8 * 5), f.CHOSEN: np.zeros(3 * widest * 5), f.KEYS: np.zeros(units),
        f.SPOTS: np.zeros(2 * nodes), f.LIKELY: np.zeros(3 * 8), f.TRACE: np.zeros(8 * nodes + 4096),
        f.ORDER: np.zeros(units), f.KEPT: np.zeros(saved), f.BEST_PLAN: np.zeros(saved),
        f.KNOWN: np.zeros(2 * known), f.LOW: np.zeros(cars),
    }  # fmt: skip
    head = np.zeros(f.HEAD, dtype=np.int64)
    head[f.DRIVING : f.LOADS + 1] = day.prices[f.DRIVING :]
    sizes = {
        f.NODES: nodes, f.CARS: cars, f.VISITS: visits, f.UNITS: units, f.PLACES: day.travel.shape[1],
        f.DIMENSIONS: day.demand.shape[1], f.PATIENTS: day.caps.size, f.NEARS: day.near.shape[1],
        f.MOST_KNOTS: day.knot_at.shape[1], f.CHOICE_ROOM: widest, f.LOADED: day.room.size,
        f.LOG_ROOM: log_room, f.SAVED: saved, f.NOW: f.NEVER << 10, f.BEST: f.NEVER << 10, f.FIGURES: f.FIGURES,
        f.BANNED: -1, f.LEVEL: -1, f.KNOWN_ROOM: known, f.SINGLE: int(day.node[f.WINDOWS, :visits].max(initial=1) <= 1),
        f.REGULAR: int(not day.prices[list(UNSURE)].any()),
        f.OUT: int(day.node[f.PRICE, :visits].sum()),
    }  # fmt: skip
    for index, size in sizes.items():
        head[index] = size
    head[f.IDLE_PRICE] = head[f.IDLING]
    _name_plan(head, nodes, cars, day.room.size)
    at = f.HEAD + plan.size
    for index, table in tables.items():
        head[index] = at
        at += table.size
    return np.concatenate([head, plan, *(np.ravel(table) for table in tables.values())]).astype(np.int64)


def _name_plan(head: Ints, nodes: int, cars: int, loads: int) -> None:
    """Tell where the rows of the plan begin, right behind the head."""
    at = f.HEAD
    for row in range(f.PREVIOUS, f.RAISED + 1):
        head[row] = at
        at += nodes
    for row in range(f.COUNT, f.RESTS_BEFORE + 1):
        head[row] = at
        at += cars
    head[f.LOAD] = at
    head[f.GOT] = at + loads


def _empty_plan(day: Day) -> Ints:
    """Give the rows of a plan without a visit, in the order of ``fields``."""
    nodes, cars = day.node.shape[1], day.car.shape[1]
    node = np.zeros((f.RAISED + 1, nodes), dtype=np.int64)
    route = np.zeros((f.RESTS_BEFORE + 1, cars), dtype=np.int64)
    node[[f.PREVIOUS, f.NEXT, f.CAR, f.START]] = -1
    for car in range(cars):
        begin, end = nodes - 2 * cars + car, nodes - cars + car
        node[f.NEXT, begin], node[f.PREVIOUS, end] = end, begin
        node[f.CAR, [begin, end]] = car
        node[f.START, [begin, end]] = day.node[f.FIRST, begin]
        node[f.AT, [begin, end]] = day.node[f.PLACE, begin]
        node[f.SEEN, [begin, end]] = -2
        route[f.IDLE, car] = day.car[f.UNUSED_IDLE, car]
    parts = [node[f.PREVIOUS :], route[f.COUNT :], np.zeros(day.room.size + day.caps.size, dtype=np.int64)]
    return np.concatenate([part.ravel() for part in parts])


@compiled_inside
def put(m: Ints, at: int, value: int) -> None:
    """Change an entry and note what it was."""
    entry = m[LOG] + 2 * m[LOGGED]
    m[entry] = at
    m[entry + 1] = m[at]
    m[LOGGED] += 1
    m[at] = value


@compiled_inside
def undo(m: Ints, mark: int) -> None:
    """Take back what was changed since the log was as long as ``mark``."""
    entry = m[LOGGED]
    while entry > mark:
        entry -= 1
        m[m[m[LOG] + 2 * entry]] = m[m[LOG] + 2 * entry + 1]
    m[LOGGED] = mark


@compiled_inside
def is_full(m: Ints) -> bool:
    """Tell whether the log has hardly any room left."""
    return bool(m[LOGGED] > m[LOG_ROOM] - 512)


@compiled_inside
def forget(m: Ints, car: int) -> None:
    """Note that a route is not what it was."""
    if m[m[PRINT] + car] != 0:
        put(m, m[PRINT] + car, 0)


@compiled_inside
def take_print(m: Ints, car: int) -> None:
    """Work out the checksum of a route."""
    node, end = m[NODES] - 2 * m[CARS] + car, m[NODES] - m[CARS] + car
    mixed = 1
    while node != end:
        node = m[m[NEXT] + node]
        mixed = (mixed ^ (mixed >> 29)) * _FACTOR + node
        mixed = (mixed ^ (mixed >> 31)) * _FACTOR + m[m[START] + node]
    m[m[PRINT] + car] = mixed if mixed != 0 else 1

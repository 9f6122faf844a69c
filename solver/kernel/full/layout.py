"""A problem of any rules as arrays for the full kernel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from solver.kernel.full import fields as f
from solver.problem import LATEST, Problem, Visit, Window
from solver.search.model import Model
from solver.travel import UNREACHABLE

Ints = npt.NDArray[np.int64]

NEAR: Final = 100
"""Neighbours kept for each visit."""

ROWS: Final = 256
"""Visits whose neighbours are looked for at a time: whole tables of large days take gigabytes."""

NO_BOUND: Final = 1 << 40


class Day(NamedTuple):
    """What does not change while searching.

    Nodes are the visits, the breaks of all cars, the starts of all cars, their ends. ``node``, ``car`` and ``prices``
    have rows as in ``fields``; ``x_at[v] : x_at[v + 1]`` are the rows of x that belong to visit (or unit) v.
    ``windows`` are start, end, soft start, soft end; ``choices`` are seconds from which on a start may be cheaper;
    ``foes`` are visits that another car must do. ``taste`` is the price of a car for a visit, −1 where it may not.
    ``travel`` is [mode, from, to] and the least of the day; ``knots[mode]`` counts the knots.
    """

    node: Ints
    windows: Ints
    windows_at: Ints
    choices: Ints
    choices_at: Ints
    ties: Ints
    ties_at: Ints
    foes: Ints
    foes_at: Ints
    units: Ints
    units_at: Ints
    travel: Ints
    knots: Ints
    knot_at: Ints
    knot_seconds: Ints
    car: Ints
    taste: Ints
    demand: Ints
    room: Ints
    caps: Ints
    near: Ints
    prices: Ints


def lay_out(problem: Problem, model: Model | None = None) -> Day:
    """Lay a problem out."""
    model = model or Model(problem)
    windows = [_windows(visit, fixed) for visit, fixed in zip(problem.visits, _fixed_starts(problem), strict=True)]
    table, table_at = _ragged([[_bounds(window) for window in spans] for spans in windows], 4)
    choices, choices_at = _ragged(_choices(problem, windows), 1)
    ties, ties_at = _ragged(_ties(problem, model), f.TIE_ROWS)
    foes, foes_at = _ragged([[[foe] for foe in sorted(mine)] for mine in _foes(problem)], 1)
    units, units_at = _ragged([[[visit] for visit in unit] for unit in _units(problem, model)], 1)
    knots, knot_at, knot_seconds = _knots(problem)
    return Day(
        node=_nodes(problem, model, windows, units, units_at),
        windows=table,
        windows_at=table_at,
        choices=choices[:, 0].copy(),
        choices_at=choices_at,
        ties=ties,
        ties_at=ties_at,
        foes=foes[:, 0].copy(),
        foes_at=foes_at,
        units=units[:, 0].copy(),
        units_at=units_at,
        travel=np.stack([travel.seconds for travel in problem.travels]).astype(np.int64),
        knots=knots,
        knot_at=knot_at,
        knot_seconds=knot_seconds,
        car=_cars(problem, model),
        taste=_taste(problem, model),
        demand=model.demand.reshape(len(problem.visits), problem.dimensions).astype(np.int64),
        room=model.capacity.astype(np.int64),
        caps=np.array([patient.max_visits for patient in problem.patients] or [0], dtype=np.int64),
        near=_near(problem, windows),
        prices=_prices(problem, windows),
    )


def break_nodes(model: Model) -> list[tuple[int, int]]:
    """List (car, number of the break) in the order of their nodes."""
    return [(car, number) for car, times in enumerate(model.cars) for number in times.numbers]


def _fixed_starts(problem: Problem) -> list[int | None]:
    starts: list[int | None] = [None] * len(problem.visits)
    for fix in problem.fixed:
        starts[fix.visit] = fix.start
    return starts


def _windows(visit: Visit, fixed: int | None) -> list[Window]:
    spans = sorted(visit.windows, key=lambda window: (window.start, window.end))
    if fixed is None:
        return spans
    return [
        Window(start=fixed, end=fixed, soft_start=span.soft_start, soft_end=span.soft_end)
        for span in spans
        if span.start <= fixed <= span.end
    ]


def _bounds(window: Window) -> list[int]:
    soft_start = -NO_BOUND if window.soft_start is None else window.soft_start
    return [window.start, window.end, soft_start, NO_BOUND if window.soft_end is None else window.soft_end]


def _ragged(rows: Sequence[Sequence[Sequence[int]]], width: int) -> tuple[Ints, Ints]:
    """Give all rows one after the other, and where those of each begin."""
    at = np.zeros(len(rows) + 1, dtype=np.int64)
    at[1:] = np.cumsum([len(mine) for mine in rows])
    flat = np.array([list(row) for mine in rows for row in mine], dtype=np.int64).reshape(-1, width)
    return flat, at


def _choices(problem: Problem, windows: Sequence[Sequence[Window]]) -> list[list[list[int]]]:
    """List the seconds from which on starting later may cost less."""
    earlier = {old.visit: old.start for old in problem.earlier} if problem.costs.shifted else {}
    found = []
    for visit, spans in enumerate(windows):
        seconds = {span.soft_start for span in spans if span.soft_start is not None and span.soft_start > span.start}
        if any(span.soft_end is not None for span in spans):
            seconds |= {span.start for span in spans[1:]}
        if visit in earlier:
            seconds.add(earlier[visit] - problem.costs.tolerance)
        found.append([[second] for second in sorted(seconds) if second is not None and second > 0])
    return found


def _ties(problem: Problem, model: Model) -> list[list[list[int]]]:
    kinds = {"same": f.SAME, "before": f.BEFORE, "after": f.AFTER, "apart": f.APART}
    return [
        [
            [tie.other, kinds[tie.kind], tie.minimum, NO_BOUND if tie.maximum is None else tie.maximum, tie.from_end]
            for tie in model.ties.get(visit, ())
        ]
        for visit in range(len(problem.visits))
    ]


def _foes(problem: Problem) -> list[set[int]]:
    foes: list[set[int]] = [set() for _ in problem.visits]
    pairs = [(one, other) for group in problem.together for one in group for other in group if one != other]
    for gap in problem.gaps:
        if gap.other_car:
            pairs += [(gap.before, gap.after), (gap.after, gap.before)]
    for one, other in pairs:
        foes[one].add(other)
    return foes


def _units(problem: Problem, model: Model) -> list[list[int]]:
    """Join together-groups and bundles that share visits; a unit with a visit that nobody can do is left away."""
    unit = list(range(len(problem.visits)))
    for group in (*problem.together, *problem.bundles):
        names = {unit[visit] for visit in group}
        unit = [min(names) if name in names else name for name in unit]
    members = defaultdict(list)
    for visit, name in enumerate(unit):
        members[name].append(visit)
    return [mine for mine in members.values() if all(model.cars_for[visit] for visit in mine)]


def _nodes(problem: Problem, model: Model, windows: Sequence[Sequence[Window]], units: Ints, units_at: Ints) -> Ints:
    visits, cars = len(problem.visits), len(problem.cars)
    breaks = break_nodes(model)
    node = np.zeros((f.WINDOWS + 1, visits + len(breaks) + 2 * cars), dtype=np.int64)
    node[f.PLACE] = node[f.UNIT] = node[f.RANK] = node[f.OWNER] = node[f.KNOWN_START] = -1
    node[f.SOFT_START], node[f.SOFT_END] = -NO_BOUND, NO_BOUND
    for visit, one in enumerate(problem.visits):
        spans = [_bounds(window) for window in windows[visit]] or [[0, -1, -NO_BOUND, NO_BOUND]]
        node[[f.PLACE, f.DURATION, f.SETUP, f.PRICE, f.PATIENT], visit] = (
            model.place[visit], one.duration, one.setup, model.price[visit], one.patient,
        )  # fmt: skip
        node[[f.FIRST, f.LAST, f.WINDOWS], visit] = spans[0][0], max(span[1] for span in spans), len(spans)
        node[[f.SOFT_START, f.SOFT_END], visit] = spans[0][2:]
    for old in problem.earlier:
        node[f.KNOWN_START, old.visit] = old.start
    for number in range(len(units_at) - 1):
        node[f.UNIT, units[units_at[number] : units_at[number + 1], 0]] = number
    for number, (owner, rest) in enumerate(breaks, start=visits):
        wanted = problem.cars[owner].breaks[rest]
        price = f.NEVER if wanted.price is None else wanted.price
        node[[f.KIND, f.FIRST, f.LAST, f.DURATION, f.PRICE, f.OWNER], number] = (
            f.BREAK, wanted.earliest, wanted.latest, wanted.duration, price, owner,
        )  # fmt: skip
    for number, car in enumerate(problem.cars):
        begin, end = visits + len(breaks) + number, visits + len(breaks) + cars + number
        close = car.shift_end + car.max_overtime
        node[[f.KIND, f.PLACE, f.FIRST, f.LAST, f.OWNER], begin] = f.BEGIN, car.start, car.shift_start, close, number
        place = -1 if car.end is None else car.end
        node[[f.KIND, f.PLACE, f.FIRST, f.LAST, f.OWNER], end] = f.END, place, car.shift_start, close, number
        for rank, visit in enumerate(car.frozen):
            node[f.RANK, visit] = rank
    return node


def _cars(problem: Problem, model: Model) -> Ints:
    table = np.zeros((f.UNUSED_IDLE + 1, len(problem.cars)), dtype=np.int64)
    taste = _taste(problem, model)
    kinds: dict[tuple[object, ...], int] = {}
    begin = len(problem.visits)
    for number, car in enumerate(problem.cars):
        alike = (
            car.travel, car.start, car.end, car.shift_start, car.shift_end, car.max_overtime, car.breaks,
            car.max_visits, car.capacity, car.frozen, taste[:, number].tobytes(),
        )  # fmt: skip
        unused = max(0, car.shift_end - car.shift_start - sum(rest.duration for rest in car.breaks))
        table[f.MODE :, number] = (
            car.travel, begin, len(car.breaks), car.shift_start, car.shift_end, car.shift_end + car.max_overtime,
            model.most_visits[number], kinds.setdefault(alike, len(kinds)), unused,
        )  # fmt: skip
        begin += len(car.breaks)
    return table


def _taste(problem: Problem, model: Model) -> Ints:
    taste = problem.costs.continuity * model.strange
    for old in problem.earlier:
        taste[old.visit] += problem.costs.moved
        taste[old.visit, old.car] -= problem.costs.moved
    taste[~model.may] = -1
    for number, car in enumerate(problem.cars):
        for visit in car.frozen:
            taste[visit, np.arange(len(problem.cars)) != number] = -1
    return np.ascontiguousarray(taste, dtype=np.int64)


def _knots(problem: Problem) -> tuple[Ints, Ints, Ints]:
    """Give how many knots each mode has, their seconds, and their matrices."""
    most = max((travel.knots.at.size for travel in problem.travels if travel.knots), default=0)
    size = problem.locations if most else 0
    counts = np.zeros(len(problem.travels), dtype=np.int64)
    at = np.zeros((len(problem.travels), most), dtype=np.int64)
    seconds = np.zeros((len(problem.travels), most, size, size), dtype=np.int64)
    for mode, travel in enumerate(problem.travels):
        if travel.knots:
            count = travel.knots.at.size
            counts[mode], at[mode, :count], seconds[mode, :count] = count, travel.knots.at, travel.knots.seconds
    return counts, at, seconds


def _near(problem: Problem, windows: Sequence[Sequence[Window]]) -> Ints:
    """Order for each visit the visits near to it, by the drives between them, itself first."""
    places = np.array([-1 if visit.location is None else visit.location for visit in problem.visits], dtype=np.int64)
    if not places.size:
        return np.zeros((0, 0), dtype=np.int64)
    seconds = problem.travels[0].seconds
    middle = np.array([(spans[0].start + min(spans[-1].end, LATEST)) / 2 if spans else 0 for spans in windows])
    near = np.empty((places.size, min(NEAR + 1, places.size)), dtype=np.int64)
    for first in range(0, places.size, ROWS):
        rows = np.arange(first, min(first + ROWS, places.size))
        own = places[rows][:, None]
        both = np.minimum(seconds[own, places] + seconds[places, own], UNREACHABLE)
        both[(own < 0) | (places < 0)] = 0
        away = both + np.abs(middle[rows][:, None] - middle) * 1e-6
        away[np.arange(rows.size), rows] = -1
        near[rows] = _least(away, near.shape[1])
    return near


def _least(table: npt.NDArray[np.float64], count: int) -> Ints:
    """Give the columns with the least entries of each row, in their order."""
    found = np.sort(np.argpartition(table, count - 1, axis=1)[:, :count], axis=1)
    order = np.argsort(np.take_along_axis(table, found, axis=1), axis=1, kind="stable")
    return np.take_along_axis(found, order, axis=1).astype(np.int64)


def _prices(problem: Problem, windows: Sequence[Sequence[Window]]) -> Ints:
    costs = problem.costs
    prices = np.zeros(f.LOADS + 1, dtype=np.int64)
    prices[f.DRIVING : f.EARLY] = (
        costs.driving, costs.waiting, costs.lateness, costs.overtime, costs.balance, costs.worst_lateness,
        costs.idle, costs.shifted, costs.tolerance,
    )  # fmt: skip
    several = any(len(spans) > 1 and any(span.soft_end is not None for span in spans) for spans in windows)
    early = any(span.soft_start is not None and span.soft_start > span.start for spans in windows for span in spans)
    prices[f.EARLY] = several or early or (costs.shifted > 0 and bool(problem.earlier))
    prices[f.KNOTS] = any(travel.knots is not None for travel in problem.travels)
    prices[f.LOADS] = problem.dimensions
    return prices

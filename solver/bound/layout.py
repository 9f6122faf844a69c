"""A problem as the bound sees it: kinds of cars, units of visits, and what of the problem is left out.

Every rule and price left out here makes plans cheaper, never dearer, so that a bound of the rest is one of the whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from solver.bound.tasks import NEVER, SCALE, Ints, Task
from solver.bound.ways import bits_of, home_of, stands_alone, with_arcs
from solver.problem import Break, Car, Problem, Visit
from solver.travel import UNREACHABLE

Spans = tuple[tuple[int, int], ...]

NEIGHBOURS: Final = 8
"""Visits remembered at a visit at first, besides itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Cars that are alike in everything: their indices, and the task of pricing one of them without duals."""

    cars: tuple[int, ...]
    task: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Visits of which all are planned or none, and what leaving them out costs."""

    visits: tuple[int, ...]
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A problem for the bound; ``caps`` are patients with more visits than they may get: their visits and the cap."""

    visits: int
    kinds: tuple[Kind, ...]
    units: tuple[Unit, ...]
    caps: tuple[tuple[tuple[int, ...], int], ...]
    near: tuple[frozenset[int], ...]


def layout_of(problem: Problem, prices: Sequence[int]) -> Layout:
    """Lay a problem out; ``prices`` are those of leaving visits out."""
    spans = _spans(problem)
    grouped: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, car in enumerate(problem.cars):
        alike = replace(car, skills=frozenset(), crew_size=0, frozen=())
        grouped[alike, tuple(_price(problem, number, visit) for visit in range(len(problem.visits)))].append(number)
    bars = _bars(problem)
    kinds = (Kind(cars=tuple(cars), task=_task(problem, cars[0], spans, bars)) for cars in grouped.values())
    return Layout(
        visits=len(problem.visits),
        kinds=tuple(kind for kind in kinds if kind.task.near.size),
        units=tuple(_units(problem, prices)),
        caps=tuple(_caps(problem)),
        near=_near(problem, spans),
    )


def left_out(problem: Problem) -> tuple[str, ...]:
    """Name the rules and prices of a problem that the bound leaves out, wholly or in part."""
    prices, visits = problem.costs, problem.visits
    times = Counter(visit.patient for visit in visits)
    soft = [window for visit in visits for window in visit.windows]
    early = any(window.soft_start is not None for window in soft)
    late = any(window.soft_end is not None for window in soft)
    several = any(len(visit.windows) > 1 for visit in visits)
    told = {
        "together": bool(problem.together),
        "gap": bool(problem.gaps) or any(count > 1 for count in times.values()),
        "order": any(car.frozen for car in problem.cars),
        "break": any(len(_breaks(car)) < len(car.breaks) for car in problem.cars),
        "time of day": any(travel.knots is not None for travel in problem.travels),
        "waiting": prices.waiting > 0 and (several or not all(_waits(problem, car) for car in problem.cars)),
        "lateness": prices.lateness > 0 and (early or (late and (several or prices.waiting > 0))),
        "balance": prices.balance > 0,
        "worst_lateness": prices.worst_lateness > 0 and (early or late),
        "idle": prices.idle > 0,
        "changes": prices.shifted > 0 and bool(problem.earlier),
    }
    return tuple(name for name, is_left_out in told.items() if is_left_out)


def _task(problem: Problem, number: int, spans: Sequence[Spans], bars: Ints) -> Task:
    car, visits = problem.cars[number], problem.visits
    costs = [_price(problem, number, visit) for visit in range(len(visits))]
    able = np.array([cost is not None and bool(spans[visit]) for visit, cost in enumerate(costs)], dtype=np.bool_)
    drives = _drives(problem, car)
    amounts, holds = _loads(car, visits, able)
    most = max((len(span) for span in spans), default=1) or 1
    # a window missing is the last one again, one that never opens where there is none
    padded = [(span or ((NEVER, -1),)) + (span or ((NEVER, -1),))[-1:] * (most - max(1, len(span))) for span in spans]
    table = np.array(padded, dtype=np.int64).reshape(len(visits), most, 2)
    prices = problem.costs
    waiting = prices.waiting if _waits(problem, car) else 0
    if problem.travels[car.travel].knots is not None:
        waiting = min(waiting, prices.driving)  # a longer drive may only take the place of waiting
    task = Task(
        drives=drives,
        home=home_of(drives),
        place=np.array([-1 if visit.location is None else visit.location for visit in visits], dtype=np.int64),
        duration=np.array([visit.duration for visit in visits], dtype=np.int64),
        setup=np.array([visit.setup for visit in visits], dtype=np.int64),
        starts=np.ascontiguousarray(table[:, :, 0]),
        ends=np.ascontiguousarray(table[:, :, 1]),
        late_after=np.array([_late_after(visit) for visit in visits], dtype=np.int64),
        prices=SCALE * np.array([prices.driving, waiting, prices.lateness, prices.overtime, waiting], dtype=np.int64),
        clock=np.array([car.shift_start, car.shift_end, car.shift_end + car.max_overtime, 1], dtype=np.int64),
        breaks=np.array([_span_of(rest, car) for rest in _breaks(car)], dtype=np.int64).reshape(-1, 3),
        gain=SCALE * np.array([cost or 0 for cost in costs], dtype=np.int64),
        worth=SCALE * np.array([cost or 0 for cost in costs], dtype=np.int64),
        first=np.zeros(len(visits) + 2, np.int64),
        near=np.zeros(0, np.int64),
        keep=np.zeros_like(bars),
        bars=bars,
        amounts=amounts,
        holds=holds,
        cut_in=np.zeros((len(visits), 0), np.int64),
        cut_keep=np.zeros((len(visits), 0), np.int64),
        cut_prices=np.zeros(0, np.int64),
    )
    if task.breaks.size or not (stands_alone(task) | (task.setup == 0)).all():
        task.prices[4] = 0
    return with_arcs(task, _arcs(task, able))


def _arcs(task: Task, able: np.ndarray) -> np.ndarray:
    begin = np.maximum(task.clock[0], task.starts[:, 0])
    leave = np.append(begin + task.duration, task.clock[0])  # setup may be saved
    place = np.append(task.place, task.drives.shape[0] - 1)
    drives = task.drives[place[:, None], task.place[None, :]]
    drives[(place[:, None] < 0) | (task.place[None, :] < 0)] = 0
    able_last = np.concatenate((able, [True]))
    arcs = (leave[:, None] + drives <= task.ends[None, :, -1]) & able[None, :] & able_last[:, None]
    np.fill_diagonal(arcs, val=False)
    return np.asarray(arcs)


def _drives(problem: Problem, car: Car) -> Ints:
    seconds = problem.travels[car.travel].seconds
    size = len(seconds)
    drives = np.zeros((size + 1, size + 1), dtype=np.int64)
    drives[:size, :size] = seconds
    drives[size, :size] = seconds[car.start]
    drives[:size, size] = 0 if car.end is None else seconds[:, car.end]
    drives[size, size] = 0 if car.end is None else seconds[car.start, car.end]
    return drives


def _loads(car: Car, visits: Sequence[Visit], able: np.ndarray) -> tuple[Ints, Ints]:
    amounts = [
        np.array([visit.demand[number] for visit in visits], dtype=np.int64) for number in range(len(car.capacity))
    ]
    bounds = [*car.capacity, car.max_visits]
    amounts.append(np.ones(len(visits), dtype=np.int64))
    bound_by = [n for n, bound in enumerate(bounds) if bound is not None and amounts[n][able].sum() > bound]
    table = np.array([amounts[n] for n in bound_by], dtype=np.int64).reshape(len(bound_by), len(visits))
    return np.ascontiguousarray(table.T), np.array([bounds[n] for n in bound_by], dtype=np.int64)


def _price(problem: Problem, number: int, visit: int) -> int | None:
    """Give what this car costs for the visit besides time, or None where it may not do it."""
    car, asked = problem.cars[number], problem.visits[visit]
    fixed = [fix.car for fix in problem.fixed if fix.visit == visit and fix.car is not None]
    frozen = [other for other, one in enumerate(problem.cars) if visit in one.frozen]
    if (
        not asked.skills <= car.skills
        or asked.crew_size > car.crew_size
        or number in asked.refused
        or (asked.allowed is not None and number not in asked.allowed)
        or any(only != number for only in (*fixed, *frozen))
    ):
        return None
    moved = any(old.visit == visit and old.car != number for old in problem.earlier)
    stranger = bool(asked.known) and number not in asked.known
    return problem.costs.moved * moved + problem.costs.continuity * stranger


def _breaks(car: Car) -> tuple[Break, ...]:
    """Give the breaks kept: those that must be taken, where their times leave no doubt about their order."""
    kept: list[Break] = []
    for rest in sorted((rest for rest in car.breaks if rest.price is None), key=lambda rest: rest.latest):
        if not kept or kept[-1].latest <= rest.earliest:
            kept.append(rest)
    return tuple(kept)


def _span_of(rest: Break, car: Car) -> tuple[int, int, int]:
    close = car.shift_end + car.max_overtime
    return max(rest.earliest, car.shift_start), min(rest.latest, close - rest.duration), rest.duration


def _waits(problem: Problem, car: Car) -> bool:
    """Tell whether waiting may be priced: seconds of a break left out would be taken for it."""
    return problem.costs.waiting > 0 and Counter(_breaks(car)) == Counter(car.breaks)


def _late_after(visit: Visit) -> int:
    """Give a second after which each has the price of lateness, whichever window it is in."""
    return max(NEVER if window.soft_end is None else window.soft_end for window in visit.windows)


def _spans(problem: Problem) -> list[Spans]:
    """Give when each visit may start: in order, without overlaps, common to those done together."""
    fixed = {fix.visit: fix.start for fix in problem.fixed if fix.start is not None}
    spans = [_merged((window.start, window.end) for window in visit.windows) for visit in problem.visits]
    for visit, start in fixed.items():
        spans[visit] = _common(spans[visit], ((start, start),))
    for group in problem.together:
        common = spans[group[0]]
        for visit in group[1:]:
            common = _common(common, spans[visit])
        for visit in group:
            spans[visit] = common
    return spans


def _merged(spans: Iterable[tuple[int, int]]) -> Spans:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _common(one: Spans, other: Spans) -> Spans:
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple((start, end) for start, end in pairs if start <= end)


def _units(problem: Problem, prices: Sequence[int]) -> Iterable[Unit]:
    leader = list(range(len(problem.visits)))
    for group in (*problem.together, *problem.bundles):
        joined = {leader[visit] for visit in group}
        leader = [min(joined) if mine in joined else mine for mine in leader]
    for first in sorted(set(leader)):
        visits = tuple(visit for visit, mine in enumerate(leader) if mine == first)
        yield Unit(visits=visits, price=sum(prices[visit] for visit in visits))


def _caps(problem: Problem) -> Iterable[tuple[tuple[int, ...], int]]:
    by_patient: dict[int, list[int]] = defaultdict(list)
    for number, visit in enumerate(problem.visits):
        by_patient[visit.patient].append(number)
    for patient, visits in by_patient.items():
        if len(visits) > problem.patients[patient].max_visits:
            yield tuple(visits), problem.patients[patient].max_visits


def _bars(problem: Problem) -> Ints:
    count = len(problem.visits)
    barred = [{visit} for visit in range(count)]
    pairs = [(one, other) for group in problem.together for one in group for other in group]
    pairs += [(gap.before, gap.after) for gap in problem.gaps if gap.other_car]
    for one, other in pairs:
        barred[one].add(other)
        barred[other].add(one)
    return bits_of(barred)


def _near(problem: Problem, spans: Sequence[Spans]) -> tuple[frozenset[int], ...]:
    """Give, per visit, itself and the visits from which one most easily comes back to it."""
    seconds = np.minimum(problem.travels[0].seconds, UNREACHABLE)
    place = [0 if visit.location is None else visit.location for visit in problem.visits]
    apart = (seconds + seconds.T)[np.ix_(place, place)].astype(np.float64)
    closed = np.array([not span for span in spans], dtype=np.bool_)
    apart[:, closed] = np.inf
    np.fill_diagonal(apart, -1.0)
    order = np.argsort(apart, axis=1, kind="stable")[:, : NEIGHBOURS + 1]
    return tuple(frozenset(int(visit) for visit in row) for row in order)

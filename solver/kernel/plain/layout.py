"""A plain problem as arrays for the kernel."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from solver.problem import Car, Problem
from solver.search.model import Model

Ints = npt.NDArray[np.int64]
Shorts = npt.NDArray[np.int32]

NEAR: Final = 200
"""Neighbours of a visit kept for taking visits out together."""

NEVER: Final = 1 << 40

FIRST, LAST, WORK, PRICE, SPANS, SPANS_END, DEMAND = range(7)
"""Columns of ``Layout.visits``: bounds of the start, seconds at work, price of leaving out, rows of ``windows``, and
what it takes of each capacity."""

MOST, TRAVEL, KIND, OPENS, CLOSES, ROOM = range(6)
"""Columns of ``Layout.cars``: visits at most, matrices, kind, the seconds between which the route lies, capacities."""


class Layout(NamedTuple):
    """What does not change while searching, in few arrays, as each costs time to compile.

    Nodes are the visits that some car may do, then the starts of all cars, then their ends; ``place`` holds their
    locations. ``drive`` is [2 * travel, from, to] and [2 * travel + 1, to, from]. A visit with several windows has them
    in ``windows``. ``extra`` is the price of a car for a visit, [car, visit], NEVER where it may not do it. Cars of
    equal kind are alike. ``near`` orders visits by drives alone.
    """

    drive: Shorts
    place: Ints
    visits: Ints
    windows: Ints
    cars: Ints
    extra: Ints
    near: Ints
    driving: int


def suits(problem: Problem) -> bool:
    """Tell whether the plain kernel may take a problem: nothing ties routes, and only driving has a price a second."""
    costs = problem.costs
    tied = bool(problem.together or problem.bundles or problem.gaps)
    shifted = bool(problem.earlier) and costs.shifted > 0
    worked = costs.balance > 0 or costs.idle > 0 or costs.waiting > 0
    return not (tied or shifted or worked or _has_soft(problem) or _has_places(problem) or _has_breaks(problem))


def _has_soft(problem: Problem) -> bool:
    priced = problem.costs.lateness > 0 or problem.costs.worst_lateness > 0
    soft = any(w.soft_start is not None or w.soft_end is not None for one in problem.visits for w in one.windows)
    return priced and soft


def _has_places(problem: Problem) -> bool:
    """Tell whether visits share a patient, have no place, or share places and set-ups."""
    if any(one.location is None for one in problem.visits):
        return True
    places = Counter(one.location for one in problem.visits)
    patients = Counter(one.patient for one in problem.visits)
    shared = any(one.setup and places[one.location] > 1 for one in problem.visits)
    return shared or max(patients.values(), default=0) > 1


def _has_breaks(problem: Problem) -> bool:
    def asks(car: Car) -> bool:
        overtime = car.max_overtime > 0 and problem.costs.overtime > 0
        return bool(car.breaks or car.frozen) or overtime

    clocked = any(travel.knots is not None for travel in problem.travels)
    return clocked or any(asks(car) for car in problem.cars)


def planned_visits(model: Model) -> list[int]:
    """List the visits that some car may do: visit v of the layout is the v-th of them."""
    return [visit for visit, cars in enumerate(model.cars_for) if cars]


def lay_out(model: Model) -> Layout:
    """Lay a problem that ``suits`` out as arrays."""
    problem, visits = model.problem, planned_visits(model)
    drive = np.ascontiguousarray(model.travel, dtype=np.int32)
    windows = [model.windows[visit] for visit in visits]
    extra = np.ascontiguousarray(model.strange[visits].T) * problem.costs.continuity
    number = {visit: number for number, visit in enumerate(visits)}
    for old in problem.earlier:
        if old.visit in number:
            extra[np.arange(len(problem.cars)) != old.car, number[old.visit]] += problem.costs.moved
    extra[~model.may[visits].T] = NEVER
    place = _ints([model.place[visit] for visit in visits])
    first = [spans[0][0] for spans in windows]
    last = [spans[-1][1] for spans in windows]
    work = [model.duration[visit] + model.setup[visit] for visit in visits]
    several = [spans if len(spans) > 1 else () for spans in windows]
    rows = np.cumsum([0, *(len(spans) for spans in several)])
    price = [model.price[visit] for visit in visits]
    demand = model.demand[visits].reshape(len(visits), problem.dimensions)
    opens, closes = [car.begin for car in model.cars], [car.close for car in model.cars]
    limits = _ints([model.most_visits, model.car_travel, _kinds(model, extra), opens, closes]).T
    return Layout(
        drive=np.ascontiguousarray([one for there in drive for one in (there, there.T)]),
        place=np.concatenate([place, _ints([car.start for car in model.cars]), _ints([car.end for car in model.cars])]),
        visits=np.ascontiguousarray(np.hstack([_ints([first, last, work, price, rows[:-1], rows[1:]]).T, demand])),
        windows=_ints([span for spans in several for span in spans]).reshape(-1, 2),
        cars=np.ascontiguousarray(np.hstack([limits, model.capacity])),
        extra=extra,
        near=_neighbours(drive[0], place),
        driving=problem.costs.driving,
    )


def _ints(values: object) -> Ints:
    return np.array(values, dtype=np.int64)


def _kinds(model: Model, extra: Ints) -> list[int]:
    """Give cars that are alike in all that the kernel looks at the same number."""
    known: dict[object, int] = {}
    kinds = []
    for number, car in enumerate(model.cars):
        like = (
            int(model.car_travel[number]), car.start, car.end, car.begin, car.close, int(model.most_visits[number]),
            model.capacity[number].tobytes(), extra[number].tobytes(),
        )  # fmt: skip
        kinds.append(known.setdefault(like, len(known)))
    return kinds


def _neighbours(drive: Shorts, place: Ints) -> Ints:
    """Order, for each visit, the others by both drives together."""
    between = drive[np.ix_(place, place)].astype(np.int64)
    order = np.argsort(between + between.T, axis=1, kind="stable")
    return np.ascontiguousarray(order[:, :NEAR], dtype=np.int64)

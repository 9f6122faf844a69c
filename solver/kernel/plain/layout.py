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

CLOSE: Final = 50
"""Neighbours of a visit beside which it may be put in, where there are more visits than ``SCANNED``."""

SCANNED: Final = 120
"""Up to so many visits every place is looked at."""

WAIT_WEIGHT: Final = 0.2
"""What a second of certain waiting counts against a second of driving between neighbours (as in PyVRP)."""


FIRST, LAST, WORK, PRICE, SPANS, SPANS_END = range(6)
"""Columns of ``Layout.visits``: bounds of the start, seconds at work, price of leaving out, rows of ``windows``."""

MOST, TRAVEL, KIND, OPENS, CLOSES = range(5)
"""Columns of ``Layout.cars``: visits at most, matrices, kind, and the seconds between which the route lies."""


class Layout(NamedTuple):
    """What does not change while searching, in few arrays, as each costs time to compile.

    Nodes are the visits that some car may do, then the starts of all cars, then their ends; ``place`` holds their
    locations. ``drive`` is [travel, from, to], ``back`` the same as [travel, to, from]. A visit with several windows
    has them in ``windows``. ``may`` and ``extra`` (price of the car for the visit) are [car, visit]. Cars of equal
    kind are alike. ``near`` orders visits by drives alone, ``close`` also by their windows; ``close`` is empty where
    every place is looked at.
    """

    drive: Shorts
    back: Shorts
    place: Ints
    visits: Ints
    windows: Ints
    cars: Ints
    demand: Ints
    room: Ints
    may: npt.NDArray[np.bool_]
    extra: Ints
    near: Ints
    close: Ints
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
    may = np.ascontiguousarray(model.may[visits].T)
    extra = np.ascontiguousarray(model.strange[visits].T) * problem.costs.continuity
    for old in problem.earlier:
        if old.visit in visits:
            extra[np.arange(len(problem.cars)) != old.car, visits.index(old.visit)] += problem.costs.moved
    place = [model.place[visit] for visit in visits]
    first = _ints([spans[0][0] for spans in windows])
    last = _ints([spans[-1][1] for spans in windows])
    work = _ints([model.duration[visit] + model.setup[visit] for visit in visits])
    near, close = _neighbours(drive[0], np.array(place, dtype=np.int64), first, last, work)
    several = [spans if len(spans) > 1 else () for spans in windows]
    rows = np.cumsum([0, *(len(spans) for spans in several)])
    price = [model.price[visit] for visit in visits]
    travel, kind = model.car_travel, _kinds(model, may, extra)
    opens, closes = [car.begin for car in model.cars], [car.close for car in model.cars]
    return Layout(
        drive=drive,
        back=np.ascontiguousarray(drive.transpose(0, 2, 1)),
        place=_ints([*place, *(car.start for car in model.cars), *(car.end for car in model.cars)]),
        visits=np.ascontiguousarray(_ints([first, last, work, price, rows[:-1], rows[1:]]).T),
        windows=_ints([span for spans in several for span in spans]).reshape(-1, 2),
        cars=np.ascontiguousarray(_ints([model.most_visits, travel, kind, opens, closes]).T),
        demand=np.ascontiguousarray(model.demand[visits].reshape(len(visits), problem.dimensions)),
        room=np.ascontiguousarray(model.capacity),
        may=may,
        extra=extra,
        near=near,
        close=close,
        driving=problem.costs.driving,
    )


def _ints(values: object) -> Ints:
    return np.array(values, dtype=np.int64)


def _kinds(model: Model, may: npt.NDArray[np.bool_], extra: Ints) -> Ints:
    """Give cars that are alike in all that the kernel looks at the same number."""
    known: dict[object, int] = {}
    kinds = []
    for number, car in enumerate(model.cars):
        like = (
            int(model.car_travel[number]), car.start, car.end, car.begin, car.close, int(model.most_visits[number]),
            model.capacity[number].tobytes(), may[number].tobytes(), extra[number].tobytes(),
        )  # fmt: skip
        kinds.append(known.setdefault(like, len(known)))
    return _ints(kinds)


def _neighbours(drive: Shorts, place: Ints, first: Ints, last: Ints, work: Ints) -> tuple[Ints, Ints]:
    """Order, for each visit, the others by both drives together, and by drives and windows."""
    count = len(place)
    near = np.zeros((count, min(count, NEAR)), dtype=np.int64)
    close = np.zeros((count, min(count, CLOSE) if count > SCANNED else 0), dtype=np.int64)
    for visit in range(count):
        out = drive[place[visit], place].astype(np.int64)
        home = drive[place, place[visit]].astype(np.int64)
        near[visit] = np.argsort(out + home, kind="stable")[: near.shape[1]]
        if close.size:
            after = _cost_of_leg(out, first[visit] + work[visit], last[visit] + work[visit], first, last)
            before = _cost_of_leg(home, first + work, last + work, first[visit], last[visit])
            cost = np.minimum(after, before)
            cost[visit] = np.inf
            close[visit] = np.argsort(cost, kind="stable")[:CLOSE]
    return near, close


def _cost_of_leg(
    drive: Ints, leave: Ints | np.int64, latest: Ints | np.int64, first: Ints | np.int64, last: Ints | np.int64
) -> npt.NDArray[np.float64]:
    """Give drives with what must be waited after them or comes too late (Vidal et al. 2013, section 4.3)."""
    wait = np.maximum(0, first - drive - latest)
    late = np.maximum(0, leave + drive - last)
    cost: npt.NDArray[np.float64] = drive + WAIT_WEIGHT * wait + late
    return cost

"""A problem laid out for the search: plain lists and arrays, worked out once.

Visits that no car may do, or that no window lets in, have no cars here and are never tried.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from solver.cost import cost_of
from solver.problem import Car, Problem, Visit, Window
from solver.search.cars import NEVER, CarTimes, lay_out_breaks, lay_out_cars, leave_out_breaks, with_places
from solver.solution import Solution


@dataclass(frozen=True, slots=True)
class Tie:
    """Holds visit ``other`` in relation to the visit that owns the tie.

    ``kind`` is "same" (equal starts, different cars), "before" (the owner comes first), "after" (the owner
    comes second) or "apart" (one of them, either, comes first by ``minimum``). Seconds count from the end of
    the first where ``from_end``, else from its start.
    """

    kind: str
    other: int
    minimum: int = 0
    maximum: int | None = None
    from_end: bool = True


class Model:
    """A problem and what the search looks up again and again.

    ``nowhere`` is the index of a place that is next to everything (where routes with an open end lead to).
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.visit_count = len(problem.visits)
        self.car_count = len(problem.cars)
        self.nowhere = problem.locations
        self.travel: npt.NDArray[np.int64] = _travel_stack(problem)
        self._lay_out_cars(lay_out_cars(problem, self.travel))
        self.car_travel = np.array([car.travel for car in problem.cars], dtype=np.int64)
        self.place = [-1 if visit.location is None else visit.location for visit in problem.visits]
        self.duration = [visit.duration for visit in problem.visits]
        self.setup = [visit.setup for visit in problem.visits]
        starts = {fix.visit: fix.start for fix in problem.fixed if fix.start is not None}
        self.windows = [_windows(visit, starts.get(number)) for number, visit in enumerate(problem.visits)]
        self.soft = [_soft(visit) for visit in problem.visits]
        self.bound = _units_of(problem)
        """Maps each visit that is planned or left out with others to all of them, itself included."""
        self.elsewhere = _elsewhere(problem)
        """Maps a visit to those that must be done by other cars than its own."""
        self.rank = {visit: rank for car in problem.cars for rank, visit in enumerate(car.frozen)}
        self.earlier = {earlier.visit: earlier for earlier in problem.earlier}
        self.ties = _ties(problem, None)
        self.mates = _mates(problem)
        self.mates_apart = any(tie.kind == "apart" for ties in self.ties.values() for tie in ties)
        self.cars_for = tuple(
            cars if windows else ()
            for cars, windows in zip(_cars_for(problem, range(self.visit_count)), self.windows, strict=True)
        )
        self.may = np.zeros((self.visit_count, self.car_count), dtype=bool)
        self.strange = np.zeros((self.visit_count, self.car_count), dtype=np.int64)
        for number, visit in enumerate(problem.visits):
            self.may[number, list(self.cars_for[number])] = True
            self.strange[number] = _strangers(visit, self.car_count)
        self.assigned = _assigned(problem, self.strange)
        self.price = _prices(problem)
        self.most_visits, self.capacity = _most_visits(problem), _capacity(problem)
        self.demand = np.array([visit.demand for visit in problem.visits], dtype=np.int64)
        self.neighbours = _at_shared_places(self.place)
        self.has_contacts = any(place < 0 for place in self.place)

    def _lay_out_cars(self, cars: tuple[CarTimes, ...]) -> None:
        self.cars = cars
        self.variants = tuple(leave_out_breaks(car, times) for car, times in zip(self.problem.cars, cars, strict=True))
        """The times of each car with all of its breaks, then with fewer and fewer of those that have a price."""
        self.lean = tuple(variants[-1] for variants in self.variants)
        """The times of each car without the breaks that have a price."""
        self.most_breaks = max((len(times.breaks) for times in self.lean), default=0)
        self.breaks = lay_out_breaks(self.lean, self.most_breaks)

    def with_visit(self, problem: Problem) -> Model:
        """Give the model of the same problem with a visit more, its last, that no rule ties but that of its patient.

        There may be places and a patient more, too. What is known already is not worked out again.
        """
        twin, visit, number = copy.copy(self), problem.visits[-1], self.visit_count
        for name in ("units", "unit_price", "hardness"):
            twin.__dict__.pop(name, None)
        twin.problem, twin.visit_count = problem, number + 1
        if problem.locations != self.nowhere:
            twin.nowhere, twin.travel = problem.locations, _travel_stack(problem)
            twin._lay_out_cars(with_places(problem, twin.travel, self.cars))  # noqa: SLF001 (a model itself)
        place = -1 if visit.location is None else visit.location
        twin.place, twin.has_contacts = [*self.place, place], self.has_contacts or place < 0
        twin.duration, twin.setup = [*self.duration, visit.duration], [*self.setup, visit.setup]
        twin.windows, twin.soft = [*self.windows, _windows(visit, None)], [*self.soft, _soft(visit)]
        twin.neighbours = self.neighbours | _at_shared_places(twin.place) if place in self.place else self.neighbours
        twin.price = _prices(problem)
        twin._tie_to_mates(number, visit.patient)  # noqa: SLF001
        able = _cars_for(problem, [number])
        twin.cars_for = (*self.cars_for, *able)
        twin.may = np.vstack((self.may, np.isin(np.arange(self.car_count), able[0])))
        strange = _strangers(visit, self.car_count)
        twin.strange = np.vstack((self.strange, strange))
        twin.assigned = np.vstack((self.assigned, problem.costs.continuity * strange))
        twin.demand = np.vstack((self.demand, np.array([visit.demand], dtype=np.int64)))
        return twin

    def loosened(self, problem: Problem, visits: Sequence[int]) -> Model:
        """Give the model of a problem that differs in windows or cars of the visits, in caps or what cars may do."""
        twin, starts = copy.copy(self), {fix.visit: fix.start for fix in problem.fixed if fix.start is not None}
        for name in ("units", "unit_price", "hardness"):
            twin.__dict__.pop(name, None)
        twin.problem, twin.may = problem, self.may.copy()
        twin.windows, twin.soft, cars_for = self.windows.copy(), self.soft.copy(), list(self.cars_for)
        for number, able in zip(visits, _cars_for(problem, visits), strict=True):
            twin.windows[number] = _windows(problem.visits[number], starts.get(number))
            twin.soft[number] = _soft(problem.visits[number])
            cars_for[number] = able if twin.windows[number] else ()
            twin.may[number] = np.isin(np.arange(self.car_count), cars_for[number])
        twin.cars_for = tuple(cars_for)
        twin.most_visits, twin.capacity = _most_visits(problem), _capacity(problem)
        return twin

    def _tie_to_mates(self, number: int, patient: int) -> None:
        """Tie a visit that is new to the others of its patient."""
        others = [other for other, visit in enumerate(self.problem.visits[:number]) if visit.patient == patient]
        mates, least = (*others, number), self.problem.patients[patient].min_gap
        self.mates = {**self.mates, **dict.fromkeys(mates, mates)}
        if others:
            apart = {other: (*self.ties.get(other, ()), Tie("apart", number, least)) for other in others}
            self.ties = {**self.ties, **apart, number: tuple(Tie("apart", other, least) for other in others)}
            self.mates_apart = True

    def like(self, solution: Solution) -> Model:
        """Give the same model with the visits of each patient kept in the order in which a solution has them."""
        twin = copy.copy(self)
        twin.ties = _ties(self.problem, solution)
        return twin

    def cost(self, solution: Solution) -> int:
        """Give what a plan costs with mandatory visits as ``price`` has them."""
        dearer = (self.price[visit] - self.problem.visits[visit].price for visit in solution.left_out(self.problem))
        return cost_of(self.problem, solution).total + sum(dearer)

    def unit(self, visit: int) -> tuple[int, ...]:
        """Give the visits that are planned or left out with ``visit``, itself included."""
        return self.bound.get(visit, (visit,))

    def keeps_order(self, car: int, visits: Sequence[int]) -> bool:
        """Tell whether the frozen visits in a route of the car come first and in their order."""
        if not self.problem.cars[car].frozen:
            return True
        ranks = [self.rank.get(visit, NEVER) for visit in visits]
        return all(one <= other for one, other in pairwise(ranks))

    def load(self, visits: Iterable[int]) -> npt.NDArray[np.int64]:
        """Add up the demand of visits."""
        return sum((self.demand[visit] for visit in visits), start=np.zeros(self.problem.dimensions, dtype=np.int64))

    @cached_property
    def units(self) -> list[tuple[int, ...]]:
        """What is planned as one: visits that groups and bundles hold together, each other alone, if cars may do it."""
        units = dict.fromkeys(self.unit(visit) for visit in range(self.visit_count))
        return [unit for unit in units if all(self.cars_for[member] for member in unit)]

    @cached_property
    def unit_price(self) -> dict[tuple[int, ...], int]:
        """The price of leaving out each unit."""
        return {unit: sum(self.price[visit] for visit in unit) for unit in self.units}

    @cached_property
    def hardness(self) -> dict[tuple[int, ...], tuple[int, int, int, int]]:
        """Orders units: dear before cheap, few cars before many, narrow windows before wide."""
        return {unit: self._hardness(unit) for unit in self.units}

    def _hardness(self, unit: tuple[int, ...]) -> tuple[int, int, int, int]:
        cars = min(len(self.cars_for[visit]) for visit in unit)
        width = min(sum(end - start for start, end in self.windows[visit]) for visit in unit)
        return (-self.unit_price[unit], cars, width, unit[0])


def _travel_stack(problem: Problem) -> npt.NDArray[np.int64]:
    size = problem.locations
    stack = np.zeros((len(problem.travels), size + 1, size + 1), dtype=np.int64)
    for number, travel in enumerate(problem.travels):
        stack[number, :size, :size] = travel.seconds
    return stack


def _windows(visit: Visit, fixed_start: int | None) -> tuple[tuple[int, int], ...]:
    """List the spans in which the visit may start, in order, without overlaps."""
    spans = sorted((window.start, window.end) for window in visit.windows)
    if fixed_start is not None:
        return ((fixed_start, fixed_start),) if any(a <= fixed_start <= b for a, b in spans) else ()
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _soft(visit: Visit) -> tuple[Window, ...]:
    """Give the visit's windows if some second in them has a price, else nothing."""
    priced = any(window.soft_start is not None or window.soft_end is not None for window in visit.windows)
    return visit.windows if priced else ()


def _group_of(problem: Problem) -> dict[int, tuple[int, ...]]:
    return {visit: tuple(sorted(group)) for group in problem.together for visit in group}


def _units_of(problem: Problem) -> dict[int, tuple[int, ...]]:
    units: dict[int, set[int]] = {}
    for group in (*problem.together, *problem.bundles):
        whole = set(group).union(*(units.get(visit, ()) for visit in group))
        units.update(dict.fromkeys(whole, whole))
    return {visit: tuple(sorted(unit)) for visit, unit in units.items()}


def _elsewhere(problem: Problem) -> dict[int, frozenset[int]]:
    apart: dict[int, set[int]] = {}
    pairs = [(one, other) for group in problem.together for one, other in combinations(group, 2)]
    pairs += [(gap.before, gap.after) for gap in problem.gaps if gap.other_car]
    for one, other in pairs:
        apart.setdefault(one, set()).add(other)
        apart.setdefault(other, set()).add(one)
    return {visit: frozenset(others) for visit, others in apart.items()}


def _strangers(visit: Visit, cars: int) -> npt.NDArray[np.int64]:
    """Tell by car, as 1, whether the patient would rather see another one."""
    return np.array([bool(visit.known) and car not in visit.known for car in range(cars)], dtype=np.int64)


def _assigned(problem: Problem, strange: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Give what it costs that a car, and no other, does a visit: strangers, and changes against the earlier plan."""
    prices = problem.costs
    assigned = prices.continuity * strange
    for earlier in problem.earlier:
        assigned[earlier.visit] += prices.moved
        assigned[earlier.visit, earlier.car] -= prices.moved
    return assigned


def _ties(problem: Problem, like: Solution | None) -> dict[int, tuple[Tie, ...]]:
    ties: dict[int, list[Tie]] = {}
    for group in problem.together:
        for visit in group:
            ties.setdefault(visit, []).extend(Tie("same", other) for other in group if other != visit)
    for gap in problem.gaps:
        values = (gap.minimum, gap.maximum, gap.from_end)
        ties.setdefault(gap.before, []).append(Tie("before", gap.after, *values))
        ties.setdefault(gap.after, []).append(Tie("after", gap.before, *values))
    grouped, firsts = _group_of(problem), _firsts(problem)
    starts = {stop.visit: stop.start for _, stop in like.stops} if like else {}
    for visit, mates in _mates(problem).items():
        least = problem.patients[problem.visits[visit].patient].min_gap
        others = [other for other in mates if other != visit and other not in grouped.get(visit, ())]
        if others:
            apart = (Tie(_order(firsts, starts, visit, other), other, least) for other in others)
            ties.setdefault(visit, []).extend(apart)
    return {visit: tuple(found) for visit, found in ties.items()}


def _firsts(problem: Problem) -> set[tuple[int, int]]:
    """List pairs of visits of which a gap, or that both are frozen in a car, tells that the one comes first."""
    pairs = {(gap.before, gap.after) for gap in problem.gaps}
    return pairs.union(*(combinations(car.frozen, 2) for car in problem.cars))


def _order(firsts: Container[tuple[int, int]], starts: Mapping[int, int], visit: int, other: int) -> str:
    if (visit, other) in firsts:
        return "before"
    if (other, visit) in firsts:
        return "after"
    if visit not in starts or other not in starts or starts[visit] == starts[other]:
        return "apart"
    return "before" if starts[visit] < starts[other] else "after"


def _mates(problem: Problem) -> dict[int, tuple[int, ...]]:
    """Map each visit to all visits of its patient, itself included."""
    by_patient: dict[int, list[int]] = {}
    for number, visit in enumerate(problem.visits):
        by_patient.setdefault(visit.patient, []).append(number)
    return {visit: tuple(visits) for visits in by_patient.values() for visit in visits}


def _cars_for(problem: Problem, visits: Iterable[int]) -> list[tuple[int, ...]]:
    """List, for each of the visits, the cars that rules about the visit and the car alone let do it."""
    fixed = {fix.visit: fix.car for fix in problem.fixed if fix.car is not None}
    holder = {visit: car for car, crew in enumerate(problem.cars) for visit in crew.frozen}
    able: dict[tuple[frozenset[int], int, tuple[int, ...]], tuple[int, ...]] = {}
    found = []
    for number in visits:
        visit = problem.visits[number]
        wanted = (visit.skills, visit.crew_size, visit.demand)
        if wanted not in able:
            able[wanted] = tuple(index for index, car in enumerate(problem.cars) if _is_able(car, visit))
        cars = () if problem.patients[visit.patient].max_visits < 1 else able[wanted]
        named = [frozenset({one[number]}) for one in (fixed, holder) if number in one]
        named += [] if visit.allowed is None else [visit.allowed]
        if named or visit.refused:
            cars = tuple(car for car in cars if car not in visit.refused and all(car in one for one in named))
        found.append(cars)
    return found


def _is_able(car: Car, visit: Visit) -> bool:
    return (
        visit.skills <= car.skills
        and visit.crew_size <= car.crew_size
        and (car.max_visits is None or car.max_visits > 0)
        and all(bound is None or amount <= bound for amount, bound in zip(visit.demand, car.capacity, strict=True))
    )


def _most_visits(problem: Problem) -> npt.NDArray[np.int64]:
    return np.array([NEVER if car.max_visits is None else car.max_visits for car in problem.cars], dtype=np.int64)


def _capacity(problem: Problem) -> npt.NDArray[np.int64]:
    """Give the bounds on the loads of each car."""
    bounds = [[NEVER if bound is None else bound for bound in car.capacity] for car in problem.cars]
    return np.array(bounds, dtype=np.int64).reshape(len(problem.cars), problem.dimensions)


def _at_shared_places(places: list[int]) -> frozenset[int]:
    """List the visits at places where there is more than one."""
    visits_at = Counter(places)
    return frozenset(visit for visit, place in enumerate(places) if place >= 0 and visits_at[place] > 1)


def _prices(problem: Problem) -> list[int]:
    """Give what leaving out costs in the search: a mandatory visit more than all others together."""
    most = sum(visit.price for visit in problem.visits) + 1
    return [visit.price + (most if visit.mandatory else 0) for visit in problem.visits]

"""Random problems that mix all rules, and random valid solutions of them.

All numbers are multiples of ``tick`` seconds, so that a brute force over whole ticks finds the best plan there is.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from solver.check import check
from solver.problem import Break, Car, Costs, Earlier, Fixed, Gap, Patient, Problem, Visit, Window
from solver.solution import Rest, Route, Solution, Stop
from solver.travel import UNREACHABLE, Knots, Travel

SKILLS = 3
T = TypeVar("T")


def random_problem(
    rng: random.Random, *, visits: int, cars: int, tick: int = 60, horizon: int = 540, share: float = 0.25
) -> Problem:
    """Make a problem of a day of ``horizon`` ticks; each rule concerns about ``share`` of what it could concern."""
    made = _Maker(rng, visits=visits, cars=cars, tick=tick, horizon=horizon, share=share)
    return made.problem()


def random_solution(rng: random.Random, problem: Problem) -> Solution:
    """Make a valid solution that plans some visits, by appending in random order what ``check`` lets pass."""
    solution = Solution(routes=())
    done: set[int] = set()
    orders = {number: _breaks_only(car) for number, car in enumerate(problem.cars)}
    units = units_of(problem)
    rng.shuffle(units)
    hard = {visit for unit in units for visit in unit if len(unit) > 1}
    hard |= {end for gap in problem.gaps for end in (gap.before, gap.after)}
    units.sort(key=hard.isdisjoint)
    earliest: dict[int, int] = {}
    for unit in units:
        for _ in range(10):
            tried = _with_unit(rng, problem, orders, unit)
            times = {**earliest, **_times_for(rng, problem, unit)}
            found = timed(problem, tried, times)
            if not check(problem, found):
                orders, solution, earliest = tried, found, times
                done |= set(unit)
                break
    assert solution.planned == done
    return solution


def units_of(problem: Problem) -> list[tuple[int, ...]]:
    """List what is planned as one: visits held together by groups and bundles, each other visit alone."""
    units = {visit: {visit} for visit in range(len(problem.visits))}
    for group in (*problem.together, *problem.bundles):
        whole = set[int]().union(*(units[visit] for visit in group))
        units.update(dict.fromkeys(whole, whole))
    return sorted({tuple(sorted(unit)) for unit in units.values()})


def timed(problem: Problem, orders: Mapping[int, Sequence[int]], earliest: Mapping[int, int]) -> Solution:
    """Run each car through its order as early as windows, breaks and ``earliest`` let it.

    An order holds visits, and breaks as negative numbers (−1 is break 0).
    """
    routes = (
        _timed_route(problem, car, order, earliest) for car, order in orders.items() if any(item >= 0 for item in order)
    )
    return Solution(routes=tuple(routes))


def _breaks_only(car: Car) -> list[int]:
    numbers = sorted(range(len(car.breaks)), key=lambda number: car.breaks[number].earliest)
    return [-1 - number for number in numbers]


def _with_unit(
    rng: random.Random, problem: Problem, orders: Mapping[int, list[int]], unit: Sequence[int]
) -> dict[int, list[int]]:
    new = {car: list(order) for car, order in orders.items()}
    cars = rng.sample(range(len(problem.cars)), len(problem.cars))
    for place, visit in enumerate(unit):
        car = cars[place % len(cars)] if rng.random() < 0.8 else rng.choice(cars)
        new[car].insert(rng.randint(0, len(new[car])), visit)
    return new


def _times_for(rng: random.Random, problem: Problem, unit: Sequence[int]) -> dict[int, int]:
    fixed = [fix.start for fix in problem.fixed if fix.visit in unit and fix.start is not None]
    windows = [window for visit in unit for window in problem.visits[visit].windows]
    chosen = rng.choice(windows)
    common = fixed[0] if fixed else rng.choice([chosen.start, (chosen.start + chosen.end) // 2, chosen.end])
    return dict.fromkeys(unit, common) if len(unit) > 1 or fixed or rng.random() < 0.5 else {}


def _timed_route(problem: Problem, number: int, order: Sequence[int], earliest: Mapping[int, int]) -> Route:
    car = problem.cars[number]
    travel = problem.travels[car.travel]
    items: list[Stop | Rest] = []
    clock = since = depart = car.shift_start
    place, visited, pending = car.start, None, list[Rest]()
    for item in order:
        if item < 0:
            wanted = car.breaks[-1 - item]
            start = max(clock, wanted.earliest)
            clock = start + wanted.duration
            pending.append(Rest(number=-1 - item, start=start, end=clock))
            items.append(pending[-1])
            continue
        if not any(isinstance(earlier, Stop) for earlier in items):
            depart, since, pending = clock, clock, []
        visit = problem.visits[item]
        goal = place if visit.location is None else visit.location
        arrive = _arrival(since + travel.drive(place, goal, since), pending)
        start = _start_in(visit, max(arrive, clock, earliest.get(item, 0)))
        repeated = visit.location is not None and visit.location == visited
        clock = since = start + visit.duration + (0 if repeated else visit.setup)
        items.append(Stop(visit=item, arrive=arrive, start=start, end=clock))
        place, pending, visited = goal, [], visited if visit.location is None else goal
    home = place if car.end is None else car.end
    finish = since if car.end is None else _arrival(since + travel.drive(place, home, since), pending)
    return Route(car=number, depart=depart, items=tuple(items), finish=finish)


def _arrival(arrive: int, rests: Sequence[Rest]) -> int:
    for rest in rests:
        if rest.start < arrive:
            arrive += rest.end - rest.start
    return arrive


def _start_in(visit: Visit, at: int) -> int:
    return min((max(at, window.start) for window in visit.windows if at <= window.end), default=at)


class _Maker:
    """Rolls the dice for each part of a problem."""

    def __init__(self, rng: random.Random, *, visits: int, cars: int, tick: int, horizon: int, share: float) -> None:
        self.rng, self.tick, self.horizon, self.share = rng, tick, horizon, share
        self.visits, self.cars = visits, cars
        self.patients = max(1, round(visits * 0.8))
        self.places = [rng.randrange(visits + 1) for _ in range(self.patients)]
        self.dimensions = rng.choice([0, 1, 2])
        self.modes = rng.choice([1, 1, 2])

    def problem(self) -> Problem:
        visits = tuple(self.visit() for _ in range(self.visits))
        together = self.groups() if self.cars > 1 else ()
        cars = tuple(self.car() for _ in range(self.cars))
        return Problem(
            travels=tuple(self.travel() for _ in range(self.modes)),
            cars=self.frozen(cars),
            visits=visits,
            patients=tuple(
                Patient(max_visits=self.rng.choice([1, 2, 3, 3]), min_gap=self.sometimes(self.ticks(0, 0.2), 0))
                for _ in range(self.patients)
            ),
            together=together,
            bundles=self.groups(),
            gaps=tuple(self.gap() for _ in range(self.visits) if self.visits > 1 and self.luck(0.5)),
            earlier=tuple(
                Earlier(visit=number, car=self.rng.randrange(self.cars), start=self.ticks(0, 1))
                for number in range(self.visits)
                if self.luck()
            ),
            fixed=tuple(self.fixed(number) for number in range(self.visits) if self.luck(0.4)),
            dimensions=self.dimensions,
            costs=Costs(
                driving=self.rng.choice([1, 3]),
                waiting=self.rng.choice([0, 1]),
                continuity=self.rng.choice([0, 5]) * self.tick,
                balance=self.rng.choice([0, 0, 1]),
                worst_lateness=self.rng.choice([0, 0, 5]),
                idle=self.rng.choice([0, 0, 1]),
                moved=self.rng.choice([0, 10]) * self.tick,
                shifted=self.rng.choice([0, 2]),
                tolerance=self.ticks(0, 0.1),
            ),
        )

    def luck(self, times: float = 1.0) -> bool:
        return self.rng.random() < self.share * times

    def sometimes(self, value: T, otherwise: T) -> T:
        return value if self.luck() else otherwise

    def ticks(self, low: float, high: float) -> int:
        """Draw seconds between two shares of the day."""
        return self.rng.randint(round(low * self.horizon), round(high * self.horizon)) * self.tick

    def travel(self) -> Travel:
        size = self.visits + 1
        points = [(self.rng.random(), self.rng.random()) for _ in range(size)]
        far = self.rng.uniform(0.1, 0.25) * self.horizon
        seconds = np.zeros((size, size), dtype=np.int64)
        for one in range(size):
            for other in range(size):
                if one != other:
                    apart = sum(abs(a - b) for a, b in zip(points[one], points[other], strict=True)) / 2
                    crooked = self.rng.choice([1.0, 1.0, 1.3])
                    seconds[one, other] = round(far * apart * crooked) * self.tick
                    if self.luck(0.05):
                        seconds[one, other] = UNREACHABLE
        knots = self.knots(seconds) if self.luck() else None
        least = seconds if knots is None else knots.seconds.min(axis=0)
        return Travel(seconds=least, metres=np.minimum(least * 12, UNREACHABLE), knots=knots)

    def knots(self, seconds: npt.NDArray[np.int64]) -> Knots:
        """Make drives slower at some times of the day, so that nobody who leaves later arrives earlier."""
        at = sorted({self.ticks(0, 1) for _ in range(self.rng.randint(1, 4))})
        slow = [np.where(seconds < UNREACHABLE, seconds * self.rng.randint(2, 5) // 2, UNREACHABLE) for _ in at]
        for knot in range(1, len(at)):
            slow[knot] = np.maximum(slow[knot], slow[knot - 1] - (at[knot] - at[knot - 1]))
        slow = [np.where(seconds < UNREACHABLE, one, UNREACHABLE) for one in slow]
        return Knots(at=np.array(at, dtype=np.int64), seconds=np.array(slow, dtype=np.int64))

    def frozen(self, cars: tuple[Car, ...]) -> tuple[Car, ...]:
        """Freeze a few visits, at times, as the first of a car."""
        numbers = self.rng.sample(range(self.visits), self.visits)
        return tuple(
            replace(car, frozen=tuple(numbers.pop() for _ in range(self.rng.randint(1, 2)) if numbers))
            if self.luck(0.6)
            else car
            for car in cars
        )

    def car(self) -> Car:
        start = self.ticks(0, 0.2)
        end = start + self.ticks(0.5, 0.8)
        return Car(
            travel=self.rng.randrange(self.modes),
            start=0,
            end=self.sometimes(None, self.sometimes(self.rng.randrange(self.visits + 1), 0)),
            shift_start=start,
            shift_end=end,
            max_overtime=self.sometimes(self.ticks(0, 0.2), 0),
            breaks=tuple(self.rest(start, end) for _ in range(self.rng.choice([0, 0, 1, 1, 2]))),
            max_visits=self.sometimes(self.rng.randint(1, max(1, self.visits // self.cars + 1)), None),
            capacity=tuple(self.sometimes(self.rng.randint(1, 6), None) for _ in range(self.dimensions)),
            skills=frozenset(skill for skill in range(SKILLS) if self.rng.random() < 0.7),
            crew_size=self.rng.choice([1, 2, 2]),
        )

    def rest(self, start: int, end: int) -> Break:
        low = start + self.ticks(0, 0.4)
        return Break(
            earliest=low,
            latest=min(end, low + self.ticks(0.1, 0.3)),
            duration=max(self.tick, self.ticks(0.02, 0.1)),
            price=self.sometimes(self.rng.choice([0, 10, 50]) * self.tick, None),
        )

    def visit(self) -> Visit:
        patient = self.rng.randrange(self.patients)
        cars = range(self.cars)
        return Visit(
            patient=patient,
            location=self.sometimes(None, self.places[patient]),
            duration=max(self.tick, self.ticks(0.03, 0.2)),
            setup=self.sometimes(self.ticks(0, 0.1), 0),
            windows=tuple(self.window() for _ in range(self.sometimes(2, 1))),
            skills=frozenset(skill for skill in range(SKILLS) if self.luck(0.6)),
            crew_size=self.sometimes(2, 1),
            allowed=self.sometimes(frozenset(car for car in cars if self.rng.random() < 0.7), None),
            refused=frozenset(car for car in cars if self.luck(0.5)),
            known=frozenset(car for car in cars if self.luck()),
            demand=tuple(self.rng.choice([0, 1, 2]) for _ in range(self.dimensions)),
            price=self.rng.choice([20, 100, 1000]) * self.tick,
        )

    def window(self) -> Window:
        if not self.luck(2):
            return Window(start=0, end=self.horizon * self.tick)
        bounds = sorted(self.ticks(0, 0.9) for _ in range(4))
        soft = self.luck(2)
        return Window(
            start=bounds[0],
            end=bounds[3],
            soft_start=bounds[1] if soft else None,
            soft_end=bounds[2] if soft and self.rng.random() < 0.7 else None,
        )

    def groups(self) -> tuple[tuple[int, ...], ...]:
        numbers = self.rng.sample(range(self.visits), self.visits)
        groups = []
        while len(numbers) > 1 and self.luck(1.2):
            groups.append((numbers.pop(), numbers.pop()))
        return tuple(groups)

    def gap(self) -> Gap:
        before, after = self.rng.sample(range(self.visits), 2)
        least = self.ticks(0, 0.2)
        return Gap(
            before=before,
            after=after,
            minimum=least,
            maximum=least + self.ticks(0, 0.3) if self.rng.random() < 0.5 else None,
            from_end=self.rng.random() < 0.7,
            other_car=self.cars > 1 and self.luck(),
        )

    def fixed(self, visit: int) -> Fixed:
        car = self.rng.randrange(self.cars) if self.rng.random() < 0.6 else None
        return Fixed(visit=visit, car=car, start=self.ticks(0.2, 0.6) if self.rng.random() < 0.5 else None)

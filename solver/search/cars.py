"""Cars and their drives laid out for timing: seconds between places, by the time of day where they depend on it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from solver.problem import Car, Problem
from solver.travel import Knots

NEVER: Final = 1 << 40
"""Later than any second of any problem."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive whose seconds depend on when it begins: ``seconds`` at the knots ``at``, as in ``Knots``.

    ``over`` tells when it is over that begins at each knot.
    """

    at: list[int]
    seconds: list[int]
    over: list[int]
    least: int
    most: int

    def __call__(self, leave: int) -> int:
        """Give the seconds of the drive when it begins at ``leave``; does as ``Knots.drive``, without arrays."""
        at, seconds = self.at, self.seconds
        after = bisect_right(at, leave)
        if after in {0, len(at)}:
            return seconds[min(after, len(at) - 1)]
        begin, first = at[after - 1], seconds[after - 1]
        return first + (seconds[after] - first) * (leave - begin) // (at[after] - begin)

    def latest(self, arrive: int) -> int:
        """Give the latest second at which the drive may begin to be over at ``arrive``.

        Between two knots x seconds after the first, L apart, it is over at begin + x + first + ⌊x·d / L⌋ ≤ arrive
        just where x·(L + d) < (arrive − begin − first + 1)·L; the left is no less than 0, as who leaves later arrives
        no earlier.
        """
        at, seconds = self.at, self.seconds
        after = bisect_right(self.over, arrive)
        if after in {0, len(at)}:
            return arrive - seconds[min(after, len(at) - 1)]
        begin, first, length = at[after - 1], seconds[after - 1], at[after] - at[after - 1]
        slope = length + seconds[after] - first
        return begin + (((arrive - begin - first + 1) * length - 1) // slope if slope else length - 1)


Leg = int | Drive
"""The drive between two stops: its seconds, or what tells them by the time of day."""


class Drives:
    """The drives of one way of travelling, by time of day; each is laid out when it is first asked for."""

    def __init__(self, knots: Knots) -> None:
        self._knots = knots
        self._at = knots.at.tolist()
        self._known: dict[tuple[int, int], Leg] = {}

    def between(self, origin: int, destination: int) -> Leg:
        """Give a drive, as its seconds where they are always the same."""
        pair = (origin, destination)
        if pair not in self._known:
            seconds = self._knots.seconds[:, origin, destination].tolist()
            least, most = min(seconds), max(seconds)
            over = [begin + drive for begin, drive in zip(self._at, seconds, strict=True)]
            self._known[pair] = least if least == most else Drive(self._at, seconds, over, least, most)
        return self._known[pair]

    def with_places(self, knots: Knots) -> Drives:
        """Give the drives with places more."""
        twin = Drives(knots)
        twin._known = self._known.copy()
        return twin


@dataclass(frozen=True, slots=True)
class CarTimes:
    """What timing needs to know of a car; ``breaks`` are (earliest, latest, duration) in order of time.

    ``numbers`` are the indices of those breaks in the car, ``missed`` is the price of those that are not among them.
    ``rows`` are the seconds between places, the least where ``drives`` have more to tell.
    """

    rows: npt.NDArray[np.int64]
    drives: Drives | None
    start: int
    end: int
    begin: int
    shift_end: int
    close: int
    breaks: tuple[tuple[int, int, int], ...]
    numbers: tuple[int, ...]
    missed: int = 0

    def leg(self, origin: int, destination: int) -> Leg:
        """Give the drive from one place to another."""
        if self.drives is None or destination == len(self.rows) - 1:
            return self.rows.item(origin, destination)
        return self.drives.between(origin, destination)


def lay_out_cars(problem: Problem, stack: npt.NDArray[np.int64]) -> tuple[CarTimes, ...]:
    """Lay out all cars; those that travel alike share their rows."""
    tables = [
        (matrix, None if travel.knots is None else Drives(travel.knots))
        for travel, matrix in zip(problem.travels, stack, strict=True)
    ]
    return tuple(_car_times(car, *tables[car.travel], problem.locations) for car in problem.cars)


def with_places(problem: Problem, stack: npt.NDArray[np.int64], known: tuple[CarTimes, ...]) -> tuple[CarTimes, ...]:
    """Lay out the cars of a problem with places more than that of which the cars are ``known``."""
    tables: dict[int, Drives | None] = {}
    for car, times in zip(problem.cars, known, strict=True):
        if car.travel not in tables:
            knots = problem.travels[car.travel].knots
            tables[car.travel] = None if times.drives is None or knots is None else times.drives.with_places(knots)
    nowhere = problem.locations
    return tuple(
        replace(
            times,
            rows=stack[car.travel],
            drives=tables[car.travel],
            end=nowhere if car.end is None else car.end,
        )
        for car, times in zip(problem.cars, known, strict=True)
    )


def leave_out_breaks(car: Car, times: CarTimes) -> tuple[CarTimes, ...]:
    """Give a car's times with each choice of breaks to leave out at a price, the cheapest first."""
    priced = [number for number in times.numbers if car.breaks[number].price is not None]
    found = []
    for count in range(len(priced) + 1):
        for gone in combinations(priced, count):
            kept = [place for place, number in enumerate(times.numbers) if number not in gone]
            found.append(
                replace(
                    times,
                    breaks=tuple(times.breaks[place] for place in kept),
                    numbers=tuple(times.numbers[place] for place in kept),
                    missed=sum(car.breaks[number].price or 0 for number in gone),
                )
            )
    return tuple(sorted(found, key=lambda one: (one.missed, -len(one.numbers))))


def lay_out_breaks(
    cars: tuple[CarTimes, ...], most: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give earliest, latest and duration of break j of each car as [j, car, 1]; one a car lacks is never in time."""
    table = np.zeros((3, most, len(cars), 1), dtype=np.int64)
    table[1] = -1
    for number, car in enumerate(cars):
        for position, rest in enumerate(car.breaks):
            table[:, position, number, 0] = rest
    return table[0], table[1], table[2]


def _car_times(car: Car, rows: npt.NDArray[np.int64], drives: Drives | None, nowhere: int) -> CarTimes:
    order = sorted(range(len(car.breaks)), key=lambda number: (car.breaks[number].latest, car.breaks[number].earliest))
    chosen = [car.breaks[number] for number in order]
    return CarTimes(
        rows=rows,
        drives=drives,
        start=car.start,
        end=nowhere if car.end is None else car.end,
        begin=car.shift_start,
        shift_end=car.shift_end,
        close=car.shift_end + car.max_overtime,
        breaks=tuple((rest.earliest, rest.latest, rest.duration) for rest in chosen),
        numbers=tuple(order),
    )

"""What an offer tells: where the visits go, and how the plan differs from what it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from solver.cost import PARTS, RouteFigures
from solver.solution import Cost, Route, Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a visit is put: the place in the route counts visits from 0, times are seconds of the problem."""

    visit: int
    car: int
    position: int
    arrive: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A planned visit that starts at another time now, or is later than it should be by another number of seconds.

    ``was_late_s`` and ``late_s`` count the seconds outside its soft window, before and now.
    """

    visit: int
    car: int
    was: int
    start: int
    was_late_s: int
    late_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A way to put a visit, or the visits that are done with it, into a plan; ``solution`` is the plan with it.

    ``added`` is what the cost grows by, part by part; a part is negative where the plan gets cheaper. The price of
    leaving the visits out is no part of it. ``drive_s`` is the driving added; ``figures`` are those of the routes that
    change, by car.
    """

    placements: tuple[Placement, ...]
    added: Cost
    figures: Mapping[int, RouteFigures]
    drive_s: int
    moved: tuple[Moved, ...]
    solution: Solution

    @property
    def cars(self) -> tuple[int, ...]:
        """The cars that do the visits."""
        return tuple(placement.car for placement in self.placements)

    @property
    def shifted_s(self) -> int:
        """Seconds that planned visits are moved, in all."""
        return sum(abs(moved.start - moved.was) for moved in self.moved)


def difference(new: Cost, old: Cost) -> Cost:
    """Subtract part by part, without what is left out."""
    parts = {name: getattr(new, name) - getattr(old, name) for name in PARTS}
    return Cost(**{**parts, "unassigned": 0})


def place_of(routes: Iterable[Route], visit: int) -> Placement:
    """Find a visit in the routes."""
    return next(
        Placement(visit=visit, car=route.car, position=position, arrive=stop.arrive, start=stop.start, end=stop.end)
        for route in routes
        for position, stop in enumerate(route.stops)
        if stop.visit == visit
    )


def list_moved(
    old: Mapping[int, Route],
    new: Sequence[Route],
    old_figures: Mapping[int, RouteFigures],
    new_figures: Sequence[RouteFigures],
) -> tuple[Moved, ...]:
    """List the visits of changed routes that start at another time, in order of cars and time; routes are by car."""
    moved = []
    for route, figures in zip(new, new_figures, strict=True):
        if route.car not in old:
            continue
        before = old[route.car].stops
        was = {stop.visit: (stop.start, late) for stop, late in zip(before, old_figures[route.car].late_s, strict=True)}
        for stop, late in zip(route.stops, figures.late_s, strict=True):
            if stop.visit in was and was[stop.visit] != (stop.start, late):
                start, was_late = was[stop.visit]
                moved.append(
                    Moved(
                        visit=stop.visit, car=route.car, was=start, start=stop.start, was_late_s=was_late, late_s=late
                    )
                )
    return tuple(moved)

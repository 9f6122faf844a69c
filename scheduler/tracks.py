"""What a car has done of a running day, in seconds and metres, and from where and when it can go on.

Where a drive was quicker than the roads say, it took the time that there was: what has happened is no fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scheduler.past import Past
from solver.cost import LegFigures
from solver.problem import Car, Problem
from solver.solution import Rest, Stop
from solver.travel import UNREACHABLE, Travel

NOTHING: Final = LegFigures(drive_s=0, drive_m=0, wait_s=0)

PAST_BREAK: Final = -1
"""The number of a break that was taken: the breaks of a problem are those that are left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A car's past, measured; ``legs`` and ``places`` have one entry for each visit in ``items``.

    What has happened ends at ``since``, but for ``rested`` seconds of breaks after it. The car goes on from ``place``,
    leaving at ``leave`` at the earliest; to come there it drives ``moved`` seconds, and since its last visit it has
    then driven and waited ``onward``. If it gets no more visits it is home at ``finish``, having driven ``homeward``.
    """

    past: Past
    heading: int | None
    depart: int | None
    items: tuple[Stop | Rest, ...]
    legs: tuple[LegFigures, ...]
    places: tuple[int, ...]
    place: int
    leave: int
    moved: int
    onward: LegFigures
    homeward: LegFigures
    since: int
    rested: int
    finish: int


def follow(
    problem: Problem, number: int, past: Past, *, at: int, seconds: Callable[[datetime], int], names: Names
) -> Track:
    """Measure what a car has done by ``at``."""
    walk = _Walk(problem, problem.cars[number], past, seconds, names)
    return walk.end(at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The indices of visits and locations by id."""

    visits: Mapping[str, int]
    places: Mapping[str, int]


class _Walk:
    """Goes through what a car has done, stop by stop."""

    def __init__(
        self, problem: Problem, car: Car, past: Past, seconds: Callable[[datetime], int], names: Names
    ) -> None:
        self.problem, self.car, self.past = problem, car, past
        self.heading = None if past.heading is None else names.visits[past.heading]
        self.travel: Travel = problem.travels[car.travel]
        self.place, self.rested = car.start, 0
        self.depart = None if past.depart is None else seconds(past.depart)
        self.free = self.depart
        self.busy = self.depart or car.shift_start
        self.items: list[Stop | Rest] = []
        self.legs: list[LegFigures] = []
        self.places: list[int] = []
        self.carried = NOTHING
        for stop in past.stops:
            start, end = seconds(stop.start), seconds(stop.end)
            if stop.is_break:
                self._rest(start, end)
            elif stop.visit is not None:
                arrive = start if stop.arrive is None else seconds(stop.arrive)
                self._visit(names.visits[stop.visit], arrive, start, end)
            else:
                self._go(names.places[str(stop.location)], start)
                self.carried = add(self.carried, LegFigures(drive_s=0, drive_m=0, wait_s=end - start))
                self._done(end)

    def _rest(self, start: int, end: int) -> None:
        self.items.append(Rest(number=PAST_BREAK, start=start, end=end))
        # A break before the car left makes no drive longer.
        self.rested += 0 if self.free is None or end <= self.free else end - start
        self.busy = max(self.busy, end)

    def _visit(self, visit: int, arrive: int, start: int, end: int) -> None:
        location = self.problem.visits[visit].location
        self._go(self.place if location is None else location, start)
        self.items.append(Stop(visit=visit, arrive=arrive, start=start, end=end))
        self.legs.append(self.carried)
        self.places.append(self.place)
        self.carried = NOTHING
        self._done(end)

    def _go(self, place: int, start: int) -> None:
        """Drive to where the car was from ``start`` on."""
        if self.free is None:
            self.depart = self.free = start
        there = max(0, start - self.free - self.rested)
        drive = drive_of(self.travel, self.place, place, self.free)
        took = min(drive.drive_s, there)
        self.carried = add(self.carried, LegFigures(drive_s=took, drive_m=drive.drive_m, wait_s=there - took))
        self.place = place

    def _done(self, end: int) -> None:
        self.free, self.rested, self.busy = end, 0, max(self.busy, end)

    def end(self, at: int) -> Track:
        home = self.place if self.car.end is None or self.past.gone else self.car.end
        free = self.busy if self.free is None else self.free
        way = drive_of(self.travel, self.place, home, free)
        finish = free + self.rested + way.drive_s
        place, leave = self._place_at(at, home, finish)
        return Track(
            past=self.past,
            heading=self.heading,
            depart=self.depart,
            items=tuple(self.items),
            legs=tuple(self.legs),
            places=tuple(self.places),
            place=place,
            leave=max(leave, self.busy),
            moved=way.drive_s if place != self.place else 0,
            onward=add(self.carried, way) if place != self.place else self.carried,
            homeward=add(self.carried, way),
            since=free,
            rested=self.rested,
            finish=finish,
        )

    def _place_at(self, at: int, home: int, finish: int) -> tuple[int, int]:
        """Tell from where the car can go on: one on its way home turns, or goes on from there if that is nearer."""
        if self.free is None:
            return self.place, max(self.car.shift_start, at)
        if self.past.heading is not None or self.past.gone or self.free >= at:
            return self.place, self.free
        if finish <= at:
            return home, at
        turned = at + (at - self.free if home != self.place else 0)
        return (self.place, turned) if turned <= finish or home == self.place else (home, finish)


def drive_of(travel: Travel, origin: int, destination: int, leave: int) -> LegFigures:
    """Measure a drive; where there is no way, as none."""
    seconds, metres = travel.drive(origin, destination, leave), travel.metres.item(origin, destination)
    if seconds >= UNREACHABLE:
        return NOTHING
    return LegFigures(drive_s=seconds, drive_m=metres, wait_s=0)


def add(one: LegFigures, other: LegFigures) -> LegFigures:
    """Add up two legs."""
    return LegFigures(
        drive_s=one.drive_s + other.drive_s, drive_m=one.drive_m + other.drive_m, wait_s=one.wait_s + other.wait_s
    )

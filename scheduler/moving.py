"""Changes that people make to a plan by hand, and what they do to who visits whom, in which order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TypeAlias

from scheduler.day import Day, Fixed
from scheduler.faults import BegunError
from scheduler.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveVisit:
    """Let a car make a visit, as number ``position`` (from 1) of its route, or where it falls at a ``time``.

    With a time it starts no earlier than that. With neither it comes last.
    """

    visit: str
    car: str
    position: int | None = None
    time: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockVisit:
    """Let a planned visit keep its car, and its start too where ``start`` says so."""

    visit: str
    start: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockVisit:
    """Let a visit go to any car at any time again."""

    visit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockCar:
    """Let a car keep all its visits that have not begun."""

    car: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapCars:
    """Let two cars exchange the visits that have not begun and that neither is on its way to."""

    cars: tuple[str, str]


Change: TypeAlias = MoveVisit | LockVisit | UnlockVisit | LockCar | SwapCars


class Draft:
    """A plan on the desk: whose visits in which order are left, before anybody has asked whether they can be.

    ``touched`` are the cars whose routes have to be laid out anew, ``earliest`` says before when a visit may not start.
    """

    def __init__(self, day: Day, stated: Plan) -> None:
        self.day = day
        self.touched: set[str] = set()
        self.earliest: dict[str, dt.datetime] = {}
        running = day.running
        self._begun = frozenset() if running is None else running.begun
        known = {visit.id for visit in day.visits}
        planned = {
            stop.visit: (route.car, stop.start)
            for route in stated.routes
            for stop in route.stops
            if stop.visit in known
        }
        self._starts = {
            visit: start for visit, (_, start) in planned.items() if visit is not None and start is not None
        }
        self.begun: dict[str, int] = {car.id: 0 for car in day.cars}
        self.orders: dict[str, list[str]] = {car.id: [] for car in day.cars}
        for visit, (car, _) in planned.items():
            if visit in self._begun:
                self.begun[car] += 1
            elif visit is not None and car in self.orders:
                self.orders[car].append(visit)

    def apply(self, change: Change) -> None:
        """Make a change.

        Raises
        ------
        BegunError
            The visit has begun.
        """
        match change:
            case MoveVisit():
                self._move(change)
            case LockVisit():
                self._lock(change.visit, start=change.start)
            case UnlockVisit():
                self._unlock({change.visit})
            case LockCar():
                for visit in self.orders[change.car]:
                    self._lock(visit, start=False)
            case SwapCars():
                self._swap(*change.cars)

    def _move(self, change: MoveVisit) -> None:
        self._refuse_begun(change.visit)
        before = self._car_of(change.visit)
        if before is not None:
            self.orders[before].remove(change.visit)
            self.touched.add(before)
            self._turn(before, {change.visit})
        order = self.orders[change.car]
        place = self._place(change, order)
        heading = self._heading(change.car)
        if place == 0 and heading is not None:
            self._turn(change.car, {heading})
        order.insert(place, change.visit)
        self.touched.add(change.car)
        if change.time is not None:
            self.earliest[change.visit] = change.time

    def _place(self, change: MoveVisit, order: list[str]) -> int:
        if change.position is not None:
            return min(len(order), max(0, change.position - 1 - self.begun[change.car]))
        if change.time is not None:
            time = change.time
            return next(
                (place for place, visit in enumerate(order) if self._starts.get(visit, time) > time), len(order)
            )
        return len(order)

    def _swap(self, one: str, other: str) -> None:
        kept = {car: [visit for visit in self.orders[car] if visit == self._heading(car)] for car in (one, other)}
        going = {car: [visit for visit in self.orders[car] if visit not in kept[car]] for car in (one, other)}
        self.orders[one] = kept[one] + going[other]
        self.orders[other] = kept[other] + going[one]
        self.touched |= {one, other}

    def _lock(self, visit: str, *, start: bool) -> None:
        self._refuse_begun(visit)
        car = self._car_of(visit)
        before = next((fix for fix in self.day.fixed if fix.visit == visit), Fixed(visit=visit))
        self._unlock({visit})
        fix = replace(before, car=car, start=self._starts.get(visit) if start and car is not None else before.start)
        if fix.car is not None or fix.start is not None:
            self.day = replace(self.day, fixed=(*self.day.fixed, fix))

    def _unlock(self, visits: set[str]) -> None:
        self.day = replace(self.day, fixed=tuple(fix for fix in self.day.fixed if fix.visit not in visits))

    def _turn(self, car: str, visits: set[str]) -> None:
        """Let a car that is on its way to one of these visits turn."""
        running = self.day.running
        if running is not None:
            cars = tuple(past.turned() if past.car == car and past.heading in visits else past for past in running.cars)
            self.day = replace(self.day, running=replace(running, cars=cars))

    def _heading(self, car: str) -> str | None:
        running = self.day.running
        pasts = () if running is None else running.cars
        return next((past.heading for past in pasts if past.car == car), None)

    def _car_of(self, visit: str) -> str | None:
        return next((car for car, order in self.orders.items() if visit in order), None)

    def _refuse_begun(self, visit: str) -> None:
        if visit in self._begun:
            raise BegunError(visit)

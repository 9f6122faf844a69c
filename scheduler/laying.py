"""Routes laid out as somebody asked for them, where rules about time do not let them be: each thing as soon as it can.

The clock is that of ``solver.rules.clock``: a car drives, rests and works one after the other. Everything else may be
broken; the checker then tells what is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scheduler.tracks import drive_of
from solver.problem import Break, Problem
from solver.solution import Rest, Route, Stop


def lay_out(
    problem: Problem, car: int, visits: Sequence[int], *, earliest: Mapping[int, int], out: bool
) -> Route | None:
    """Lay out a car's route; None where it has no visits.

    Parameters
    ----------
    earliest
        Seconds before which visits may not start, besides their windows.
    out
        Whether the car has left its start and so goes on at once; others leave so that they need not wait.
    """
    if not visits:
        return None
    walk = _Walk(problem, car)
    for visit in visits:
        walk.visit(visit, earliest.get(visit, 0))
    return walk.end(out=out)


class _Walk:
    """Takes a car through its visits."""

    def __init__(self, problem: Problem, car: int) -> None:
        self.problem, self.number, self.car = problem, car, problem.cars[car]
        self.travel = problem.travels[self.car.travel]
        self.place, self.visited, self.free = self.car.start, -1, self.car.shift_start
        order = sorted(enumerate(self.car.breaks), key=lambda one: (one[1].latest, one[1].earliest))
        self.breaks: list[tuple[int, Break]] = order
        self.items: list[Stop | Rest] = []
        self.drives: list[int] = []

    def visit(self, number: int, earliest: int) -> None:
        visit = self.problem.visits[number]
        place = self.place if visit.location is None else visit.location
        work = visit.duration + (0 if visit.location is not None and place == self.visited else visit.setup)
        drive = drive_of(self.travel, self.place, place, self.free).drive_s
        arrive = self.free + drive
        begin = self._open(number, max(arrive, earliest))
        while self.breaks and (rest := self._due(arrive, begin + work)) is not None:
            begin = self._open(number, max(rest.end, earliest))
        self.items.append(Stop(visit=number, arrive=arrive, start=begin, end=begin + work))
        self.drives.append(drive)
        self.free, self.place = begin + work, place
        if visit.location is not None:
            self.visited = place

    def end(self, *, out: bool) -> Route:
        home = self.place if self.car.end is None else self.car.end
        finish = self.free + drive_of(self.travel, self.place, home, self.free).drive_s
        at = finish
        for number, rest in self.breaks:
            start = max(rest.earliest, at)
            at = start + rest.duration
            self.items.append(Rest(number=number, start=start, end=at))
        depart = self.car.shift_start if out else self._leave()
        return Route(car=self.number, depart=depart, items=tuple(self.items), finish=finish)

    def _leave(self) -> int:
        """Leave the start no earlier than needed, and let the first arrival wait no longer than it must."""
        first = self.items[0]
        if not isinstance(first, Stop):
            return self.car.shift_start
        depart = first.start - self.drives[0]
        while depart > self.car.shift_start:
            drive = drive_of(self.travel, self.car.start, self._first_place(first.visit), depart).drive_s
            if depart + drive <= first.start:
                break
            depart -= depart + drive - first.start
        depart = max(self.car.shift_start, depart)
        if depart > self.car.shift_start:
            self.items[0] = Stop(visit=first.visit, arrive=first.start, start=first.start, end=first.end)
        return depart

    def _first_place(self, visit: int) -> int:
        location = self.problem.visits[visit].location
        return self.car.start if location is None else location

    def _open(self, visit: int, second: int) -> int:
        """Give the first second from here on at which a visit may start, or this one where none is left."""
        starts = (max(window.start, second) for window in self.problem.visits[visit].windows if second <= window.end)
        return min(starts, default=second)

    def _due(self, arrive: int, end: int) -> Rest | None:
        """Take the next break on arrival, if it would be too late after the visit or fits while the car waits."""
        number, rest = self.breaks[0]
        start = max([arrive, rest.earliest, *(item.end for item in self.items[-1:] if isinstance(item, Rest))])
        if max(end, rest.earliest) <= rest.latest:
            return None
        taken = Rest(number=number, start=start, end=start + rest.duration)
        self.items.append(taken)
        self.breaks.pop(0)
        return taken

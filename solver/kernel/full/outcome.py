"""The plan in the kernel's memory as a Solution: departures, starts, and when breaks are taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from solver.kernel.full import fields as f
from solver.kernel.full.memory import Ints
from solver.problem import Problem
from solver.solution import Rest, Route, Solution, Stop


class Plan:
    """The plan that is saved at ``where`` (KEPT or BEST_PLAN), to be read."""

    def __init__(self, problem: Problem, breaks: Sequence[tuple[int, int]], memory: Ints, where: int) -> None:
        self.problem, self.breaks, self._m = problem, breaks, memory
        self._shift = int(memory[where] - memory[f.FIGURES])
        self._next = self.row(f.NEXT)

    def row(self, row: int) -> Ints:
        """Give a row, by node or by car."""
        at = int(self._m[row]) + self._shift
        by_car = f.COUNT <= row <= f.RESTS_BEFORE
        return self._m[at : at + int(self._m[f.CARS if by_car else f.NODES])]

    def nodes(self, car: int) -> Iterator[int]:
        """Give the visits and breaks of a route."""
        cars = len(self.problem.cars)
        first = len(self._next) - 2 * cars
        node = int(self._next[first + car])
        while node < first:
            yield node
            node = int(self._next[node])

    def visits(self, car: int) -> tuple[int, ...]:
        """Give the visits of a route."""
        return tuple(node for node in self.nodes(car) if node < len(self.problem.visits))

    def solution(self) -> Solution:
        """Give the plan with the times that the kernel prices it with."""
        return Solution(routes=tuple(self._route(car) for car in range(len(self.problem.cars)) if self.visits(car)))

    def _route(self, number: int) -> Route:
        problem, car = self.problem, self.problem.cars[number]
        starts, work = self.row(f.START), self.row(f.WORK)
        priced = problem.costs.waiting > 0
        depart = int(self.row(f.DEPART)[number]) if priced else car.shift_start
        before = int(self.row(f.RESTS_BEFORE)[number]) if priced else 0
        items: list[Stop | Rest] = []
        leave, place, rested = depart, car.start, car.shift_start
        pending: list[Rest] = []
        for count, node in enumerate(self.nodes(number)):
            if node >= len(problem.visits):
                _, rest = self.breaks[node - len(problem.visits)]
                begin = max(car.breaks[rest].earliest, rested if count < before else max(leave, rested))
                rested = begin + car.breaks[rest].duration
                taken = Rest(number=rest, start=begin, end=rested)
                items.append(taken)
                if count >= before:
                    pending.append(taken)
                continue
            visit = problem.visits[node]
            there = place if visit.location is None else visit.location
            arrive = _arrive(leave + self._drive(number, place, there, leave), pending)
            start = max(int(starts[node]), arrive, *(rest.end for rest in pending), 0)
            leave = start + int(work[node])
            items.append(Stop(visit=node, arrive=arrive, start=start, end=leave))
            place, pending, rested = there, [], leave
        finish = self._finish(number, leave, place, pending)
        return Route(car=number, depart=depart, items=_late_rests(items, pending, finish), finish=finish)

    def _finish(self, car: int, leave: int, place: int, pending: list[Rest]) -> int:
        """Give the finish of a route; breaks that fit after it are no longer pending then."""
        end = self.problem.cars[car].end
        drive = 0 if end is None else self._drive(car, place, end, leave)
        wanted = int(self.row(f.START)[len(self._next) - len(self.problem.cars) + car])
        for taken in range(len(pending) + 1):
            finish = _arrive(leave + drive, pending[:taken])
            if finish <= wanted and self._fits_after(car, pending[taken:], finish):
                pending[:] = pending[:taken]
                return finish
        return wanted

    def _fits_after(self, car: int, rests: Sequence[Rest], second: int) -> bool:
        own = self.problem.cars[car]
        for rest in rests:
            begin = max(own.breaks[rest.number].earliest, second)
            if begin > own.breaks[rest.number].latest:
                return False
            second = begin + own.breaks[rest.number].duration
        return second <= own.shift_end + own.max_overtime

    def _drive(self, car: int, origin: int, destination: int, leave: int) -> int:
        return self.problem.travels[self.problem.cars[car].travel].drive(origin, destination, leave)


def _arrive(arrive: int, rests: Sequence[Rest]) -> int:
    for rest in rests:
        arrive = max(arrive, rest.start) + rest.end - rest.start
    return arrive


def _late_rests(items: list[Stop | Rest], pending: Sequence[Rest], finish: int) -> tuple[Stop | Rest, ...]:
    """Move the breaks behind the last stop that are not taken on the way to after the finish."""
    stops = [place for place, item in enumerate(items) if isinstance(item, Stop)]
    tail = items[stops[-1] + 1 :]
    later: list[Stop | Rest] = []
    for item in tail:
        if isinstance(item, Rest) and item in pending:
            later.append(item)
        else:
            begin = max(item.start, finish)
            finish = begin + item.end - item.start
            later.append(Rest(number=item.number, start=begin, end=finish) if isinstance(item, Rest) else item)
    return (*items[: stops[-1] + 1], *later)

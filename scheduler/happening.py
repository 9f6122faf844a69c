"""What has happened in a running day: as it was told, and where nothing was told, as it was planned.

Each car goes through its route with the clock. What is told holds; the rest follows as planned, or later where what
is told leaves no other way: a car drives no quicker than the roads let it, visits that are done together start
together, gaps are kept. What starts before the moment has begun.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from scheduler.tracks import drive_of
from solver.problem import Problem

ROUNDS: Final = 20
"""Most times that cars wait for each other's visits anew; each round settles one more visit of a chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing in a car's route: a visit, a break (``visit`` None) or a place where it was, planned or as it was.

    ``start_told`` and ``end_told`` say whether it is told to have started and ended; ``guessed`` that nobody said when
    it started; ``left`` and ``reached`` when its car is told to have left for it, and to have been there, ``promised``
    that one of these was told some time. What is ``assumed`` went as planned as far as was known before, with nobody
    telling of it.
    """

    visit: int | None = None
    place: int | None = None
    arrive: int
    start: int
    end: int
    start_told: bool = False
    end_told: bool = False
    guessed: bool = False
    assumed: bool = False
    left: int | None = None
    reached: int | None = None
    promised: bool = False

    @property
    def told_at(self) -> int | None:
        """The second at which the car is told to have done with what comes before; None where nothing is told."""
        told = [self.left, self.reached, self.start if self.start_told and not self.assumed else None]
        return min((second for second in told if second is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A visit that a car is told not to make, at a second; ``stood`` where the car was there before."""

    at: int
    stood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """From a second on a car is ``delay`` later, or (``place``) free there from ``free`` on."""

    at: int
    delay: int = 0
    place: int | None = None
    free: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """What is planned and told of one car; ``gone`` is the second from which it does nothing more."""

    car: int
    depart: int | None
    out: bool = False
    items: tuple[Item, ...]
    holds: tuple[Hold, ...] = ()
    gone: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of visits: which a car must not make, and before which second one cannot start."""

    dropped: Mapping[int, Dropped] = field(default_factory=dict)
    delayed: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """What a car did, as ``PastStop`` in seconds."""

    kind: Literal["visit", "break", "place"]
    number: int = -1
    arrive: int
    start: int
    end: int
    assumed: bool = False


@dataclass(slots=True, kw_only=True)
class Done:
    """What a car has done: ``late`` is when one that has not left can leave, where it is late.

    ``promised`` tells that its crew said that it is on its way to ``heading``, or there.
    """

    car: int
    depart: int | None = None
    stops: list[Stood] = field(default_factory=list)
    heading: int | None = None
    promised: bool = False
    late: int | None = None
    gone: bool = False
    expected: dict[int, tuple[int, int]] = field(default_factory=dict)


def happened(problem: Problem, trips: Sequence[Trip], told: Told, *, at: int) -> tuple[Done, ...]:
    """Tell what each car has done by a second, what is told to be done included."""
    earliest: dict[int, int] = {}
    for _ in range(ROUNDS):
        done = tuple(_Walk(problem, trip, told, earliest, at).walk() for trip in trips)
        waited = _waits(problem, trips, {visit: times for one in done for visit, times in one.expected.items()})
        if all(earliest.get(visit, 0) >= start for visit, start in waited):
            break
        for visit, start in waited:
            earliest[visit] = max(start, earliest.get(visit, 0))
    return done


def _waits(problem: Problem, trips: Sequence[Trip], expected: Mapping[int, tuple[int, int]]) -> list[tuple[int, int]]:
    """List before which second visits cannot start because of others."""
    told = {item.visit for trip in trips for item in trip.items if item.start_told and not item.assumed}
    waits: list[tuple[int, int]] = []
    for group in problem.together:
        if told.isdisjoint(group) and all(visit in expected for visit in group):
            waits += [(visit, max(expected[mate][0] for mate in group)) for visit in group]
    for gap in problem.gaps:
        if gap.before in expected and gap.after in expected and gap.after not in told:
            waits.append((gap.after, expected[gap.before][1 if gap.from_end else 0] + gap.minimum))
    return waits


class _Walk:
    """Takes one car through its route."""

    def __init__(self, problem: Problem, trip: Trip, told: Told, earliest: Mapping[int, int], at: int) -> None:
        self.problem, self.trip, self.told, self.earliest = problem, trip, told, earliest
        self.car = problem.cars[trip.car]
        self.travel = problem.travels[self.car.travel]
        self.at = at if trip.gone is None else min(at, trip.gone)
        self.done = Done(car=trip.car, depart=trip.depart if trip.out else None)
        self.place, self.rested, self.visited = self.car.start, 0, -1
        self.free = trip.depart if trip.out else None
        self.depart = trip.depart
        self.holds = list(trip.holds)
        self.closed = False
        self.held_since: int | None = None

    def walk(self) -> Done:
        for number, item in enumerate(self.trip.items):
            if item.visit is not None:
                refuted = item.assumed and self._is_refuted(item, item.visit)
                going = replace(item, start_told=False, end_told=False) if refuted else item
                self._visit(going, self._next_told(number))
            elif item.place is not None:
                self._stand(item.place, item.start, item.end)
            else:
                self._rest(item, self._next_told(number))
        for hold in self.holds:
            if hold.place is None:
                self._ready_late(hold)
            elif not self.closed:
                self._out(hold.at)
                self._stand(hold.place, max(hold.free, self.free or 0), max(hold.free, self.free or 0))
        if self.trip.gone is not None:
            self.done.heading, self.done.gone = None, True
        return self.done

    def _next_told(self, number: int) -> int | None:
        """Give when the car is told to have gone on to a later visit."""
        return next((item.told_at for item in self.trip.items[number + 1 :] if item.told_at is not None), None)

    def _rest(self, item: Item, next_told: int | None) -> None:
        if item.start_told and self.trip.out and item.end <= (self.trip.depart or 0):
            self.done.stops.append(Stood(kind="break", arrive=item.start, start=item.start, end=item.end))
            return  # before it left: no drive is the longer for it
        start = max(item.start, self.free or 0)
        end = start + item.end - item.start
        if next_told is not None and end > next_told:
            return  # there was no time for it: it is still to come
        if not self.closed and (item.start_told or start < self.at):
            self.done.stops.append(Stood(kind="break", arrive=start, start=start, end=end))
        self.rested += 0 if self.free is None else end - start

    def _visit(self, item: Item, next_told: int | None) -> None:
        assert item.visit is not None, "asked for visits only"
        location = self.problem.visits[item.visit].location
        self.held_since = None
        leave = self._leave(item, self.place if location is None else location)
        if not item.start_told:
            leave = self._left(item, self._held(item, leave))
        place = self.place if location is None else location
        drive = drive_of(self.travel, self.place, place, leave).drive_s
        dropped = self.told.dropped.get(item.visit)
        if dropped is not None and not item.start_told:
            if next_told is None:
                self._turn(place, leave, leave + drive + self.rested, dropped)
            return
        ready = leave + drive + self.rested
        if item.reached is not None and not item.start_told:
            leave = ready = self._reach(place, leave, item.reached)
        arrive, start, end = self._times(item, ready)
        if next_told is not None and not item.start_told and start >= next_told:
            return  # the car went on to a later visit: this one was passed over
        if next_told is not None and not item.end_told:
            end = min(end, max(start, next_told))
        begun = item.start_told or (start < self.at and not self.closed)
        self.done.expected[item.visit] = (start, end)
        if begun:
            self._out(leave)
            assumed = item.assumed or not item.start_told
            stood = Stood(kind="visit", number=item.visit, arrive=arrive, start=start, end=end, assumed=assumed)
            self.done.stops.append(stood)
        elif not self.closed:
            self._close(item, leave)
        if location is not None:
            self.visited = place
        self.free, self.place, self.rested = end, place, 0

    def _is_refuted(self, item: Item, visit: int) -> bool:
        """Tell whether what is told now leaves no room for a visit where it was assumed to have begun."""
        others = (self.free, item.left, item.reached, self.earliest.get(visit), self.told.delayed.get(visit))
        return any(second is not None and second > item.start for second in others)

    def _leave(self, item: Item, place: int) -> int:
        """Tell when the car leaves for a visit: at once if it is out, else so that it is there in time."""
        if self.free is not None:
            return self.free
        drive = drive_of(self.travel, self.place, place, item.arrive).drive_s
        planned = item.arrive - drive if self.depart is None else self.depart
        return max(0, min(planned, item.start - drive)) if item.start_told else planned

    def _left(self, item: Item, leave: int) -> int:
        """Let a car leave when it is told to have left; one that is out stood until then."""
        if item.left is None:
            return leave
        if self.free is None:
            self._out(item.left)
            return item.left
        if item.left > leave:
            self._stand(self.place, leave, item.left)
        return max(leave, item.left)

    def _reach(self, place: int, leave: int, reached: int) -> int:
        """Let a car stand where it is told to be."""
        there = max(reached, self.free or 0)
        self._out(min(leave, there))
        self._stand(place, there, there)
        return there

    def _times(self, item: Item, ready: int) -> tuple[int, int, int]:
        assert item.visit is not None, "asked for visits only"
        visit = self.problem.visits[item.visit]
        if item.start_told:
            start = min(max(item.start, ready), item.end) if item.guessed else item.start
            start = max(start, self.free or 0)
            arrive = min(max(item.arrive, ready), start)
        else:
            arrive = max(item.arrive, ready)
            bound = max(self.earliest.get(item.visit, 0), self.told.delayed.get(item.visit, 0))
            start = max(item.start, arrive, bound)
        setup = 0 if visit.location is not None and visit.location == self.visited else visit.setup
        return arrive, start, max(start, item.end) if item.end_told else start + visit.duration + setup

    def _held(self, item: Item, leave: int) -> int:
        """Let the car be late, where it was told to be before this visit begins."""
        while self.holds and self.holds[0].at < max(item.start, leave):
            hold = self.holds.pop(0)
            if hold.place is not None:
                self._out(min(leave, hold.at))
                leave = max(hold.free, self.free or 0)
                self._stand(hold.place, leave, leave)
                self.held_since = None
            elif self.free is not None or leave < hold.at:
                self._out(leave)
                self.held_since = leave
                self._stand(self.place, leave, leave + hold.delay + self.rested)
                leave += hold.delay
            else:
                leave = max(leave, self._ready_late(hold))
                self.depart = leave
        return leave

    def _ready_late(self, hold: Hold) -> int:
        """Note from when a car can leave its start that was told to be late before it left."""
        ready = max(self.car.shift_start, hold.at) + hold.delay
        self.done.late = max(ready, self.done.late or 0)
        return ready

    def _turn(self, place: int, leave: int, arrive: int, dropped: Dropped) -> None:
        """Leave a visit out: a car that is there or on its way goes on from there, or turns if that is nearer."""
        out = self.free is not None
        if self.closed or (dropped.at <= leave and not dropped.stood):
            if not out:
                self.depart = None  # it leaves for the next visit, in time for that
            return
        if dropped.stood and not out:
            leave = max(0, min(leave, dropped.at - (arrive - leave)))
        self._out(leave)
        if dropped.stood or arrive <= dropped.at:
            self._stand(place, min(arrive, dropped.at), dropped.at)
        elif dropped.at - leave <= arrive - dropped.at:
            self._stand(self.place, leave, 2 * dropped.at - leave)
        else:
            self._stand(place, arrive, arrive)

    def _stand(self, place: int, start: int, end: int) -> None:
        start = max([start, *(stop.end for stop in self.done.stops[-1:])])
        end = max(start, end)
        if not self.closed:
            self.done.stops.append(Stood(kind="place", number=place, arrive=start, start=start, end=end))
        self.free, self.place, self.rested = end, place, 0

    def _close(self, item: Item, leave: int) -> None:
        """End what has happened: the car is on its way to this visit, if it has left."""
        if item.promised or (leave if self.held_since is None else self.held_since) < self.at:
            self._out(leave)
            self.done.heading, self.done.promised = item.visit, item.promised
        self.closed = True

    def _out(self, leave: int) -> None:
        """Note when the car left its start."""
        if self.done.depart is None and not self.closed:
            self.done.depart = leave

"""A plan, what is known to have happened and what events tell, as what ``happening`` goes through, in seconds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scheduler.day import Day
from scheduler.events import (
    Arrived,
    Cancelled,
    CarGone,
    CarLate,
    CrewIll,
    Delayed,
    Done,
    EnRoute,
    Event,
    NobodyHome,
    Started,
    ToHospital,
)
from scheduler.happening import Dropped, Hold, Item, Told, Trip
from scheduler.past import Past, PastStop
from scheduler.plan import Plan, Stop
from scheduler.translation import Translation


class Telling:
    """What is planned and told, by car and visit; ``base`` is the day after the events, nothing of it begun."""

    def __init__(self, base: Translation, before: Day, stated: Plan, events: Sequence[Event], at: dt.datetime) -> None:
        self.base, self.before, self.at = base, before, at
        self.events = sorted(events, key=lambda event: event.time)
        self.routes = {route.car: route for route in stated.routes}
        running = before.running
        self.known_at = at if running is None else running.at
        self.pasts: dict[str, Past] = {} if running is None else {past.car: past for past in running.cars}
        self.facts = {stop.visit: stop for past in self.pasts.values() for stop in past.stops if stop.visit is not None}
        self.planned = {stop.visit: stop for route in stated.routes for stop in route.stops if stop.visit is not None}
        self.left = {event.visit: event.time for event in self.events if isinstance(event, EnRoute)}
        self.reached = {event.visit: event.time for event in self.events if isinstance(event, Arrived)}
        self.promised = {past.heading for past in self.pasts.values() if past.heading_told}
        self.visits: dict[str, Started | Done] = {}
        for event in self.events:
            if isinstance(event, Started | Done):
                self._tell(event)

    def _tell(self, event: Started | Done) -> None:
        before = self.visits.get(event.visit)
        if isinstance(event, Done) and before is not None:
            started = before.time if isinstance(before, Started) else before.start
            event = replace(event, start=event.start or started, car=event.car or before.car)
        self.visits[event.visit] = event

    def told(self, more: Mapping[int, Dropped]) -> Told:
        """List which visits cars must not make, and what waits."""
        visits, seconds = self.base.visits, self.base.seconds
        delayed = {
            visits[event.visit]: seconds(event.not_before) for event in self.events if isinstance(event, Delayed)
        }
        dropped = {
            visits[key]: Dropped(at=seconds(event.time), stood=isinstance(event, NobodyHome))
            for event in self.events
            for key in self._named(event)
        }
        return Told(dropped={**dropped, **more}, delayed=delayed)

    def _named(self, event: Event) -> list[str]:
        """Name the visits that an event takes from the cars that would make them."""
        if isinstance(event, ToHospital):
            return [visit.id for visit in self.base.day.visits if visit.patient == event.patient]
        if isinstance(event, Delayed):
            stop = self.planned.get(event.visit)
            waits = stop is not None and stop.start is not None and event.not_before > stop.start
            return [event.visit] if waits and event.not_before >= self.at else []
        return [event.visit] if isinstance(event, Cancelled | NobodyHome) else []

    def _cut(self, key: str) -> dt.datetime | None:
        """Give when a visit that has started was broken off."""
        return next((event.time for event in self.events if key in self._named(event)), None)

    def trips(self) -> list[Trip]:
        """Give each car's route with what is told of it."""
        items: dict[str, list[Item]] = {car.id: [] for car in self.base.day.cars}
        for car, route in self.routes.items():
            for stop in route.stops:
                if stop.kind == "break":
                    items[car].append(self._break(stop, car))
                elif stop.visit is not None and stop.visit in self.base.visits:
                    told = self.visits.get(stop.visit)
                    items[car if told is None else told.car or car].append(self._visit(stop.visit, stop))
        for key, event in self.visits.items():
            if key not in self.planned and event.car is not None:
                items[event.car].append(self._visit(key, None))
        for car, past in self.pasts.items():
            items[car] += [self._place(stop) for stop in past.stops if stop.location is not None]
        # Where a car stood comes before what it began there at that second.
        return [
            self._trip(car, sorted(found, key=lambda item: (item.start, item.place is None)))
            for car, found in items.items()
        ]

    def _trip(self, car: str, items: list[Item]) -> Trip:
        route, past = self.routes.get(car), self.pasts.get(car)
        depart = None if route is None else route.stops[0].end
        if past is not None and past.depart is not None:
            depart = past.depart
        return Trip(
            car=self.base.cars[car],
            depart=None if depart is None else self.base.seconds(depart),
            out=past is not None and past.depart is not None,
            items=tuple(items),
            holds=tuple(self._hold(event) for event in self.events if isinstance(event, CarLate) and event.car == car),
            gone=min(self._gone(car), default=None),
        )

    def _gone(self, car: str) -> Iterator[int]:
        """Yield the seconds from which a car does nothing more."""
        past = self.pasts.get(car)
        if past is not None and past.gone:
            yield self.base.seconds(self.known_at)
        number = self.base.cars[car]
        crew, begin = set(self.before.cars[number].crew), self.before.cars[number].shift.start
        for event in self.events:
            if isinstance(event, CarGone) and event.car == car and event.since <= max(self.at, begin):
                yield self.base.seconds(min(event.since, self.at))
            elif isinstance(event, CrewIll) and event.staff in crew:
                crew.remove(event.staff)
                if not crew:
                    yield self.base.seconds(min(event.time, self.at))

    def _hold(self, event: CarLate) -> Hold:
        return Hold(
            at=self.base.seconds(event.time),
            delay=event.delay_s,
            place=None if event.location is None else self._index(event.location),
            free=0 if event.free is None else self.base.seconds(event.free),
        )

    def _visit(self, key: str, stop: Stop | None) -> Item:
        """Give a visit as it was, was told or is planned, whichever is known best."""
        fact, told, seconds = self.facts.get(key), self.visits.get(key), self.base.seconds
        number = self.base.visits[key]
        started = told.time if isinstance(told, Started) else None if told is None else told.start
        ended = told.time if isinstance(told, Done) else None
        if fact is not None:
            started = started or fact.start
            ended = ended or (fact.end if fact.end <= self.known_at else None)
        if started is not None or ended is not None:
            ended = ended or self._cut(key)
        lasts = dt.timedelta(seconds=self.base.problem.visits[number].duration)
        planned = None if stop is None else stop.start
        guess = planned or (ended - lasts if ended is not None else self.at)
        start = started or (min(guess, ended) if ended is not None else guess)
        end = ended or (start + lasts if stop is None or stop.end is None else stop.end)
        arrive = start if stop is None or stop.arrive is None else stop.arrive
        return Item(
            visit=number,
            arrive=seconds(min(arrive, start)),
            start=seconds(start),
            end=seconds(max(start, end)),
            start_told=started is not None or ended is not None,
            end_told=ended is not None,
            guessed=started is None,
            assumed=fact is not None and fact.assumed and told is None,
            left=self._second(self.left.get(key)),
            reached=self._second(self.reached.get(key)),
            promised=key in self.left or key in self.reached or key in self.promised,
        )

    def _second(self, at: dt.datetime | None) -> int | None:
        return None if at is None else self.base.seconds(at)

    def _break(self, stop: Stop, car: str) -> Item:
        assert stop.start is not None, "breaks have times"
        assert stop.end is not None, "breaks have times"
        past = self.pasts.get(car)
        known = past is not None and any(one.is_break and one.start == stop.start for one in past.stops)
        start, end = self.base.seconds(stop.start), self.base.seconds(stop.end)
        return Item(arrive=start, start=start, end=end, start_told=known, end_told=known)

    def _place(self, stop: PastStop) -> Item:
        start, end = self.base.seconds(stop.start), self.base.seconds(stop.end)
        place = self._index(str(stop.location))
        return Item(place=place, arrive=start, start=start, end=end, start_told=True, end_told=True)

    def _index(self, location: str) -> int:
        return next(number for number, place in enumerate(self.base.day.locations) if place.id == location)

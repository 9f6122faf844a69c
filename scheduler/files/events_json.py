"""Events of a running day as a JSON file: all that is wrong in all of them is told at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError

from scheduler import retraction
from scheduler.call import with_call
from scheduler.day import Day
from scheduler.events import (
    Added,
    Arrived,
    Cancelled,
    CarGone,
    CarLate,
    CrewIll,
    Delayed,
    Done,
    EnRoute,
    Event,
    Longer,
    NobodyHome,
    Started,
    TakenBack,
    ToHospital,
)
from scheduler.faults import Fault, InputError
from scheduler.files import events_wire, limits
from scheduler.files.call_json import FindPlace, parse_call
from scheduler.files.decoding import decode_json, read_bytes
from scheduler.files.events_wire import EventItem
from scheduler.files.findings import Finding, JsonPlaces, cut, nearest, shown
from scheduler.files.findings import Path as DocumentPath
from scheduler.files.times import TimeReader
from scheduler.files.validation import findings_of
from scheduler.files.wire import Wire
from scheduler.plan import Plan

_TARGETS: Final = {
    "visit": "visits",
    "car": "cars",
    "patient": "patients",
    "location": "locations",
    "staff": "staff",
}
_TIMES: Final = ("time", "start", "again", "not_before", "free", "since")
_HAPPENED: Final = ("time", "start")

Model = TypeVar("Model", bound=Wire)


def read_events(path: Path, day: Day, plan: Plan, *, at: dt.datetime, find_place: FindPlace) -> tuple[Event, ...]:
    """Read the events of a day and its plan up to an instant; raises InputError with all their faults."""
    document = decode_json(read_bytes(path, limit=limits.DAY_FILE_BYTES), file=path.name)
    events = parse_events(document, day, plan, at=at, file=path.name, find_place=find_place)
    if any(isinstance(event, TakenBack) for event in events):
        raise InputError([Fault(code="event_not_told", file=path.name, field="events")])
    return events


def parse_events(
    document: object, day: Day, plan: Plan | None, *, at: dt.datetime, file: str, find_place: FindPlace
) -> tuple[Event, ...]:
    """Make events of decoded JSON, in the order of their times; raises InputError with all their faults.

    Those that a later one takes back are left out, as it is. Without a plan any visit may be told of.
    """
    reader = _Reader(day, plan, at, file, find_place)
    events = reader.read(document)
    if reader.faults:
        raise InputError(cut(reader.faults))
    return tuple(sorted(events, key=lambda event: event.time))


class _Reader:
    """Reads events one after the other and keeps what is wrong with them."""

    def __init__(self, day: Day, plan: Plan | None, at: dt.datetime, file: str, find_place: FindPlace) -> None:
        self.day, self.at, self.file, self.find_place = day, at, file, find_place
        self.places = JsonPlaces(file=file)
        self.times = TimeReader(date=day.date, timezone=day.timezone)
        self.planned = None if plan is None else {stop.visit for route in plan.routes for stop in route.stops}
        self.faults: list[Fault] = []

    def read(self, document: object) -> list[Event]:
        if not isinstance(document, dict):
            self._find(Finding(path=(), code="not_object", values={"value": shown(document)}))
            return []
        head = {name: value for name, value in document.items() if name != "events"}
        self._validate(events_wire.EventsHead, head, ())
        items = document.get("events")
        if not isinstance(items, list):
            missing = Finding(path=("events",), code="missing_field", values={"name": "events"})
            wrong = Finding(path=("events",), code="not_list", values={"value": shown(items)})
            self._find(missing if items is None else wrong)
            return []
        if len(items) > events_wire.MOST_EVENTS:
            values = {"count": len(items), "limit": events_wire.MOST_EVENTS}
            self._find(Finding(path=("events",), code="problem_too_large", values=values))
            return []
        # Added visits first: others may tell of them.
        order = sorted(range(len(items)), key=lambda number: not _is_added(items[number]))
        made = {number: event for number in order if (event := self._event(items[number], number)) is not None}
        held = retraction.holding([item if isinstance(item, dict) else {} for item in items])
        return [event for number, event in made.items() if number in held]

    def _event(self, raw: object, number: int) -> Event | None:
        path: DocumentPath = ("events", number)
        if not isinstance(raw, dict):
            self._find(Finding(path=path, code="not_object", values={"value": shown(raw)}))
            return None
        kind = raw.get("event")
        model = events_wire.KINDS.get(kind) if isinstance(kind, str) else None
        if model is None:
            allowed = ", ".join(events_wire.KINDS)
            hint = nearest(str(kind), events_wire.KINDS)
            missing = Finding(path=(*path, "event"), code="missing_field", values={"name": "event"})
            values = {"value": shown(kind), "allowed": allowed, **hint}
            self._find(missing if kind is None else Finding(path=(*path, "event"), code="not_one_of", values=values))
            return None
        item = self._validate(model, raw, path)
        before = len(self.faults)
        times = {} if item is None else self._times(item, path)
        for finding in () if item is None else (*self._check_names(item, path), *_check_whole(item, path)):
            self._find(finding)
        event = None if item is None or len(self.faults) > before else self._make(item, times, path)
        return event if len(self.faults) == before else None

    def _times(self, item: EventItem, path: DocumentPath) -> dict[str, dt.datetime]:
        """Read the times of an event; what happened cannot lie ahead."""
        self.times.findings.clear()
        read: dict[str, dt.datetime] = {}
        for name in _TIMES:
            at = self.times.read(getattr(item, name, None), (*path, name))
            if at is not None:
                read[name] = at
                if name in _HAPPENED and at > self.at:
                    values = {"value": shown(getattr(item, name))}
                    self._find(Finding(path=(*path, name), code="event_ahead", values=values))
        for finding in self.times.findings:
            self._find(finding)
        if "start" in read and "time" in read and read["start"] > read["time"]:
            self._find(Finding(path=(*path, "start"), code="event_start_after_end"))
        return read

    def _check_names(self, item: EventItem, path: DocumentPath) -> Iterator[Finding]:
        for name, target in _TARGETS.items():
            key = getattr(item, name, None)
            known = [thing.id for thing in getattr(self.day, target)]
            if key is not None and key not in known:
                values = {"id": key, "target": target, **nearest(key, known)}
                yield Finding(path=(*path, name), code="unknown_id", values=values)
        if self.planned is None:
            return
        if isinstance(item, events_wire.EnRouteItem | events_wire.ArrivedItem) and item.visit not in self.planned:
            yield Finding(path=(*path, "visit"), code="event_not_planned", values={"visit": item.visit})
        if not isinstance(item, events_wire.StartedItem | events_wire.DoneItem):
            return
        if item.visit not in self.planned and item.car is None:
            yield Finding(path=(*path, "car"), code="event_without_car", values={"visit": item.visit})

    def _make(self, item: EventItem, times: Mapping[str, dt.datetime], path: DocumentPath) -> Event | None:
        if isinstance(item, events_wire.AddedItem):
            return self._added(item, times["time"], path)
        return _to_event(item, times)

    def _added(self, item: events_wire.AddedItem, time: dt.datetime, path: DocumentPath) -> Event | None:
        try:
            call = parse_call(item.call, self.day, file=self.file, find_place=self.find_place)
        except InputError as error:
            for fault in error.faults:
                where = f"events[{path[1]}].call" + (f".{fault.field}" if fault.field else "")
                self.faults.append(replace(fault, row=int(path[1]), field=where))
            return None
        self.day = with_call(self.day, call)
        return Added(time=time, call=call)

    def _validate(self, model: type[Model], raw: object, path: DocumentPath) -> Model | None:
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            for finding in findings_of(error, path, model):
                self._find(finding)
        return None

    def _find(self, finding: Finding) -> None:
        self.faults.append(self.places.locate(finding))


def _is_added(raw: object) -> bool:
    return isinstance(raw, dict) and raw.get("event") == "visit_added"


def _check_whole(item: EventItem, path: DocumentPath) -> Sequence[Finding]:
    """Find out whether a late car says by how much, in one of the two ways, and what is taken back of whom."""
    if isinstance(item, events_wire.TakenBackItem):
        named = [name for name in retraction.SUBJECTS if getattr(item, name) is not None]
        wanted = next(name for name in retraction.SUBJECTS if name in events_wire.KINDS[item.what].model_fields)
        if named != [wanted]:
            return (Finding(path=(*path, wanted), code="event_taken_back_of", values={"name": wanted}),)
        return ()
    if not isinstance(item, events_wire.CarLateItem):
        return ()
    both = (item.location is not None, item.free is not None)
    if any(both) == (item.minutes is not None) or any(both) != all(both):
        return (Finding(path=(*path, "minutes"), code="event_how_late"),)
    return ()


def _to_event(item: EventItem, times: Mapping[str, dt.datetime]) -> Event:
    makers = (_of_past, _of_visit, _of_car)
    return next(event for make in makers if (event := make(item, times)) is not None)


def _of_past(item: EventItem, times: Mapping[str, dt.datetime]) -> Event | None:
    time = times["time"]
    match item:
        case events_wire.EnRouteItem():
            return EnRoute(time=time, visit=item.visit)
        case events_wire.ArrivedItem():
            return Arrived(time=time, visit=item.visit)
        case events_wire.StartedItem():
            return Started(time=time, visit=item.visit, car=item.car)
        case events_wire.DoneItem():
            return Done(time=time, visit=item.visit, car=item.car, start=times.get("start"))
        case _:
            return None


def _of_visit(item: EventItem, times: Mapping[str, dt.datetime]) -> Event | None:
    time = times["time"]
    event: Event | None = None
    match item:
        case events_wire.CancelledItem():
            event = Cancelled(time=time, visit=item.visit)
        case events_wire.NobodyHomeItem():
            event = NobodyHome(time=time, visit=item.visit, again=times.get("again"))
        case events_wire.HospitalItem():
            event = ToHospital(time=time, patient=item.patient)
        case events_wire.LongerItem():
            event = Longer(time=time, visit=item.visit, duration_s=max(1, round(item.duration_min * 60)))
        case events_wire.DelayedItem():
            event = Delayed(time=time, visit=item.visit, not_before=times["not_before"])
        case _:
            pass
    return event


def _of_car(item: EventItem, times: Mapping[str, dt.datetime]) -> Event | None:
    time = times["time"]
    match item:
        case events_wire.CarLateItem():
            delay_s = round((item.minutes or 0) * 60)
            return CarLate(time=time, car=item.car, delay_s=delay_s, location=item.location, free=times.get("free"))
        case events_wire.CarGoneItem():
            return CarGone(time=time, car=item.car, since=times.get("since", time))
        case events_wire.CrewIllItem():
            return CrewIll(time=time, staff=item.staff)
        case events_wire.TakenBackItem():
            return TakenBack(time=time)
        case _:
            return None

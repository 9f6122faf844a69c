"""What has happened in a running day, as a day's file tells it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scheduler.clock import write_instant
from scheduler.files.findings import Finding, Path
from scheduler.files.times import TimeReader
from scheduler.files.wire import PastItem, PastStopItem, RunningItem
from scheduler.past import Past, PastStop, Running

if TYPE_CHECKING:
    from scheduler.day import Day


def to_running(item: RunningItem, reader: TimeReader) -> Running | None:
    """Read what has happened; None where a time makes no sense, which the reader then knows."""
    at = reader.read(item.at, ("running", "at"))
    cars = [_to_past(past, ("running", "cars", number), reader) for number, past in enumerate(item.cars)]
    return None if at is None else Running(at=at, cars=tuple(cars))


def named_in(item: RunningItem) -> Iterator[tuple[Path, str, str]]:
    """Yield what of the day is named: where, in which list it must be, and its id."""
    for number, past in enumerate(item.cars):
        path: Path = ("running", "cars", number)
        yield (*path, "car"), "cars", past.car
        for place, stop in enumerate(past.stops):
            if stop.visit is not None:
                yield (*path, "stops", place, "visit"), "visits", stop.visit
            if stop.location is not None:
                yield (*path, "stops", place, "location"), "locations", stop.location
        if past.heading is not None:
            yield (*path, "heading"), "visits", past.heading


def running_document(running: Running, day: Day) -> dict[str, Any]:
    """Give what has happened as JSON values; read again they are equal to it."""

    def text(at: dt.datetime | None) -> str | None:
        return None if at is None else write_instant(at, date=day.date, timezone=day.timezone)

    def stop_document(stop: PastStop) -> dict[str, Any]:
        times = {name: text(getattr(stop, name)) for name in ("arrive", "start", "end")}
        values = {"visit": stop.visit, "location": stop.location, **times, "assumed": stop.assumed or None}
        return {name: value for name, value in values.items() if value is not None}

    def past_document(past: Past) -> dict[str, Any]:
        return {
            "car": past.car,
            "depart": text(past.depart),
            "stops": [stop_document(stop) for stop in past.stops],
            "heading": past.heading,
            "heading_told": past.heading_told,
            "gone": past.gone,
        }

    return {"at": text(running.at), "cars": [past_document(past) for past in running.cars]}


def _to_past(item: PastItem, path: Path, reader: TimeReader) -> Past:
    stops = [_to_stop(stop, (*path, "stops", number), reader) for number, stop in enumerate(item.stops)]
    depart = reader.read(item.depart, (*path, "depart"))
    known = [stop for stop in stops if stop is not None]
    for number, stop in enumerate(known):
        # A break may come before the car leaves.
        since = [before.end for before in known[:number]] + ([] if depart is None or stop.is_break else [depart])
        if stop.start < max(since, default=stop.start):
            reader.findings.append(Finding(path=(*path, "stops", number, "start"), code="past_overlaps"))
    return Past(
        car=item.car,
        depart=depart,
        stops=tuple(known),
        heading=item.heading,
        heading_told=item.heading_told,
        gone=item.gone,
    )


def _to_stop(item: PastStopItem, path: Path, reader: TimeReader) -> PastStop | None:
    span = reader.read_span(item.start, item.end, path, ("start", "end"))
    arrive = reader.read(item.arrive, (*path, "arrive"))
    if item.visit is not None and item.location is not None:
        reader.findings.append(Finding(path=(*path, "location"), code="past_two_things"))
        return None
    if span is None:
        return None
    return PastStop(
        visit=item.visit, location=item.location, arrive=arrive, start=span[0], end=span[1], assumed=item.assumed
    )

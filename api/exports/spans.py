"""A car's day as spans of time, as timelines draw them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scheduler.day import Car, Day, Window
from scheduler.plan import Route, Stop

SpanKind = Literal["drive", "wait", "visit", "break", "late", "overtime"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a car's day; ``late`` and ``overtime`` lie over other spans, the rest follow each other.

    ``late`` runs from the end of a visit's soft window to its start; ``overtime`` from the end of the shift to the
    end of the route.
    """

    kind: SpanKind
    start: dt.datetime
    end: dt.datetime
    visit: str | None = None


def spans_of(day: Day, route: Route) -> tuple[Span, ...]:
    """Give the spans of a route in order of time."""
    car = next(car for car in day.cars if car.id == route.car)
    spans = [*_of_stops(day, route), *_overtime(car, route)]
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def extent(day: Day, routes: tuple[Route, ...]) -> tuple[dt.datetime, dt.datetime]:
    """Give the first and last instant that a timeline of these routes must show."""
    instants = [at for route in routes for span in spans_of(day, route) for at in (span.start, span.end)]
    instants += [at for car in day.cars for at in (car.shift.start, car.shift.end)]
    return min(instants), max(instants)


def window_of(windows: tuple[Window, ...], start: dt.datetime | None) -> Window | None:
    """Pick the window a visit was planned in: the one around its start, else the first."""
    around = (window for window in windows if start is not None and window.start <= start <= window.end)
    return next(around, windows[0] if windows else None)


def _of_stops(day: Day, route: Route) -> Iterator[Span]:
    windows = {visit.id: visit.windows for visit in day.visits}
    for stop in route.stops:
        if stop.arrive is not None and stop.drive_s:
            yield Span(kind="drive", start=stop.arrive - dt.timedelta(seconds=stop.drive_s), end=stop.arrive)
        if stop.start is None or stop.end is None:
            continue
        if stop.kind == "break":
            yield Span(kind="break", start=stop.start, end=stop.end)
        elif stop.visit is not None:
            if stop.wait_s:
                yield Span(kind="wait", start=stop.start - dt.timedelta(seconds=stop.wait_s), end=stop.start)
            yield Span(kind="visit", start=stop.start, end=stop.end, visit=stop.visit)
            yield from _late(stop, windows[stop.visit], stop.start)


def _late(stop: Stop, windows: tuple[Window, ...], start: dt.datetime) -> Iterator[Span]:
    window = window_of(windows, start)
    if stop.late_s and window is not None and window.soft_end is not None and start > window.soft_end:
        yield Span(kind="late", start=window.soft_end, end=start, visit=stop.visit)


def _overtime(car: Car, route: Route) -> Iterator[Span]:
    finish = max((at for stop in route.stops for at in (stop.arrive, stop.end) if at is not None), default=None)
    if finish is not None and finish > car.shift.end:
        yield Span(kind="overtime", start=car.shift.end, end=finish)

"""A day that is planned once its shifts have begun: what is left of it from an instant on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from scheduler import clock


def begin_at(document: Mapping[str, Any], at: dt.datetime) -> dict[str, Any]:
    """Give a day document in which no car is out before an instant, and breaks that lie before it have been taken.

    Cars whose shifts have ended stay at home; where that is all of them, the day is past and stays as it is.
    """
    left = [_left(car, document, at) for car in document["cars"]]
    cars = [car for car in left if car is not None]
    if not cars:
        return dict(document)
    going = {car["id"] for car in cars}
    return {**document, "cars": cars, "visits": [_by(visit, going) for visit in document["visits"]]}


def _left(car: Mapping[str, Any], document: Mapping[str, Any], at: dt.datetime) -> dict[str, Any] | None:
    """Give what is left of a car's shift; None where it has ended."""
    date, timezone = dt.date.fromisoformat(document["date"]), document["timezone"]

    def later(text: str) -> str:
        known = clock.read_instant(text, date=date, timezone=timezone)
        return text if known >= at else clock.write_instant(at, date=date, timezone=timezone)

    def is_past(text: str) -> bool:
        return clock.read_instant(text, date=date, timezone=timezone) <= at

    if is_past(car["shift"]["end"]):
        return None
    rests = [{**rest, "earliest": later(rest["earliest"])} for rest in car["breaks"] if not is_past(rest["latest"])]
    return {**car, "shift": {**car["shift"], "start": later(car["shift"]["start"])}, "breaks": rests}


def _by(visit: Mapping[str, Any], cars: set[str]) -> dict[str, Any]:
    """Give a visit that names no other cars than some."""
    allowed = visit.get("cars_allowed")
    named = {"cars_allowed": None if allowed is None else [key for key in allowed if key in cars]}
    return {**visit, **named, "cars_refused": [key for key in visit.get("cars_refused", ()) if key in cars]}

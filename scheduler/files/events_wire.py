"""Events of a running day as they are written in JSON, ``hemrutt-events/1``: names, types and bounds of every field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from scheduler.files.scalars import Duration, Id, Minutes, Time
from scheduler.files.wire import Wire

EVENTS_FORMAT: Final = "hemrutt-events/1"

MOST_EVENTS: Final = 5_000
"""Most events in one file."""


class EventsHead(Wire):
    """What a file of events says besides them."""

    format: Literal["hemrutt-events/1"] = EVENTS_FORMAT


class EventItem(Wire):
    """What all events have: their kind and when they came about or were told."""

    event: str
    time: Time


class EnRouteItem(EventItem):
    """The car left for a visit."""

    visit: Id


class ArrivedItem(EventItem):
    """The car is there, the visit has not started."""

    visit: Id


class StartedItem(EventItem):
    """A visit started."""

    visit: Id
    car: Id | None = None


class DoneItem(EventItem):
    """A visit ended."""

    visit: Id
    car: Id | None = None
    start: Time | None = None


class CancelledItem(EventItem):
    """A visit is called off."""

    visit: Id


class NobodyHomeItem(EventItem):
    """Nobody opened; the visit is tried again from a time on, or falls."""

    visit: Id
    again: Time | None = None


class HospitalItem(EventItem):
    """A patient is taken to hospital."""

    patient: Id


class LongerItem(EventItem):
    """A visit takes so long in all."""

    visit: Id
    duration_min: Duration


class DelayedItem(EventItem):
    """A visit cannot start before a time."""

    visit: Id
    not_before: Time


class AddedItem(EventItem):
    """A visit is asked for; ``call`` is a call as in its own file."""

    call: Annotated[dict[str, object], Field(strict=True)]


class CarLateItem(EventItem):
    """A car is late by minutes, or free at a place from a time on."""

    car: Id
    minutes: Minutes | None = None
    location: Id | None = None
    free: Time | None = None


class CarGoneItem(EventItem):
    """A car does nothing more, from ``time`` or ``since`` on."""

    car: Id
    since: Time | None = None


class CrewIllItem(EventItem):
    """A member of the staff leaves the crew."""

    staff: Id


class TakenBackItem(EventItem):
    """The last event of a kind, of a visit, patient, car or member of the staff, was told by mistake."""

    what: Literal[
        "en_route",
        "arrived",
        "visit_started",
        "visit_done",
        "visit_cancelled",
        "nobody_home",
        "to_hospital",
        "visit_longer",
        "visit_delayed",
        "car_late",
        "car_gone",
        "staff_ill",
    ]
    visit: Id | None = None
    patient: Id | None = None
    car: Id | None = None
    staff: Id | None = None


KINDS: Final[Mapping[str, type[EventItem]]] = {
    "en_route": EnRouteItem,
    "arrived": ArrivedItem,
    "visit_started": StartedItem,
    "visit_done": DoneItem,
    "visit_cancelled": CancelledItem,
    "nobody_home": NobodyHomeItem,
    "to_hospital": HospitalItem,
    "visit_longer": LongerItem,
    "visit_delayed": DelayedItem,
    "visit_added": AddedItem,
    "car_late": CarLateItem,
    "car_gone": CarGoneItem,
    "staff_ill": CrewIllItem,
    "taken_back": TakenBackItem,
}

"""What happens in a running day: each event with the time at which it was told or came about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from scheduler.call import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class EnRoute:
    """The car of a planned visit left for it at ``time``."""

    time: dt.datetime
    visit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """The car of a planned visit was there at ``time``; the visit has not started."""

    time: dt.datetime
    visit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A visit started at ``time``, by another ``car`` than planned where one is given."""

    time: dt.datetime
    visit: str
    car: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A visit ended at ``time``; ``start`` where it is known."""

    time: dt.datetime
    visit: str
    car: str | None = None
    start: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """A visit is called off; one that is told to have started ends then."""

    time: dt.datetime
    visit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyHome:
    """A car stood before a closed door until ``time``; the visit is tried again from ``again`` on, or falls."""

    time: dt.datetime
    visit: str
    again: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToHospital:
    """A patient is taken to hospital: all visits to them that have not begun fall."""

    time: dt.datetime
    patient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Longer:
    """A visit takes ``duration_s`` in all, more or less than thought."""

    time: dt.datetime
    visit: str
    duration_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delayed:
    """A visit cannot start before ``not_before``."""

    time: dt.datetime
    visit: str
    not_before: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A visit is asked for that the day does not have."""

    time: dt.datetime
    call: Call


@dataclass(frozen=True, slots=True, kw_only=True)
class CarLate:
    """A car is ready ``delay_s`` later for what comes after ``time``, or free at a ``location`` from ``free`` on."""

    time: dt.datetime
    car: str
    delay_s: int = 0
    location: str | None = None
    free: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarGone:
    """A car does nothing more from ``since`` on."""

    time: dt.datetime
    car: str
    since: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewIll:
    """A member of the staff leaves the crew; a car with nobody left is gone."""

    time: dt.datetime
    staff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Something that was told before was a mistake: ``retraction`` finds what."""

    time: dt.datetime


Event: TypeAlias = (
    EnRoute
    | Arrived
    | Started
    | Done
    | Cancelled
    | NobodyHome
    | ToHospital
    | Longer
    | Delayed
    | Added
    | CarLate
    | CarGone
    | CrewIll
    | TakenBack
)

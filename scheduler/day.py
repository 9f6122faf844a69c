"""A team's day: places, people, cars, patients and the visits asked for.

Instants are aware datetimes in UTC (``clock`` turns local time into them), durations are seconds.
Values refuse nonsense of their own when made; what must hold between them is checked where a day is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from scheduler.past import Running

DEFAULT_VISITS_PER_PATIENT: Final = 3
DEFAULT_TIMEZONE: Final = "Europe/Stockholm"

Mode = Literal["car", "bike", "walk"]
Traffic = Literal["free", "usual"]


class Kind(StrEnum):
    """How a visit is made; only a visit at home makes the car drive."""

    HOME = "home"
    PHONE = "phone"
    VIDEO = "video"


class Preset(StrEnum):
    """Named preferences: what a good plan is."""

    BALANCED = "balanced"
    CONTINUITY = "continuity"
    SHORTEST = "shortest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A point in WGS 84 degrees, with its address where known."""

    id: str
    lat: float
    lon: float
    address: str | None = None

    def __post_init__(self) -> None:
        _require(-90 <= self.lat <= 90 and -180 <= self.lon <= 180, f"location {self.id}: not on the globe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A member of the team; the profession counts as a skill."""

    id: str
    name: str
    profession: str
    skills: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()

    @property
    def competences(self) -> frozenset[str]:
        """Skills and profession together."""
        return self.skills | {self.profession}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """When a car's crew works; ``max_overtime_s`` may follow at a price."""

    start: dt.datetime
    end: dt.datetime
    max_overtime_s: int = 0

    def __post_init__(self) -> None:
        _require_utc(self.start, self.end)
        _require(self.start < self.end, "shift: ends before it starts")
        _require(self.max_overtime_s >= 0, "shift: negative overtime")


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A rest that starts between ``earliest`` and ``latest``."""

    earliest: dt.datetime
    latest: dt.datetime
    duration_s: int

    def __post_init__(self) -> None:
        _require_utc(self.earliest, self.latest)
        _require(self.earliest <= self.latest, "break: latest before earliest")
        _require(self.duration_s > 0, "break: no duration")


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """A car (or bike) with its crew for one shift; ``end`` is None where the route may end anywhere.

    ``number`` is its place among all cars of the team, counted from 0: its letter and colour, whoever else goes out.
    """

    id: str
    number: int | None = None
    mode: Mode = "car"
    start: str
    end: str | None
    crew: tuple[str, ...]
    shift: Shift
    breaks: tuple[Break, ...] = ()
    max_visits: int | None = None
    capacity: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _require(self.max_visits is None or self.max_visits >= 0, f"car {self.id}: negative max_visits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Who is visited, where, how often a day at most, by whom preferably and by whom never.

    Where a ``protected`` one lives, and their ``phone``, is told to nobody but those who drive there.
    """

    id: str
    location: str
    phone: str | None = None
    max_visits_per_day: int = DEFAULT_VISITS_PER_PATIENT
    contact_staff: frozenset[str] = frozenset()
    refused_staff: frozenset[str] = frozenset()
    protected: bool = False

    def __post_init__(self) -> None:
        _require(self.max_visits_per_day >= 0, f"patient {self.id}: negative max_visits_per_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Bounds of a visit's start: hard ``start`` … ``end``, and soft ones inside them."""

    start: dt.datetime
    end: dt.datetime
    soft_start: dt.datetime | None = None
    soft_end: dt.datetime | None = None

    def __post_init__(self) -> None:
        bounds = [at for at in (self.start, self.soft_start, self.soft_end, self.end) if at is not None]
        _require_utc(*bounds)
        _require(bounds == sorted(bounds), "window: its bounds are not in order")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit asked for; no window means any time of the day."""

    id: str
    patient: str
    duration_s: int
    setup_s: int = 0
    windows: tuple[Window, ...] = ()
    skills: frozenset[str] = frozenset()
    crew_size: int = 1
    priority: int = 1
    mandatory: bool = False
    kind: Kind = Kind.HOME
    cars_allowed: frozenset[str] | None = None
    cars_refused: frozenset[str] = frozenset()
    demand: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _require(self.duration_s > 0 and self.setup_s >= 0, f"visit {self.id}: no duration")
        _require(self.crew_size >= 1 and self.priority >= 0, f"visit {self.id}: crew_size or priority too small")

    def is_open(self, start: dt.datetime) -> bool:
        """Tell whether the visit may start then."""
        return not self.windows or any(window.start <= start <= window.end for window in self.windows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Visits that different cars start at the same second, all or none."""

    id: str
    visits: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Seconds between two visits, from the end (or start) of ``before`` to the start of ``after``."""

    before: str
    after: str
    min_s: int = 0
    max_s: int | None = None
    since: Literal["end", "start"] = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A visit that, if planned, keeps its car and/or its start."""

    visit: str
    car: str | None = None
    start: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for the whole day: the least seconds between a patient's visits, and what drives are measured in.

    ``traffic`` is "free" (free flow at all hours) or "usual" (by the time of departure, where a road network has it).
    """

    min_gap_same_patient_s: int = 0
    traffic: Traffic = "free"
    winter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A preset and the prices that differ from it (names of ``solver.problem.Costs``)."""

    preset: Preset = Preset.BALANCED
    prices: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Given travel: int64 seconds and metres, (locations, locations), UNREACHABLE where there is no way."""

    seconds: npt.NDArray[np.int64]
    metres: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelTable:
    """Matrices that come with a day in place of roads: rows and columns as ``locations``, one per mode."""

    locations: tuple[str, ...]
    modes: Mapping[Mode, Matrix]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Everything a plan is made from; refuses two things of a kind with one id.

    ``running`` tells of a day that has begun what has happened in it.
    """

    date: dt.date
    timezone: str = DEFAULT_TIMEZONE
    team: str
    roads: str | None = None
    travel: TravelTable | None = None
    locations: tuple[Location, ...]
    staff: tuple[Staff, ...]
    cars: tuple[Car, ...]
    patients: tuple[Patient, ...]
    visits: tuple[Visit, ...]
    together: tuple[Together, ...] = ()
    gaps: tuple[Gap, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    rules: Rules = field(default_factory=Rules)
    weights: Weights = field(default_factory=Weights)
    running: Running | None = None
    _locations: Mapping[str, Location] = field(init=False, repr=False, compare=False)
    _patients: Mapping[str, Patient] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for things in (self.locations, self.staff, self.cars, self.patients, self.visits, self.together):
            ids = [thing.id for thing in things]
            _require(len(ids) == len(set(ids)), "day: an id stands twice")
        object.__setattr__(self, "_locations", {place.id: place for place in self.locations})
        object.__setattr__(self, "_patients", {patient.id: patient for patient in self.patients})

    def location(self, key: str) -> Location:
        """Find a location by id; raises KeyError."""
        return self._locations[key]

    def patient(self, key: str) -> Patient:
        """Find a patient by id; raises KeyError."""
        return self._patients[key]


def _require_utc(*instants: dt.datetime) -> None:
    _require(all(at.utcoffset() == dt.timedelta(0) for at in instants), "instants must be aware and in UTC")


def _require(holds: object, message: str) -> None:
    if not holds:
        raise ValueError(message)

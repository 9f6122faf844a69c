"""What a preset says: a team's area, hours, cars, people, demand and rules.

Times of day are minutes after the midnight that begins the day and may pass 24 hours; a file writes them as
``07:30`` or, for the next morning, ``31:30``. Days of the week count from 0, Monday.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator, ConfigDict

from scheduler.day import DEFAULT_VISITS_PER_PATIENT, Kind, Mode, Preset

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Profession = Literal[
    "doctor",
    "nurse",
    "district_nurse",
    "municipal_nurse",
    "assistant_nurse",
    "physiotherapist",
    "occupational_therapist",
    "counsellor",
    "paramedic",
    "dietician",
    "psychologist",
    "care_worker",
    "assessor",
]
"""Professions in presets; ``care_worker`` covers care staff without a nurse's licence."""

_SETS_OF_DAYS: Final = {"all": range(7), "weekdays": range(5), "weekends": range(5, 7)}
_CLOCK: Final = re.compile(r"(\d\d):(\d\d)")
_WINDOW: Final = re.compile(r"(?P<hard>[\d:-]+)(?: \((?P<soft>[\d:-]+)\))?")
_STRICT: Final = ConfigDict(extra="forbid")
_LAST_MINUTE: Final = 36 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Minutes of the day from ``start`` to ``end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        _require(0 <= self.start < self.end <= _LAST_MINUTE, f"{self} is not a span of the day")

    @property
    def round_the_clock(self) -> bool:
        """Whether a team with these hours never closes, so that its shifts may cross midnight."""
        return self.end - self.start == 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A window for a visit's start, with the span inside it that the patient prefers."""

    hard: Span
    soft: Span | None = None

    def __post_init__(self) -> None:
        inside = self.soft is None or self.hard.start <= self.soft.start < self.soft.end <= self.hard.end
        _require(inside, f"{self.soft} is not inside {self.hard}")


def read_days(value: object) -> object:
    """Read ``"weekdays"`` or ``["tue", "thu"]`` as a set of days of the week."""
    if isinstance(value, str) and value in _SETS_OF_DAYS:
        return frozenset(_SETS_OF_DAYS[value])
    if isinstance(value, list) and value and all(day in WEEKDAYS for day in value):
        return frozenset(WEEKDAYS.index(day) for day in value)
    raise ValueError(f"{value!r} is neither one of {', '.join(_SETS_OF_DAYS)} nor a list of {', '.join(WEEKDAYS)}")


def read_span(value: object) -> object:
    """Read ``"07:30-16:30"``."""
    parts = value.split("-") if isinstance(value, str) else []
    if len(parts) != 2:
        raise ValueError(f"{value!r} is not a span like 07:30-16:30")
    return Span(start=_read_clock(parts[0]), end=_read_clock(parts[1]))


def read_slots(value: object) -> object:
    """Read the windows of one visit: ``"08:00-12:00 (09:00-10:00), 13:00-15:00"``, or ``"any"`` for none."""
    if value == "any":
        return ()
    return tuple(_read_slot(part.strip()) for part in str(value).split(","))


Days = Annotated[frozenset[int], BeforeValidator(read_days)]
ReadSpan = Annotated[Span, BeforeValidator(read_span)]
Slots = Annotated[tuple[Slot, ...], BeforeValidator(read_slots)]
ALL_DAYS: Final = frozenset(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A text in each language."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    sv: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A named point in degrees: a base, or a place where patients live within ``radius_km``.

    ``share`` is a weight among the places of a team: how much of its patients live there.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    lat: float
    lon: float
    address: str | None = None
    radius_km: float = 3.0
    share: float = 1.0

    def __post_init__(self) -> None:
        _require(-90 <= self.lat <= 90 and -180 <= self.lon <= 180, f"{self.name}: not on the globe")
        _require(self.radius_km > 0 and self.share > 0, f"{self.name}: radius and share must be above zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When the team works on some days of the week."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    days: Days
    open: ReadSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A break of ``minutes`` that starts within ``between``."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    between: ReadSpan
    minutes: int

    def __post_init__(self) -> None:
        _require(self.minutes > 0, "a break of no length")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person in a car."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    profession: Profession
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crewed:
    """Cars (``count`` of them) that go out alike: from one base, with one kind of crew, for one shift.

    ``own`` is False for a car of somebody else (the municipality, the ambulance service) that takes part.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    count: int = 1
    mode: Mode = "car"
    own: bool = True
    base: str
    days: Days = ALL_DAYS
    shift: ReadSpan
    overtime_min: int = 0
    crew: tuple[Member, ...]
    breaks: tuple[Rest, ...] = ()
    max_visits: int | None = None
    capacity: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _require(self.count > 0 and bool(self.crew), f"{self.name}: no car or nobody in it")
        for rest in self.breaks:
            inside = self.shift.start <= rest.between.start and rest.between.end + rest.minutes <= self.shift.end
            _require(inside, f"{self.name}: a break is outside the shift")


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A reason to see patients: ``count`` patients a day have it (``count_weekend`` on a weekend, where it differs).

    Either ``windows`` (one visit; one entry is drawn) or ``times`` (one visit for each entry, in order and at least
    ``gap_min`` minutes apart). ``together`` names the skills of further visits to the same patient at the same
    second. ``at`` keeps the patients to some of the team's places. ``contacts`` patients of the errand have contact
    persons and ``refusals`` patients refuse one member of staff. ``plannable`` is False where nobody on duty can do it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    name: str
    count: int
    count_weekend: int | None = None
    days: Days = ALL_DAYS
    duration_min: tuple[int, ...]
    setup_min: int = 0
    kind: Kind = Kind.HOME
    skills: frozenset[str] = frozenset()
    crew_size: int = 1
    windows: tuple[Slots, ...] = ()
    times: tuple[Slots, ...] = ()
    gap_min: int = 0
    gap_max_min: int | None = None
    together: tuple[frozenset[str], ...] = ()
    priority: int = 1
    mandatory: bool = False
    loads: Mapping[str, int] = field(default_factory=dict)
    contacts: int = 0
    refusals: int = 0
    at: tuple[str, ...] = ()
    plannable: bool = True

    def __post_init__(self) -> None:
        _require(self.count >= 0 and bool(self.duration_min), f"{self.name}: no patients or no duration")
        _require(all(minutes > 0 for minutes in self.duration_min), f"{self.name}: a visit of no length")
        _require(bool(self.windows) != bool(self.times), f"{self.name}: either windows or times")
        _require(not (self.times and self.together), f"{self.name}: times and together exclude each other")

    def count_on(self, date: dt.date) -> int:
        """Give how many patients have this errand on a date."""
        if date.weekday() not in self.days:
            return 0
        weekend = date.weekday() >= 5
        return self.count_weekend if weekend and self.count_weekend is not None else self.count

    @property
    def visits_each(self) -> int:
        """How many visits the errand makes of one patient."""
        return max(1, len(self.times)) + len(self.together)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRules:
    """What a plan of the team keeps: visits to one patient, minutes between them, contact persons of a patient."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    max_visits_per_day: int = DEFAULT_VISITS_PER_PATIENT
    min_gap_same_patient_min: int = 0
    contact_persons: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A preset. ``cars_told`` and ``posts`` are as the reports give them; ``assumed`` names what they do not give.

    An entry of ``assumed`` is the path of a value in the file, with ``*`` for every entry of a list.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    key: str
    name: Wording
    about: Wording
    roads: str
    municipalities: tuple[str, ...]
    preset: Preset = Preset.BALANCED
    cars_told: Mapping[Mode, int] = field(default_factory=dict)
    posts: Mapping[str, float] = field(default_factory=dict)
    rules: TeamRules = field(default_factory=TeamRules)
    hours: tuple[Hours, ...]
    bases: tuple[Spot, ...]
    places: tuple[Spot, ...]
    cars: tuple[Crewed, ...]
    errands: tuple[Errand, ...]
    assumed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for what in ("bases", "places", "cars", "errands"):
            names = [entry.name for entry in getattr(self, what)]
            _require(bool(names) and len(names) == len(set(names)), f"{what}: none, or a name twice")
        bases, places = {base.name for base in self.bases}, {place.name for place in self.places}
        for car in self.cars:
            _require(car.base in bases, f"cars: {car.name} starts at unknown {car.base}")
            _require(all(self._covers(car, day) for day in car.days), f"cars: {car.name} is outside the hours")
        for errand in self.errands:
            _require(set(errand.at) <= places, f"errands: {errand.name} is at unknown places")
            _require(errand.visits_each <= self.rules.max_visits_per_day, f"errands: {errand.name} has too many visits")

    def hours_on(self, date: dt.date) -> Span | None:
        """Give when the team works on a date, None where it does not."""
        return next((hours.open for hours in self.hours if date.weekday() in hours.days), None)

    def cars_on(self, date: dt.date) -> tuple[Crewed, ...]:
        """Give the cars that go out on a date, none where the team does not work."""
        return tuple(car for car in self.cars if date.weekday() in car.days and self.hours_on(date))

    def next_day(self, date: dt.date) -> dt.date:
        """Give the first date from ``date`` on that the team works."""
        later = (date + dt.timedelta(days=days) for days in range(7))
        return next(day for day in later if self.cars_on(day))

    def _covers(self, car: Crewed, day: int) -> bool:
        spans = [hours.open for hours in self.hours if day in hours.days]
        shift = car.shift
        inside = all(span.round_the_clock or span.start <= shift.start < shift.end <= span.end for span in spans)
        return inside or not car.own


def _read_clock(text: str) -> int:
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[2]) >= 60:
        raise ValueError(f"{text!r} is not a time like 07:30")
    return int(match[1]) * 60 + int(match[2])


def _read_slot(text: str) -> Slot:
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a window like 08:00-12:00 (09:00-10:00)")
    hard, soft = (read_span(part) if part else None for part in (match["hard"], match["soft"]))
    if not isinstance(hard, Span):
        raise TypeError(f"{text!r}")
    return Slot(hard=hard, soft=soft if isinstance(soft, Span) else None)


def _require(holds: object, message: str) -> None:
    if not holds:
        raise ValueError(message)

"""A day as it is written in JSON, ``hemrutt-day/1``, and a call: names, types and bounds of every field.

Strict: an unknown field, a number as text or a NaN is refused. What must hold between items is checked in
``references``; what the times mean, in ``conversion``.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from scheduler.files import limits
from scheduler.files.scalars import (
    Count,
    Date,
    Duration,
    Id,
    Ids,
    Latitude,
    Load,
    Longitude,
    Minutes,
    Phone,
    Text,
    Time,
    Timezone,
    Word,
    Words,
)

DAY_FORMAT: Final = "hemrutt-day/1"
CALL_FORMAT: Final = "hemrutt-call/1"

ModeName = Literal["car", "bike", "walk"]
KindName = Literal["home", "phone", "video"]
PresetName = Literal["balanced", "continuity", "shortest"]
PriceName = Literal[
    "driving", "waiting", "lateness", "overtime", "continuity", "balance", "worst_lateness", "idle", "moved", "shifted"
]


class Wire(BaseModel):
    """What all models of files share."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class LocationItem(Wire):
    """A point, with its address where known."""

    id: Id
    lat: Latitude
    lon: Longitude
    address: Text | None = None


class StaffItem(Wire):
    """A member of the team; the profession counts as a skill."""

    id: Id
    name: Text | None = Field(default=None, description="The id where it is left out")
    profession: Word
    skills: Words = []
    languages: Words = []


class ShiftItem(Wire):
    """When a crew works."""

    start: Time
    end: Time = Field(description="A night shift ends after 24:00, as 30:00 for six in the morning")
    max_overtime_min: Annotated[Minutes, Field(le=1_440)] = 0


class BreakItem(Wire):
    """A rest that starts between ``earliest`` and ``latest``."""

    earliest: Time
    latest: Time
    duration_min: Duration


class CarItem(Wire):
    """A car (or bike) with its crew for one shift."""

    id: Id
    number: Count | None = Field(
        default=None, description="Its place among all cars of the team, from 0, that letter and colour go by"
    )
    mode: ModeName = "car"
    start: Id
    end: Id | None = Field(default=None, description="Left out: back to the start. null: the route may end anywhere")
    crew: Ids = []
    shift: ShiftItem
    breaks: Annotated[list[BreakItem], Field(max_length=10)] = []
    max_visits: Count | None = None
    capacity: Load = {}


class PatientItem(Wire):
    """Who is visited, where, how often a day at most, by whom preferably and by whom never."""

    id: Id
    location: Id
    max_visits_per_day: Count = 3
    contact_staff: Ids = []
    refused_staff: Ids = []
    phone: Phone | None = None
    protected: bool = Field(
        default=False, description="Where they live, and `phone`, is left out of what is handed out"
    )


class WindowItem(Wire):
    """Bounds of a visit's start: hard ``start``–``end``, and soft ones inside them."""

    start: Time
    end: Time
    soft_start: Time | None = None
    soft_end: Time | None = None


class VisitItem(Wire):
    """A visit asked for; without windows it may start at any time of the day."""

    id: Id
    patient: Id
    duration_min: Duration
    setup_min: Annotated[Minutes, Field(le=1_440)] = 0
    windows: Annotated[list[WindowItem], Field(max_length=limits.WINDOWS)] = []
    skills: Words = []
    crew_size: Annotated[int, Field(ge=1, le=10)] = 1
    priority: Annotated[int, Field(ge=0, le=100)] = 1
    mandatory: bool = False
    kind: KindName = "home"
    cars_allowed: Annotated[list[Id], Field(max_length=limits.ROWS["cars"])] | None = None
    cars_refused: Annotated[list[Id], Field(max_length=limits.ROWS["cars"])] = []
    demand: Load = {}


class TogetherItem(Wire):
    """Visits that different cars start at the same second, all or none."""

    id: Id
    visits: Annotated[list[Id], Field(min_length=2, max_length=10)]


class GapItem(Wire):
    """Minutes from the end (or start) of ``before`` to the start of ``after``."""

    before: Id
    after: Id
    min_min: Minutes = 0
    max_min: Minutes | None = None
    since: Literal["end", "start"] = Field(default="end", alias="from")


class FixedItem(Wire):
    """A visit that, if planned, keeps its car and/or its start."""

    visit: Id
    car: Id | None = None
    start: Time | None = None


class RulesItem(Wire):
    """What holds for the whole day."""

    min_gap_same_patient_min: Minutes = 0
    traffic: Literal["free", "usual"] = "free"
    winter: bool = False


class WeightsItem(Wire):
    """A preset and the prices that differ from it."""

    preset: PresetName = "balanced"
    prices: dict[PriceName, Annotated[int, Field(ge=0, le=1_000_000)]] = {}


class PastStopItem(Wire):
    """A visit as it was, or a break, or a place where the car stood without a visit."""

    visit: Id | None = None
    location: Id | None = None
    arrive: Time | None = None
    start: Time
    end: Time
    assumed: bool = Field(default=False, description="Nobody told of it: it went as planned as far as is known")


class PastItem(Wire):
    """A car's day so far."""

    car: Id
    depart: Time | None = None
    stops: Annotated[list[PastStopItem], Field(max_length=2 * limits.ROWS["visits"])] = []
    heading: Id | None = Field(default=None, description="The visit that the car is on its way to")
    heading_told: bool = Field(default=False, description="Its crew said so: it keeps the visit, even too late")
    gone: bool = Field(default=False, description="The car does nothing more")


class RunningItem(Wire):
    """What has happened in a day that has begun, as a re-planned day tells it."""

    at: Time
    cars: Annotated[list[PastItem], Field(max_length=limits.ROWS["cars"])] = []


Cell = Annotated[int, Field(ge=0)] | None


class MatrixItem(Wire):
    """Seconds and metres from each location (row) to each other (column); null where there is no way."""

    seconds: list[list[Cell]]
    metres: list[list[Cell]]


class TravelItem(Wire):
    """Matrices in place of roads, one for each mode."""

    locations: Annotated[list[Id], Field(max_length=limits.MATRIX_LOCATIONS)]
    modes: dict[ModeName, MatrixItem]


class DayHead(Wire):
    """What a day says once: everything but its lists."""

    format: Literal["hemrutt-day/1"]
    date: Date
    timezone: Timezone = "Europe/Stockholm"
    team: Id
    roads: Id | None = None
    travel: TravelItem | None = Field(default=None, description="In place of roads")
    rules: RulesItem = RulesItem()
    weights: WeightsItem = WeightsItem()
    running: RunningItem | None = None


class DayDocument(DayHead):
    """A team's day: everything a plan is made from."""

    locations: Annotated[list[LocationItem], Field(max_length=limits.ROWS["locations"])] = []
    staff: Annotated[list[StaffItem], Field(max_length=limits.ROWS["staff"])] = []
    cars: Annotated[list[CarItem], Field(max_length=limits.ROWS["cars"])]
    patients: Annotated[list[PatientItem], Field(max_length=limits.ROWS["patients"])] = []
    visits: Annotated[list[VisitItem], Field(max_length=limits.ROWS["visits"])]
    together: Annotated[list[TogetherItem], Field(max_length=limits.ROWS["together"])] = []
    gaps: Annotated[list[GapItem], Field(max_length=limits.ROWS["gaps"])] = []
    fixed: Annotated[list[FixedItem], Field(max_length=limits.ROWS["fixed"])] = []


class CallDocument(Wire):
    """One visit asked for: a patient of the day or a place, and from when to when it may begin."""

    format: Literal["hemrutt-call/1"] = CALL_FORMAT
    id: Id | None = None
    patient: Id | None = Field(default=None, description="A patient of the day; left out: somebody new")
    location: Id | None = Field(default=None, description="A location of the day")
    lat: Latitude | None = None
    lon: Longitude | None = None
    address: Text | None = Field(
        default=None, description="Looked up among the day's locations, then in its roads; beside a point only its name"
    )
    earliest: Time | None = None
    latest: Time | None = None
    windows: Annotated[list[WindowItem], Field(max_length=limits.WINDOWS)] = []
    duration_min: Duration
    setup_min: Annotated[Minutes, Field(le=1_440)] = 0
    skills: Words = []
    crew_size: Annotated[int, Field(ge=1, le=10)] = 1
    priority: Annotated[int, Field(ge=0, le=100)] = 1
    mandatory: bool = False
    kind: KindName = "home"
    cars_allowed: Ids | None = None
    cars_refused: Ids = []
    contact_staff: Ids = []
    refused_staff: Ids = []
    demand: Load = {}

"""A team's registry as it is written: its settings, and a record for each member of staff, car and patient.

A record is what its document says, frozen: whatever has a time of the clock gets its instant only when a date is known
(``duty``). Strict as the files of a day are; what must hold between fields and records is checked in ``checking``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from scheduler.files import limits
from scheduler.files.scalars import (
    CalendarDate,
    Count,
    Duration,
    Id,
    Ids,
    Latitude,
    Load,
    Longitude,
    Minutes,
    Phone,
    Text,
    Timezone,
    Words,
)
from scheduler.files.wire import (
    BreakItem,
    KindName,
    ModeName,
    RulesItem,
    ShiftItem,
    StaffItem,
    WeightsItem,
    WindowItem,
    Wire,
)

WeekdayName = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
AbsenceKind = Literal["ill", "child_ill", "leave", "parental", "course", "other"]

NEEDS: Final = 20
TIMES: Final = 10
SPELLS: Final = 200
RHYTHMS: Final = 50
BASES: Final = 50
"""Most needs of a patient, visits of a need in a day, absences and patterns of a record, bases of a team."""

_ADDRESS_SIGNS: Final = "/\\:?#%"


def _addressable(text: str) -> str:
    """Refuse what cannot be a part of an address: these keys stand in the paths of HTTP."""
    sign = next((sign for sign in _ADDRESS_SIGNS if sign in text), "." if not text.strip(".") else None)
    if sign is not None:
        raise PydanticCustomError("sign_in_id", "holds {sign}", {"sign": sign})
    return text


def _without_point(text: str) -> str:
    """Refuse the sign that stands between patient and need in the id of a visit."""
    if "." in text:
        raise PydanticCustomError("sign_in_id", "holds {sign}", {"sign": "."})
    return text


Key = Annotated[
    Id,
    Field(max_length=40, description=f"The id it has in days; without {_ADDRESS_SIGNS} too"),
    AfterValidator(_addressable),
]
NeedKey = Annotated[Key, AfterValidator(_without_point)]


class Rhythm(Wire):
    """On which dates something recurs: those that are neither too early nor too late, on these days of these weeks.

    Nothing told means every date. Weeks begin on Monday and are counted from that of ``from``.
    """

    first: CalendarDate | None = Field(default=None, alias="from")
    until: CalendarDate | None = Field(default=None, description="The last date; null: until further notice")
    weekdays: Annotated[list[WeekdayName], Field(max_length=7)] = Field(default=[], description="None: all of them")
    every_days: Annotated[int, Field(ge=1, le=366)] = Field(default=1, description="Counted from `from`")
    every_weeks: Annotated[int, Field(ge=1, le=52)] = Field(default=1, description="Counted from the week of `from`")


class Spell(Wire):
    """Dates in a row, the first and the last counted."""

    first: CalendarDate = Field(alias="from")
    until: CalendarDate | None = Field(default=None, description="The last date; null: until further notice")


class Absence(Spell):
    """When somebody is away, and why."""

    kind: AbsenceKind = "other"


class OutOfService(Spell):
    """When a car cannot be used."""

    note: Text | None = None


class Place(Wire):
    """A point, with its address where known."""

    lat: Latitude
    lon: Longitude
    address: Text | None = None


class BaseItem(Place):
    """Where cars of the team start and end."""

    id: Key


class TeamSettings(Wire):
    """What a team's days have in common."""

    name: Text
    roads: Id | None = None
    timezone: Timezone = "Europe/Stockholm"
    bases: Annotated[list[BaseItem], Field(max_length=BASES)] = Field(default=[])
    shift: ShiftItem | None = Field(default=None, description="Of cars whose pattern does not say another")
    breaks: Annotated[list[BreakItem], Field(max_length=10)] = Field(default=[], description="As `shift`")
    rules: RulesItem = RulesItem()
    weights: WeightsItem = WeightsItem()


class StaffRecord(StaffItem):
    """A member of the team: when they work, any of ``works``, and when they are away."""

    id: Key
    works: Annotated[list[Rhythm], Field(max_length=RHYTHMS)] = Field(default=[], description="None: every date")
    absences: Annotated[list[Absence], Field(max_length=SPELLS)] = Field(default=[])


class CarShift(Rhythm):
    """A shift of a car on the dates of a pattern, and who is in it unless the morning says otherwise."""

    shift: ShiftItem | None = Field(default=None, description="null: the team's")
    breaks: Annotated[list[BreakItem], Field(max_length=10)] | None = Field(
        default=None, description="null: the team's"
    )
    crew: Ids = Field(default=[])


class CarRecord(Wire):
    """A car (or bike): the first of ``shifts`` that falls on a date is its shift then."""

    id: Key
    mode: ModeName = "car"
    start: Key | None = Field(default=None, description="A base; null: the team's first")
    end: Key | None = Field(default=None, description="Left out: back to the start. null: the route may end anywhere")
    max_visits: Count | None = None
    capacity: Load = Field(default={})
    shifts: Annotated[list[CarShift], Field(max_length=RHYTHMS)] = Field(default=[])
    out_of_service: Annotated[list[OutOfService], Field(max_length=SPELLS)] = Field(default=[])


class TimeItem(Wire):
    """One visit of a need in a day: any of its windows, none: at any time."""

    windows: Annotated[list[WindowItem], Field(max_length=limits.WINDOWS)] = Field(default=[])


class NeedItem(Rhythm):
    """Visits that a patient is to have again and again, ``times`` a day, at least ``gap_min_min`` apart.

    ``together`` names the skills of further cars that come at the same second.
    """

    id: NeedKey
    times: Annotated[list[TimeItem], Field(min_length=1, max_length=TIMES)] = Field(default=[TimeItem()])
    gap_min_min: Minutes = Field(default=0, description="From the end of one of the visits to the start of the next")
    gap_max_min: Minutes | None = None
    together: Annotated[list[Words], Field(max_length=9)] = Field(default=[])
    duration_min: Duration
    setup_min: Annotated[Minutes, Field(le=1_440)] = 0
    skills: Words = Field(default=[])
    crew_size: Annotated[int, Field(ge=1, le=10)] = 1
    priority: Annotated[int, Field(ge=0, le=100)] = 1
    mandatory: bool = False
    kind: KindName = "home"
    cars_allowed: Ids | None = None
    cars_refused: Ids = Field(default=[])
    demand: Load = Field(default={})


class PatientRecord(Wire):
    """Who is visited, where, from when until when, and what they need."""

    id: Key
    place: Place
    max_visits_per_day: Count = 3
    contact_staff: Ids = Field(default=[])
    refused_staff: Ids = Field(default=[])
    phone: Phone | None = None
    protected: bool = Field(
        default=False, description="Where they live, and `phone`, is left out of what is handed out"
    )
    enrolled_from: CalendarDate | None = Field(default=None, description="null: since always")
    enrolled_until: CalendarDate | None = Field(default=None, description="The last date; null: until further notice")
    hospital: Annotated[list[Spell], Field(max_length=SPELLS)] = Field(
        default=[], description="Dates on which nobody is at home, because the patient is in hospital"
    )
    needs: Annotated[list[NeedItem], Field(max_length=NEEDS)] = Field(default=[])


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A team's registry: all its records, each kind by id."""

    team: str
    settings: TeamSettings
    staff: tuple[StaffRecord, ...] = ()
    cars: tuple[CarRecord, ...] = ()
    patients: tuple[PatientRecord, ...] = ()


Record = StaffRecord | CarRecord | PatientRecord


def record_document(record: Wire) -> dict[str, Any]:
    """Give a record as JSON values that read back equal: all of it but the end of a car that returns to its start."""
    document: dict[str, Any] = record.model_dump(mode="json", by_alias=True)
    if isinstance(record, CarRecord) and "end" not in record.model_fields_set:
        del document["end"]
    return document

"""A plan as it is written in JSON, ``hemrutt-plan/1``: names, types and bounds of every field."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from scheduler import clock
from scheduler.clock import ClockError
from scheduler.files import limits
from scheduler.files.experiment_wire import ExperimentItem
from scheduler.files.findings import shown
from scheduler.files.scalars import Date, Id, Timezone, refuse_surrogates
from scheduler.files.wire import Wire
from scheduler.texts import Language

PLAN_FORMAT: Final = "hemrutt-plan/1"

_NEEDED: Final = {
    "start": ("location", "end"),
    "visit": ("visit", "arrive", "start", "end"),
    "break": ("start", "end"),
    "end": ("arrive",),
}


def _timestamp(text: str) -> str:
    try:
        clock.read_timestamp(text)
    except ClockError:
        raise PydanticCustomError("bad_timestamp", "no timestamp", {"value": shown(text)}) from None
    return text


Timestamp = Annotated[str, Field(max_length=40, json_schema_extra={"format": "date-time"}), AfterValidator(_timestamp)]
Whole = Annotated[int, Field(ge=0, le=10**15)]
Words = Annotated[str, Field(max_length=2_000), AfterValidator(refuse_surrogates)]
Notes = Annotated[list[Words], Field(max_length=100)]


class StopItem(Wire):
    """One thing in a car's day; which fields it has depends on its kind."""

    kind: Literal["start", "visit", "break", "end"]
    visit: Id | None = None
    location: Id | None = None
    drive_s: Whole | None = None
    drive_m: Whole | None = None
    arrive: Timestamp | None = None
    start: Timestamp | None = None
    end: Timestamp | None = None
    wait_s: Whole | None = None
    slack_s: Whole | None = None
    late_s: Whole | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for name in _NEEDED[self.kind]:
            if getattr(self, name) is None:
                raise PydanticCustomError("missing_field", "lacks {name}", {"name": name})
        return self


class RouteItem(Wire):
    """A car's day with its sums."""

    car: Id
    drive_s: Whole
    drive_m: Whole
    visit_s: Whole
    wait_s: Whole
    overtime_s: Whole
    stops: Annotated[list[StopItem], Field(max_length=2 * limits.ROWS["visits"])]


class ReasonWords(Wire):
    """A reason in another language."""

    text: Words | None = None
    would_help: Words | None = None


class ReasonItem(Wire):
    """Why cars cannot take a visit, and what would help."""

    code: Id
    cars: Annotated[list[Id], Field(max_length=limits.ROWS["cars"])]
    text: Words
    would_help: Words | None = None
    experiment: ExperimentItem | None = Field(default=None, description="what would help, as one that can be asked for")
    translations: dict[Language, ReasonWords] = Field(default_factory=dict)


class UnassignedItem(Wire):
    """A visit that is in no route."""

    visit: Id
    reasons: Annotated[list[ReasonItem], Field(max_length=100)]


class CostItem(Wire):
    """What the plan costs in all and by part."""

    total: Whole
    parts: dict[Id, Whole]


class BoundWords(Wire):
    """What a bound leaves out in another language."""

    scope: Words | None = None


class BoundItem(Wire):
    """A proved lower bound of the cost."""

    value: Whole
    gap: float
    scope: Words
    translations: dict[Language, BoundWords] = Field(default_factory=dict)


class KpisItem(Wire):
    """Figures a team lead asks for."""

    visits_planned: Whole
    visits_unassigned: Whole
    drive_s: Whole
    drive_m: Whole
    late_s: Whole
    overtime_s: Whole
    care_share: float
    continuity: float | None = None
    co2_g: Whole


class OverrideItem(Wire):
    """A fault that the plan may have, by how much at most, and why."""

    rule: Id
    car: Id | None = None
    visits: Annotated[list[Id], Field(max_length=limits.ROWS["visits"])] = Field(default_factory=list)
    amount: Whole = 0
    reason: Annotated[Words, Field(min_length=1)]
    by: Annotated[Words, Field(min_length=1)]
    at: Timestamp


class PlanWords(Wire):
    """What a plan says of itself in another language."""

    notes: Notes | None = None


class PlanDocument(Wire):
    """The plan of a day."""

    format: Literal["hemrutt-plan/1"]
    date: Date
    timezone: Timezone = "Europe/Stockholm"
    team: Id
    version: Annotated[int, Field(ge=1, le=10**9)] = 1
    status: Id = "proposed"
    routes: Annotated[list[RouteItem], Field(max_length=limits.ROWS["cars"])]
    unassigned: Annotated[list[UnassignedItem], Field(max_length=limits.ROWS["visits"])]
    cost: CostItem
    bound: BoundItem | None = None
    kpis: KpisItem
    estimated_times: bool = False
    roads: Id | None = None
    roads_made: bool = False
    attribution: Words | None = None
    seconds: Annotated[float, Field(ge=0)]
    seed: int
    notes: Notes = Field(default_factory=list)
    overrides: Annotated[list[OverrideItem], Field(max_length=1_000)] = Field(default_factory=list)
    translations: dict[Language, PlanWords] = Field(default_factory=dict, description="of `notes`")

"""What goes over the wire, as OpenAPI tells it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.access.roles import Permission, Role
from api.store.jobs import State

PresetName = Literal["balanced", "continuity", "shortest"]


class Wire(BaseModel):
    """What all models share: an unknown field is an error that names it."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class FaultDocument(Wire):
    """One thing wrong in an input."""

    code: str
    file: str | None
    row: int | None
    field: str | None
    cause: str
    action: str


class ProblemDocument(Wire):
    """An error, as RFC 9457 has it."""

    type: str = Field(description="urn:hemrutt:problem:<kind>; stable")
    title: str
    status: int
    detail: str
    correlation_id: str
    faults: list[FaultDocument] = Field(default=[], description="Everything wrong with the input, all at once")


class TriedDay(Wire):
    """What a day would hold."""

    date: dt.date
    team: str
    visits: int
    cars: int
    staff: int
    patients: int


class DayEntry(TriedDay):
    """A day that was posted, with what it holds."""

    id: str


class JobOrder(Wire):
    """What to plan, and how long to search."""

    day: Annotated[str, Field(min_length=1, max_length=64, description="id of a day")]
    seconds: Annotated[float, Field(gt=0, le=3600)] = 10.0
    iterations: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    workers: Annotated[int, Field(ge=1, le=64, description="cores to search on, if there are so many")] = 1
    stall: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = Field(
        default=None, description="stop after so many rounds without a better plan"
    )
    gap: Annotated[float, Field(ge=0, le=1)] | None = Field(
        default=None, description="stop once the plan is proved to cost at most this share more than the best"
    )
    bound: bool = Field(default=False, description="also prove how good the plan is")
    preset: PresetName | None = Field(default=None, description="in place of the day's own")
    start: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        default=None, description="id of a plan to start from"
    )


class JobEntry(Wire):
    """A job as it stands."""

    id: str
    day: str
    kind: str = Field(description="what it makes: plan, or a proposal of one that runs")
    state: State
    change: int = Field(description="counts the changes; the id of the server-sent event that tells of it")
    cost: int | None = Field(description="of the best plan so far")
    unassigned: int | None = Field(description="visits that the best plan so far leaves out")
    unassigned_cost: int | None = Field(description="what of the cost is the price of those")
    bound: int | None = Field(description="no plan costs less, as far as is proved so far")
    gap: float | None = Field(description="(cost − bound) / cost")
    seconds: float | None
    plan: str | None = Field(description="id of the plan that it has made, or is about")
    proposal: str | None = Field(description="id of the proposal that it has made")
    failure: str | None


class PlanEntry(Wire):
    """A plan that can be read."""

    id: str
    day: str
    date: dt.date
    team: str
    state: str = Field(description="proposed, published, running or closed")
    version: int = Field(description="of the newest version")
    visits_planned: int
    visits_unassigned: int
    gives_way: bool = Field(
        description="In force, not begun and without calls: another plan of the date may take its place"
    )


class TeamEntry(Wire):
    """A team of one's own, or a preset that nobody here has made a team of."""

    key: str
    name: str
    roads: str | None
    timezone: str
    id: str | None = Field(default=None, description="null: a preset, no team of the service or none of one's own")
    roles: list[Role] = Field(default=[], description="One's roles in it")
    permissions: list[Permission] = Field(default=[], description="What one may do in it")


class RoadsEntry(Wire):
    """A road network that days may name."""

    name: str
    mode: str
    made: bool
    attribution: str


class Health(Wire):
    """Whether the service lives, or is ready."""

    status: Literal["ok"]

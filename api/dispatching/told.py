"""What is told of offers and proposals, as OpenAPI tells it. Times are ISO 8601 in the day's time zone."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.wire import Wire
from scheduler.files.experiment_wire import ExperimentItem


class Priced(Wire):
    """A cost, and what it is made of."""

    total: int
    parts: dict[str, int]


class ReasonEntry(Wire):
    """Why cars cannot make a visit, what would help, and the same as an experiment that can be posted."""

    code: str
    cars: list[str]
    text: str
    would_help: str | None
    experiment: ExperimentItem | None


class MovedVisit(Wire):
    """A planned visit that starts at another time by an offer."""

    visit: str
    car: str
    was: str
    start: str
    shift_s: int
    was_late_s: int
    late_s: int


class AdvantageEntry(Wire):
    """Where an offer is better than the best of another car.

    `sooner` by seconds, by visits `fewer` that are moved, by a part of the cost, or `only`: there is no other.
    """

    kind: str
    by: int


class OfferEntry(Wire):
    """A place for a call."""

    car: str
    position: int = Field(description="in the route, from 1")
    after: str | None
    before: str | None
    arrive: str
    start: str
    end: str
    drive_s: int = Field(description="driving that it adds")
    cost: Priced
    overtime_s: int = Field(description="that the car has then")
    late_s: int
    known: bool = Field(description="the patient knows somebody of the crew")
    moved: list[MovedVisit]
    rank: Priced | None = Field(default=None, description="what ranks it: `cost`, the call's `waiting`, those `moved`")
    why: list[AdvantageEntry] = Field(default=[], description="of the first: what counted for it, the most first")


class PlacedVisit(Wire):
    """Where a visit is in a plan."""

    car: str
    start: str
    late_s: int


class VisitChange(Wire):
    """A visit that two plans have differently."""

    visit: str
    before: PlacedVisit | None
    after: PlacedVisit | None
    shift_s: int | None
    reasons: list[dict[str, Any]]


class PlanTotals(Wire):
    """What a plan adds up to."""

    version: int | None
    cost: Priced
    kpis: dict[str, int | float | None]


class LockedTo(Wire):
    """What a visit keeps: its car, its start, or both."""

    car: str | None
    start: str | None


class LockChange(Wire):
    """A visit that is locked otherwise than before; null: no longer."""

    visit: str
    lock: LockedTo | None


class DifferenceEntry(Wire):
    """How one plan differs from another."""

    moved: list[VisitChange] = Field(description="to another car")
    shifted: list[VisitChange] = Field(description="more than 15 minutes away")
    nudged: list[VisitChange] = Field(default=[], description="away by a minute or more, but no more than 15")
    late: list[VisitChange] = Field(description="later than wished, and more so than before")
    unassigned: list[VisitChange] = Field(description="lost their place")
    planned: list[VisitChange] = Field(description="got a place")
    new: list[VisitChange]
    gone: list[VisitChange]
    locks: list[LockChange] = Field(default=[], description="locked otherwise, by hand")
    before: PlanTotals
    after: PlanTotals

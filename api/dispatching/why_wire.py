"""What is told of why a plan is as it is, and of experiments with it, as OpenAPI tells it."""

from __future__ import annotations

from pydantic import Field

from api.dispatching.told import ReasonEntry
from api.dispatching.wire import At, ProposalEntry
from api.wire import Wire
from scheduler.files.experiment_wire import ExperimentItem
from scheduler.files.plan_wire import CostItem
from scheduler.files.scalars import Id


class ChargedEntry(Wire):
    """A cost, and what it is made of; parts may be negative where a plan gets cheaper."""

    total: int
    parts: dict[str, int]


class RouteShareEntry(Wire):
    """What a car's route costs; `end` is what of it is charged on the way to the route's end."""

    car: str
    cost: ChargedEntry
    end: dict[str, int]


class PlacementEntry(Wire):
    """A planned visit: `parts` is what is charged at it and on the way to it.

    For the visit that is asked about `cost`, of the parts `saved`, and `drive_s` are what the plan would save without
    it, others timed anew, and `others` tell
    of each other car why it does not make the visit; the code `cost` means that it could, at the price told.
    """

    visit: str
    car: str
    position: int
    start: str
    slack_s: int | None = Field(description="how much later it could start with all rules kept")
    cost: int | None
    drive_s: int | None
    saved: dict[str, int] | None
    parts: dict[str, int]
    others: list[ReasonEntry]


class UnassignedEntry(Wire):
    """A visit without a place, and why."""

    visit: str
    reasons: list[ReasonEntry]


class ExplanationEntry(Wire):
    """Why a plan is as it is; of a running day, what is left of it."""

    version: int
    last_event: int
    cost: CostItem
    routes: list[RouteShareEntry]
    placed: list[PlacementEntry]
    unassigned: list[UnassignedEntry]


class OtherPlaceEntry(Wire):
    """A place for a planned visit, as number `position` (from 1) of a car's route, against where it is now.

    `cost` is what the plan's cost grows by and `drive_s` the driving added; `moved` counts others with a new time.
    """

    car: str
    position: int
    start: str
    cost: int
    drive_s: int
    late_s: int
    moved: int


class ObstacleEntry(Wire):
    """Why a car cannot make a visit: the code of a reason, and a few words that go on after the car's name.

    `place` is where it would make the visit best all the same, with all rules about time kept, if somebody answers for
    setting the obstacle aside; none where no time would do.
    """

    car: str
    code: str
    text: str
    place: OtherPlaceEntry | None


class OtherPlaces(Wire):
    """Where else a visit could be, the cheapest first and each by another car; its own car is among them."""

    version: int
    last_event: int
    places: list[OtherPlaceEntry]
    obstacles: list[ObstacleEntry]


class ExperimentOrder(Wire):
    """One thing changed, to see what it would do."""

    experiment: ExperimentItem
    at: At = None
    call: Id | None = Field(default=None, description="a call that waits: its visit is in the day, without a place")


class PlacingEntry(Wire):
    """A visit that gets a place: as number `position` (from 1) of a car's route."""

    visit: str
    car: str
    position: int
    arrive: str
    start: str
    end: str
    late_s: int


class TriedEntry(Wire):
    """What came of an experiment: a proposal that can be applied, or the reasons why it does not help.

    `cost` is what the plan's cost grows by, but for the price of leaving visits out. Who is late or moved stands in the
    proposal's `difference`, what it breaks in its `faults`.
    """

    experiment: ExperimentItem
    text: str
    placed: list[PlacingEntry]
    cost: ChargedEntry
    drive_s: int
    overtime_s: int
    reasons: list[ReasonEntry]
    proposal: ProposalEntry | None

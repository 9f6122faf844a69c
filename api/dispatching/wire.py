"""What dispatchers send and get, as OpenAPI tells it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from api.dispatching.told import DifferenceEntry, OfferEntry, ReasonEntry
from api.store.proposals import Freedom
from api.wire import JobEntry, Wire
from scheduler.files.scalars import Id, Text, Time

Reason = Annotated[Text, Field(min_length=3)]
At = Annotated[Time | None, Field(description="as of when, in days that are tried out; now if left out")]


class MoveItem(Wire):
    """Let a car make a visit, at a position of its route (from 1), or where it falls at a time, else last."""

    change: Literal["move"]
    visit: Id
    car: Id
    position: Annotated[int, Field(ge=1, le=1_000)] | None = None
    time: Time | None = None


class LockItem(Wire):
    """Let a visit keep its car, and its start too if asked for."""

    change: Literal["lock"]
    visit: Id
    start: bool = False


class UnlockItem(Wire):
    """Let a visit go anywhere again."""

    change: Literal["unlock"]
    visit: Id


class LockCarItem(Wire):
    """Let a car keep all its visits that have not begun."""

    change: Literal["lock_car"]
    car: Id


class SwapItem(Wire):
    """Let two cars exchange the visits that have not begun."""

    change: Literal["swap"]
    cars: Annotated[list[Id], Field(min_length=2, max_length=2)]


ChangeItem = Annotated[MoveItem | LockItem | UnlockItem | LockCarItem | SwapItem, Field(discriminator="change")]


class ChangesOrder(Wire):
    """Changes by hand, one after the other."""

    changes: Annotated[list[ChangeItem], Field(min_length=1, max_length=50)]
    reason: Reason | None = None
    at: At = None


class ReplanOrder(Wire):
    """What of a plan that runs may be planned anew, and how long to search."""

    freedom: Freedom = "cars"
    seconds: Annotated[float, Field(gt=0, le=600)] = 10.0
    iterations: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    at: At = None


class EventsOrder(Wire):
    """What has happened: events as in `hemrutt-events/1`; `replan` has what is left planned anew with them."""

    events: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=500)]
    at: At = None
    replan: ReplanOrder | None = None


class CallOrder(Wire):
    """An urgent call (`hemrutt-call/1`); `confirm` says that it is no duplicate."""

    call: dict[str, Any]
    top: Annotated[int, Field(ge=1, le=20)] = 5
    per_car: Annotated[int, Field(ge=1, le=20)] = 1
    confirm: bool = False
    at: At = None


class AnewOrder(Wire):
    """As of when offers are to be made anew."""

    at: At = None


class OfferChoice(Wire):
    """Which offer of a call to make a proposal of, from 1, and what was seen of it: another in its place is refused."""

    offer: Annotated[int, Field(ge=1, le=20)]
    car: Id | None = None
    start: Annotated[str, Field(max_length=40, description="just as the offer tells it")] | None = None


class ApplyOrder(Wire):
    """Why faults are answered for, where a proposal has any."""

    reason: Reason | None = None


class Nothing(Wire):
    """A command that says all by its address."""


class PublishOrder(Wire):
    """Which plan of the same team and date is to end, if one is published there that has not begun."""

    replaces: Annotated[str, Field(min_length=1, max_length=64, description="id of the plan that holds now")] | None = (
        None
    )


class Current(Wire):
    """A plan's state, version and ETag."""

    id: str
    state: str
    version: int
    etag: str


class VersionEntry(Wire):
    """A version of a plan."""

    version: int
    origin: str = Field(description="job, call, manual, experiment, undo or demo")
    reason: str | None
    events_taken: int
    planned: int
    unassigned: int
    made_by: str
    made: str


class FindingEntry(Wire):
    """A rule that is broken, or a preference with its price."""

    rule: str
    text: str
    hard: bool
    car: str | None
    visits: list[str]
    amount: int


class Faults(Wire):
    """What a proposal breaks (`hard`), and what gets a price by it (`soft`)."""

    hard: list[FindingEntry]
    soft: list[FindingEntry]


class ProposalEntry(Wire):
    """A proposal for a plan, with what it changes."""

    id: str
    plan: str
    base_version: int
    base_event: int = Field(description="the last event that it knows of")
    origin: str
    state: str
    job: str | None
    freedom: Freedom | None = Field(description="what the job that made it might change; null where none did")
    call: str | None
    difference: DifferenceEntry
    faults: Faults


class ProposalLineEntry(Wire):
    """A proposal in a list."""

    id: str
    plan: str
    base_version: int
    base_event: int = Field(description="the last event that it knows of")
    origin: str
    state: str
    job: str | None
    call: str | None


class CallEntry(Wire):
    """A call, where it is asked for, and what could be done about it."""

    id: str
    plan: str
    visit: str
    who: str = Field(description="what the call is called: its patient, else its address or where it is")
    priority: int
    state: str = Field(description="offered, waiting, placed or withdrawn")
    taken: str
    call: dict[str, Any]
    base_version: int = Field(description="the version that the offers are for")
    as_of: str | None = Field(description="the instant from which on places were looked for")
    estimated_times: bool
    offers: list[OfferEntry]
    reasons: list[ReasonEntry]


class EventEntry(Wire):
    """An event as it was told."""

    id: str
    seq: int
    told: str
    happened: str = Field(description="the instant that it tells of")
    by: str
    event: dict[str, Any]
    who: str | None = Field(description="what the member of staff is called that it tells of")
    holds: bool = Field(description="it has not been taken back, and takes nothing back")
    can_take_back: bool = Field(
        description="it is the last that was told of its subject, and no version was made with it"
    )
    is_planned_with: bool = Field(description="a version was made with it, which has to be undone first")


class StatusEntry(Wire):
    """How far a visit has come."""

    visit: str
    status: Literal["planned", "en_route", "arrived", "started", "done", "cancelled", "failed"]


class Reported(Wire):
    """Events that were kept, by id, what they changed, and the job that plans anew (none where too many wait)."""

    events: list[str]
    statuses: list[StatusEntry]
    job: JobEntry | None = None

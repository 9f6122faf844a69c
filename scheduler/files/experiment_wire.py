"""Experiments as they are written in JSON: in the reasons of a plan, and where one is asked for."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from scheduler.files.scalars import Id, Time, Words
from scheduler.files.wire import Wire

More = Annotated[int, Field(ge=1, le=1_000_000)]
Span = Annotated[int, Field(ge=1, le=1_440, description="minutes")]


class WidenItem(Wire):
    """Let the windows of a visit open so much earlier, the first of them at `start`, or close so much later."""

    kind: Literal["widen"]
    visit: Id
    car: Id | None = None
    earlier_min: Span | None = None
    later_min: Span | None = None
    start: Time | None = None
    end: Time | None = None

    @model_validator(mode="after")
    def _says_how(self) -> Self:
        if all(value is None for value in (self.earlier_min, self.later_min, self.start, self.end)):
            raise PydanticCustomError("missing_field", "lacks {name}", {"name": "end"})
        return self


class DurationItem(Wire):
    """Let a visit take so many minutes."""

    kind: Literal["duration"]
    visit: Id
    minutes: Span


class SkillItem(Wire):
    """Let somebody have skills: `staff`, or else the first of the crew of `car`."""

    kind: Literal["skill"]
    skills: Annotated[Words, Field(min_length=1)]
    car: Id | None = None
    staff: Id | None = None
    visit: Id | None = None

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if self.car is None and self.staff is None:
            raise PydanticCustomError("missing_field", "lacks {name}", {"name": "staff"})
        return self


class CrewItem(Wire):
    """Let somebody go with a car; who, is for people to say."""

    kind: Literal["crew"]
    car: Id
    staff: Id | None = None
    visit: Id | None = None


class AllowItem(Wire):
    """Let a car do a visit that it may not do; what patients have refused stays refused."""

    kind: Literal["allow"]
    visit: Id
    car: Id


class UnfixItem(Wire):
    """Let a visit go to any car at any time."""

    kind: Literal["unfix"]
    visit: Id
    car: Id | None = None


class OvertimeItem(Wire):
    """Let a car's crew work so many minutes more overtime."""

    kind: Literal["overtime"]
    car: Id
    minutes: Span
    visit: Id | None = None


class CapacityItem(Wire):
    """Let a car have room for so much more of a load."""

    kind: Literal["capacity"]
    car: Id
    load: Id
    more: More
    visit: Id | None = None


class MaxVisitsItem(Wire):
    """Let a car make so many visits more."""

    kind: Literal["max_visits"]
    car: Id
    more: More
    visit: Id | None = None


class CapItem(Wire):
    """Let the patient of a visit have so many visits more in the day."""

    kind: Literal["cap"]
    visit: Id
    car: Id | None = None
    more: More


class NoGapItem(Wire):
    """Let a visit be as near to others as it has to be; the least time between a patient's visits is then broken."""

    kind: Literal["no_gap"]
    visit: Id
    car: Id | None = None


class NoBreakItem(Wire):
    """Let a car's crew go without the breaks that are left."""

    kind: Literal["no_break"]
    car: Id
    visit: Id | None = None


class TurnItem(Wire):
    """Let a car turn that is on its way."""

    kind: Literal["turn"]
    car: Id
    visit: Id | None = None


class AloneItem(Wire):
    """Let a visit be done without those that it is to be done with."""

    kind: Literal["alone"]
    visit: Id
    car: Id | None = None


class PlaceItem(Wire):
    """Give a visit the best place there is, though that costs more than leaving it out."""

    kind: Literal["place"]
    visit: Id


ExperimentItem = Annotated[
    WidenItem
    | DurationItem
    | SkillItem
    | CrewItem
    | AllowItem
    | UnfixItem
    | OvertimeItem
    | CapacityItem
    | MaxVisitsItem
    | CapItem
    | NoGapItem
    | NoBreakItem
    | TurnItem
    | AloneItem
    | PlaceItem,
    Field(discriminator="kind"),
]

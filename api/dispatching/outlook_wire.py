"""What is told of how a running day goes on, as OpenAPI tells it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.wire import Wire


class AheadEntry(Wire):
    """A visit under way (`begun`) or to come, as it will be."""

    visit: str
    begun: bool
    arrive: str
    start: str
    end: str
    told: str | None = Field(description="when people were told that it starts: by the newest version")
    shift_s: int = Field(description="how much later than told it starts; earlier: negative")
    late_s: int = Field(description="how far outside its soft window it starts")
    slack_s: int | None = Field(description="how much later it could start with all rules kept")


class CarAheadEntry(Wire):
    """A car: where it is, and what is left of its day."""

    car: str
    where: Literal["start", "driving", "visit", "free", "done", "gone"]
    location: str = Field(description="where it is, or was last")
    heading: str | None = Field(description="the visit that it is on its way to, or at")
    following: str | None = Field(description="the next visit after that")
    visits: list[AheadEntry]
    home: str | None = Field(description="when its route ends")
    overtime_s: int
    planned_overtime_s: int


class AlertEntry(Wire):
    """Something to mind: a visit over 15 minutes later than told, one without its place, a break, overtime."""

    kind: Literal["late", "missed", "break", "overtime"]
    car: str | None
    visit: str | None
    seconds: int | None = Field(description="how late, how much overtime; null for a break that is not taken at all")


class OutlookEntry(Wire):
    """How the rest of a day will go, if nothing more is told."""

    version: int
    last_event: int
    at: str | None = Field(description="the instant that it is for, null where nothing has begun")
    cars: list[CarAheadEntry]
    alerts: list[AlertEntry]

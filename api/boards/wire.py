"""What a board consists of. Instants are seconds since 1970, durations seconds, distances metres."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from api.wire import Wire

Instant = Annotated[int, Field(description="seconds since 1970")]
Line = Annotated[
    list[int], Field(description="latitude and longitude in 0.00001 degree, each point as its step from the one before")
]


class BoardPlace(Wire):
    """A point in WGS 84 degrees; `name` is its address, or its id, or where it lies."""

    name: str
    lat: float
    lon: float


class BoardWindow(Wire):
    """When a visit may start, and when it would better."""

    start: Instant
    end: Instant
    soft_start: Instant | None
    soft_end: Instant | None


class BoardSpan(Wire):
    """A stretch of a car's day; `late` and `overtime` lie over others, the rest follow each other."""

    kind: Literal["drive", "wait", "visit", "break", "late", "overtime"]
    start: Instant
    end: Instant
    visit: str | None


class BoardLeg(Wire):
    """A drive, to a visit or (null) to the end of the route."""

    to: str | None
    leaves: Instant
    arrives: Instant
    seconds: int
    metres: int
    estimated: bool = Field(description="no roads are known there, so that the line is straight")
    line: Line


class BoardCrew(Wire):
    """Who is in a car."""

    id: str
    name: str
    profession: str
    skills: list[str]


class BoardSums(Wire):
    """What a route adds up to."""

    drive_s: int
    drive_m: int
    visit_s: int
    wait_s: int
    overtime_s: int


class BoardCar(Wire):
    """A car with its route, if it has one."""

    id: str
    label: str = Field(description="its letter, beside its colour")
    colours: Annotated[list[str], Field(min_length=2, max_length=2, description="on a light and on a dark ground")]
    dash: list[float] = Field(description="of its line, so that cars are told apart without colour")
    mode: Literal["car", "bike", "walk"]
    crew: list[BoardCrew]
    shift_start: Instant
    shift_end: Instant
    max_overtime_s: int
    max_visits: int | None
    start: BoardPlace
    end: BoardPlace | None
    leaves: Instant | None
    returns: Instant | None
    sums: BoardSums | None
    spans: list[BoardSpan]
    legs: list[BoardLeg]


class BoardStop(Wire):
    """Where a visit is in the plan."""

    car: str
    number: int = Field(description="in the order of the car's visits, from 1")
    arrive: Instant | None
    start: Instant
    end: Instant
    drive_s: int
    drive_m: int
    wait_s: int
    slack_s: int | None
    late_s: int


class BoardGap(Wire):
    """What must lie between two visits."""

    before: str
    after: str
    min_s: int
    max_s: int | None


class BoardLock(Wire):
    """What of a visit may not change."""

    car: str | None
    start: Instant | None


class BoardTold(Wire):
    """The last event of a visit that can still be taken back."""

    event: str
    at: Instant


class BoardVisit(Wire):
    """A visit asked for, and where it is in the plan, if it is."""

    id: str
    patient: str
    who: str = Field(description="what the patient is called: the id, or where somebody is who called and has none")
    kind: Literal["home", "phone", "video"]
    place: BoardPlace | None
    phone: str | None = Field(
        description="null: none is known, it is hidden as the place is, or one may report no events"
    )
    protected: bool
    duration_s: int
    windows: list[BoardWindow]
    skills: list[str]
    crew_size: int
    priority: int
    mandatory: bool
    contact_staff: list[str]
    refused_staff: list[str]
    together: list[str] = Field(description="visits that other cars start at the same second")
    gaps: list[BoardGap]
    lock: BoardLock | None
    status: Literal["planned", "en_route", "arrived", "started", "done", "cancelled", "failed"]
    told: BoardTold | None
    stop: BoardStop | None


class BoardReason(Wire):
    """Why cars cannot take a visit, and what would help."""

    code: str
    cars: list[str]
    text: str
    would_help: str | None


class BoardLeftOut(Wire):
    """A visit without a place."""

    visit: str
    reasons: list[BoardReason]


class BoardBase(Wire):
    """Where cars start and end."""

    place: BoardPlace
    cars: list[str]


class BoardKpis(Wire):
    """Figures of the whole plan."""

    visits_planned: int
    visits_unassigned: int
    drive_s: int
    drive_m: int
    late_s: int
    overtime_s: int
    care_share: float
    continuity: float | None
    co2_g: int


class BoardOverride(Wire):
    """A rule that somebody decided to break, and why."""

    rule: str
    car: str | None
    visits: list[str]
    reason: str
    by: str
    at: Instant


class Board(Wire):
    """A plan as the console shows it."""

    plan: str
    version: int
    state: str
    etag: str
    last_event: int = Field(description="number of the last event that this knows of")
    day: str
    date: dt.date
    timezone: str
    team: str
    team_id: str = Field(description="of the team as roles name it")
    team_name: str
    roads: str | None = Field(description="the network whose tiles lie beneath")
    attribution: str | None
    made: bool = Field(description="the roads are invented")
    estimated: bool = Field(description="some times are estimated")
    notes: list[str]
    extent: Annotated[list[int], Field(min_length=2, max_length=2, description="first and last instant to show")]
    cars: list[BoardCar]
    visits: list[BoardVisit]
    unassigned: list[BoardLeftOut]
    bases: list[BoardBase]
    cost: int
    cost_parts: dict[str, int]
    gap: float | None = Field(description="what the plan is proved to cost at most above the best, as a share")
    kpis: BoardKpis
    overrides: list[BoardOverride]

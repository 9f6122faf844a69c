"""Figures over time, as OpenAPI tells them."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from api.wire import Wire

Share = float | None


class PunctualityEntry(Wire):
    """Shares of visits that start within their hard window, its soft bounds, and 15 minutes of what people were told.

    What they were told is what stood in the last version made before the day's first shift.
    """

    visits: int
    in_window: Share
    in_wish: Share
    near: Share


class UrgentEntry(Wire):
    """Urgent calls; minutes are medians from when a call was taken."""

    calls: int
    placed: int
    minutes_to_place: float | None = Field(description="until the plan had a place for it")
    minutes_to_arrival: float | None = Field(description="until somebody was there, or will be by the plan")
    told: int = Field(description="calls whose arrival was told of; the others are as planned")


class FiguresEntry(Wire):
    """What a day, or all of them, came to."""

    planned: int = Field(description="visits in a route that did not fall")
    unassigned: int
    done: int = Field(description="visits that were told to be done")
    failed: int
    cancelled: int
    drive_s: int
    drive_m: int
    overtime_s: int
    co2_g: int
    care_share: Share = Field(description="visits / (visits + driving + waiting)")
    told: PunctualityEntry = Field(description="of visits that were told to have started")
    as_planned: PunctualityEntry = Field(description="of the others, by the plan")
    by_contact: Share = Field(description="of visits to patients with a fixed contact, those that a contact made")
    staff_per_patient: float | None = Field(
        description="mean number of people who came to a patient in the 14 days that end here, of those visited twice"
    )
    urgent: UrgentEntry


class DayFiguresEntry(Wire):
    """A day of a season."""

    date: dt.date
    plan: str
    figures: FiguresEntry


class PlaceEntry(Wire):
    """A municipality; where `few` its figures are withheld, so that nobody is told apart."""

    code: str
    name: str
    few: bool
    visits: int | None
    unassigned: Share
    drive_min: float | None = Field(description="mean drive to a visit")
    wait_min: float | None = Field(description="mean time that a visit's window had been open when it started")


class SeasonEntry(Wire):
    """A team's figures from one date to another."""

    team: str
    first: dt.date
    last: dt.date
    days: list[DayFiguresEntry]
    total: FiguresEntry
    places: list[PlaceEntry]

"""A plan: what each car does when, what was left out and why, and what it all costs.

Instants are aware datetimes in UTC, as in ``day``; durations seconds, distances metres.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from scheduler.texts import Language
from scheduler.texts.translations import Worded


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One thing in a car's day; fields that do not apply to its kind are None.

    ``drive_s`` and ``drive_m`` lead to this stop from the place before; ``slack_s`` says how much later the
    visit could start with every hard rule of the whole plan still kept; ``late_s`` how far outside its soft
    window it starts.
    """

    kind: Literal["start", "visit", "break", "end"]
    visit: str | None = None
    location: str | None = None
    drive_s: int | None = None
    drive_m: int | None = None
    arrive: dt.datetime | None = None
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    wait_s: int | None = None
    slack_s: int | None = None
    late_s: int | None = None


def time_of(stop: Stop) -> tuple[dt.datetime, bool]:
    """Give what stops are put in order by for people; a break that begins as the car comes back is told after that.

    Breaks may be taken before the car leaves, or once it is back.
    """
    at = stop.start or stop.arrive or stop.end
    assert at is not None, "stops have times"
    return at, stop.kind == "break"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A car's day with its sums."""

    car: str
    drive_s: int
    drive_m: int
    visit_s: int
    wait_s: int
    overtime_s: int
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Worded):
    """Why cars cannot take a visit: a code of ``docs/rules.md``, the cars, in words, and what would help.

    ``would_help`` is None where nothing was found that helps, ``experiment`` is the same as one that can be asked for,
    as it is written in JSON (``files.experiment_wire``). ``translations`` are of ``text`` and ``would_help``.
    """

    code: str
    cars: tuple[str, ...]
    text: str
    would_help: str | None = None
    experiment: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unassigned:
    """A visit that is in no route, with the reasons."""

    visit: str
    reasons: tuple[Reason, ...]

    def in_language(self, language: Language) -> Unassigned:
        """Give it with its reasons as they read in a language."""
        return replace(self, reasons=tuple(reason.in_language(language) for reason in self.reasons))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound(Worded):
    """A proved lower bound of the cost; ``gap`` is (cost − bound) / cost; ``scope`` says what it leaves out."""

    value: int
    gap: float
    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpis:
    """Figures a team lead asks for.

    ``care_share`` is visit time / (visits + driving + waiting). ``continuity`` is the share, of the visits with
    a preference, that someone the patient knows does (None where nobody has one).
    """

    visits_planned: int
    visits_unassigned: int
    drive_s: int
    drive_m: int
    late_s: int
    overtime_s: int
    care_share: float
    continuity: float | None
    co2_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A fault that somebody has taken upon themselves: a rule, whom it concerns, by how much at most, and why.

    ``by`` is whoever decided it, ``at`` when.
    """

    rule: str
    car: str | None = None
    visits: tuple[str, ...] = ()
    amount: int = 0
    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Worded):
    """The plan of a day; ``cost_parts`` sum to ``cost_total``, ``overrides`` are the faults it may have.

    ``translations`` are of ``notes``; reasons and bound have their own.
    """

    date: dt.date
    timezone: str
    team: str
    version: int = 1
    status: str = "proposed"
    routes: tuple[Route, ...]
    unassigned: tuple[Unassigned, ...]
    cost_total: int
    cost_parts: Mapping[str, int]
    bound: Bound | None = None
    kpis: Kpis
    estimated_times: bool = False
    roads: str | None = None
    roads_made: bool = False
    attribution: str | None = None
    seconds: float
    seed: int
    notes: tuple[str, ...] = field(default=())
    overrides: tuple[Override, ...] = ()

    def in_language(self, language: Language) -> Plan:
        """Give the plan with all that it has in words as it reads in a language, for one reader."""
        return replace(
            Worded.in_language(self, language),
            unassigned=tuple(left.in_language(language) for left in self.unassigned),
            bound=None if self.bound is None else self.bound.in_language(language),
        )

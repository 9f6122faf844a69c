"""The answer to an urgent call: places for it, each with what it does to the rest of a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from scheduler import plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A visit that is moved for a call, by ``shift_s`` seconds, and how late it was and is then."""

    visit: str
    car: str
    was: dt.datetime
    start: dt.datetime
    shift_s: int
    was_late_s: int
    late_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """What an offer is ranked by, in the plan's units: its cost, the call's waiting, and those who are moved."""

    cost: int = 0
    waiting: int = 0
    moved: int = 0

    @property
    def total(self) -> int:
        """The sum of all: the less, the better."""
        return self.cost + self.waiting + self.moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Advantage:
    """Where the first offer is better than the best of another car: ``by`` so many seconds, visits or units of cost.

    ``kind`` is ``sooner`` (seconds), ``fewer`` (visits that are moved), a part of the cost (units), or ``only``: there
    is no other car.
    """

    kind: str
    by: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A place for a call: as visit number ``position`` of a car's route, between two visits (None: start or end).

    ``cost`` is what the plan's cost grows by and ``parts`` what that is made of, without the price of saying no.
    ``overtime_s`` is the overtime that the car has then, ``late_s`` how late the call itself is. ``routes`` are those
    that change, as they are with the call. ``rank`` is what it is ranked by (``scheduler.ranking``),
    and ``why`` says of the first what counted for it, what counted most first.
    """

    car: str
    position: int
    after: str | None
    before: str | None
    arrive: dt.datetime
    start: dt.datetime
    end: dt.datetime
    drive_s: int
    cost: int
    parts: Mapping[str, int]
    overtime_s: int
    late_s: int
    known: bool
    moved: tuple[Moved, ...]
    routes: tuple[plan.Route, ...]
    rank: Rank = Rank()
    why: tuple[Advantage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What can be done about a call: offers, the best first, or else the reasons why nobody can go."""

    visit: str
    offers: tuple[Offer, ...]
    reasons: tuple[plan.Reason, ...]
    estimated: bool

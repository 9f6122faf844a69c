"""The difference between two plans of a day, as people ask for it: who comes instead, when, and what it costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scheduler.day import Day, Fixed
from scheduler.plan import Kpis, Plan, Reason, Stop

TOLERANCE_S: Final = 900
"""A visit that is moved by no more than this is told of as unchanged."""


SAME_S: Final = 60
"""Starts that differ by less are told as the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a visit stands in a plan."""

    car: str
    start: dt.datetime
    late_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A visit before and after; None where it is in no route."""

    visit: str
    before: Placed | None
    after: Placed | None
    reasons: tuple[Reason, ...] = ()

    @property
    def shift_s(self) -> int:
        """How much later it starts (0 where it is not in both plans)."""
        if self.before is None or self.after is None:
            return 0
        return round((self.after.start - self.before.start).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A plan's figures."""

    version: int
    cost: int
    parts: Mapping[str, int]
    kpis: Kpis


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What differs: each visit stands once in ``moved`` (another car), else in ``shifted`` (more than 15 minutes).

    ``nudged`` are those that start otherwise by a minute or more, but no more than 15: nobody minds but who moved them.
    ``late`` are those newly or more outside their wished time, ``unassigned`` those that lost their place (with
    reasons), ``planned`` those that got one. ``new`` visits the first plan does not know, ``gone`` the second.
    """

    moved: tuple[Change, ...]
    shifted: tuple[Change, ...]
    nudged: tuple[Change, ...]
    late: tuple[Change, ...]
    unassigned: tuple[Change, ...]
    planned: tuple[Change, ...]
    new: tuple[Change, ...]
    gone: tuple[Change, ...]
    before: Totals
    after: Totals

    @property
    def is_empty(self) -> bool:
        """Whether no visit differs."""
        lists = (self.moved, self.shifted, self.late, self.unassigned, self.planned, self.new, self.gone)
        return not any(lists)


def compare(before: Plan, after: Plan) -> Difference:
    """Tell how the second plan differs from the first."""
    old, new = _places(before), _places(after)
    why = {left.visit: left.reasons for left in after.unassigned}
    known, asked = old.keys() | {left.visit for left in before.unassigned}, new.keys() | why.keys()
    changes = [
        Change(visit=visit, before=old.get(visit), after=new.get(visit), reasons=why.get(visit, ()))
        for visit in sorted(known | asked)
    ]
    both = [change for change in changes if change.before is not None and change.after is not None]
    kept = [change for change in both if _car(change.before) == _car(change.after)]
    stay = [change for change in changes if change.visit in known & asked]
    return Difference(
        moved=tuple(change for change in both if _car(change.before) != _car(change.after)),
        shifted=tuple(change for change in kept if abs(change.shift_s) > TOLERANCE_S),
        nudged=tuple(change for change in kept if SAME_S <= abs(change.shift_s) <= TOLERANCE_S),
        late=tuple(change for change in changes if _late_s(change.after) > _late_s(change.before)),
        unassigned=tuple(change for change in stay if change.before is not None and change.after is None),
        planned=tuple(change for change in stay if change.before is None and change.after is not None),
        new=tuple(change for change in changes if change.visit not in known),
        gone=tuple(change for change in changes if change.visit not in asked),
        before=_totals(before),
        after=_totals(after),
    )


def compare_locks(before: Day, after: Day) -> dict[str, Fixed | None]:
    """Tell what visits of both days are locked to by the second and were not by the first; None: to nothing."""
    old, new = ({fixed.visit: fixed for fixed in day.fixed} for day in (before, after))
    known = {visit.id for visit in before.visits}
    stay = [visit.id for visit in after.visits if visit.id in known]
    return {visit: new.get(visit) for visit in stay if old.get(visit) != new.get(visit)}


def _places(plan: Plan) -> dict[str, Placed]:
    return {
        stop.visit: _placed(route.car, stop) for route in plan.routes for stop in route.stops if stop.visit is not None
    }


def _placed(car: str, stop: Stop) -> Placed:
    assert stop.start is not None, "visits in a plan have times"
    return Placed(car=car, start=stop.start, late_s=stop.late_s or 0)


def _car(placed: Placed | None) -> str | None:
    return None if placed is None else placed.car


def _late_s(placed: Placed | None) -> int:
    return 0 if placed is None else placed.late_s


def _totals(plan: Plan) -> Totals:
    return Totals(version=plan.version, cost=plan.cost_total, parts=plan.cost_parts, kpis=plan.kpis)

"""What an experiment does to a plan: who gets a place by it, where, and at which price; nothing else is searched.

The rest of the plan stays as it is, but for what has to make room. The visit asked about gets a place whatever that
costs; where none is named, those left out that fit in at less than the price of leaving them out, the dearest first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from scheduler import evaluating, overriding, planning, reasons, replanning, routes
from scheduler.day import Day
from scheduler.evaluating import Evaluated
from scheduler.experiments import Experiment, changed_day
from scheduler.faults import BegunError
from scheduler.plan import Plan, Reason
from scheduler.planning import prepare_day
from scheduler.replanning import Freedom
from scheduler.texts import Language
from scheduler.translation import Translation
from solver import check, solve
from solver.explain import Explainer
from solver.offers import Desk
from solver.search.trying import with_visit, without_gap
from solver.solution import Solution

MOST_TRIED: Final = 40
"""Visits left out that are tried in turn, where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """A visit that gets a place: as number ``position`` (from 1) of a car's route."""

    visit: str
    car: str
    position: int
    arrive: dt.datetime
    start: dt.datetime
    end: dt.datetime
    late_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of an experiment; without a place for anybody ``made`` is None and ``reasons`` say why.

    ``parts`` is what the plan's cost grows by, but for the price of leaving visits out, and ``cost`` the sum of it.
    """

    placed: tuple[Placing, ...]
    made: Evaluated | None
    cost: int = 0
    parts: Mapping[str, int]
    reasons: tuple[Reason, ...] = ()


def try_out(
    day: Day,
    stated: Plan,
    asked: Experiment,
    *,
    folder: Path,
    now: dt.datetime | None = None,
    language: Language = "sv",
) -> Tried:
    """Try an experiment on a plan that keeps all rules; of a running day ``carry_on`` gives it as it is ``now``.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    BegunError
        The visit asked about has begun.
    """
    if asked.visit is not None and day.running is not None and asked.visit in day.running.begun:
        raise BegunError(asked.visit)
    after = prepare_day(changed_day(day, asked), folder=folder)
    trial = _Trial(after, stated, asked, now)
    placings = trial.place_all()
    if not placings and asked.kind != "duration":
        return Tried(placed=(), made=None, parts={}, reasons=trial.reasons(language))
    made = evaluating.evaluate(
        day, stated, after, routes.as_read(after, trial.solution), folder=folder, language=language
    )
    parts = _grown(stated, made.plan.cost_parts)
    return Tried(
        placed=tuple(_tell_placing(made.plan, visit) for visit in placings),
        made=made,
        cost=sum(parts.values()),
        parts=parts,
    )


def find_price(
    day: Day, stated: Plan, asked: Experiment, *, folder: Path, now: dt.datetime | None = None
) -> int | None:
    """Give the ``cost`` that ``try_out`` tells, with nothing else made; None where nobody gets a place."""
    after = prepare_day(changed_day(day, asked), folder=folder)
    trial = _Trial(after, stated, asked, now)
    if not trial.place_all() and asked.kind != "duration":
        return None
    return sum(_grown(stated, asdict(routes.whole_cost(after, trial.solution))).values())


def _grown(stated: Plan, parts: Mapping[str, int]) -> dict[str, int]:
    """Give what each part of a plan's cost grows by, but for the price of leaving visits out."""
    names = [name for name in {**stated.cost_parts, **parts} if name not in {"total", "unassigned"}]
    return {name: parts.get(name, 0) - stated.cost_parts.get(name, 0) for name in names}


class _Trial:
    """A plan in which visits get places, one after the other."""

    def __init__(self, after: Translation, stated: Plan, asked: Experiment, now: dt.datetime | None) -> None:
        self._after, self._stated, self._asked = after, stated, asked
        self._prepared = _loosened(after, stated, asked)
        self._now = None if now is None else max(0, after.seconds(now))
        self._visit = None if asked.visit is None else after.visits[asked.visit]
        self.solution = self._laid_out()
        self._desk = Desk(self._prepared.problem, self.solution, now=self._now, places=0)

    def _laid_out(self) -> Solution:
        """Give the plan as it is, without the visit asked about; timed anew where it has to be."""
        prepared, first = self._prepared, planning.known_part(self._prepared, self._stated)
        gone: Collection[int] = ()
        if self._visit in first.planned and self._asked.kind != "duration":
            gone = next((group for group in prepared.problem.together if self._visit in group), (self._visit,))
        if not gone and not check.check(prepared.problem, first):
            return first
        steered = replanning.steer(prepared, first, self._stated, Freedom.TIMES)
        left = [(route.car, [stop.visit for stop in route.stops if stop.visit not in gone]) for route in first.routes]
        return routes.as_read(prepared, solve.recover(steered, left, like=first))

    def place_all(self) -> list[str]:
        """Give all places that they are to get; name those that got one."""
        numbers, begun = self._prepared.problem.visits, self._prepared.begun
        if self._visit is None:
            out = [visit for visit in range(len(numbers)) if visit not in self.solution.planned | begun]
            wanted = sorted(out, key=lambda visit: -numbers[visit].price)[:MOST_TRIED]
        else:
            wanted = [self._visit]
        placed = []
        for visit in wanted:
            found = None if visit in self.solution.planned else self._with(visit)
            if found is not None:
                new = found.planned - self.solution.planned
                placed += [self._after.day.visits[one].id for one in sorted(new, key=lambda one: one != visit)]
                self.solution = found
                self._desk = Desk(self._prepared.problem, found, now=self._now, places=0)
        return placed

    def _with(self, visit: int) -> Solution | None:
        """Give the plan with a visit in its cheapest place; one that is not asked about must be worth it.

        Where nothing is found with all others at their times, these are timed anew for the visit asked about.
        """
        numbers = self._prepared.problem.visits
        for offer in self._desk.offer(visit):
            worth = sum(numbers[one.visit].price for one in offer.placements)
            if self._visit is None and offer.added.total >= worth:
                return None
            if self._is_covered(offer.solution):
                return offer.solution
        if self._visit is None:
            return None
        found = self._squeezed_in(visit)
        return found if found is not None and self._is_covered(found) else None

    def _squeezed_in(self, visit: int) -> Solution | None:
        prepared = self._prepared
        order = Explainer(prepared.problem, self.solution).put_in(visit)
        if order is None:
            return None
        steered = replanning.steer(prepared, self.solution, self._stated, Freedom.CARS)
        found = routes.as_read(prepared, solve.recover(steered, order, like=self.solution))
        is_whole = visit in found.planned and self.solution.planned <= found.planned
        return found if is_whole and not check.check(prepared.problem, found) else None

    def _is_covered(self, found: Solution) -> bool:
        """Tell whether nothing more is set aside than somebody answers for, or than the experiment itself asks for."""
        overrides = self._stated.overrides
        return not overrides or self._asked.kind == "no_gap" or overriding.is_covered(self._after, found, overrides)

    def reasons(self, language: Language) -> tuple[Reason, ...]:
        """Say why the visit asked about still has no place."""
        if self._visit is None:
            return ()
        asked = replace(self._after, problem=self._desk.moment.freeze(self._after.problem))
        return reasons.give_reasons(asked, Explainer(asked.problem, self.solution), self._visit, language=language)


def _loosened(after: Translation, stated: Plan, asked: Experiment) -> Translation:
    """Allow what was set aside; the least time between visits of a patient is no part of a day's gaps.

    Where a visit and a car are named, it is this car that is to make the visit.
    """
    prepared = overriding.loosened(after, stated.overrides)
    if asked.visit is None:
        return prepared
    problem, visit = prepared.problem, after.visits[asked.visit]
    if asked.kind == "no_gap":
        problem = without_gap(problem, visit)
    if asked.car is not None:
        able = problem.visits[visit].allowed
        named = frozenset({after.cars[asked.car]})
        problem = with_visit(problem, visit, lambda one: replace(one, allowed=named if able is None else able & named))
    return replace(prepared, problem=problem)


def _tell_placing(plan: Plan, visit: str) -> Placing:
    route, stop = next((route, stop) for route in plan.routes for stop in route.stops if stop.visit == visit)
    order = [one.visit for one in route.stops if one.visit is not None]
    assert stop.arrive is not None, "visits in a plan have times"
    assert stop.start is not None, "visits in a plan have times"
    assert stop.end is not None, "visits in a plan have times"
    return Placing(
        visit=visit,
        car=route.car,
        position=order.index(visit) + 1,
        arrive=stop.arrive,
        start=stop.start,
        end=stop.end,
        late_s=stop.late_s or 0,
    )

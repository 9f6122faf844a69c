"""What a change by hand does to a plan: laid out as it was asked for, held against every rule, and never searched.

Routes that the change touches are timed anew, at the least change for those who were told a time; all others stay.
Where rules about time do not let a route be as it was asked for, it is laid out all the same, and what breaks is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler import comparing, overriding, planning, replanning, routes
from scheduler.checking import Finding, check_plan, check_prepared
from scheduler.comparing import Difference
from scheduler.day import Day
from scheduler.faults import NotOverridableError
from scheduler.laying import lay_out
from scheduler.moving import Change, Draft
from scheduler.plan import Override, Plan
from scheduler.planning import prepare_day
from scheduler.replanning import Freedom
from scheduler.texts import Language
from scheduler.translation import Translation
from solver import solve
from solver.problem import Fixed, Visit
from solver.solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """A day and its plan after a change.

    ``hard`` are the rules that the plan breaks then, ``soft`` what gets a price by it that had none, ``drive_s`` and
    ``overtime_s`` the driving and overtime added.
    """

    day: Day
    plan: Plan
    difference: Difference
    hard: tuple[Finding, ...]
    soft: tuple[Finding, ...]
    drive_s: int
    overtime_s: int


def evaluate_changes(
    day: Day,
    stated: Plan,
    changes: Sequence[Change],
    *,
    folder: Path,
    language: Language = "sv",
) -> Evaluated:
    """Tell what changes, one after the other, do to a plan; of a running day ``carry_on`` gives it as it is now.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    BegunError
        A visit to be changed has begun.
    """
    draft = Draft(day, stated)
    for change in changes:
        draft.apply(change)
    after = prepare_day(draft.day, folder=folder)
    known = planning.known_part(after, stated)
    solution = routes.as_read(after, _laid_out(after, known, draft, stated))
    return evaluate(day, stated, after, solution, folder=folder, language=language)


def evaluate(
    day: Day, stated: Plan, after: Translation, solution: Solution, *, folder: Path, language: Language
) -> Evaluated:
    """Tell what it does to a plan to become a solution of the day after a change.

    Why visits are left out is worked out anew, as the change may have made room for them, or taken it; where the
    solution breaks a rule that nobody answers for yet, no reason would hold, and they keep those that they had.
    """
    holds = overriding.is_covered(after, solution, stated.overrides)
    laid = overriding.loosened(after, stated.overrides) if holds else after
    known = {} if holds else {one.visit: one for one in stated.unassigned}
    plan = planning.write_plan(laid, solution, seed=stated.seed, language=language, known=known)
    overrides = overriding.needed(after, solution, stated.overrides)
    plan = replace(plan, version=stated.version + 1, overrides=overrides)
    findings = check_prepared(after, plan, language=language)
    old = {_place(finding): finding.amount for finding in check_plan(day, stated, folder=folder, language=language)}
    return Evaluated(
        day=after.day,
        plan=plan,
        difference=comparing.compare(stated, plan),
        hard=tuple(finding for finding in findings if finding.hard),
        soft=tuple(one for one in findings if not one.hard and old.get(_place(one), -1) < one.amount),
        drive_s=plan.kpis.drive_s - stated.kpis.drive_s,
        overtime_s=plan.kpis.overtime_s - stated.kpis.overtime_s,
    )


def override(plan: Plan, findings: Sequence[Finding], *, reason: str, by: str, at: dt.datetime) -> Plan:
    """Give the plan in which somebody answers for what it breaks.

    Raises
    ------
    NotOverridableError
        A rule is broken that nobody can set aside.
    """
    for finding in findings:
        if not overriding.may_override(finding.rule):
            raise NotOverridableError(finding.rule)
    more = (
        Override(
            rule=finding.rule,
            car=finding.car,
            visits=finding.visits,
            amount=finding.amount,
            reason=reason,
            by=by,
            at=at,
        )
        for finding in findings
    )
    return replace(plan, overrides=(*plan.overrides, *more))


def _place(finding: Finding) -> tuple[str, str | None, tuple[str, ...]]:
    return finding.rule, finding.car, finding.visits


def _laid_out(after: Translation, known: Solution, draft: Draft, stated: Plan) -> Solution:
    """Give the plan with the routes that the change touches laid out as asked for."""
    touched = {after.cars[car] for car in draft.touched}
    wanted = {after.cars[car]: [after.visits[visit] for visit in order] for car, order in draft.orders.items() if order}
    earliest = {after.visits[visit]: after.seconds(at) for visit, at in draft.earliest.items()}
    timed = {route.car: route for route in _timed(after, known, stated, wanted, touched, earliest).routes}
    found = {route.car: route for route in known.routes if route.car not in touched}
    for car in touched & wanted.keys():
        route = timed.get(car)
        if route is None or [stop.visit for stop in route.stops] != wanted[car]:
            track = after.tracks.get(car)
            out = track is not None and track.depart is not None
            route = lay_out(after.problem, car, wanted[car], earliest=earliest, out=out)
        if route is not None:
            found[car] = route
    return Solution(routes=tuple(found[car] for car in sorted(found)))


def _timed(
    after: Translation,
    known: Solution,
    stated: Plan,
    wanted: dict[int, list[int]],
    touched: set[int],
    earliest: dict[int, int],
) -> Solution:
    """Time the sequences by the rules about time, all other routes as they are; what does not fit is left out."""
    asked = replanning.steer(after, known, stated, Freedom.CARS)
    stay = {stop.visit: (route.car, stop.start) for route, stop in known.stops if route.car not in touched}
    moved = {visit: car for car in touched for visit in wanted.get(car, ())}
    locked = {fix.visit: fix.start for fix in after.problem.fixed}
    fixed = [Fixed(visit=visit, car=car, start=start) for visit, (car, start) in stay.items()]
    fixed += [Fixed(visit=visit, car=car, start=locked.get(visit)) for visit, car in moved.items()]
    free = overriding.by_anybody(asked, visits=moved, cars=touched)
    timing_only = replace(
        free,
        visits=tuple(_not_before(visit, earliest.get(number, 0)) for number, visit in enumerate(free.visits)),
        fixed=tuple(fixed),
    )
    return solve.recover(timing_only, sorted(wanted.items()), like=known)


def _not_before(visit: Visit, earliest: int) -> Visit:
    windows = tuple(
        replace(window, start=max(window.start, earliest)) for window in visit.windows if window.end >= earliest
    )
    return replace(
        visit, windows=windows or tuple(replace(window, start=earliest, end=earliest) for window in visit.windows[-1:])
    )

"""Why each visit is where it is: what it costs there, and what each other car would cost or is ruled out by."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scheduler import overriding, plan, reasons, routes
from scheduler.checking import Finding, check_plan
from scheduler.day import Day
from scheduler.faults import PlanBrokenError
from scheduler.plan import Plan
from scheduler.planning import prepare_day
from scheduler.texts import Language
from scheduler.translation import Translation
from solver import cost, explain, shares, solve
from solver.shares import RouteShare
from solver.solution import Cost, Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A planned visit: where it stands, and what the plan would save without it (``cost``, ``drive_s``).

    ``parts`` is what is charged at the stop itself and on the way to it. ``others`` says of each other car why it does
    not have the visit; the code ``cost`` means that it could, at the price told in ``would_help``.
    """

    visit: str
    car: str
    position: int
    start: dt.datetime
    slack_s: int | None
    cost: int
    drive_s: int
    parts: Mapping[str, int]
    others: tuple[plan.Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteCost:
    """What a car's route costs, by part; ``end`` is what of it is charged on the way to the route's end."""

    car: str
    total: int
    parts: Mapping[str, int]
    end: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a plan's cost is made of, each route's and planned visit's share of it, and why the rest was left out.

    What only the most of all cars or visits is charged for (balance and the like) is in no route.
    """

    cost_total: int
    cost_parts: dict[str, int]
    routes: tuple[RouteCost, ...]
    placed: tuple[Placement, ...]
    unassigned: tuple[plan.Unassigned, ...]


def explain_plan(
    day: Day, stated: Plan, *, folder: Path, visit: str | None = None, language: Language = "sv"
) -> Explanation:
    """Explain a plan, or one of its visits (then also why no other car has it).

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    PlanBrokenError
        The plan breaks a hard rule, so that its reasons would be none.
    KeyError
        The day has no such visit.
    """
    refuse_broken(check_plan(day, stated, folder=folder, language=language))
    prepared = overriding.loosened(prepare_day(day, folder=folder), stated.overrides)
    solution = routes.from_routes(prepared, stated.routes)
    wanted = range(len(day.visits)) if visit is None else [prepared.visits[visit]]
    total, explainer = routes.whole_cost(prepared, solution), explain.Explainer(prepared.problem, solution)
    return Explanation(
        cost_total=total.total,
        cost_parts=dataclasses.asdict(total),
        routes=tuple(_tell_route(prepared, share) for share in shares.shares(prepared.problem, solution)),
        placed=tuple(
            _explain_placed(prepared, stated, solution, number, alone=visit is not None, language=language)
            for number in wanted
            if number in solution.planned
        ),
        unassigned=tuple(
            plan.Unassigned(
                visit=day.visits[number].id,
                reasons=reasons.give_reasons(prepared, explainer, number, language=language),
            )
            for number in wanted
            if number not in solution.planned and number not in prepared.begun
        ),
    )


def _tell_route(prepared: Translation, share: RouteShare) -> RouteCost:
    return RouteCost(
        car=prepared.day.cars[share.car].id,
        total=share.total.total,
        parts=_charged(share.total),
        end=_charged(share.end),
    )


def _charged(cost: Cost) -> dict[str, int]:
    """Give the parts of a cost that are not 0."""
    return {name: value for name, value in dataclasses.asdict(cost).items() if value}


def refuse_broken(findings: tuple[Finding, ...]) -> None:
    """Raise PlanBrokenError for hard findings, with the first few in words."""
    hard = [finding.text for finding in findings if finding.hard]
    if hard:
        raise PlanBrokenError(" ".join(hard[:5]))


def _explain_placed(
    prepared: Translation, stated: Plan, solution: Solution, visit: int, *, alone: bool, language: Language
) -> Placement:
    route = next(route for route, stop in solution.stops if stop.visit == visit)
    position = [stop.visit for stop in route.stops].index(visit)
    key = prepared.day.visits[visit].id
    stop = next(stop for told in stated.routes for stop in told.stops if stop.visit == key)
    (share,) = shares.shares(prepared.problem, Solution(routes=(route,)))
    rest = _without(prepared, solution, visit)
    saved = _running_cost(prepared, solution) - _running_cost(prepared, rest)
    others: tuple[plan.Reason, ...] = ()
    if alone:
        others = reasons.give_alternatives(prepared, rest, visit, here=route.car, saved=saved, language=language)
    return Placement(
        visit=key,
        car=prepared.day.cars[route.car].id,
        position=position + 1,
        start=prepared.instant(route.stops[position].start),
        slack_s=stop.slack_s,
        cost=saved,
        drive_s=_driving(prepared, solution) - _driving(prepared, rest),
        parts=_charged(share.stops[position]),
        others=others,
    )


def _without(prepared: Translation, solution: Solution, visit: int) -> Solution:
    """Take a visit (and those that must be done with it) out, and time the rest anew."""
    gone = {visit, *next((group for group in prepared.problem.together if visit in group), ())}
    sequences = [
        (route.car, [stop.visit for stop in route.stops if stop.visit not in gone]) for route in solution.routes
    ]
    return solve.recover(prepared.problem, sequences)


def _running_cost(prepared: Translation, solution: Solution) -> int:
    total = cost.cost_of(prepared.problem, solution)
    return total.total - total.unassigned


def _driving(prepared: Translation, solution: Solution) -> int:
    return sum(cost.route_figures(prepared.problem, route).drive_s for route in solution.routes)

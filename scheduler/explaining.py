"""Why each visit is where it is: what it costs there, and what each other car would cost or is ruled out by."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scheduler import experimenting, overriding, plan, planning, reasons, routes
from scheduler.checking import check_prepared, refuse_broken
from scheduler.day import Day
from scheduler.files.experiment_json import read_experiment
from scheduler.plan import Plan
from scheduler.planning import prepare_day
from scheduler.reasons import FindPrice
from scheduler.texts import Language
from scheduler.translation import Translation
from solver import explain, shares, solve
from solver.shares import RouteShare
from solver.solution import Cost, Solution

Depth = Literal["brief", "savings", "others"]
"""How much to tell of planned visits: where they are, what the plan would save without them, and why no other car."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A planned visit: where it stands, and what the plan would save without it (if asked for: ``cost``, ``drive_s``).

    ``saved`` are the parts of ``cost``: times are chosen anew without the visit, so that the way to the next and what
    others wait change as well, and how evenly work is shared.
    ``parts`` is what is charged at the stop itself and on the way to it. ``others`` says of each other car why it does
    not have the visit; the code ``cost`` means that it could, at the price told in ``would_help``.
    """

    visit: str
    car: str
    position: int
    start: dt.datetime
    slack_s: int | None
    cost: int | None = None
    drive_s: int | None = None
    saved: Mapping[str, int] | None = None
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
    day: Day,
    stated: Plan,
    *,
    folder: Path,
    visit: str | None = None,
    language: Language = "sv",
    brief: bool = False,
    now: dt.datetime | None = None,
) -> Explanation:
    """Explain a plan, or one of its visits (then also why no other car has it); of a running day, what is left of it.

    What each visit saves takes most of the time: a ``brief`` explanation of a plan does without, and tells only of the
    dearest visits left out what would help, as plans do. What would help one visit is told at the price that trying it
    tells, in a running day as of ``now`` (``carry_on`` gives the plan as it is then); of a plan at about what it costs.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    PlanBrokenError
        The plan breaks a hard rule, so that its reasons would be none.
    KeyError
        The day has no such visit.
    """
    strict = prepare_day(day, folder=folder)
    refuse_broken(check_prepared(strict, stated, language=language))
    prepared = overriding.loosened(strict, stated.overrides)
    solution = routes.from_routes(prepared, stated.routes)
    wanted = range(len(day.visits)) if visit is None else [prepared.visits[visit]]
    find_price = None if visit is None else _price_by_trying(day, stated, now, folder)
    explaining = _Explaining(
        prepared, stated, solution, language=language, depth=_depth(visit, brief=brief), find_price=find_price
    )
    total = routes.whole_cost(prepared, solution)
    return Explanation(
        cost_total=total.total,
        cost_parts=dataclasses.asdict(total),
        routes=tuple(_tell_route(prepared, share) for share in explaining.shares.values()),
        placed=tuple(explaining.tell_placed(number) for number in wanted if number in solution.planned),
        unassigned=explaining.tell_left(
            [number for number in wanted if number not in solution.planned and number not in prepared.begun]
        ),
    )


def _price_by_trying(day: Day, stated: Plan, now: dt.datetime | None, folder: Path) -> FindPrice:
    def find(experiment: Mapping[str, object]) -> int | None:
        asked = read_experiment(experiment, day)
        return None if asked is None else experimenting.find_price(day, stated, asked, folder=folder, now=now)

    return find


def _depth(visit: str | None, *, brief: bool) -> Depth:
    return "brief" if brief and visit is None else "savings" if visit is None else "others"


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


class _Explaining:
    """Explains visits of one plan, which is measured once."""

    def __init__(
        self,
        prepared: Translation,
        stated: Plan,
        solution: Solution,
        *,
        language: Language,
        depth: Depth,
        find_price: FindPrice | None,
    ) -> None:
        self._find_price = find_price
        self._prepared, self._solution, self._language, self._depth = prepared, solution, language, depth
        self.shares = {share.car: share for share in shares.shares(prepared.problem, solution)}
        self._stops = {
            stop.visit: (position, stop)
            for route in stated.routes
            for position, stop in enumerate((one for one in route.stops if one.visit is not None), start=1)
        }
        self._places = {
            stop.visit: (route, number) for route in solution.routes for number, stop in enumerate(route.stops)
        }

    def tell_placed(self, visit: int) -> Placement:
        """Explain a planned visit."""
        route, number = self._places[visit]
        key = self._prepared.day.visits[visit].id
        position, stop = self._stops[key]
        told = Placement(
            visit=key,
            car=self._prepared.day.cars[route.car].id,
            position=position,
            start=self._prepared.instant(route.stops[number].start),
            slack_s=stop.slack_s,
            parts=_charged(self.shares[route.car].stops[number]),
        )
        return told if self._depth == "brief" else self._with_savings(told, visit, route.car)

    def _with_savings(self, told: Placement, visit: int, car: int) -> Placement:
        prepared, solution = self._prepared, self._solution
        rest = _without(prepared, solution, visit)
        parts = _saved(routes.whole_cost(prepared, solution), routes.whole_cost(prepared, rest))
        saved = sum(parts.values())
        others: tuple[plan.Reason, ...] = ()
        if self._depth == "others":
            others = reasons.give_alternatives(
                prepared,
                rest,
                visit,
                here=car,
                saved=saved,
                language=self._language,
                find_price=self._find_price,
            )
        drive_s = routes.driving(prepared, solution) - routes.driving(prepared, rest)
        return dataclasses.replace(told, cost=saved, drive_s=drive_s, saved=parts, others=others)

    def tell_left(self, visits: Sequence[int]) -> tuple[plan.Unassigned, ...]:
        """Explain visits that are left out."""
        depths = planning.choose_depths(self._prepared, visits) if self._depth == "brief" else {}
        explainer = explain.Explainer(self._prepared.problem, self._solution)
        return tuple(
            plan.Unassigned(
                visit=self._prepared.day.visits[number].id,
                reasons=reasons.give_reasons(
                    self._prepared,
                    explainer,
                    number,
                    language=self._language,
                    depth=depths.get(number, "remedies"),
                    find_price=self._find_price,
                ),
            )
            for number in visits
        )


def _saved(whole: Cost, rest: Cost) -> dict[str, int]:
    """Give the parts that a plan costs more than another, but for the price of leaving visits out."""
    less = dataclasses.asdict(rest)
    parts = {name: value - less[name] for name, value in dataclasses.asdict(whole).items()}
    return {name: value for name, value in parts.items() if value and name != "unassigned"}


def _without(prepared: Translation, solution: Solution, visit: int) -> Solution:
    """Take a visit (and those that must be done with it) out, and time the rest anew."""
    gone = {visit, *next((group for group in prepared.problem.together if visit in group), ())}
    sequences = [
        (route.car, [stop.visit for stop in route.stops if stop.visit not in gone]) for route in solution.routes
    ]
    return solve.recover(prepared.problem, sequences)

"""Checking a plan against its day: every rule and every figure recomputed, nothing in the plan believed."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scheduler import figures, overriding, routes
from scheduler.call import name_visit
from scheduler.day import Day
from scheduler.faults import PlanBrokenError
from scheduler.overriding import Breach
from scheduler.plan import Override, Plan, Route, Stop
from scheduler.planning import prepare_day
from scheduler.texts import Language, say, say_minutes, say_seconds
from scheduler.texts.translations import Worded, word
from scheduler.translation import Translation
from solver import check, cost
from solver.solution import Solution

_EXACT_S: Final = 120
SHARE_TOLERANCE: Final = 0.0051
"""How far a share may be from the right one: another program may round it to two decimals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Worded):
    """Something that does not hold, or (``hard`` False) holds at a price: lateness, overtime, an unknown face.

    A fault that one of the plan's overrides tells of is not ``hard``, but says so. ``amount`` is by how much a rule is
    broken; ``translations`` are of ``text``.
    """

    rule: str
    text: str
    hard: bool
    car: str | None = None
    visits: tuple[str, ...] = ()
    amount: int = 0


def check_plan(day: Day, plan: Plan, *, folder: Path, language: Language = "sv") -> tuple[Finding, ...]:
    """List all that is wrong with a plan, hard findings first.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    """
    return check_prepared(prepare_day(day, folder=folder), plan, language=language)


def check_prepared(prepared: Translation, plan: Plan, *, language: Language = "sv") -> tuple[Finding, ...]:
    """List all that is wrong with a plan of a day that is prepared, hard findings first."""
    strangers = tuple(_find_strangers(prepared, plan, language))
    if strangers:
        return strangers
    differing = tuple(_check_past(prepared, plan, language))
    if differing:
        return differing
    solution = routes.from_routes(prepared, plan.routes)
    faults = check.check(prepared.problem, solution)
    findings = [_tell(prepared.day, overriding.name_fault(prepared.day, fault), plan, language) for fault in faults]
    findings += _check_completeness(prepared, plan, language)
    if not any(fault.rule == "structure" for fault in faults):
        findings += _compare_figures(prepared, plan, solution, language)
        findings += _tell_soft(prepared, solution, language)
    return tuple(findings)


def refuse_broken(findings: tuple[Finding, ...]) -> None:
    """Raise PlanBrokenError for hard findings, with the first few in words."""
    hard = [finding.text for finding in findings if finding.hard]
    if hard:
        raise PlanBrokenError(" ".join(hard[:5]))


def _find_strangers(prepared: Translation, plan: Plan, language: Language) -> Iterator[Finding]:
    """Find what the day does not know, and routes too broken to be read."""
    if (plan.date, plan.team) != (prepared.day.date, prepared.day.team):
        yield Finding(rule="other_day", hard=True, **_say("other_day", language))
    for route in plan.routes:
        if route.car not in prepared.cars:
            told = _say("unknown_car", language, car=route.car)
            yield Finding(rule="unknown_car", hard=True, car=route.car, **told)
        elif not _is_readable(route):
            told = _say("unreadable", language, car=route.car)
            yield Finding(rule="unreadable", hard=True, car=route.car, **told)
    visits = {stop.visit for route in plan.routes for stop in route.stops} | {left.visit for left in plan.unassigned}
    for visit in sorted(visits - {None} - prepared.visits.keys(), key=str):
        told = _say("unknown_visit", language, visit=visit)
        yield Finding(rule="unknown_visit", hard=True, visits=(str(visit),), **told)


def _say(key: str, language: Language, **values: object) -> dict[str, Any]:
    return word(lambda spoken: {"text": say(f"rules.{key}", language=spoken, **values)}, language)


def _is_readable(route: Route) -> bool:
    kinds = [stop.kind for stop in route.stops]
    if len(kinds) < 2 or kinds[0] != "start" or kinds[-1] != "end" or {"start", "end"} & set(kinds[1:-1]):
        return False
    inner = [stop for stop in route.stops[1:-1] if stop.kind == "break" or stop.visit is not None]
    timed = all(stop.start is not None and stop.end is not None for stop in inner)
    return timed and len(inner) == len(kinds) - 2 and bool(route.stops[0].end and route.stops[-1].arrive)


def _check_past(prepared: Translation, plan: Plan, language: Language) -> Iterator[Finding]:
    """Find routes that do not begin with what has happened, as it was."""
    stated = {route.car: route for route in plan.routes}
    for track in prepared.tracks.values():
        car, past = track.past.car, [stop for stop in track.past.stops if stop.visit is not None]
        route = stated.get(car)
        told = [] if route is None else [stop for stop in route.stops if stop.visit is not None]
        same = [(stop.visit, stop.start, stop.end) for stop in told[: len(past)]] == [
            (stop.visit, stop.start, stop.end) for stop in past
        ]
        departed = track.depart is None or (route is not None and route.stops[0].end == prepared.instant(track.depart))
        if not (same and departed):
            yield Finding(rule="past", hard=True, car=car, **_say("past", language, car=car))


def _check_completeness(prepared: Translation, plan: Plan, language: Language) -> Iterator[Finding]:
    """Each visit is told of exactly once: in a route or among the unassigned."""
    told = Counter(stop.visit for route in plan.routes for stop in route.stops if stop.visit is not None)
    told.update(left.visit for left in plan.unassigned)
    for visit in prepared.visits:
        if told[visit] != 1:
            key = "missing" if told[visit] == 0 else "told_twice"
            yield Finding(rule=key, hard=True, visits=(visit,), **_say(key, language, visit=visit))


def _compare_figures(prepared: Translation, plan: Plan, solution: Solution, language: Language) -> Iterator[Finding]:
    """Compare the plan's figures with those of its own stops."""
    right = {route.car: route for route in routes.to_routes(prepared, solution, slacks={})}
    for route in plan.routes:
        if route.car in right:
            yield from _compare_route(route, right[route.car], language)
    total = routes.whole_cost(prepared, solution)
    parts = figures.cost_parts(total)
    stated = {"total": plan.cost_total, **plan.cost_parts}
    right_cost = {**dict.fromkeys(stated, 0), "total": total.total, **parts}
    yield from _differ(right_cost, {**dict.fromkeys(parts, 0), **stated}, "cost", None, language)
    sums = dataclasses.asdict(figures.sum_up(prepared, solution))
    yield from _differ(sums, dataclasses.asdict(plan.kpis), "kpis", None, language)
    honest = {"estimated_times": bool(prepared.travel.estimated)}
    yield from _differ(honest, {"estimated_times": plan.estimated_times}, "plan", None, language)


def _compare_route(stated: Route, right: Route, language: Language) -> Iterator[Finding]:
    sums = ("drive_s", "drive_m", "visit_s", "wait_s", "overtime_s")
    yield from _differ(_pick(right, sums), _pick(stated, sums), "route", right.car, language)
    fields = ("location", "drive_s", "drive_m", "wait_s", "late_s")
    if len(stated.stops) != len(right.stops):
        yield Finding(rule="past", hard=True, car=right.car, **_say("past", language, car=right.car))
        return
    for number, (stop, expected) in enumerate(zip(stated.stops, right.stops, strict=True)):
        yield from _differ(_pick(expected, fields), _pick(stop, fields), f"stops[{number}]", right.car, language)


def _pick(value: Route | Stop, fields: tuple[str, ...]) -> dict[str, object]:
    return {field: getattr(value, field) for field in fields}


def _differ(
    right: Mapping[str, object], stated: Mapping[str, object], where: str, car: str | None, language: Language
) -> Iterator[Finding]:
    for name, value in right.items():
        if not _is_same(stated.get(name), value):
            shown = {"stated": json.dumps(stated.get(name)), "right": json.dumps(value)}
            told = _say("figure", language, where=f"{where}.{name}", **shown)
            yield Finding(rule="figure", hard=True, car=car, **told)


def _is_same(stated: object, right: object) -> bool:
    """Compare two figures; shares may be rounded to whole percents."""
    if isinstance(right, float) and isinstance(stated, int | float):
        return abs(stated - right) <= SHARE_TOLERANCE
    return stated == right


def _tell(day: Day, breach: Breach, plan: Plan, language: Language) -> Finding:
    override = overriding.find_override(plan.overrides, breach)
    return Finding(
        rule=breach.rule,
        hard=override is None,
        car=breach.car,
        visits=breach.visits,
        amount=breach.amount,
        **word(lambda spoken: {"text": _say_breach(day, breach, override, spoken)}, language),
    )


def _say_breach(day: Day, breach: Breach, override: Override | None, language: Language) -> str:
    names = {visit.id: name_visit(day, visit, language=language) for visit in day.visits if visit.id in breach.visits}
    visits = ", ".join(names.get(key, key) for key in breach.visits) or "–"
    car = breach.car or "–"
    amount, time = breach.amount, _say_time(breach.amount, language)
    text = say(f"rules.{breach.rule}", language=language, car=car, visits=visits, amount=amount, time=time)
    if override is None:
        return text
    return say("rules.overridden", language=language, text=text, by=override.by, reason=override.reason)


def _say_time(seconds: int, language: Language) -> str:
    """Say how much a rule about time is broken by: to the second as long as that may matter."""
    return f"{seconds} s" if seconds < _EXACT_S else say_seconds(seconds, language=language)


def _tell_soft(prepared: Translation, solution: Solution, language: Language) -> Iterator[Finding]:
    for route in solution.routes:
        car = prepared.day.cars[route.car].id
        sums = cost.route_figures(prepared.problem, route)
        for stop, late_s in zip(route.stops, sums.late_s, strict=True):
            visit = prepared.day.visits[stop.visit]
            name = name_visit(prepared.day, visit, language=language)
            if late_s:
                told = _say("late", language, visit=name, time=say_minutes(late_s, language=language))
                yield Finding(rule="lateness", hard=False, car=car, visits=(visit.id,), amount=late_s, **told)
            if cost.is_stranger(prepared.problem.visits[stop.visit], route.car):
                told = _say("unfamiliar", language, visit=name)
                yield Finding(rule="continuity", hard=False, car=car, visits=(visit.id,), **told)
        if sums.overtime_s:
            told = _say("overtime", language, car=car, time=say_minutes(sums.overtime_s, language=language))
            yield Finding(rule="overtime", hard=False, car=car, amount=sums.overtime_s, **told)

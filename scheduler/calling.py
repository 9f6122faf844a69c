"""Answering an urgent call: who could go, when, and what it does to the rest of a plan that is already running."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from maps import addresses
from scheduler import overriding, plan, reasons, routes
from scheduler.call import Call, with_call
from scheduler.checking import check_plan
from scheduler.day import Day
from scheduler.explaining import refuse_broken
from scheduler.plan import Plan
from scheduler.planning import prepare_day, write_plan
from scheduler.texts import Language
from scheduler.translation import Translation
from solver import offers
from solver.explain import Explainer
from solver.offers import Desk
from solver.solution import Solution


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
class Offer:
    """A place for a call: as visit number ``position`` of a car's route, between two visits (None: start or end).

    ``cost`` is what the plan's cost grows by and ``parts`` what that is made of, without the price of saying no.
    ``overtime_s`` is the overtime that the car has then, ``late_s`` how late the call itself is. ``routes`` are those
    that change, as they are with the call.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What can be done about a call: offers, the cheapest first, or else the reasons why nobody can go."""

    visit: str
    offers: tuple[Offer, ...]
    reasons: tuple[plan.Reason, ...]
    estimated: bool


def answer_call(
    day: Day,
    stated: Plan,
    call: Call,
    *,
    folder: Path,
    at: dt.datetime | None = None,
    top: int = 5,
    per_car: int = 1,
    language: Language = "sv",
) -> Answer:
    """Offer places for a call in a plan, which stays as it is.

    Parameters
    ----------
    at
        The time of the call: what has begun by then, and what a car drives to, stays. None: the day has not begun.
    per_car
        How many of the offers may be by one car.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    PlanBrokenError
        The plan breaks a hard rule.
    """
    refuse_broken(check_plan(day, stated, folder=folder, language=language))
    strict = prepare_day(with_call(day, call), folder=folder)
    prepared = overriding.loosened(strict, stated.overrides)
    visit = prepared.visits[call.visit.id]
    desk = Desk(
        prepared.problem,
        routes.from_routes(prepared, stated.routes),
        now=None if at is None else prepared.seconds(at),
        places=0,
    )
    found = tuple(
        _tell(prepared, offer)
        for offer in desk.offer(visit, top=top, per_car=per_car)
        if not stated.overrides or overriding.is_covered(strict, offer.solution, stated.overrides)
    )
    why: tuple[plan.Reason, ...] = ()
    if not found:
        asked = replace(prepared, problem=desk.moment.freeze(prepared.problem))
        why = reasons.give_reasons(asked, Explainer(asked.problem, desk.plan), visit, language=language)
    place = next(person.location for person in prepared.day.patients if person.id == call.visit.patient)
    return Answer(visit=call.visit.id, offers=found, reasons=why, estimated=place in prepared.travel.estimated)


def place_call(
    day: Day, stated: Plan, call: Call, offer: Offer, *, folder: Path, language: Language = "sv"
) -> tuple[Day, Plan]:
    """Give the day with a call, and the plan with the call where an offer puts it: just as the offer tells.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    PlanRefusedError
        The offer was made for another plan.
    """
    strict = prepare_day(with_call(day, call), folder=folder)
    changed = {route.car: route for route in offer.routes}
    stays = {route.car: route for route in stated.routes}
    both = {**stays, **changed}
    solution = routes.from_routes(strict, (both[car.id] for car in strict.day.cars if car.id in both))
    overrides = overriding.still_overridden(strict, solution, stated.overrides)
    known = {one.visit: one for one in stated.unassigned}
    prepared = overriding.loosened(strict, overrides)
    made = write_plan(prepared, solution, seed=stated.seed, language=language, known=known)
    return strict.day, replace(made, version=stated.version + 1, overrides=overrides)


def find_place(day: Day, text: str, *, folder: Path) -> tuple[float, float] | None:
    """Look an address up in the day's roads; None for one that is not clearly one of theirs.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network, or its addresses, are not there or broken.
    """
    if day.roads is None:
        return None
    hit = addresses.choose(addresses.open_book(day.roads, folder), text).hit
    return None if hit is None else (hit.lat, hit.lon)


def _tell(prepared: Translation, offer: offers.Offer) -> Offer:
    (placed,) = offer.placements
    route = next(route for route in offer.solution.routes if route.car == placed.car)
    keys = [prepared.day.visits[stop.visit].id for stop in route.stops]
    wanted = prepared.problem.visits[placed.visit]
    figures = offer.figures[placed.car]
    return Offer(
        car=prepared.day.cars[placed.car].id,
        position=placed.position + 1,
        after=keys[placed.position - 1] if placed.position else None,
        before=keys[placed.position + 1] if placed.position + 1 < len(keys) else None,
        arrive=prepared.instant(placed.arrive),
        start=prepared.instant(placed.start),
        end=prepared.instant(placed.end),
        drive_s=offer.drive_s,
        cost=offer.added.total,
        parts={name: value for name, value in dataclasses.asdict(offer.added).items() if name != "unassigned"},
        overtime_s=figures.overtime_s,
        late_s=figures.late_s[placed.position],
        known=placed.car in wanted.known,
        moved=tuple(_tell_moved(prepared, moved) for moved in offer.moved),
        routes=_changed_routes(prepared, offer),
    )


def _changed_routes(prepared: Translation, offer: offers.Offer) -> tuple[plan.Route, ...]:
    cars = {prepared.day.cars[car].id for car in offer.figures}
    changed = Solution(routes=tuple(route for route in offer.solution.routes if route.car in offer.figures))
    return tuple(route for route in routes.to_routes(prepared, changed, slacks={}) if route.car in cars)


def _tell_moved(prepared: Translation, moved: offers.Moved) -> Moved:
    return Moved(
        visit=prepared.day.visits[moved.visit].id,
        car=prepared.day.cars[moved.car].id,
        was=prepared.instant(moved.was),
        start=prepared.instant(moved.start),
        shift_s=moved.start - moved.was,
        was_late_s=moved.was_late_s,
        late_s=moved.late_s,
    )

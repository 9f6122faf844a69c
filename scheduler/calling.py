"""Answering an urgent call: who could go, when, and what it does to the rest of a plan that is already running."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from maps import addresses
from scheduler import overriding, plan, routes
from scheduler.call import Call, with_call
from scheduler.checking import check_prepared, refuse_broken
from scheduler.day import Day
from scheduler.desk import CallDesk
from scheduler.offers import Answer
from scheduler.plan import Plan
from scheduler.planning import prepare_day, write_plan
from scheduler.texts import Language


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
    prepared = prepare_day(day, folder=folder)
    refuse_broken(check_prepared(prepared, stated, language=language))
    desk = CallDesk(day, stated, folder=folder, at=at, prepared=prepared)
    return desk.answer(call, top=top, per_car=per_car, language=language)


def place_call(
    day: Day,
    stated: Plan,
    call: Call,
    changed: Sequence[plan.Route],
    *,
    folder: Path,
    language: Language = "sv",
) -> tuple[Day, Plan]:
    """Give the day with a call, and the plan with the routes that an offer changes: just as the offer tells.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    PlanRefusedError
        The offer was made for another plan.
    """
    strict = prepare_day(with_call(day, call), folder=folder)
    both = {route.car: route for route in (*stated.routes, *changed)}
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

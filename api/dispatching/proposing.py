"""Making proposals of what a plan could become."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from api.dispatching.standing import Standing
from api.dispatching.wire import (
    ChangesOrder,
    LockCarItem,
    LockItem,
    MoveItem,
    SwapItem,
    UnlockItem,
)
from api.documents import difference_document, findings_document
from api.errors import RefusalError
from api.store.proposals import NewProposal, Origin
from scheduler import clock, comparing, evaluating, experimenting, files, relocating, replanning
from scheduler.checking import Finding
from scheduler.day import Day
from scheduler.experimenting import Tried
from scheduler.experiments import Experiment
from scheduler.files.experiment_json import to_experiment
from scheduler.files.experiment_wire import ExperimentItem
from scheduler.files.findings import Finding as Misfit
from scheduler.files.findings import JsonPlaces, nearest, refuse
from scheduler.moving import Change, LockCar, LockVisit, MoveVisit, SwapCars, UnlockVisit
from scheduler.plan import Plan
from scheduler.relocating import OtherPlace
from scheduler.texts import Language


def propose(
    standing: Standing,
    day: Day,
    plan: Plan,
    *,
    origin: Origin,
    hard: Sequence[Finding] = (),
    soft: Sequence[Finding] = (),
    call: str | None = None,
    job: str | None = None,
    reason: str | None = None,
) -> NewProposal:
    """Give a proposal, with how it differs from the version that everybody knows."""
    difference = comparing.compare(standing.known_plan, plan)
    return NewProposal(
        team=standing.base.team,
        plan=standing.base.id,
        base_version=standing.base.version,
        base_event=standing.last_event,
        origin=origin,
        day=files.day_document(day),
        document=files.plan_document(plan),
        difference=difference_document(difference, plan, locks=comparing.compare_locks(standing.known_day, day)),
        faults={"hard": findings_document(hard), "soft": findings_document(soft)},
        call=call,
        job=job,
        reason=reason,
    )


def propose_changes(
    standing: Standing, wanted: ChangesOrder, *, at: dt.datetime | None, folder: Path, language: Language
) -> NewProposal:
    """Lay changes by hand out and tell what they do.

    Raises
    ------
    InputError
        They name what the day does not have.
    BegunError
        A visit to be changed has begun.
    """
    changes = read_changes(standing, wanted)
    day, plan = as_of(standing, at, folder, language)
    made = evaluating.evaluate_changes(day, plan, changes, folder=folder, language=language)
    return propose(standing, made.day, made.plan, origin="manual", hard=made.hard, soft=made.soft, reason=wanted.reason)


def try_experiment(
    standing: Standing, item: ExperimentItem, *, at: dt.datetime | None, folder: Path, language: Language
) -> tuple[Experiment, Tried]:
    """Try an experiment on a plan as it stands; of a running day, as it is by now.

    Raises
    ------
    InputError
        It names what the day does not have.
    BegunError
        The visit asked about has begun.
    """
    asked = to_experiment(item, standing.day, file="order")
    at = standing.minute(at)
    day, plan = as_of(standing, at, folder, language)
    return asked, experimenting.try_out(day, plan, asked, folder=folder, now=at, language=language)


def find_places(
    standing: Standing, visit: str, *, at: dt.datetime | None, folder: Path, language: Language
) -> dict[str, list[dict[str, Any]]]:
    """Tell where else a visit could be, and why not elsewhere, as JSON values.

    Raises
    ------
    RefusalError
        There is no such visit.
    BegunError
        The visit has begun.
    """
    if visit not in {one.id for one in standing.day.visits}:
        raise RefusalError("unknown_reference")
    day, plan = as_of(standing, at, folder)
    found = relocating.find_places(day, plan, visit, folder=folder, now=at, language=language)

    def write(place: OtherPlace) -> dict[str, Any]:
        return {**dataclasses.asdict(place), "start": clock.to_local(place.start, day.timezone).isoformat()}

    forced = {car: write(place) for car, place in found.forced.items()}
    obstacles = [
        {"car": car, **dataclasses.asdict(obstacle), "place": forced.get(car)}
        for car, obstacle in found.obstacles.items()
    ]
    return {"places": [write(place) for place in found.places], "obstacles": obstacles}


def as_of(standing: Standing, at: dt.datetime | None, folder: Path, language: Language = "sv") -> tuple[Day, Plan]:
    """Give the day and its plan as they are at an instant, with nothing searched."""
    if at is None:
        return standing.day, standing.plan
    carried = replanning.carry_on(standing.day, standing.plan, (), at=at, folder=folder, language=language)
    return carried.day, carried.plan


def read_changes(standing: Standing, wanted: ChangesOrder) -> list[Change]:
    """Read changes; raises InputError where they name what the day does not have."""
    known = {
        "visit": ("visits", {visit.id for visit in standing.day.visits}),
        "car": ("cars", {car.id for car in standing.day.cars}),
    }
    misfits = []
    for number, item in enumerate(wanted.changes):
        named: list[tuple[str, Any]] = [(name, getattr(item, name, None)) for name in known]
        named += [("car", car) for car in getattr(item, "cars", ())]
        for name, key in named:
            target, keys = known[name]
            if key is not None and key not in keys:
                values = {"id": key, "target": target, **nearest(key, keys)}
                misfits.append(Misfit(path=("changes", number, name), code="unknown_id", values=values))
        if isinstance(item, SwapItem) and item.cars[0] == item.cars[1]:
            twice = {"id": item.cars[0]}
            misfits.append(Misfit(path=("changes", number, "cars"), code="named_twice", values=twice))
    refuse(misfits, JsonPlaces(file="order"))
    return [_change(standing, item, number) for number, item in enumerate(wanted.changes)]


def _change(standing: Standing, item: MoveItem | LockItem | UnlockItem | LockCarItem | SwapItem, number: int) -> Change:
    match item:
        case MoveItem():
            time = standing.read_time(item.time, "changes", number, "time")
            return MoveVisit(visit=item.visit, car=item.car, position=item.position, time=time)
        case LockItem():
            return LockVisit(visit=item.visit, start=item.start)
        case UnlockItem():
            return UnlockVisit(visit=item.visit)
        case LockCarItem():
            return LockCar(car=item.car)
        case SwapItem():
            return SwapCars(cars=(item.cars[0], item.cars[1]))

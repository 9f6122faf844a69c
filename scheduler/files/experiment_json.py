"""Experiments read for a day, and those that a reason names as they are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from scheduler.day import Day, Visit
from scheduler.experiments import Experiment
from scheduler.files.experiment_wire import CrewItem, ExperimentItem, WidenItem
from scheduler.files.findings import Finding, JsonPlaces, nearest, refuse
from scheduler.files.times import TimeReader

_AT: Final = ("experiment",)
_ITEMS: Final = TypeAdapter[ExperimentItem](ExperimentItem)


def read_experiment(named: Mapping[str, object], day: Day) -> Experiment | None:
    """Read an experiment that a reason names; None where somebody has to choose who rides along first."""
    item: ExperimentItem = _ITEMS.validate_python(named)
    if isinstance(item, CrewItem) and item.staff is None:
        return None
    return to_experiment(item, day, file="reason")


def to_experiment(item: ExperimentItem, day: Day, *, file: str) -> Experiment:
    """Read an experiment; raises InputError where it names what the day does not have, or changes nothing."""
    told = item.model_dump(exclude_none=True)
    findings = _strangers(told, day)
    if isinstance(item, CrewItem) and item.staff is None:
        findings.append(Finding(path=_AT, code="missing_field", values={"name": "staff"}))
    refuse(findings, JsonPlaces(file=file))
    wider = _widening(item, day, file=file) if isinstance(item, WidenItem) else {}
    return Experiment(
        kind=item.kind,
        visit=told.get("visit"),
        car=told.get("car"),
        staff=told.get("staff"),
        skills=tuple(told.get("skills", ())),
        load=told.get("load"),
        amount=60 * told.get("minutes", 0) + told.get("more", 0),
        **wider,
    )


def _strangers(told: Mapping[str, Any], day: Day) -> list[Finding]:
    known = {
        "visit": {visit.id for visit in day.visits},
        "car": {car.id for car in day.cars},
        "staff": {person.id for person in day.staff},
    }
    findings = []
    for name, keys in known.items():
        if name in told and told[name] not in keys:
            target = name if name == "staff" else f"{name}s"
            values = {"id": told[name], "target": target, **nearest(told[name], keys)}
            findings.append(Finding(path=(*_AT, name), code="unknown_id", values=values))
    return findings


def _widening(item: WidenItem, day: Day, *, file: str) -> dict[str, int]:
    """Give the seconds by which windows open earlier and close later."""
    visit = next(visit for visit in day.visits if visit.id == item.visit)
    reader = TimeReader(date=day.date, timezone=day.timezone)
    start, end = reader.read(item.start, (*_AT, "start")), reader.read(item.end, (*_AT, "end"))
    refuse(reader.findings, JsonPlaces(file=file))
    return {
        "earlier_s": max(60 * (item.earlier_min or 0), _before(start, visit)),
        "later_s": max(60 * (item.later_min or 0), _after(end, visit)),
    }


def _before(start: dt.datetime | None, visit: Visit) -> int:
    if start is None or not visit.windows:
        return 0
    return max(0, round((min(window.start for window in visit.windows) - start).total_seconds()))


def _after(end: dt.datetime | None, visit: Visit) -> int:
    if end is None or not visit.windows:
        return 0
    return max(0, round((end - max(window.end for window in visit.windows)).total_seconds()))

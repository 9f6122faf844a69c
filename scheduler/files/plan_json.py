"""A plan as a JSON file, ``hemrutt-plan/1``: local times with offset outside, UTC instants inside."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from scheduler import clock
from scheduler.files import limits
from scheduler.files.decoding import decode_json, read_bytes
from scheduler.files.plan_wire import (
    PLAN_FORMAT,
    BoundItem,
    OverrideItem,
    PlanDocument,
    ReasonItem,
    RouteItem,
    StopItem,
    UnassignedItem,
)
from scheduler.files.validation import validate_whole
from scheduler.files.whole import write_whole
from scheduler.plan import Bound, Kpis, Override, Plan, Reason, Route, Stop, Unassigned
from scheduler.texts import Language
from scheduler.texts.translations import Translations

_TIMES = ("arrive", "start", "end")
_STOP_FIELDS = tuple(field.name for field in dataclasses.fields(Stop))


def read_plan(path: Path) -> Plan:
    """Read a plan file; raises InputError with all its faults."""
    return parse_plan(decode_json(read_bytes(path, limit=limits.PLAN_FILE_BYTES), file=path.name), file=path.name)


def parse_plan(document: object, *, file: str) -> Plan:
    """Make a plan of decoded JSON; raises InputError with all its faults."""
    return _to_plan(validate_whole(PlanDocument, document, file=file))


def write_plan(plan: Plan, path: Path) -> None:
    """Write a plan file, whole or not at all."""
    write_whole(path, (json.dumps(plan_document(plan), ensure_ascii=False, indent=1) + "\n").encode())


def plan_document(plan: Plan) -> dict[str, Any]:
    """Give a plan as JSON values; ``parse_plan`` of them is equal to it."""
    return {
        "format": PLAN_FORMAT,
        "date": plan.date.isoformat(),
        "timezone": plan.timezone,
        "team": plan.team,
        "version": plan.version,
        "status": plan.status,
        "routes": routes_document(plan.routes, plan.timezone),
        "unassigned": [_unassigned_document(left) for left in plan.unassigned],
        "cost": {"total": plan.cost_total, "parts": dict(plan.cost_parts)},
        "bound": None if plan.bound is None else _bound_document(plan.bound),
        "kpis": dataclasses.asdict(plan.kpis),
        "estimated_times": plan.estimated_times,
        "roads": plan.roads,
        "roads_made": plan.roads_made,
        "attribution": plan.attribution,
        "seconds": plan.seconds,
        "seed": plan.seed,
        "notes": list(plan.notes),
        **({"overrides": [_override_document(one, plan.timezone) for one in plan.overrides]} if plan.overrides else {}),
        **_translations_document(plan.translations),
    }


def routes_document(routes: Iterable[Route], timezone: str) -> list[dict[str, Any]]:
    """Give routes as JSON values, as they stand in a plan."""
    return [_route_document(route, timezone) for route in routes]


def parse_routes(documents: Sequence[object], *, file: str) -> tuple[Route, ...]:
    """Make routes of decoded JSON; raises InputError with the faults of the first that has any."""
    return tuple(_to_route(validate_whole(RouteItem, document, file=file)) for document in documents)


def _route_document(route: Route, timezone: str) -> dict[str, Any]:
    sums = {name: getattr(route, name) for name in ("car", "drive_s", "drive_m", "visit_s", "wait_s", "overtime_s")}
    return {**sums, "stops": [_stop_document(stop, timezone) for stop in route.stops]}


def _stop_document(stop: Stop, timezone: str) -> dict[str, Any]:
    fields = ((name, getattr(stop, name)) for name in _STOP_FIELDS)
    return {
        name: clock.to_local(value, timezone).isoformat() if isinstance(value, dt.datetime) else value
        for name, value in fields
        if value is not None
    }


def _unassigned_document(left: Unassigned) -> dict[str, Any]:
    return {"visit": left.visit, "reasons": [_reason_document(reason) for reason in left.reasons]}


def _reason_document(reason: Reason) -> dict[str, Any]:
    known = {"code": reason.code, "cars": list(reason.cars), "text": reason.text, "would_help": reason.would_help}
    asked = {} if reason.experiment is None else {"experiment": dict(reason.experiment)}
    return {**known, **asked, **_translations_document(reason.translations)}


def _bound_document(bound: Bound) -> dict[str, Any]:
    known = {"value": bound.value, "gap": bound.gap, "scope": bound.scope}
    return {**known, **_translations_document(bound.translations)}


def _translations_document(translations: Translations) -> dict[str, Any]:
    told = {
        language: {name: list(value) if isinstance(value, tuple) else value for name, value in words.items()}
        for language, words in translations.items()
    }
    return {"translations": told} if told else {}


def _override_document(override: Override, timezone: str) -> dict[str, Any]:
    values = {**dataclasses.asdict(override), "visits": list(override.visits)}
    return {**values, "at": clock.to_local(override.at, timezone).isoformat()}


def _to_plan(written: PlanDocument) -> Plan:
    return Plan(
        date=dt.date.fromisoformat(written.date),
        timezone=written.timezone,
        team=written.team,
        version=written.version,
        status=written.status,
        routes=tuple(_to_route(route) for route in written.routes),
        unassigned=tuple(_to_unassigned(left) for left in written.unassigned),
        cost_total=written.cost.total,
        cost_parts=dict(written.cost.parts),
        bound=None if written.bound is None else _to_bound(written.bound),
        kpis=Kpis(**written.kpis.model_dump()),
        estimated_times=written.estimated_times,
        roads=written.roads,
        roads_made=written.roads_made,
        attribution=written.attribution,
        seconds=written.seconds,
        seed=written.seed,
        notes=tuple(written.notes),
        overrides=tuple(_to_override(override) for override in written.overrides),
        translations=_to_translations(written.translations),
    )


def _to_route(written: RouteItem) -> Route:
    return Route(**{**written.model_dump(), "stops": tuple(_to_stop(stop) for stop in written.stops)})


def _to_stop(written: StopItem) -> Stop:
    values = written.model_dump()
    times = {name: clock.read_timestamp(values[name]) for name in _TIMES if values[name] is not None}
    return Stop(**{**values, **times})


def _to_unassigned(written: UnassignedItem) -> Unassigned:
    return Unassigned(visit=written.visit, reasons=tuple(map(_to_reason, written.reasons)))


def _to_reason(written: ReasonItem) -> Reason:
    asked = None if written.experiment is None else written.experiment.model_dump(exclude_none=True)
    values = {**written.model_dump(), "cars": tuple(written.cars), "experiment": asked}
    return Reason(**{**values, "translations": _to_translations(written.translations)})


def _to_bound(written: BoundItem) -> Bound:
    return Bound(**{**written.model_dump(), "translations": _to_translations(written.translations)})


def _to_translations(written: Mapping[Language, BaseModel]) -> Translations:
    return {
        language: {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in words.model_dump(exclude_none=True).items()
        }
        for language, words in written.items()
    }


def _to_override(written: OverrideItem) -> Override:
    values = {**written.model_dump(), "visits": tuple(written.visits)}
    return Override(**{**values, "at": clock.read_timestamp(written.at)})

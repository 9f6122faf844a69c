"""Plans in the forms they leave in: whole, or by car and by member of staff.

Parts are asked for by their number, counted from 1 in the order of the day: names in addresses end up in logs.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from fastapi import Path as InPath

from api import exports
from api.access.actor import SERVICE, Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.errors import RefusalError
from api.exports.forms import FORMS, PARTED_FORMS, Asked
from api.exports.scene import Scene
from api.languages import Wanted
from api.pages import answer
from api.service import Service, Shared
from api.store import plans, teams
from api.store.plans import StoredPlan
from scheduler import files
from scheduler.texts import Language

router = APIRouter(prefix="/api/plans", tags=["plans"])

_AT_ONCE: Final = threading.BoundedSemaphore(2)
_PATIENCE_S: Final = 5.0

Reader = Annotated[Actor, require(Permission.PLANS_READ)]
FormName = Literal["pdf", "xlsx", "csv", "png", "geojson", "html", "fhir"]
PartedName = Literal["sheets", "gpx", "ics"]
Version = Annotated[int | None, Query(ge=1, lt=2**31, description="of the plan; the newest if left out")]

_MEDIA_TYPES: Final = [
    *(form.media_type for form in FORMS.values()),
    *(form.media_type for form in PARTED_FORMS.values()),
]
_PACKED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {name: {} for name in _MEDIA_TYPES}, "description": "The file"}
}


@router.get("/{key}/exports/{form}", response_class=Response, responses=_PACKED)
def get_export(
    caller: Reader, service: Shared, language: Wanted, key: str, form: FormName, version: Version = None
) -> Response:
    """Give a version of a plan in one of its forms: paper, workbook, table, picture, map layer, page or FHIR R4."""
    plan = _read(service, caller, key, version, form)
    with _drawing():
        scene = _set_scene(service, plan)
        made = FORMS[form].make(scene, _ask(service, language))
    if form == "html":
        return answer(made.decode())
    return _hand_out(made, FORMS[form].media_type, f"plan-{scene.day.date}-v{plan.version}.{FORMS[form].suffix}")


@router.get("/{key}/exports/{form}/{number}", response_class=Response, responses=_PACKED)
def get_part(
    caller: Reader,
    service: Shared,
    language: Wanted,
    key: str,
    form: PartedName,
    number: Annotated[int, InPath(ge=1, lt=10_000, description="of the car, or for ics of the staff, in the day")],
    version: Version = None,
) -> Response:
    """Give a car's run sheet (PDF) or its ways (GPX), or the calendar of a member of staff (ICS)."""
    plan = _read(service, caller, key, version, form)
    parted = PARTED_FORMS[form]
    revealed = service.settings.reads_protected(caller.name)
    with _drawing():
        scene = _set_scene(service, plan, revealed=revealed)
        made = parted.make(scene, _ask(service, language))
    ids = [person.id for person in scene.day.staff] if parted.part == "staff" else [car.id for car in scene.day.cars]
    if number > len(ids) or ids[number - 1] not in made:
        raise RefusalError("not_found")
    name = f"plan-{scene.day.date}-v{plan.version}-{parted.part}-{number}.{parted.suffix}"
    return _hand_out(made[ids[number - 1]], parted.media_type, name)


@contextmanager
def _drawing() -> Iterator[None]:
    """Let few draw at a time: a drawing takes seconds of a core. Raises RefusalError where the wait is too long."""
    if not _AT_ONCE.acquire(timeout=_PATIENCE_S):
        raise RefusalError("busy", headers={"Retry-After": "5"})
    try:
        yield
    finally:
        _AT_ONCE.release()


def _read(service: Service, caller: Actor, key: str, version: int | None, form: str) -> StoredPlan:
    with service.store.read(caller) as tx:
        plan = plans.get_plan(tx, key, version=version)
    service.store.record(caller, action=f"plan:export:{form}", team=plan.team, subject=plan.subject)
    return plan


def _set_scene(service: Service, plan: StoredPlan, *, revealed: bool = False) -> Scene:
    day = files.parse_day(plan.day_document, file="day")
    parsed = files.parse_plan(plan.document, file="plan")
    with service.store.read(SERVICE) as tx:
        team = teams.name_of(tx, plan.team)
    return exports.make_scene(day, parsed, folder=service.settings.roads, team=team, revealed=revealed)


def _ask(service: Service, language: Language) -> Asked:
    now = dt.datetime.fromtimestamp(service.store.clock() / 1_000_000, dt.UTC)
    return Asked(language=language, stamp=now, systems=service.settings.fhir)


def _hand_out(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})

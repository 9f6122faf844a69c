"""Patients looked for while a call is taken: in the plan's day, and in the team's registry."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import JsonBody
from api.clearance import clearance_of
from api.dispatching import finding
from api.dispatching.commands import body_of
from api.errors import RefusalError
from api.service import Shared
from api.store import plans, rosters, teams
from api.wire import Wire
from scheduler import files
from scheduler.roster.records import Place

router = APIRouter(prefix="/api/plans", tags=["calls"])

_LONGEST: Final = 200


class PatientQuestion(Wire):
    """Whom to find, by id or address."""

    text: Annotated[str, Field(min_length=1, max_length=_LONGEST)]
    most: Annotated[int, Field(ge=1, le=50)] = 10


class PatientHit(Wire):
    """A patient."""

    patient: str
    address: str | None = Field(description="null also where it is told to those only whom the settings name")
    place: Place | None = Field(description="Where, of an enrolled patient whom the plan's day does not have")


class PatientAnswer(Wire):
    """Who was found, the best first: whose id it is, whose id begins so, whole words, parts of words."""

    hits: list[PatientHit]


@router.post("/{key}/patients/search", openapi_extra=body_of(PatientQuestion))
def search_patients(
    caller: Annotated[Actor, require(Permission.CALLS_TAKE)], service: Shared, key: str, body: JsonBody
) -> PatientAnswer:
    """Find patients of a plan's day, and of the team's registry who are enrolled and at home; the audit is told."""
    question = files.validate_whole(PatientQuestion, body.document, file="question")
    if not service.searches.take():
        raise RefusalError("too_many_searches", headers={"Retry-After": "1"})
    with service.store.read(caller) as tx:
        plan = plans.get_plan(tx, key, Permission.CALLS_TAKE)
        day = plan.day_document
        team = teams.find_team(tx, day["team"], Permission.ROSTER_READ)
        records = [record.document for record in rosters.list_records(tx, team, "patients")]
    homes = clearance_of(caller, service.settings, team.id).homes
    known = [
        *finding.of_day(day, homes=homes),
        *finding.enrolled(records, dt.date.fromisoformat(day["date"]), homes=homes),
    ]
    hits = finding.find(known, question.text, most=question.most)
    if hits:
        with service.store.write(caller) as tx:
            rosters.note_reading(tx, team, (one.patient for one in hits), action="patients:search")
    return PatientAnswer(hits=[PatientHit(patient=one.patient, address=one.address, place=one.place) for one in hits])

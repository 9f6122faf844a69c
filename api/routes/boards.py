"""Boards: plans, versions and proposals as the console shows them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as InPath

from api import boards, errors
from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.boards import Board
from api.boards.making import Sight
from api.boards.wire import BoardTold
from api.clearance import Clearance, clearance_of
from api.dispatching.matching import StaleError, stale
from api.dispatching.wire import OfferChoice
from api.service import Service, Shared
from api.store import calls, events, plans, proposals, teams
from api.store.plans import StoredPlan
from scheduler import files
from scheduler.day import Day
from scheduler.plan import Plan
from scheduler.texts import Language

router = APIRouter(prefix="/api", tags=["boards"])

Reader = Annotated[Actor, require(Permission.PLANS_READ)]
Taker = Annotated[Actor, require(Permission.CALLS_TAKE)]
OfferNumber = Annotated[int, InPath(ge=1, le=20, description="of the call's offers, from 1")]
Number = Annotated[int | None, Query(ge=1, lt=2**31, description="a version as it was made; as it stands if left out")]


@router.get("/plans/{key}/board", responses={200: {"model": Board}})
def get_board(caller: Reader, service: Shared, request: Request, key: str, version: Number = None) -> Response:
    """Give a plan as it stands, with what has happened since its newest version, or a version as it was made."""
    if version is None:
        standing = service.answering.standings.stand(service.store, caller, key, Permission.PLANS_READ)
        plan, last, day, planned = standing.base, standing.last_event, standing.day, standing.plan
    else:
        with service.store.read(caller) as tx:
            plan = plans.get_plan(tx, key, version=version)
            last, day, planned = events.last_event(tx, plan), None, None
    way = _way(caller, service, request, plan.team)
    service.store.record(caller, action="plan:read", team=plan.team, subject=plan.subject)

    def make() -> bytes:
        sight = _sight(caller, service, plan, last, way)
        known = day or files.parse_day(plan.day_document, file="day")
        asked = planned or files.parse_plan(plan.document, file="plan")
        return _write(service, sight, known, asked, way)

    name = (plan.version_id, plan.state, last, version is None, way)
    return _answer(request, service.boards.get(name, make), etag=plan.etag)


@router.get("/proposals/{key}/board", responses={200: {"model": Board}})
def get_proposed_board(caller: Reader, service: Shared, request: Request, key: str) -> Response:
    """Give the plan that is proposed, as it would be."""
    with service.store.read(caller) as tx:
        proposal = proposals.get_proposal(tx, key)
        plan = plans.get_plan(tx, proposal.plan)
        last = events.last_event(tx, plan)
    way = _way(caller, service, request, plan.team)
    service.store.record(caller, action="proposal:read", team=proposal.team, subject=proposal.subject)

    def make() -> bytes:
        sight = _sight(caller, service, plan, proposal.base_event, way)
        day, planned = files.parse_day(proposal.day, file="day"), files.parse_plan(proposal.document, file="plan")
        return _write(service, sight, day, planned, way)

    name = (proposal.id, plan.version_id, plan.state, last, way)
    return _answer(request, service.boards.get(name, make), etag=plan.etag)


@router.get("/calls/{key}/offers/{number}/board", responses={200: {"model": Board}})
def get_offered_board(caller: Taker, service: Shared, request: Request, key: str, number: OfferNumber) -> Response:
    """Give the plan as it would be with an offer of a call: looking at it leaves no proposal behind."""
    with service.store.read(caller) as tx:
        call = calls.get_call(tx, key, Permission.CALLS_TAKE)
    service.store.record(caller, action="call:read", team=call.team, subject=call.subject)
    try:
        standing, day, planned = service.answering.place(caller, call, OfferChoice(offer=number))
    except StaleError as error:
        raise stale(service.answering, caller, error, again=f"/api/calls/{key}/offers") from None
    base = standing.base
    # The call alone is not what is told of: the offer is shown in the whole plan.
    service.store.record(caller, action="plan:read", team=base.team, subject=base.subject)
    way = _way(caller, service, request, call.team)
    packed = _write(service, _sight(caller, service, base, standing.last_event, way), day, planned, way)
    return _answer(request, packed, etag=base.etag)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How a board is made for whoever asks."""

    language: Language
    clearance: Clearance
    team_name: str


def _way(caller: Actor, service: Service, request: Request, team: str) -> _Way:
    with service.store.read(caller) as tx:
        name = teams.name_of(tx, team)
    clearance = clearance_of(caller, service.settings, team)
    return _Way(language=errors.language_of(request.scope), clearance=clearance, team_name=name)


def _sight(caller: Actor, service: Service, plan: StoredPlan, last_event: int, way: _Way) -> Sight:
    with service.store.read(caller) as tx:
        statuses = events.statuses(tx, plan)
        told = events.holding(events.list_events(tx, plan, after=plan.events_taken))
    return Sight(
        plan=plan.id,
        version=plan.version,
        state=plan.state,
        etag=plan.etag,
        last_event=last_event,
        day=plan.day,
        team_id=plan.team,
        team_name=way.team_name,
        statuses=statuses,
        told={
            one.document["visit"]: BoardTold(event=one.kind, at=one.happened_us // 1_000_000)
            for one in told
            if "visit" in one.document
        },
    )


def _write(service: Service, sight: Sight, day: Day, plan: Plan, way: _Way) -> bytes:
    board = boards.make_board(
        sight, day, plan, folder=service.settings.roads, language=way.language, clearance=way.clearance
    )
    return gzip.compress(board.model_dump_json().encode(), compresslevel=4, mtime=0)


def _answer(request: Request, packed: bytes, *, etag: str) -> Response:
    headers = {"ETag": etag, "Vary": "Accept-Encoding, Accept-Language"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), media_type="application/json", headers=headers)
    return Response(packed, media_type="application/json", headers=headers | {"Content-Encoding": "gzip"})

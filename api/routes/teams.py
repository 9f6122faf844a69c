"""Teams: one's own and the presets, and what the days of a team have in common."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from api import registries
from api.access.actor import Actor
from api.access.requiring import require, signed_in
from api.access.roles import PERMISSIONS, Permission
from api.bodies import IdempotencyKey, JsonBody
from api.dispatching.commands import body_like, body_of
from api.dispatching.matching import IfMatch
from api.errors import RefusalError, language_of
from api.service import Shared
from api.store import Transaction, teams
from api.store.replies import Reply
from api.store.teams import KeyTakenError, StoredSettings, StoredTeam
from api.wire import TeamEntry, Wire
from scheduler import files
from scheduler.day import DEFAULT_TIMEZONE
from scheduler.roster import TeamSettings
from scheduler.roster.records import Key
from scheduler.teams import TEAMS, name_team
from scheduler.texts import Language

router = APIRouter(prefix="/api/teams", tags=["teams"])

Writer = Annotated[Actor, require(Permission.ROSTER_WRITE)]


class TeamOrder(Wire):
    """A team to make."""

    key: Key
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


class SettingsEntry(Wire):
    """A team's settings; ``revision`` 0 where nobody has written any."""

    id: str
    key: str
    revision: int
    settings: TeamSettings


@router.get("")
def list_teams(request: Request, service: Shared, caller: Annotated[Actor, signed_in()]) -> list[TeamEntry]:
    """List one's own teams by key, with what one is and may in each, and then the presets that are none of them."""
    language = language_of(request.scope)
    with service.store.read(caller) as tx:
        own = [_entry(team, teams.get_settings(tx, team), caller, language) for team in teams.list_teams(tx)]
    taken = {team.key for team in own}
    presets = [
        TeamEntry(key=team.key, name=getattr(team.name, language), roads=team.roads, timezone=DEFAULT_TIMEZONE)
        for team in TEAMS.values()
        if team.key not in taken
    ]
    return [*own, *presets]


@router.post("", status_code=201, response_model=TeamEntry, openapi_extra=body_of(TeamOrder))
def post_team(
    caller: Annotated[Actor, require(Permission.TEAMS_WRITE)],
    service: Shared,
    request: Request,
    body: JsonBody,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make a team; for those who may write teams everywhere."""
    wanted = files.validate_whole(TeamOrder, body.document, file="team")

    def make(tx: Transaction) -> Reply:
        try:
            team = teams.create_team(tx, key=wanted.key, name=wanted.name)
        except KeyTakenError:
            raise RefusalError("key_taken") from None
        settings, language = teams.get_settings(tx, team), language_of(request.scope)
        entry = _entry(team, settings, caller, language).model_dump(mode="json")
        return Reply(status=201, document=entry, headers={"Location": f"/api/teams/{wanted.key}"})

    return service.carry_out(caller, make, body=body, key=idempotency_key)


@router.get("/{team}", responses={200: {"model": SettingsEntry}})
def get_team(caller: Annotated[Actor, signed_in()], service: Shared, team: str) -> JSONResponse:
    """Give a team's settings, to whoever is anything in it."""
    with service.store.read(caller) as tx:
        return _answer(teams.get_settings(tx, teams.find_team(tx, team, None)))


@router.put("/{team}", responses={200: {"model": SettingsEntry}}, openapi_extra=body_like(TeamSettings.__name__))
def put_team(caller: Writer, service: Shared, team: str, body: JsonBody, if_match: IfMatch = None) -> JSONResponse:
    """Write a team's settings: name, roads, bases, usual shift, rules and weights."""
    with service.store.write(caller) as tx:
        registry = registries.open_registry(tx, team, Permission.ROSTER_WRITE, hold=True)
        return _answer(registries.put_settings(tx, registry, body.document, if_match=if_match))


def _entry(team: StoredTeam, settings: StoredSettings, caller: Actor, language: Language) -> TeamEntry:
    roles = caller.roles_in(team.id)
    permissions = frozenset[Permission]().union(*(PERMISSIONS[role] for role in roles))
    return TeamEntry(
        id=team.id,
        key=team.key,
        name=name_team(team.key, team.name, language),
        roads=settings.document.get("roads"),
        timezone=settings.timezone,
        roles=sorted(roles),
        permissions=sorted(permissions),
    )


def _answer(held: StoredSettings) -> JSONResponse:
    document = {"id": held.team.id, "key": held.team.key, "revision": held.revision, "settings": held.document}
    return JSONResponse(document, headers={"ETag": held.etag})

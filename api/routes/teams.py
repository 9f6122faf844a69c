"""Teams: the presets."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.access.requiring import signed_in
from api.errors import language_of
from api.wire import TeamEntry
from scheduler.teams import TEAMS

router = APIRouter(prefix="/api/teams", tags=["teams"])


@router.get("", dependencies=[signed_in()])
def list_teams(request: Request) -> list[TeamEntry]:
    """List the preset teams."""
    language = language_of(request.scope)
    return [TeamEntry(key=team.key, name=getattr(team.name, language), roads=team.roads) for team in TEAMS.values()]

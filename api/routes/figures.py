"""Figures over time: a team's days in figures, by municipality, and as files."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.errors import RefusalError
from api.exports import season_files
from api.languages import Wanted
from api.season_wire import SeasonEntry
from api.service import Service, Shared
from api.store import teams
from maps import borders
from scheduler import clock
from scheduler.seasons import Season

router = APIRouter(prefix="/api/teams/{team}/figures", tags=["teams"])

MOST_DAYS: Final = 400
USUAL_DAYS: Final = 28
EARLIEST: Final = dt.date(2000, 1, 1)

Reader = Annotated[Actor, require(Permission.PLANS_READ)]
First = Annotated[dt.date | None, Query(alias="from", description="four weeks before the last if left out")]
Last = Annotated[dt.date | None, Query(alias="to", description="today, where the team is, if left out")]
FormName = Literal["csv", "xlsx"]

_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {name: {} for name in _TYPES.values()}, "description": "The file"}
}


@router.get("", response_model=SeasonEntry)
def get_figures(caller: Reader, service: Shared, team: str, first: First = None, last: Last = None) -> Response:
    """Give a team's figures from one date to another: by day, in all, and by municipality."""
    season = _season(service, caller, team, first, last)
    names = {area.code: area.name for area in borders.municipalities()}
    document = jsonable_encoder(asdict(season))
    for place in document["places"]:
        place["name"] = names[place["code"]]
    return JSONResponse({"team": team, **document})


@router.get("/{form}", response_class=Response, responses=_FILE)
def get_file(
    caller: Reader,
    service: Shared,
    language: Wanted,
    team: str,
    form: FormName,
    first: First = None,
    last: Last = None,
) -> Response:
    """Give the same as a file: a table of days, or a workbook with one of municipalities too."""
    season = _season(service, caller, team, first, last)
    make = {"csv": season_files.table_bytes, "xlsx": season_files.workbook_bytes}[form]
    name = f"figures-{season.first}-{season.last}.{form}"
    return Response(
        make(season, language=language),
        media_type=_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _season(service: Service, caller: Actor, team: str, first: dt.date | None, last: dt.date | None) -> Season:
    end = last or _today(service, caller, team)
    begin = first or max(EARLIEST, end) - dt.timedelta(days=USUAL_DAYS - 1)
    if begin < EARLIEST or not 0 <= (end - begin).days < MOST_DAYS:
        raise RefusalError("bad_request", subject="season")
    found, season = service.seasons.season(caller, team, first=begin, last=end)
    service.store.record(caller, action="figures:read", team=found.id, subject=f"team:{found.id}")
    return season


def _today(service: Service, caller: Actor, team: str) -> dt.date:
    """Give the date where the team is."""
    with service.store.read(caller) as tx:
        settings = teams.get_settings(tx, teams.find_team(tx, team, Permission.PLANS_READ))
    now = dt.datetime.fromtimestamp(service.store.clock() / 1e6, tz=dt.UTC)
    return clock.to_local(now, settings.timezone).date()

"""Days out of tables: tried first, kept when nothing is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from api import uploads
from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import Body, IdempotencyKey, target_of
from api.errors import RefusalError
from api.exports.forms import FORMS
from api.routes.days import TriedDay, keep_day, try_day
from api.service import Shared
from api.uploads import CrowdedError, Kind, Upload
from api.wire import DayEntry
from scheduler import files

router = APIRouter(prefix="/api/imports", tags=["days"])

KINDS: Final[Mapping[str, Kind]] = {FORMS["xlsx"].media_type: "xlsx", "application/zip": "zip"}
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
TABLES_BODY: Final = {"requestBody": {"required": True, "content": dict.fromkeys(KINDS, _BINARY)}}


async def read_tables(request: Request) -> bytes:
    """Read a body of tables; raises RefusalError for another media type."""
    if media_type(request) not in KINDS:
        raise RefusalError("unsupported_media_type", subject="tables")
    return await request.body()


@router.post(
    "",
    openapi_extra=TABLES_BODY,
    responses={200: {"model": TriedDay, "description": "Tried"}, 201: {"model": DayEntry, "description": "Kept"}},
)
def post_import(
    caller: Annotated[Actor, require(Permission.PLANS_MAKE)],
    service: Shared,
    request: Request,
    data: Annotated[bytes, Depends(read_tables)],
    *,
    dry_run: Annotated[bool, Query(description="only try: nothing is kept")] = True,
    date: Annotated[dt.date | None, Query(description="of the day, where its tables do not say it")] = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Read a workbook, or a zip archive of CSV and XLSX files, as a day; all faults of all rows are told at once."""
    try:
        day = uploads.read_upload(Upload(data=data, kind=KINDS[media_type(request)], date=date))
    except CrowdedError as error:
        raise RefusalError("busy", headers={"Retry-After": "5"}) from error
    if dry_run:
        return try_day(day)
    document: dict[str, Any] = files.day_document(day)
    body = Body(target=target_of(request), raw=data, document=document)
    return service.carry_out(caller, lambda tx: keep_day(tx, day, document), body=body, key=idempotency_key)


def media_type(request: Request) -> str:
    """Give the media type of a request, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()

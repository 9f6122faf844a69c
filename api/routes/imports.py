"""Days out of tables: tried first, kept when nothing is wrong with them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Query, Request, Response

from api import uploads
from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import Body, IdempotencyKey, target_of
from api.errors import RefusalError
from api.exports.forms import FORMS
from api.routes.days import keep_day, try_day
from api.service import Shared
from api.uploads import CrowdedError, Kind, Upload
from api.wire import DayEntry, TriedDay
from scheduler import files

router = APIRouter(prefix="/api/imports", tags=["days"])

KINDS: Final[Mapping[str, Kind]] = {FORMS["xlsx"].media_type: "xlsx", "application/zip": "zip", "text/csv": "csv"}
_FILE_NAME: Final = re.compile(r"filename\*=utf-8''([^;]*)", re.IGNORECASE)
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
TABLES_BODY: Final = {"requestBody": {"required": True, "content": dict.fromkeys(KINDS, _BINARY)}}


async def read_tables(request: Request) -> Upload:
    """Read a body of tables; raises RefusalError for another media type."""
    kind = KINDS.get(request.headers.get("content-type", "").partition(";")[0].strip().lower())
    if kind is None:
        raise RefusalError("unsupported_media_type", subject="tables")
    return Upload(data=await request.body(), kind=kind, name=_file_name(request))


@router.post(
    "",
    openapi_extra=TABLES_BODY,
    responses={200: {"model": TriedDay, "description": "Tried"}, 201: {"model": DayEntry, "description": "Kept"}},
)
def post_import(
    caller: Annotated[Actor, require(Permission.PLANS_MAKE)],
    service: Shared,
    request: Request,
    upload: Annotated[Upload, Depends(read_tables)],
    *,
    dry_run: Annotated[bool, Query(description="only try: nothing is kept")] = True,
    date: Annotated[dt.date | None, Query(description="of the day, where its tables do not say it")] = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Read a workbook, or a zip archive of CSV and XLSX files, as a day; all faults of all rows are told at once.

    Faults are told of the file by the name that ``Content-Disposition: attachment; filename*=UTF-8''NAME`` gives it.
    """
    try:
        day = uploads.read_upload(replace(upload, date=date))
    except CrowdedError as error:
        raise RefusalError("busy", headers={"Retry-After": "5"}) from error
    if dry_run:
        return try_day(day)
    document: dict[str, Any] = files.day_document(day)
    body = Body(target=target_of(request), raw=upload.data, document=document)
    return service.carry_out(caller, lambda tx: keep_day(tx, day, document), body=body, key=idempotency_key)


def _file_name(request: Request) -> str:
    """Give what the sender calls the file, in the form of RFC 6266; nothing where they do not say."""
    told = _FILE_NAME.search(request.headers.get("content-disposition", ""))
    return "" if told is None else unquote(told[1])

"""The feed: what changes in a team's plans, jobs, calls and visits, told to open pages as it is committed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.access.actor import Actor
from api.access.listening import Listener
from api.access.requiring import require
from api.access.roles import Permission
from api.service import Shared
from api.store import feed
from api.store.feed import News

router = APIRouter(prefix="/api/feed", tags=["feed"])

_LOOK_AGAIN_S: Final = 0.2
_LOOK_ANYHOW_S: Final = 1.0
"""Other processes write to the same database; what they commit is looked for so often."""
_PULSE_S: Final = 15.0
"""A word so often keeps proxies from closing a quiet stream, and shows both ends who has gone."""

Reader = Annotated[Actor, require(Permission.PLANS_READ)]
Seen = Annotated[int | None, Query(ge=0, lt=1 << 62, description="the id of the last that was seen")]


def find_start(
    caller: Reader,
    service: Shared,
    after: Seen = None,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
) -> int:
    """Give the number to go on after: what the browser saw last, else what is asked for, else the end."""
    if last_event_id is not None and last_event_id.isdecimal():
        return min(int(last_event_id), 1 << 62)
    if after is not None:
        return after
    with service.store.read(caller) as tx:
        return feed.last(tx)


@router.get("", response_class=EventSourceResponse)
async def follow(
    caller: Reader, service: Shared, request: Request, start: Annotated[int, Depends(find_start)]
) -> AsyncIterator[ServerSentEvent]:
    """Tell all that is committed in the caller's teams from now on, or after ``Last-Event-ID`` or ``after``.

    Each event's id is its number and its name what it is about: ``plan``, ``job``, ``proposal``, ``call``,
    ``events``, ``alert``, ``roster``, ``morning``. ``reset`` says that what was missed is no longer kept, so that
    pages read everything anew; ``pulse``, without an id, comes every 15 s where nothing else does. Nobody's name or
    address is told; visits have the ids that their day gives them.
    """
    yield ServerSentEvent(comment="open")
    seen, changes, looked, told = start, -1, 0.0, asyncio.get_running_loop().time()
    listener = Listener(service.recognise, request, caller, Permission.PLANS_READ)
    while service.jobs.alive:
        now, reader = asyncio.get_running_loop().time(), await listener.ask()
        if reader is None:
            return
        if service.store.changes != changes or now - looked > _LOOK_ANYHOW_S:
            changes, looked = service.store.changes, now
            for news in await run_in_threadpool(_read, service, reader, seen):
                seen, told = news.seq, now
                yield ServerSentEvent(data=news.document, event=news.kind, id=str(news.seq))
        if now - told > _PULSE_S:
            told = now
            yield ServerSentEvent(event="pulse", data={})
        await asyncio.sleep(_LOOK_AGAIN_S)


def _read(service: Shared, caller: Actor, seen: int) -> list[News]:
    with service.store.read(caller) as tx:
        return feed.after(tx, seen)

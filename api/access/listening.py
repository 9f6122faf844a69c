"""Who listens to a stream, which lasts longer than a request: they may have signed out, or be somebody else by now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from api.access.actor import Actor
from api.access.roles import Permission

_RECOGNISE_S: Final = 2.0
"""So often it is asked anew."""


class Listener:
    """Somebody with a permission, for as long as they have it."""

    def __init__(
        self, recognise: Callable[[Request], Actor | None], request: Request, actor: Actor, permission: Permission
    ) -> None:
        self._recognise, self._request, self._permission = recognise, request, permission
        self._actor = actor
        self._known = asyncio.get_running_loop().time()

    async def ask(self) -> Actor | None:
        """Give who listens as they are now; None once they may not any more."""
        now = asyncio.get_running_loop().time()
        if now - self._known > _RECOGNISE_S:
            self._known = now
            actor = await run_in_threadpool(self._recognise, self._request)
            if actor is None or not actor.teams_with(self._permission):
                return None
            self._actor = actor
        return self._actor

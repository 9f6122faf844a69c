"""The front page: the only plan there is, or a list of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import errors, pages, rendering
from api.access.actor import Actor
from api.access.requiring import require
from api.access.roles import Permission
from api.routes.plans import read_plan
from api.service import Shared
from api.store import plans

router = APIRouter()


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def get_front(
    caller: Annotated[Actor, require(Permission.PLANS_READ)], service: Shared, request: Request
) -> HTMLResponse:
    """Show the plan, or what plans there are to see."""
    with service.store.read(caller) as tx:
        lines = plans.list_plans(tx)
    if len(lines) == 1:
        plan = read_plan(service, caller, lines[0].id)
        return pages.answer(rendering.draw(service.store, caller, plan, settings=service.settings).page)
    return pages.answer(pages.list_page(lines, language=errors.language_of(request.scope)))

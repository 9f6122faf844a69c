"""The front page: the only plan there is, or a list of them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import errors, pages, rendering, signing_page
from api.access.requiring import public
from api.access.roles import Permission
from api.routes.plans import read_plan
from api.service import Shared
from api.store import plans
from api.store.errors import ForbiddenError

router = APIRouter()


@router.get("/", response_class=HTMLResponse, include_in_schema=False, dependencies=[public()])
def get_front(service: Shared, request: Request) -> HTMLResponse:
    """Show the plan, or what plans there are to see; to who is not signed in, how to do so."""
    language = errors.language_of(request.scope)
    caller = service.identify(request)
    if caller is None:
        page = signing_page.write_page(language=language, provider=service.doors.sign_on is not None)
        return pages.answer(page, connects=True)
    if not caller.teams_with(Permission.PLANS_READ):
        raise ForbiddenError(Permission.PLANS_READ)
    with service.store.read(caller) as tx:
        lines = plans.list_plans(tx)
    if len(lines) == 1:
        plan = read_plan(service, caller, lines[0].id)
        return pages.answer(rendering.draw(service.store, caller, plan, settings=service.settings).page)
    return pages.answer(pages.list_page(lines, language=language), connects=True)

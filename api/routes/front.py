"""The front page: the only plan there is, or a list of them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import errors, pages
from api.service import Shared

router = APIRouter()


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def get_front(service: Shared, request: Request) -> HTMLResponse:
    """Show the plan, or what plans there are to see."""
    plans = service.plans.items()
    if len(plans) == 1:
        return pages.answer(plans[0][1].rendered.page)
    return pages.answer(pages.list_page(plans, language=errors.language_of(request.scope)))

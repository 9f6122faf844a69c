"""Pages that the service itself hands out, and how a browser may treat them."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from typing import Final

from fastapi.responses import HTMLResponse

from api.store.plans import PlanLine
from api.wire import PlanEntry

_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def answer(page: str, *, connects: bool = False) -> HTMLResponse:
    """Hand out a self-contained page: its own scripts by their hash, nothing from anywhere else.

    One that ``connects`` may ask the service for more.
    """
    scripts = " ".join(sorted({_hash(script) for script in _SCRIPT.findall(page)})) or "'none'"
    reached = "'self'" if connects else "'none'"
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; "
        f"connect-src {reached}; "
        "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})


def plan_entry(line: PlanLine) -> PlanEntry:
    """Tell what a plan is."""
    return PlanEntry(
        id=line.id,
        day=line.day,
        date=dt.date.fromisoformat(line.date),
        team=line.team,
        state=line.state,
        version=line.version,
        visits_planned=line.planned,
        visits_unassigned=line.unassigned,
        gives_way=line.gives_way,
    )


def _hash(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"

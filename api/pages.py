"""Pages that the service itself hands out, and how a browser may treat them."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import re
from collections.abc import Sequence
from typing import Final

from fastapi.responses import HTMLResponse

from api.store.plans import PlanLine
from api.wire import PlanEntry
from scheduler import texts
from scheduler.texts import Language

_SIGN_OUT: Final = """
document.querySelector("button").addEventListener("click", async () => {
  const account = await (await fetch("/api/sessions/current")).json();
  const headers = { "X-CSRF-Token": account.csrf_token ?? "" };
  await fetch("/api/sessions/current", { method: "DELETE", headers });
  location.replace("/");
});
"""
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
    )


def list_page(lines: Sequence[PlanLine], *, language: Language) -> str:
    """Write the page that lists the plans."""

    def say(name: str, **values: object) -> str:
        return html.escape(texts.say(f"api.front.{name}", language=language, **values))

    rows = "".join(_row(plan_entry(line), language) for line in lines)
    listed = f"<ul>{rows}</ul>" if rows else f"<p>{say('none')}</p>"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{say("title")}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<style>body{font:1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}</style></head>"
        f"<body><main><h1>{say('title')}</h1>{listed}<p><button>{say('sign_out')}</button></p></main>"
        f"<script>{_SIGN_OUT}</script></body></html>"
    )


def _row(entry: PlanEntry, language: Language) -> str:
    text = texts.say(
        "api.front.plan",
        language=language,
        date=entry.date,
        team=entry.team,
        planned=entry.visits_planned,
        unassigned=entry.visits_unassigned,
    )
    return f'<li><a href="/api/plans/{html.escape(entry.id)}/page">{html.escape(text)}</a></li>'


def _hash(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"

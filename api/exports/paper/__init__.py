"""Run sheets on A4 (PDF): an overview of the day, a sheet per car, and what was left out.

Made with reportlab; every page says of which version of the plan it is, and how many pages there are.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
from collections.abc import Callable
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate

from api.exports.paper import cars, overview
from api.exports.paper.lettering import SOFT, readable, register_fonts
from api.exports.scene import Scene
from api.exports.wording import clock_time
from scheduler import clock
from scheduler.plan import Route
from scheduler.texts import Language, say

_SIDE = 14 * mm
_TOP = 13 * mm
_FOOT = 17 * mm

Story = list[Any]


def day_pdf(scene: Scene, *, stamp: dt.datetime, language: Language = "sv") -> bytes:
    """Make the whole day: overview, a sheet for every car with a route, what was left out.

    ``stamp`` is the instant that the paper says it was made.
    """
    return _print(scene, functools.partial(_whole_day, scene, language), stamp=stamp, language=language)


def car_pdf(scene: Scene, route: Route, *, stamp: dt.datetime, language: Language = "sv") -> bytes:
    """Make one car's sheet alone: nothing of other cars is on it."""
    tell = functools.partial(cars.car_sheet, scene, route, language)
    return _print(scene, tell, stamp=stamp, language=language, subject=route.car)


def _whole_day(scene: Scene, language: Language) -> Story:
    story = overview.day_overview(scene, language)
    for route in scene.plan.routes:
        if any(stop.kind == "visit" for stop in route.stops):
            story += [PageBreak(), *cars.car_sheet(scene, route, language)]
    if scene.plan.unassigned:
        story += [PageBreak(), *overview.left_out(scene, language)]
    return story


def _print(
    scene: Scene, tell: Callable[[], Story], *, stamp: dt.datetime, language: Language, subject: str | None = None
) -> bytes:
    """Set the story twice: how many pages there are is known only after the first time."""
    register_fonts()
    title = " · ".join(part for part in (scene.titles[language], scene.day.date.isoformat(), subject) if part)
    _, pages = _set(tell(), title, lambda _: "", language)
    local = clock.to_local(stamp, scene.day.timezone)
    made = say(
        "paper.made",
        language=language,
        version=scene.plan.version,
        time=f"{local:%Y-%m-%d} {clock_time(stamp, scene.day)}",
    )
    content, _ = _set(
        tell(),
        title,
        lambda page: f"{made} · {say('paper.page', language=language, page=page, pages=pages)}",
        language,
        credit=scene.attribution or "",
    )
    return content


def _set(
    story: Story, title: str, foot: Callable[[int], str], language: Language, *, credit: str = ""
) -> tuple[bytes, int]:
    content = io.BytesIO()
    # Invariant: no time and no random id of reportlab's own, so that equal plans make equal files.
    document = BaseDocTemplate(
        content, pagesize=A4, title=readable(title), author="hemrutt", lang=language, invariant=1
    )
    frame = Frame(
        _SIDE,
        _FOOT,
        A4[0] - 2 * _SIDE,
        A4[1] - _TOP - _FOOT,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )

    def draw_foot(canvas: Any, _: Any) -> None:
        canvas.setFont("HemruttSans", 7.5)
        canvas.setFillColor(SOFT)
        canvas.drawString(_SIDE, 10 * mm, readable(title)[:90])
        canvas.drawRightString(A4[0] - _SIDE, 10 * mm, foot(canvas.getPageNumber()))
        canvas.drawString(_SIDE, 6.4 * mm, readable(credit)[:130])

    document.addPageTemplates([PageTemplate(frames=[frame], onPage=draw_foot)])
    document.build(story)
    return content.getvalue(), document.page

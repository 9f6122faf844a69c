"""``hemrutt explain``: why visits are where they are, and what a plan's cost is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from api.cli import figures, sheets
from api.cli.checking import PlanPath
from api.cli.planning import DateOption, DayPath, read_day
from api.cli.refusals import RefusedError
from api.cli.session import Session, plain
from api.documents import explanation_document
from scheduler import explaining, files
from scheduler.explaining import Explanation
from scheduler.plan import Plan, Reason
from scheduler.texts.translations import tell


def explain_command(
    context: typer.Context,
    day: DayPath,
    plan: PlanPath,
    visit: Annotated[str | None, typer.Argument(help="cli.argument.visit", metavar="VISIT")] = None,
    *,
    date: DateOption = None,
) -> None:
    """Explain a plan, or one of its visits."""
    session: Session = context.obj
    asked, stated = read_day(day, date=date), files.read_plan(plan)
    if visit is not None and visit not in {known.id for known in asked.visits}:
        raise RefusedError("unknown_visit", place=str(day), visit=visit)
    if visit is not None and asked.running is not None and visit in asked.running.begun:
        raise RefusedError("visit_begun", place=str(day), visit=visit)
    explanation = explaining.explain_plan(
        asked, stated, folder=session.settings.roads, visit=visit, language=session.language
    )
    document = tell(explanation_document(explanation, stated), session.language)
    session.answer(document, *_show(session, explanation, stated, alone=visit is not None))


def _show(session: Session, explanation: Explanation, plan: Plan, *, alone: bool) -> Iterator[RenderableType]:
    if explanation.placed:
        yield _placements(session, explanation, plan)
    if alone and any(placed.others for placed in explanation.placed):
        yield _others(session, [reason for placed in explanation.placed for reason in placed.others])
    if explanation.unassigned:
        yield sheets.show_unassigned(session, explanation.unassigned)
    if not alone:
        yield _routes(session, explanation)
        parts = sheets.show_parts(session, explanation.cost_parts)
        total = figures.number(explanation.cost_total, session.language)
        yield Text(f"{session.say('figures.cost')}: {total} ({parts})")


def _routes(session: Session, explanation: Explanation) -> RenderableType:
    """Show what each route costs and of what."""
    table = session.table("explain.car", "figures.cost", "explain.parts", right=("figures.cost",))
    for route in explanation.routes:
        total = figures.number(route.total, session.language)
        table.add_row(plain(route.car), total, sheets.show_parts(session, route.parts))
    return table


def _placements(session: Session, explanation: Explanation, plan: Plan) -> RenderableType:
    language = session.language
    right = ("explain.position", "explain.cost", "explain.drive", "sheet.slack")
    columns = ("explain.visit", "explain.car", right[0], "sheet.start", *right[1:], "explain.charged")
    table = session.table(*columns, right=right)
    for placed in explanation.placed:
        table.add_row(
            plain(placed.visit),
            plain(placed.car),
            str(placed.position),
            figures.clock_time(placed.start, plan),
            figures.number(placed.cost or 0, language),
            figures.minutes(placed.drive_s, language),
            figures.minutes(placed.slack_s, language),
            sheets.show_parts(session, placed.parts),
        )
    return table


def _others(session: Session, reasons: list[Reason]) -> RenderableType:
    table = session.table("explain.others", "unassigned.reason", "unassigned.help")
    for reason in reasons:
        table.add_row(plain(", ".join(reason.cars)), plain(reason.text), plain(reason.would_help or "–"))
    return table

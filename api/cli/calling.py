"""``hemrutt call``: who could take an urgent visit, and what it would do to the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli import figures, sheets
from api.cli.checking import PlanPath
from api.cli.planning import DateOption, DayPath, read_day
from api.cli.refusals import RefusedError
from api.cli.session import Session, plain
from api.documents import offer_document, reasons_document
from scheduler import calling, clock, files, texts
from scheduler.clock import ClockError
from scheduler.day import Day
from scheduler.offers import Advantage, Answer, Moved, Offer
from scheduler.plan import Plan, Unassigned
from scheduler.texts.translations import tell

_NO = 1
_MOST_WHY = 3


def call_command(
    context: typer.Context,
    day: DayPath,
    plan: PlanPath,
    call: Annotated[Path, typer.Argument(help="calls.argument", metavar="CALL")],
    *,
    at: Annotated[str | None, typer.Option(help="calls.at", metavar="TIME")] = None,
    top: Annotated[int, typer.Option(help="calls.top", min=1, max=100)] = 5,
    per_car: Annotated[int, typer.Option("--per-car", help="calls.per_car", min=1, max=100)] = 1,
    date: DateOption = None,
) -> None:
    """Offer places for an urgent visit, the best first; ends with 1 where no car can go."""
    session: Session = context.obj
    folder = session.settings.roads
    asked, stated = read_day(day, date=date), files.read_plan(plan)
    moment = None if at is None else read_moment(at, asked)
    wanted = files.read_call(call, asked, find_place=lambda text: calling.find_place(asked, text, folder=folder))
    if moment is not None and wanted.visit.windows and all(window.end < moment for window in wanted.visit.windows):
        raise RefusedError("call_over", place=str(call), at=at)
    answer = calling.answer_call(
        asked, stated, wanted, folder=folder, at=moment, top=top, per_car=per_car, language=session.language
    )
    session.answer(_document(session, answer, stated), *_show(session, answer, stated))
    if not answer.offers:
        raise typer.Exit(_NO)


def read_moment(text: str, day: Day) -> dt.datetime:
    """Read a time of a day that is given as an option."""
    try:
        return clock.read_instant(text, date=day.date, timezone=day.timezone)
    except ClockError:
        raise RefusedError("bad_moment", place=text[:40]) from None


def _show(session: Session, answer: Answer, plan: Plan) -> Iterator[RenderableType]:
    if answer.estimated:
        yield Text(_say(session, "estimated"), style="dim")
    if not answer.offers:
        yield Text(_say(session, "none", visit=plain(answer.visit)), style="bold red")
        yield sheets.show_unassigned(session, [Unassigned(visit=answer.visit, reasons=answer.reasons)])
        return
    right = {"number", "position", "drive", "cost"}
    table = Table(title=_say(session, "title", visit=plain(answer.visit)), title_justify="left", title_style="bold")
    for column in ("number", "car", "position", "arrive", "start", "drive", "cost", "effects"):
        table.add_column(_say(session, column), justify="right" if column in right else "left", overflow="fold")
    for number, offer in enumerate(answer.offers, start=1):
        table.add_row(
            str(number),
            plain(offer.car),
            str(offer.position),
            figures.clock_time(offer.arrive, plan),
            figures.clock_time(offer.start, plan),
            figures.number(offer.drive_s / 60, session.language),
            figures.number(offer.cost, session.language),
            plain("\n".join(_effects(session, offer, plan))),
        )
    yield table
    why = [_tell_advantage(session, one) for one in answer.offers[0].why[:_MOST_WHY]]
    if why:
        yield Text(_say(session, "first", why=", ".join(why)))


def _tell_advantage(session: Session, one: Advantage) -> str:
    return _say(session, f"why.{one.kind}", time=_minutes(session, one.by), n=one.by)


def _effects(session: Session, offer: Offer, plan: Plan) -> Iterator[str]:
    """Say what an offer does to others and to wishes, one line each."""
    yield _say(
        session, "between", after=offer.after or _say(session, "out"), before=offer.before or _say(session, "in")
    )
    if offer.late_s:
        yield _say(session, "late", time=_minutes(session, offer.late_s))
    for moved in offer.moved:
        yield _tell_moved(session, moved, plan)
    if offer.parts["overtime"] > 0:
        yield _say(session, "overtime", time=_minutes(session, offer.overtime_s))
    if offer.parts["continuity"] > 0:
        yield _say(session, "stranger")
    rest = {name: value for name, value in offer.parts.items() if value and name not in {"overtime", "continuity"}}
    if rest:
        yield sheets.show_parts(session, rest)


def _tell_moved(session: Session, moved: Moved, plan: Plan) -> str:
    told = _say(
        session,
        "moved_later" if moved.shift_s > 0 else "moved_earlier",
        visit=moved.visit,
        car=moved.car,
        time=_minutes(session, abs(moved.shift_s)),
        start=figures.clock_time(moved.start, plan),
    )
    if moved.late_s <= moved.was_late_s:
        return told
    return f"{told} {_say(session, 'outside', time=_minutes(session, moved.late_s))}"


def _minutes(session: Session, seconds: int) -> str:
    return texts.say_minutes(seconds, language=session.language)


def _say(session: Session, name: str, **values: object) -> str:
    return texts.say(f"calls.{name}", language=session.language, **values)


def _document(session: Session, answer: Answer, plan: Plan) -> dict[str, object]:
    return {
        "visit": answer.visit,
        "estimated_times": answer.estimated,
        "offers": [offer_document(offer, plan) for offer in answer.offers],
        "reasons": tell(reasons_document(answer.reasons), session.language),
    }

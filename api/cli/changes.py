"""The difference between two plans, as a table of a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli import figures, sheets
from api.cli.session import Session, plain
from api.documents import KINDS
from scheduler import texts
from scheduler.comparing import Difference, Placed, Totals
from scheduler.plan import Plan


def show_difference(session: Session, difference: Difference, plan: Plan) -> Iterator[RenderableType]:
    """Show what changes and what it costs."""
    if difference.is_empty:
        yield Text(_say(session, "same"), style="bold green")
    else:
        yield _changes(session, difference, plan)
    yield _totals(session, difference)


def _changes(session: Session, difference: Difference, plan: Plan) -> Table:
    versions = {"before": difference.before.version, "after": difference.after.version}
    table = Table(title=_say(session, "title", **versions), title_justify="left", title_style="bold")
    for column in ("what", "visit", "before", "after", "why"):
        table.add_column(_say(session, column), overflow="fold")
    for kind in KINDS:
        for change in getattr(difference, kind):
            table.add_row(
                _say(session, kind),
                plain(change.visit),
                plain(_tell(session, change.before, plan, late=kind == "late")),
                plain(_tell(session, change.after, plan, late=kind == "late")),
                plain("\n".join(reason.text for reason in change.reasons)),
            )
    return table


def _tell(session: Session, placed: Placed | None, plan: Plan, *, late: bool) -> str:
    if placed is None:
        return _say(session, "nowhere")
    told = _say(session, "at_car", car=placed.car, start=figures.clock_time(placed.start, plan))
    if not late or not placed.late_s:
        return told
    return f"{told}, {_say(session, 'late_by', time=texts.say_minutes(placed.late_s, language=session.language))}"


def _totals(session: Session, difference: Difference) -> Table:
    table = Table(title=_say(session, "figures"), title_justify="left", title_style="bold")
    for column in ("what", "before", "after"):
        table.add_column(_say(session, column), justify="left" if column == "what" else "right")
    pairs = zip(_figures(session, difference.before), _figures(session, difference.after), strict=True)
    for (name, before), (_, after) in pairs:
        table.add_row(name, before, after)
    return table


def _figures(session: Session, totals: Totals) -> Iterator[tuple[str, str]]:
    language, kpis = session.language, totals.kpis
    yield _say(session, "visits"), str(kpis.visits_planned)
    yield _say(session, "driving"), f"{figures.hours(kpis.drive_s)} h"
    yield _say(session, "kilometres"), figures.number(kpis.drive_m / 1000, language, decimals=1)
    yield _say(session, "late_minutes"), figures.number(kpis.late_s / 60, language)
    yield _say(session, "overtime"), figures.number(kpis.overtime_s / 60, language)
    yield _say(session, "cost"), f"{figures.number(totals.cost, language)}\n{sheets.show_parts(session, totals.parts)}"


def _say(session: Session, name: str, **values: object) -> str:
    return texts.say(f"changes.{name}", language=session.language, **values)

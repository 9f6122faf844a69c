"""``hemrutt compare``: the difference between two plans of a day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import documents
from api.cli import changes
from api.cli.planning import DateOption, DayPath, read_day
from api.cli.refusals import RefusedError
from api.cli.session import Session
from scheduler import comparing, files
from scheduler.texts.translations import tell


def compare_command(
    context: typer.Context,
    day: DayPath,
    before: Annotated[Path, typer.Argument(help="changes.argument.before", metavar="PLAN")],
    after: Annotated[Path, typer.Argument(help="changes.argument.after", metavar="PLAN")],
    *,
    date: DateOption = None,
) -> None:
    """Tell what the second plan does otherwise than the first, and what it costs."""
    session: Session = context.obj
    asked = read_day(day, date=date)
    plans = [(path, files.read_plan(path).in_language(session.language)) for path in (before, after)]
    for path, plan in plans:
        if (plan.date, plan.team) != (asked.date, asked.team):
            raise RefusedError("other_day", place=str(path))
    (_, first), (_, second) = plans
    difference = comparing.compare(first, second)
    document = tell(documents.difference_document(difference, second), session.language)
    session.answer(document, *changes.show_difference(session, difference, second))

"""``hemrutt needs``: needs of visits out of a record system become visits of a day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import writing
from api.cli.planning import DateOption, DayPath, read_day, tell_files
from api.cli.session import Session
from api.fhir.needs import with_needs
from scheduler import files
from scheduler.files import limits
from scheduler.files.decoding import decode_json, read_bytes


def needs_command(
    context: typer.Context,
    day: DayPath,
    bundle: Annotated[Path, typer.Argument(help="cli.argument.bundle", metavar="BUNDLE")],
    *,
    out: Annotated[Path, typer.Option(help="cli.option.out_needs")],
    date: DateOption = None,
) -> None:
    """Write the day with the active needs of a FHIR bundle as visits."""
    session: Session = context.obj
    writing.prepare(out)
    asked = read_day(day, date=date)
    content = decode_json(read_bytes(bundle, limit=limits.DAY_FILE_BYTES), file=bundle.name)
    made = with_needs(asked, content, file=bundle.name, systems=session.settings.fhir)
    files.write_day(made, out)
    before = {visit.id for visit in asked.visits}
    new = [visit.id for visit in made.visits if visit.id not in before]
    session.answer(
        {"visits": len(made.visits), "new": new}, session.say("needs", visits=len(made.visits), new=len(new))
    )
    tell_files(session, [out])

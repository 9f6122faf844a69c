"""``hemrutt check``: tells whether a plan is right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from api.cli.planning import DateOption, DayPath, read_day
from api.cli.session import Session, plain
from api.documents import findings_document
from scheduler import checking, files
from scheduler.checking import Finding
from scheduler.texts.translations import tell

PlanPath = Annotated[Path, typer.Argument(help="cli.argument.plan", metavar="PLAN")]


def check_command(context: typer.Context, day: DayPath, plan: PlanPath, *, date: DateOption = None) -> None:
    """Recompute everything and list what is wrong; ends with 1 if a hard rule is broken."""
    session: Session = context.obj
    findings = checking.check_plan(
        read_day(day, date=date), files.read_plan(plan), folder=session.settings.roads, language=session.language
    )
    hard = sum(finding.hard for finding in findings)
    document = {
        "hard": hard,
        "soft": len(findings) - hard,
        "findings": tell(findings_document(findings), session.language),
    }
    session.answer(document, *_show(session, findings, hard))
    raise typer.Exit(1 if hard else 0)


def _show(session: Session, findings: tuple[Finding, ...], hard: int) -> list[RenderableType]:
    verdict = session.say("check.broken", count=hard) if hard else session.say("check.right")
    shown: list[RenderableType] = [Text(verdict, style="bold red" if hard else "bold green")]
    if findings:
        table = session.table("check.weight", "check.car", "check.visits", "check.text")
        for finding in findings:
            weight = session.say("check.hard" if finding.hard else "check.soft")
            table.add_row(weight, plain(finding.car or ""), plain(", ".join(finding.visits)), plain(finding.text))
        shown.append(table)
    return shown

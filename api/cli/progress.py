"""How far the work has come, told on standard error while it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from api.cli import figures
from api.cli.session import Session

_TELL_AGAIN_S: Final = 5.0
"""Seconds between lines about a search where standard error is no terminal."""


@dataclass(slots=True, kw_only=True)
class Watch:
    """Tells phases, and within the search how good its best plan is."""

    session: Session
    bar: Progress
    task: TaskID
    told_s: float = 0.0

    def begin(self, phase: str) -> None:
        """Tell that a phase begins: a text name below ``phase``."""
        text = self.session.say(f"phase.{phase}")
        if self.session.err.is_terminal:
            self.bar.update(self.task, description=text, found="")
        else:
            self.session.tell(text)

    def search(self, *, cost: int, seconds: float, unassigned: int = 0, gap: float | None = None) -> None:
        """Tell how far the search has come."""
        say, language = self.session.say, self.session.language
        shown = figures.number(cost, language), figures.number(seconds, language, decimals=1)
        parts = [say("phase.found", cost=shown[0], seconds=shown[1])]
        if unassigned:
            parts.append(say("phase.found_left_out", count=figures.number(unassigned, language)))
        if gap is not None:
            parts.append(say("phase.found_gap", gap=figures.number(100 * gap, language, decimals=2)))
        text = ", ".join(parts)
        self.bar.update(self.task, completed=seconds, found=text)
        if not self.session.err.is_terminal and seconds >= self.told_s + _TELL_AGAIN_S:
            self.told_s = seconds
            self.session.tell(text)


@contextmanager
def watching(session: Session, *, seconds: float) -> Iterator[Watch]:
    """Show progress of a work of about ``seconds``; plain lines where standard error is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[found]}", markup=False),
        TimeElapsedColumn(),
    )
    terminal = session.err.is_terminal
    with Progress(*columns, console=session.err, transient=True, disable=not terminal) as bar:
        yield Watch(session=session, bar=bar, task=bar.add_task("", total=seconds, found=""))

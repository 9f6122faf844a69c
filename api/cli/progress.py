"""How far the work has come, told on standard error while it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from api.cli import figures
from api.cli.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Tells phases, and within the search its cost and seconds."""

    session: Session
    bar: Progress
    task: TaskID

    def begin(self, phase: str) -> None:
        """Tell that a phase begins: a text name below ``phase``."""
        text = self.session.say(f"phase.{phase}")
        if self.session.err.is_terminal:
            self.bar.update(self.task, description=text, found="")
        else:
            self.session.tell(text)

    def search(self, *, cost: int, seconds: float) -> None:
        """Tell how far the search has come."""
        language = self.session.language
        shown = figures.number(cost, language), figures.number(seconds, language, decimals=1)
        text = self.session.say("phase.found", cost=shown[0], seconds=shown[1])
        self.bar.update(self.task, completed=seconds, found=text)


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

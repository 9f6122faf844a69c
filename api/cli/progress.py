"""How far the work has come, told on standard error while it goes on."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from api.cli import figures
from api.cli.session import Session

if TYPE_CHECKING:
    from solver import solve

_TELL_AGAIN_S: Final = 5.0
"""Seconds between lines about a search where standard error is no terminal."""


@dataclass(slots=True, kw_only=True)
class Watch:
    """Tells phases, and within the search how good its best plan is."""

    session: Session
    bar: Progress
    task: TaskID
    stopping: _Stopping
    told_s: float = 0.0

    def begin(self, phase: str) -> None:
        """Tell that a phase begins: a text name below ``phase``."""
        text = self.session.say(f"phase.{phase}")
        if self.session.err.is_terminal:
            self.bar.update(self.task, description=text, found="")
        else:
            self.session.tell(text)

    def search(self, progress: solve.Progress) -> None:
        """Tell how far the search has come; from now on Ctrl-C stops it."""
        say, language, seconds = self.session.say, self.session.language, progress.seconds
        self.stopping.has_begun = True
        shown = figures.number(progress.cost, language), figures.number(seconds, language, decimals=1)
        parts = [say("phase.found", cost=shown[0], seconds=shown[1])]
        if progress.left_out:
            parts.append(say("phase.found_left_out", count=figures.number(progress.left_out, language)))
        if progress.gap is not None:
            parts.append(say("phase.found_gap", gap=figures.number(100 * progress.gap, language, decimals=2)))
        text = ", ".join(parts)
        self.bar.update(self.task, completed=seconds, found=text)
        if not self.session.err.is_terminal and seconds >= self.told_s + _TELL_AGAIN_S:
            self.told_s = seconds
            self.session.tell(text)

    def is_stopped(self) -> bool:
        """Tell whether Ctrl-C was pressed for the search to stop, and say so once."""
        if self.stopping.asked and not self.stopping.told:
            self.stopping.told = True
            self.session.tell(self.session.say("stopping"))
        return self.stopping.asked


@dataclass(slots=True)
class _Stopping:
    """What Ctrl-C does: it ends the command, or the search once that has a plan, and pressed again the command."""

    has_begun: bool = False
    asked: bool = False
    told: bool = False

    def hear(self, *_: object) -> None:
        """Take in that it was pressed."""
        if self.asked or not self.has_begun:
            raise KeyboardInterrupt
        self.asked = True


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
    stopping = _Stopping()
    with Progress(*columns, console=session.err, transient=True, disable=not terminal) as bar, _heard(stopping):
        yield Watch(session=session, bar=bar, task=bar.add_task("", total=seconds, found=""), stopping=stopping)


@contextmanager
def _heard(stopping: _Stopping) -> Iterator[None]:
    """Have Ctrl-C heard, where signals can be."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, stopping.hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)

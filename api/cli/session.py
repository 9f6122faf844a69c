"""One run of a command: its language, whether it answers in JSON, and where it prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from api.settings import Settings
from scheduler import texts
from scheduler.texts import Language

if TYPE_CHECKING:
    from solver.confinement import Waiting

_WIDTH_OF_FILES: Final = 140
"""Columns where the output is not a terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Something wrong in what the user gave: where, what, and what to do, in the user's language."""

    code: str
    place: str
    cause: str
    action: str
    file: str | None = None
    row: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What every command needs to speak: answers go to ``out``, all else to ``err``.

    ``searcher`` is a process that waits to search, for commands that do.
    """

    settings: Settings
    language: Language
    json: bool
    searcher: Waiting | None = None
    out: Console = field(default_factory=lambda: _open_console(on_error=False))
    err: Console = field(default_factory=lambda: _open_console(on_error=True))

    def say(self, name: str, /, **values: object) -> str:
        """Give a text of the command line."""
        return texts.say(f"cli.{name}", language=self.language, **values)

    def answer(self, document: object, *shown: RenderableType) -> None:
        """Print the answer once: the document as JSON, or what is meant for people."""
        if self.json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
            sys.stdout.flush()
            return
        for part in shown:
            self.out.print(part)

    def tell(self, message: str, *, style: str | None = None) -> None:
        """Print a message beside the answer."""
        self.err.print(Text(plain(message), style=style or ""))

    def complain(self, complaints: Sequence[Complaint]) -> None:
        """Print what is wrong with the input, all of it."""
        if self.json:
            self.answer({"faults": [asdict(complaint) for complaint in complaints]})
            return
        table = self.table("complaint.place", "complaint.cause", "complaint.action")
        for complaint in complaints:
            table.add_row(plain(complaint.place), plain(complaint.cause), plain(complaint.action))
        self.err.print(
            Text(
                self.say("complaint.title" if len(complaints) > 1 else "complaint.title_one", count=len(complaints)),
                style="bold red",
            )
        )
        self.err.print(table)

    def table(self, *columns: str, title: str | None = None, right: Sequence[str] = ()) -> Table:
        """Start a table; columns are text names, those in ``right`` hold figures."""
        table = Table(title=title, title_justify="left", title_style="bold", show_lines=False)
        for name in columns:
            table.add_column(self.say(name), justify="right" if name in right else "left", overflow="fold")
        return table


def plain(text: str) -> str:
    """Show control characters of foreign text as escapes, so that none reaches the terminal."""
    return "".join(sign if sign.isprintable() or sign in "\n\N{NO-BREAK SPACE}" else ascii(sign)[1:-1] for sign in text)


def _open_console(*, on_error: bool) -> Console:
    stream = sys.stderr if on_error else sys.stdout
    width = None if stream.isatty() else _WIDTH_OF_FILES
    return Console(stderr=on_error, markup=False, emoji=False, highlight=False, width=width)

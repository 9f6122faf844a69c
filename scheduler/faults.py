"""What can be wrong with input, and the errors this package raises, on one screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as default

from scheduler.texts import Language, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in an input: where it is, what is wrong and what to do.

    ``code`` names texts of the catalogue: ``faults.<code>`` (what), ``faults.<code>.mend`` (what to do) and, where
    a value ``nearest`` is given, ``faults.<code>.mend_nearest`` instead. ``values`` fill them. ``row`` is the line of
    a table (1 is its header) or the position in a JSON list, counted from 0 as in ``field``, which is then the whole
    path: ``visits[3].windows[0].end``. In a table ``field`` is the header as it is written there.
    """

    code: str
    file: str | None = None
    row: int | None = None
    field: str | None = None
    values: Mapping[str, object] = default(default_factory=dict)

    @property
    def place(self) -> str:
        """File, row and field in one line, without words of a language: ``visits.csv:4 · duration_min``."""
        told_by_field = self.field is not None and "[" in self.field
        where = ":".join(str(part) for part in (self.file, None if told_by_field else self.row) if part is not None)
        return " · ".join(part for part in (where, self.field) if part)

    def cause(self, language: Language = "sv") -> str:
        """Say what is wrong."""
        return say(f"faults.{self.code}", language=language, **self.values)

    def action(self, language: Language = "sv") -> str:
        """Say what to do."""
        mend = "mend_nearest" if "nearest" in self.values else "mend"
        return say(f"faults.{self.code}.{mend}", language=language, **self.values)

    def document(self, language: Language = "sv") -> dict[str, object]:
        """Give the fault as it is handed out in JSON, with cause and action in words."""
        return {
            "code": self.code,
            "file": self.file,
            "row": self.row,
            "field": self.field,
            "cause": self.cause(language),
            "action": self.action(language),
        }


class HemruttError(Exception):
    """The root of what this project raises on purpose."""


class InputError(HemruttError):
    """An input that cannot be used; carries every fault found in it, ordered by place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=_place_order))
        first = "; ".join(f"{fault.place} {fault.code}" for fault in self.faults[:5])
        super().__init__(f"{len(self.faults)} faults: {first}")


class PlanRefusedError(HemruttError):
    """A plan that the independent checker found to break a hard rule; it is not handed out."""


class SearchEndedError(HemruttError):
    """A search in a process of its own that ended without any plan; ``code`` is a ``solver.confinement.Failure``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _place_order(fault: Fault) -> tuple[str, str, int, list[tuple[int, str]], str]:
    """Order by file, part of the file, row and field, with numbers in a path counted as numbers."""
    path = fault.field or ""
    part = path.partition("[")[0] if "[" in path else ""
    pieces = [
        (int(piece), "") if piece.isascii() and piece.isdigit() else (-1, piece)
        for piece in re.split(r"[\[\].]+", path)
    ]
    return fault.file or "", part, -1 if fault.row is None else fault.row, pieces, fault.code


class PlanBrokenError(HemruttError):
    """A plan from outside that breaks a hard rule of its day, so that nothing can be said on top of it."""


class EndedError(HemruttError):
    """A visit that has ended is told something that cannot be any more."""

    def __init__(self, visit: str) -> None:
        super().__init__("a visit that has ended")
        self.visit = visit


class NotOverridableError(HemruttError):
    """A plan breaks a rule that nobody can set aside; ``rule`` is its name."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class BegunError(HemruttError):
    """A visit that has begun was to be changed."""

    def __init__(self, visit: str) -> None:
        super().__init__("a visit that has begun")
        self.visit = visit

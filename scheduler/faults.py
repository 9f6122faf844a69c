"""What can be wrong with input, and the errors this package raises, on one screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as default

from scheduler.texts import Language, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in an input: where it is, what is wrong and what to do.

    ``code`` names two texts of the catalogue, ``faults.<code>`` (what) and ``faults.<code>.mend`` (what to do);
    ``values`` fill them. ``row`` is the line of a table (1 is its header) or the position in a JSON list.
    """

    code: str
    file: str | None = None
    row: int | None = None
    field: str | None = None
    values: Mapping[str, object] = default(default_factory=dict)

    @property
    def place(self) -> str:
        """File, row and field in one line, without words of a language: ``visits.csv:4 · duration_min``."""
        where = ":".join(str(part) for part in (self.file, self.row) if part is not None)
        return " · ".join(part for part in (where, self.field) if part)

    def cause(self, language: Language = "sv") -> str:
        """Say what is wrong."""
        return say(f"faults.{self.code}", language=language, **self.values)

    def action(self, language: Language = "sv") -> str:
        """Say what to do."""
        return say(f"faults.{self.code}.mend", language=language, **self.values)


class HemruttError(Exception):
    """The root of what this project raises on purpose."""


class InputError(HemruttError):
    """An input that cannot be used; carries every fault found in it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} faults: " + "; ".join(f"{fault.place} {fault.code}" for fault in faults[:5]))
        self.faults = faults


class PlanRefusedError(HemruttError):
    """A plan that the independent checker found to break a hard rule; it is not handed out."""

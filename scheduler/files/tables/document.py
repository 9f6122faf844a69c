"""The document that tables become, with the cell that each of its values came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from scheduler.faults import Fault
from scheduler.files.findings import Finding, Path, path_text
from scheduler.files.tables.sheets import Row

_LISTS: Final = ("locations", "staff", "cars", "patients", "visits", "together", "gaps", "fixed")


@dataclass(slots=True, kw_only=True)
class Document:
    """A day's document in the making, and the ``Places`` of its findings.

    ``origins`` holds the row of each item and the cell (row and column) of each value; about what is in ``silent``
    (paths, and columns as table and column) nothing more is said.
    """

    content: dict[str, Any] = field(default_factory=lambda: {name: [] for name in _LISTS})
    origins: dict[Path, tuple[Row, str | None]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    silent: set[Path] = field(default_factory=set)
    file: str

    def items(self, section: str) -> list[dict[str, Any]]:
        """Give the items of a list as they are so far."""
        items: list[dict[str, Any]] = self.content[section]
        return items

    def add(self, section: str, item: dict[str, Any], row: Row) -> int:
        """Add an item that a row tells of; gives its position."""
        self.content[section].append(item)
        number = len(self.content[section]) - 1
        self.origins[(section, number)] = (row, None)
        return number

    def trace(self, path: Path, row: Row, column: str) -> None:
        """Remember the cell that a value came from."""
        self.origins[path] = (row, column)

    def refuse_cell(self, path: Path, fault: Fault) -> None:
        """Report a cell, and be silent about what its absence causes at ``path``."""
        self.silent.add(path)
        self.faults.append(fault)

    def locate(self, finding: Finding) -> Fault | None:
        """Give the fault in the user's table; None where its cell or its column was reported already."""
        heads = [finding.path[:length] for length in range(len(finding.path), 0, -1)]
        if any(head in self.silent for head in heads):
            return None
        known = next((head for head in heads if head in self.origins), None)
        if known is None:
            field = path_text(finding.path) or None
            return Fault(code=finding.code, file=self.file, field=field, values=finding.values)
        row, column = self.origins[known]
        column = column or "_".join(str(part) for part in finding.path[len(known) :]) or None
        if finding.code == "missing_field" and (row.sheet.name, column) in self.silent:
            return None
        return row.fault(finding.code, column, **finding.values)

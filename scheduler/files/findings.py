"""What is found wrong while a document is read, and where in the user's file that is.

Everything is read as one document, whether it came as JSON or as tables; a finding names a path in the document,
and a ``Places`` says what stands there in the user's own file.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from scheduler.faults import Fault, InputError
from scheduler.files import limits

Path = tuple[str | int, ...]
"""Keys and positions from the root: ``("visits", 3, "windows", 0, "end")``."""

_SHOWN: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong at a path; ``code`` and ``values`` as in ``Fault``."""

    path: Path
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


class Places(Protocol):
    """Says where in the user's input a path of the document is written."""

    def locate(self, finding: Finding) -> Fault | None:
        """Give the fault to report; None where the same place was already reported."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonPlaces:
    """Places of a JSON file: the path itself."""

    file: str

    def locate(self, finding: Finding) -> Fault:
        """Give the fault with the JSON path as its field."""
        row = next((part for part in finding.path if isinstance(part, int)), None)
        return Fault(
            code=finding.code,
            file=self.file,
            row=row,
            field=path_text(finding.path) or None,
            values=finding.values,
        )


def refuse(findings: Iterable[Finding], places: Places) -> None:
    """Raise InputError with a fault for every finding, if there is any."""
    faults = [fault for finding in findings if (fault := places.locate(finding)) is not None]
    if faults:
        raise InputError(cut(faults))


def cut(faults: list[Fault]) -> list[Fault]:
    """Keep as many faults as a person can use, and say how many more there are."""
    unique = list(
        {(fault.file, fault.row, fault.field, fault.code, str(fault.values)): fault for fault in faults}.values()
    )
    if len(unique) <= limits.FAULTS:
        return unique
    more = Fault(code="more_faults", file=unique[0].file, values={"count": len(unique) - limits.FAULTS})
    return [*unique[: limits.FAULTS], more]


def path_text(path: Path) -> str:
    """Write a path as people do: ``visits[3].windows[0].end``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{shown(part)}" for part in path)
    return text.removeprefix(".")


def shown(value: object) -> str:
    """Give a value of the user's as short and harmless text, fit for a message."""
    words = {None: "null", True: "true", False: "false"}
    text = (
        value if isinstance(value, str) else words[value] if value is None or isinstance(value, bool) else repr(value)
    )
    harmless = "".join(
        sign if unicodedata.category(sign)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for sign in text[:_SHOWN]
    )
    return harmless + ("…" if len(text) > _SHOWN else "")


def nearest(name: str, known: Iterable[str]) -> dict[str, str]:
    """Find the known name that was probably meant, as a value for a fault; empty where none is like it."""
    folded = {fold(candidate): candidate for candidate in known}
    match = difflib.get_close_matches(fold(name), folded, n=1, cutoff=0.6)
    return {"nearest": folded[match[0]]} if match else {}


def fold(name: str) -> str:
    """Reduce a name to what people see as the same name: case, spaces, hyphens and underscores do not count."""
    return "".join(sign for sign in unicodedata.normalize("NFC", name).casefold() if sign not in " -_")

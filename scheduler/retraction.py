"""Which of the events that were told hold: one that was told by mistake is taken back by a later one.

Nothing is struck out: both stay in what was told, and neither counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

TAKEN_BACK: Final = "taken_back"
SUBJECTS: Final = ("visit", "patient", "car", "staff")
"""What an event may be about; of one that names several the first counts."""

Document = Mapping[str, Any]


def subject_of(document: Document) -> tuple[str, str] | None:
    """Give what an event (`hemrutt-events/1`) is about: a field and its id."""
    return next(((name, document[name]) for name in SUBJECTS if document.get(name) is not None), None)


def holding(documents: Sequence[Document]) -> list[int]:
    """Give the numbers of the events that hold, in the order in which they were told.

    An event that takes back goes with the last before it that is of the kind and about what it names. Where there is
    none it holds itself.
    """
    held: list[int] = []
    for number, document in enumerate(documents):
        before = _taken_back_by(document, documents, held)
        if before is None:
            held.append(number)
        else:
            held.remove(before)
    return held


def _taken_back_by(document: Document, documents: Sequence[Document], held: Sequence[int]) -> int | None:
    if document.get("event") != TAKEN_BACK:
        return None
    kind, subject = document.get("what"), subject_of(document)
    told = (number for number in reversed(held) if documents[number].get("event") == kind)
    return next((number for number in told if subject_of(documents[number]) == subject), None)

"""Days whose people, cars and addresses bear names as bad as they come in: markup, formulas, letters of all kinds.

What turns the direction of text is refused at the door (``scheduler.files.scalars``), so none is here.
"""

from __future__ import annotations

from typing import Any, Final

from scheduler import files
from scheduler.day import Day
from scheduler.files import limits
from scheduler.plan import Plan

MARKUP: Final = "<img src=x onerror=alert(1)>"
_LETTERS: Final = "שלום 🦺 👩🏽\u200d⚕️ ł ş ı"
TEXT: Final = f"{MARKUP} {_LETTERS} ".ljust(200, "å")
_STARTS: Final = {"patients": "=1*1", "visits": "@SUM(A1)", "cars": "-2*3", "staff": "=cmd", "locations": "\"'><b>"}


def name_of(section: str, number: int) -> str:
    """Give a hostile id for something in a section of the day; as long as ids may be, without the signs of lists."""
    text = f"{_STARTS[section]} {number} {MARKUP} {_LETTERS} "
    return text.ljust(limits.ID_LENGTH, "å")


def rename_people(day: Day) -> Day:
    """Give the day with hostile names and addresses; its ids, which registries bound more closely, stay."""
    return files.parse_day(_dress(day), file="hostile")


def make_hostile(day: Day, plan: Plan) -> tuple[Day, Plan]:
    """Give the day and its plan with hostile names in place of every name that people give, ids too."""
    document = _dress(day)
    names = {
        one["id"]: name_of(section, number)
        for section in _STARTS
        for number, one in enumerate(document[section], start=1)
    }
    hostile = files.parse_day(_rename(document, names), file="hostile")
    return hostile, files.parse_plan(_rename(files.plan_document(plan), names), file="hostile")


def _dress(day: Day) -> dict[str, Any]:
    document = files.day_document(day)
    for person in document["staff"]:
        person["name"] = TEXT
    for place in document["locations"]:
        place["address"] = TEXT
    return document


def _rename(document: Any, names: dict[str, str]) -> Any:
    """Give a document with names for ids wherever they stand alone, as values or as keys."""
    if isinstance(document, dict):
        return {names.get(key, key): _rename(value, names) for key, value in document.items()}
    if isinstance(document, list):
        return [_rename(one, names) for one in document]
    return names.get(document, document) if isinstance(document, str) else document

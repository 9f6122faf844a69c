"""The text of a cell as a value of the document, and back.

A cell that cannot be read as what it should be stays text, so that the wire models refuse it in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from maps.coordinates import read_degrees
from scheduler.files.scalars import LIST_SIGNS
from scheduler.files.tables import names
from scheduler.texts import Language

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,30}(?:[.,][0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?")
_TIME: Final = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]{4,8}(?:Z|[+-][0-9]{2}:[0-9]{2})?"
    r"|[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?"
)
_DASH: Final = r"\s*(?:-|–|—|till|to)\s*"
_SPAN: Final = re.compile(rf"(?P<start>{_TIME}){_DASH}(?P<end>{_TIME})")
_WINDOW: Final = re.compile(
    rf"(?P<start>{_TIME}){_DASH}(?P<end>{_TIME})"
    rf"(?:\s*\((?P<soft_start>{_TIME})?{_DASH}(?P<soft_end>{_TIME})?\))?"
)
_BREAK: Final = re.compile(
    rf"(?P<earliest>{_TIME}){_DASH}(?P<latest>{_TIME})\s*/\s*(?P<duration_min>[0-9.,]+)(?:\s*min)?"
)
_COORDINATES: Final = re.compile(r"(-?[0-9]{1,3}[.,][0-9]+)\s*[;,\s]\s*(-?[0-9]{1,3}[.,][0-9]+)")


def read_text(cell: str) -> str:
    """Leave a text as it is."""
    return cell


def read_number(cell: str) -> float | str:
    """Read a number with a decimal point or comma."""
    text = cell.replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(text):
        return cell
    return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else float(text.replace(",", "."))


def read_minutes(cell: str) -> float | str:
    """Read a number of minutes, with or without the word."""
    return read_number(re.sub(r"\s*(min|minuter|minutes)\.?$", "", cell, flags=re.IGNORECASE))


def read_yes_no(cell: str) -> bool | str:
    """Read ja, nej, yes, no, x and the like."""
    meaning = names.word_meaning(cell, "yes_no")
    return cell if meaning is None else meaning == "true"


def read_word(kind: str) -> Callable[[str], str]:
    """Make a reader of one of the words of a kind."""

    def read(cell: str) -> str:
        return names.word_meaning(cell, kind) or cell

    return read


def read_words(cell: str) -> list[str]:
    """Read a list of single words: spaces separate them too."""
    return [part for part in re.split(rf"[\s{re.escape(LIST_SIGNS)}]+", cell) if part]


def read_ids(cell: str, known: Iterable[str] = ()) -> list[str]:
    """Read a list of ids; a space separates them only where every part is a known id and the whole is not."""
    if re.search(rf"[\n{re.escape(LIST_SIGNS)}]", cell):
        return [part.strip() for part in re.split(rf"[\n{re.escape(LIST_SIGNS)}]+", cell) if part.strip()]
    parts, ids = cell.split(), set(known)
    return parts if cell not in ids and ids.issuperset(parts) else [cell]


def read_span(cell: str) -> dict[str, str] | None:
    """Read a shift: ``07:30-16:00``."""
    match = _SPAN.fullmatch(cell.strip())
    return None if match is None else match.groupdict()


def read_windows(cell: str) -> list[dict[str, str]] | None:
    """Read time windows: ``08:00-12:00 (09:00-10:00) | 14:00-16:00``; None where one is none."""
    return _read_all(cell, lambda match: {name: text for name, text in match.groupdict().items() if text}, _WINDOW)


def read_breaks(cell: str) -> list[dict[str, Any]] | None:
    """Read breaks: ``11:00-13:30/30``; None where one is none."""
    return _read_all(
        cell, lambda match: {**match.groupdict(), "duration_min": read_number(match["duration_min"])}, _BREAK
    )


def read_loads(cell: str) -> dict[str, float | str] | None:
    """Read named amounts: ``dialysis_bags:2 | oxygen:1``; None where one is none or comes twice."""
    return _read_amounts(cell, read_text)


def read_prices(cell: str) -> dict[str, float | str] | None:
    """Read the prices of a day: ``driving:3 | overtime:10``; None where one is none or comes twice."""
    return _read_amounts(cell, read_word("price"))


def read_coordinates(cell: str) -> tuple[float | str, float | str] | None:
    """Read a pair of coordinates in one cell: ``63.82, 20.26`` or ``63° 49′ 12″ N 20° 15′ 36″ E``."""
    match = _COORDINATES.fullmatch(cell)
    return read_degrees(cell) if match is None else (read_number(match[1]), read_number(match[2]))


def write_number(number: float | None, language: Language) -> str:
    """Write a number, with a decimal comma in Swedish."""
    text = "" if number is None else repr(number)
    return text.replace(".", ",") if language == "sv" else text


def write_word(meaning: str, kind: str, language: Language) -> str:
    """Write a word in a language."""
    return names.WORDS[kind][meaning][0 if language == "sv" else 1]


def write_list(parts: Iterable[str]) -> str:
    """Write a list so that it reads back the same: also a single id with a space in it, and an empty list."""
    written = list(parts)
    lone = len(written) == 1 and " " in written[0]
    return " | ".join(written) + (" |" if lone else "") or "|"


def write_windows(windows: Iterable[Mapping[str, str]]) -> str:
    """Write time windows as ``read_windows`` reads them."""
    return " | ".join(_write_window(window) for window in windows)


def write_breaks(breaks: Iterable[Mapping[str, Any]], language: Language) -> str:
    """Write breaks as ``read_breaks`` reads them."""
    return " | ".join(
        f"{rest['earliest']}-{rest['latest']}/{write_number(rest['duration_min'], language)}" for rest in breaks
    )


def write_loads(loads: Mapping[str, int]) -> str:
    """Write named amounts as ``read_loads`` reads them."""
    return " | ".join(f"{name}:{amount}" for name, amount in loads.items())


def _write_window(window: Mapping[str, str]) -> str:
    soft = f" ({window.get('soft_start', '')}-{window.get('soft_end', '')})"
    return f"{window['start']}-{window['end']}" + (soft if len(soft) > len(" (-)") else "")


def _read_all(
    cell: str, make: Callable[[re.Match[str]], dict[str, Any]], pattern: re.Pattern[str]
) -> list[dict[str, Any]] | None:
    parts = [part.strip() for part in re.split(r"[|;,\n]", _join_decimals(cell)) if part.strip()]
    matches = [pattern.fullmatch(part) for part in parts]
    made = [make(match) for match in matches if match]
    return made if len(made) == len(parts) else None


def _read_amounts(cell: str, read_name: Callable[[str], str]) -> dict[str, float | str] | None:
    parts = [part.strip() for part in re.split(rf"[\n{re.escape(LIST_SIGNS)}]+", cell) if part.strip()]
    pairs = [re.fullmatch(r"([^:=\s]+)\s*[:=]\s*(\S+)", part) for part in parts]
    found = {read_name(pair[1]): read_number(pair[2]) for pair in pairs if pair}
    return found if len(found) == len(parts) else None


def _join_decimals(cell: str) -> str:
    """Write a decimal comma of a break's minutes as a point, since commas separate."""
    return re.sub(r"(/\s*[0-9]+),([0-9]+)(?![0-9]*[:.])", r"\1.\2", cell)

"""A decoded document against the wire models, item by item, so that one bad item does not hide the others' faults."""

from __future__ import annotations

import itertools
import typing
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scheduler.files import limits
from scheduler.files.coordinates import check_coordinates
from scheduler.files.findings import Finding, JsonPlaces, Path, nearest, refuse, shown
from scheduler.files.wire import (
    CarItem,
    DayDocument,
    DayHead,
    FixedItem,
    GapItem,
    LocationItem,
    PatientItem,
    StaffItem,
    TogetherItem,
    TravelItem,
    VisitItem,
    Wire,
)

SECTIONS: Final[Mapping[str, type[Wire]]] = {
    "locations": LocationItem,
    "staff": StaffItem,
    "cars": CarItem,
    "patients": PatientItem,
    "visits": VisitItem,
    "together": TogetherItem,
    "gaps": GapItem,
    "fixed": FixedItem,
}

_CODES: Final = {
    "missing": "missing_field",
    "string_type": "not_text",
    "string_unicode": "bad_character",
    "int_type": "not_whole_number",
    "int_parsing": "not_whole_number",
    "int_from_float": "not_whole_number",
    "int_parsing_size": "number_too_large",
    "float_type": "not_number",
    "float_parsing": "not_number",
    "finite_number": "not_number",
    "bool_type": "not_yes_no",
    "bool_parsing": "not_yes_no",
    "list_type": "not_list",
    "dict_type": "not_object",
    "model_type": "not_object",
    "model_attributes_type": "not_object",
    "greater_than": "number_too_small",
    "greater_than_equal": "number_too_small",
    "less_than_equal": "number_too_large",
    "less_than": "number_too_large",
    "string_too_long": "text_too_long",
    "string_too_short": "empty_text",
    "too_long": "list_too_long",
    "too_short": "list_too_short",
}
_BOUNDS: Final = ("gt", "ge", "le", "lt", "max_length", "min_length")


Rows: TypeAlias = list[list[int | None]]
Model = TypeVar("Model", bound=Wire)
Document = TypeVar("Document", bound=BaseModel)


@dataclass(slots=True, kw_only=True)
class Parts:
    """What of a document is well formed, by list and position, and everything that is not.

    ``ids`` holds the ids of broken items too, so that naming them elsewhere is not a second fault. ``matrices`` are
    the travel matrices by mode, checked apart from the head, which holds them empty. ``calendar`` is as much of the
    head as times need to be read, so that a fault elsewhere in the head does not hide theirs.
    """

    head: DayHead | None = None
    calendar: DayHead | None = None
    matrices: Mapping[str, Mapping[str, Rows]] = field(default_factory=dict)
    items: dict[str, dict[int, Any]] = field(default_factory=lambda: {name: {} for name in SECTIONS})
    ids: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in SECTIONS})
    findings: list[Finding] = field(default_factory=list)


def split_day(document: object) -> Parts:
    """Validate a decoded day; sizes first, then the head and each item of each list."""
    parts = Parts()
    if not isinstance(document, dict):
        parts.findings.append(Finding(path=(), code="not_object", values={"value": shown(document)}))
        return parts
    parts.findings.extend(_oversize(document))
    if parts.findings:
        return parts
    head = {name: value for name, value in document.items() if name not in SECTIONS}
    head, parts.matrices = _without_matrices(head)
    parts.head = _validate(DayHead, head, (), parts.findings, known=DayDocument)
    dated = {name: head[name] for name in ("format", "date", "timezone", "team") if name in head}
    parts.calendar = parts.head or _validate(DayHead, dated, (), [], known=DayDocument)
    if parts.head is not None and parts.head.travel is not None:
        parts.findings.extend(_check_matrices(parts.head.travel, parts.matrices))
    for name, model in SECTIONS.items():
        if name in document:
            _split_list(document[name], name, model, parts)
        elif DayDocument.model_fields[name].is_required():
            parts.findings.append(Finding(path=(name,), code="missing_field", values={"name": name}))
    return parts


def validate_whole(model: type[Document], document: object, *, file: str) -> Document:
    """Validate a document that is one model; raises InputError with all its faults."""
    places = JsonPlaces(file=file)
    if not isinstance(document, dict):
        refuse([Finding(path=(), code="not_object", values={"value": shown(document)})], places)
    try:
        return model.model_validate(document)
    except ValidationError as error:
        refuse(findings_of(error, (), model), places)
        raise


def findings_of(error: ValidationError, base: Path, model: type[BaseModel]) -> Iterator[Finding]:
    """Turn what pydantic found into findings; ``model`` is what ``base`` should hold."""
    for detail in error.errors(include_url=False):
        loc = tuple(part for part in detail["loc"] if part != "[key]")
        code, values = explain(detail, loc, model)
        # A model that misses a field for its kind reports itself; the place is that of the field.
        lacking = (str(values["name"]),) if code == "missing_field" and detail["type"] != "missing" else ()
        yield Finding(path=(*base, *loc, *lacking), code=code, values=values)


def explain(detail: ErrorDetails, loc: Path, model: type[BaseModel]) -> tuple[str, dict[str, object]]:
    """Give the catalogue's code and values for one thing that pydantic found at a place in a model.

    Kinds that the catalogue does not have are given as they are.
    """
    kind, context = detail["type"], detail.get("ctx", {})
    name = str(loc[-1]) if loc else ""
    value: dict[str, object] = {"value": shown(detail["input"])}
    if kind == "missing":
        return _CODES[kind], {"name": name}
    if kind == "extra_forbidden":
        return "unknown_field", {"name": shown(name), **nearest(name, _fields_at(model, loc[:-1]))}
    if kind == "literal_error":
        allowed = context["expected"].replace("'", "").replace(" or ", ", ")
        return "not_one_of", {**value, "allowed": allowed, **nearest(str(detail["input"]), allowed.split(", "))}
    if kind.startswith("union_tag"):
        return _explain_tag(kind, context)
    if kind not in _CODES:
        # Every other kind is raised by the validators of `scalars`, whose codes and values are the catalogue's.
        return kind, dict(context)
    if kind == "string_unicode":
        value = {"character": "U+D800–U+DFFF"}
    bound = next((context[name] for name in _BOUNDS if name in context), None)
    return _CODES[kind], value if bound is None else {**value, "limit": _plain(bound)}


def _explain_tag(kind: str, context: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    """Explain what is wrong with the field that tells which of several kinds of item one is."""
    if kind == "union_tag_not_found":
        return "missing_field", {"name": str(context["discriminator"]).strip("'")}
    tag, allowed = str(context["tag"]), str(context["expected_tags"]).replace("'", "")
    return "not_one_of", {"value": shown(tag), "allowed": allowed, **nearest(tag, allowed.split(", "))}


def _check_matrices(travel: TravelItem, matrices: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    for mode in travel.modes:
        for name in ("seconds", "metres"):
            found = _check_matrix(matrices[mode][name], len(travel.locations), ("travel", "modes", mode, name))
            # A matrix may have millions of cells; its first faults tell what is wrong with it.
            yield from itertools.islice(found, 20)


def _check_matrix(matrix: list[object], size: int, path: Path) -> Iterator[Finding]:
    if len(matrix) != size:
        yield Finding(path=path, code="matrix_shape", values={"count": len(matrix), "size": size})
    for number, row in enumerate(matrix):
        if not isinstance(row, list) or len(row) != size:
            count = len(row) if isinstance(row, list) else 0
            yield Finding(path=(*path, number), code="matrix_shape", values={"count": count, "size": size})
            continue
        if _is_good(row, number):
            continue
        for place, cell in enumerate(row):
            good = cell is None or (type(cell) is int and 0 <= cell <= limits.LARGEST_CELL)
            if place == number and cell != 0:
                yield Finding(path=(*path, number, place), code="matrix_diagonal", values={"value": shown(cell)})
            elif not good:
                yield Finding(path=(*path, number, place), code="matrix_cell", values={"value": shown(cell)})


def _is_good(row: list[Any], number: int) -> bool:
    """Tell at a glance whether a whole row of a matrix is fine, since there may be millions of cells."""
    cells = [cell for cell in row if cell is not None] if None in row else row
    return set(map(type, cells)) == {int} and min(cells) >= 0 and max(cells) <= limits.LARGEST_CELL and row[number] == 0


def _without_matrices(head: dict[str, Any]) -> tuple[dict[str, Any], Mapping[str, Mapping[str, Any]]]:
    """Take the cells out, so that no model is built of millions of them."""
    travel = head.get("travel")
    modes = travel.get("modes") if isinstance(travel, dict) else None
    if not isinstance(travel, dict) or not isinstance(modes, dict):
        return head, {}
    tables = {mode: tables for mode, tables in modes.items() if isinstance(tables, dict)}
    hollow = {
        mode: {name: [] if isinstance(rows, list) else rows for name, rows in tables[mode].items()} for mode in tables
    }
    return {**head, "travel": {**travel, "modes": {**modes, **hollow}}}, tables


def _oversize(document: Mapping[str, object]) -> Iterator[Finding]:
    for name, most in limits.ROWS.items():
        items = document.get(name)
        if isinstance(items, list) and len(items) > most:
            yield Finding(path=(name,), code="problem_too_large", values={"count": len(items), "limit": most})
    travel = document.get("travel")
    listed = travel.get("locations") if isinstance(travel, dict) else None
    if isinstance(listed, list) and len(listed) > limits.MATRIX_LOCATIONS:
        values = {"count": len(listed), "limit": limits.MATRIX_LOCATIONS}
        yield Finding(path=("travel", "locations"), code="problem_too_large", values=values)


def _split_list(items: object, name: str, model: type[Wire], parts: Parts) -> None:
    if not isinstance(items, list):
        parts.findings.append(Finding(path=(name,), code="not_list", values={"value": shown(items)}))
        return
    for number, raw in enumerate(items):
        if len(parts.findings) > 10 * limits.FAULTS:
            return
        found: list[Finding] = []
        item = _validate(model, raw, (name, number), found, known=model if len(parts.findings) < limits.HINTS else Wire)
        parts.findings.extend(found if name != "locations" else _hint_at_coordinates(raw, (name, number), found))
        if item is not None:
            parts.items[name][number] = item
        key = getattr(item, "id", None) or (raw.get("id") if isinstance(raw, dict) else None)
        if isinstance(key, str):
            parts.ids[name].add(unicodedata.normalize("NFC", key).strip())


def _hint_at_coordinates(raw: object, path: Path, found: list[Finding]) -> list[Finding]:
    """Tell what a pair of coordinates looks like in place of saying that its numbers are too large."""
    hints = list(check_coordinates(raw.get("lat"), raw.get("lon"), path)) if isinstance(raw, dict) else []
    axes = ((*path, "lat"), (*path, "lon"))
    return hints + [finding for finding in found if not hints or finding.path not in axes]


def _validate(model: type[Model], raw: object, path: Path, found: list[Finding], *, known: type[Wire]) -> Model | None:
    if isinstance(raw, dict) and len(raw) > limits.FIELDS:
        found.append(Finding(path=path, code="problem_too_large", values={"count": len(raw), "limit": limits.FIELDS}))
        return None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        found.extend(findings_of(error, path, known))
    return None


def _plain(bound: float) -> str:
    return f"{bound:g}" if bound < 1e6 else f"{bound:.0f}"


def _fields_at(model: type[BaseModel], loc: Path) -> list[str]:
    for part in loc:
        if isinstance(part, str):
            field = next((one for name, one in model.model_fields.items() if part in (name, one.alias)), None)
            inner = None if field is None else _model_in(field.annotation)
            if inner is None:
                break
            model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in typing.get_args(annotation) if (found := _model_in(part)) is not None), None)

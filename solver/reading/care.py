"""What the two home-care formats have in common: caregivers, patients and services as their JSON has them.

Pydantic reads the form (all faults at once); fields that say nothing about the problem are passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from solver.reading.instance import Flaw, UnreadableError

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Form(BaseModel):
    """A part of a file; it is never changed."""

    model_config = ConfigDict(frozen=True, strict=True)


class Service(Form):
    """A kind of service."""

    id: str
    default_duration: Amount | None = None


Wanted = TypeVar("Wanted", bound=Form)


def parse(text: str, form: type[Wanted]) -> Wanted:
    """Read the JSON of a file.

    Raises
    ------
    UnreadableError
        With every fault of its form.
    """
    try:
        return form.model_validate_json(text)
    except ValidationError as error:
        flaws = _summarise([(part["loc"], part["msg"]) for part in error.errors()])
        raise UnreadableError(flaws) from None


def check_matrix(distances: Sequence[Sequence[float]], locations: int) -> list[Flaw]:
    """Find what is wrong with the shape and diagonal of a matrix."""
    rows = {len(row) for row in distances}
    if rows != {len(distances)}:
        return [Flaw(code="value", place="distances", cause="the matrix is not square")]
    flaws = []
    if len(distances) < locations:
        cause = f"{len(distances)} locations, {locations} are named"
        flaws.append(Flaw(code="value", place="distances", cause=cause))
    if any(row[number] for number, row in enumerate(distances)):
        flaws.append(Flaw(code="value", place="distances", cause="the diagonal is not zero"))
    return flaws


def check_twice(names: list[str], place: str) -> list[Flaw]:
    """Find names that stand for two things."""
    seen: set[str] = set()
    twice = {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]
    return [Flaw(code="reference", place=place, cause=f"{name} is there twice") for name in sorted(twice)]


def _summarise(errors: list[tuple[tuple[int | str, ...], str]]) -> list[Flaw]:
    """Tell what is wrong in the same way throughout a list once, at its first place."""
    alike: dict[tuple[object, str], list[tuple[int | str, ...]]] = {}
    for path, message in errors:
        kind = tuple(None if isinstance(step, int) else step for step in path)
        alike.setdefault((kind, message), []).append(path)
    counts = {key: f" ({len(paths)} times)" if len(paths) > 1 else "" for key, paths in alike.items()}
    return [Flaw(code="form", place=_place(paths[0]), cause=key[1] + counts[key]) for key, paths in alike.items()]


def _place(path: tuple[int | str, ...]) -> str:
    return ".".join(map(str, path)) or "file"

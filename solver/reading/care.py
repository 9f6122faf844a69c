"""What the two home-care formats have in common: caregivers, patients and services as their JSON has them.

Pydantic reads the form (all faults at once); fields that say nothing about the problem are passed over.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from solver.reading.instance import Flaw, UnreadableError

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Form(BaseModel):
    """A part of a file; it is never changed."""

    model_config = ConfigDict(frozen=True, strict=True)


class Span(Form):
    """From a start to an end."""

    start: Amount
    end: Amount


class Lag(Form):
    """Least and most time from the start of the first service to the start of the second."""

    min: Amount
    max: Amount


class Synchronization(Form):
    """How the services of a patient depend on each other."""

    type: Literal["simultaneous", "sequential", "independent"]
    distance: Lag | tuple[Amount, Amount] | None = None

    @property
    def lag(self) -> tuple[float, float] | None:
        """The least and most time between the starts, where the services follow each other."""
        if isinstance(self.distance, Lag):
            return self.distance.min, self.distance.max
        return self.distance


class Service(Form):
    """A kind of service."""

    id: str
    default_duration: Amount | None = None


class Required(Form):
    """A service that a patient needs."""

    service: str
    duration: Amount | None = None


Wanted = TypeVar("Wanted", bound=Form)


def parse(text: str, form: type[Wanted]) -> Wanted:
    """Read the JSON of a file.

    Raises
    ------
    UnreadableError
        With every fault of its form.
    """
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError([Flaw(code="form", place="file", cause=f"not JSON: {error}")]) from None
    try:
        # Once parsed, JSON's lists stand for tuples and its integers for floats, as in lax JSON mode of strict models.
        return form.model_validate_json(json.dumps(document))
    except ValidationError as error:
        flaws = [Flaw(code="form", place=_place(part["loc"]), cause=part["msg"]) for part in error.errors()]
        raise UnreadableError(flaws) from None


def check_matrix(distances: list[list[float]], locations: int) -> list[Flaw]:
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


def _place(path: tuple[int | str, ...]) -> str:
    return ".".join(map(str, path)) or "file"



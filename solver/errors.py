"""What is wrong with a problem or with a search."""

from __future__ import annotations

import operator
from typing import Literal, SupportsIndex, TypeGuard


class ProblemError(ValueError):
    """A problem or solution that makes no sense; the message names the field and what is wrong."""


def require(holds: object, message: str) -> None:
    """Raise ProblemError with ``message`` unless something holds."""
    if not holds:
        raise ProblemError(message)


def require_whole(name: str, *values: object, least: int = 0, most: int) -> None:
    """Raise ProblemError unless each value is a whole number between ``least`` and ``most``."""
    for value in values:
        if not _is_whole(value) or not least <= operator.index(value) <= most:
            raise ProblemError(f"{name}: {value!r} is no whole number from {least} to {most}")


def _is_whole(value: object) -> TypeGuard[SupportsIndex]:
    """Tell whether a value is a whole number; nearly all are of ``int``, and asking for the protocol takes long."""
    return type(value) is int or (not isinstance(value, bool) and isinstance(value, SupportsIndex))


Failure = Literal["worker_died", "time_limit", "out_of_memory", "internal"]
"""Why a process ended without an answer."""


class ApartError(RuntimeError):
    """The process of a search ended without an answer; ``failure`` says why, ``detail`` what is known of how."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"the process of the search ended: {failure}" + (f" ({detail})" if detail else ""))
        self.failure = failure
        self.detail = detail

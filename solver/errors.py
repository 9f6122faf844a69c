"""What is wrong with a problem or with a search."""

from __future__ import annotations

from typing import Literal


class ProblemError(ValueError):
    """A problem or solution that makes no sense; the message names the field and what is wrong."""


def require(holds: object, message: str) -> None:
    """Raise ProblemError with ``message`` unless something holds."""
    if not holds:
        raise ProblemError(message)


Failure = Literal["worker_died", "time_limit", "out_of_memory", "internal"]
"""Why a process ended without an answer."""


class ApartError(RuntimeError):
    """The process of a search ended without an answer; ``failure`` says why."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"the process of the search ended: {failure}" + (f" ({detail})" if detail else ""))
        self.failure = failure

"""What is wrong with a problem or with a search."""

from __future__ import annotations


class ProblemError(ValueError):
    """A problem or solution that makes no sense; the message names the field and what is wrong."""


def require(holds: object, message: str) -> None:
    """Raise ProblemError with ``message`` unless something holds."""
    if not holds:
        raise ProblemError(message)

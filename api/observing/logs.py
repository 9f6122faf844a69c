"""Lines of log as JSON, made of a list of fields that may be told; anything else is left out.

What is logged elsewhere may hold what a user typed: of lines that are not ours only the unfilled pattern is told, of
errors the type, never its words (OWASP ASVS 5.0, 16.2.5).
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from typing import Final, TextIO

FIELDS: Final = (
    "event", "correlation_id", "method", "route", "status", "ms", "error", "where", "failure", "attempt", "kind",
)  # fmt: skip
"""What a line may tell besides its time, level and logger; lines of ours name their kind in ``event``."""

_OWN: Final = "hemrutt"
_LONGEST: Final = 300


class JsonLines(logging.Formatter):
    """Writes a line as one JSON object; no character of it ends the line early."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        told: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        told |= {name: _short(value) for name in FIELDS if (value := record.__dict__.get(name)) is not None}
        if "event" not in told:
            told["event"] = _short(str(record.msg))
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = record.exc_info[0].__name__
        return json.dumps(told, ensure_ascii=True)


def log_as_json(stream: TextIO | None = None) -> None:
    """Have every logger of the process write JSON lines, from information upwards where they are ours."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_OWN).setLevel(logging.INFO)


def _short(value: object) -> object:
    return value if isinstance(value, int | float) else str(value)[:_LONGEST]

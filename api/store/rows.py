"""What rows are made with: ids that tell nothing, documents as JSON text."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any


def new_id() -> str:
    """Make an id that tells nothing; it is no secret, who may what is asked at every use."""
    return secrets.token_urlsafe(12)


def to_text(document: object) -> str:
    """Write a document; NaN and infinities are refused with ValueError."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def from_text(text: str) -> Any:
    """Read a document that ``to_text`` wrote."""
    return json.loads(text)


def patients_of(day: Mapping[str, Any]) -> set[str]:
    """Give the ids of the patients that a day document tells about."""
    return {patient["id"] for patient in day.get("patients", ())} | {visit["patient"] for visit in day["visits"]}

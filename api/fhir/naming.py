"""How things are named in FHIR: the identifier systems, ids that stay the same, and references."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:hemrutt:fhir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """Whose identifiers the ids of a day are, as URIs.

    A region that uses HSA ids for its staff says ``urn:oid:1.2.752.29.4.19``. Personal numbers are refused as ids.
    """

    patients: str = "urn:hemrutt:patient"
    staff: str = "urn:hemrutt:staff"
    cars: str = "urn:hemrutt:car"
    visits: str = "urn:hemrutt:visit"
    places: str = "urn:hemrutt:location"
    skills: str = "urn:hemrutt:skill"


def identify(system: str, value: str) -> list[dict[str, str]]:
    """Give the identifiers of a resource."""
    return [{"system": system, "value": value}]


def resource(kind: str, team: str, key: str, **fields: Any) -> dict[str, Any]:
    """Make a resource of what is given; its id is the same whenever the same thing is told."""
    given = {name: value for name, value in fields.items() if value not in (None, [], {})}
    return {"resourceType": kind, "id": make_id(kind, team, key), **given}


def refer(kind: str, team: str, key: str) -> dict[str, str]:
    """Refer to a resource of the same bundle."""
    return {"reference": f"urn:uuid:{make_id(kind, team, key)}"}


def make_id(kind: str, team: str, key: str) -> str:
    """Make an id out of what names a thing: it tells nothing and never changes."""
    return str(uuid.uuid5(_SPACE, f"{kind}\n{team}\n{key}"))

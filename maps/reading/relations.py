"""The relations of an OSM file that matter to drives: turn restrictions and ferries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import osmium

from maps.network import Mode
from maps.reading.restrictions import Collection

_RESTRICTION: Final = "restriction"
_OF_FERRIES: Final = frozenset({"", "forward", "backward", "main"})
"""Roles of a ferry's ways; members with others (``stop``, ``platform``) are no part of its course."""
_MOST_MEMBERS: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ferry:
    """A relation ``route=ferry``: its number, and its tags, which its ways share."""

    number: int
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Relations:
    """What the relations tell; ferries by the id of each way that they run on."""

    restrictions: Collection = field(default_factory=Collection)
    ferries: dict[int, Ferry] = field(default_factory=dict)


def read_relations(path: Path, *, mode: Mode) -> Relations:
    """Read the turn restrictions that a mode has to obey, and the ferries; raises what pyosmium raises."""
    told = Relations()
    numbers = 0
    typed = osmium.filter.KeyFilter("type")
    found: Iterable[Any] = osmium.FileProcessor(str(path), osmium.osm.RELATION).with_filter(typed)
    for relation in found:
        if relation.deleted:
            continue
        kind = relation.tags.get("type")
        if kind == _RESTRICTION:
            members = [(member.type, member.ref, member.role) for member in relation.members]
            told.restrictions.add(dict(relation.tags), members, mode)
        elif kind == "route" and relation.tags.get("route") == "ferry" and len(relation.members) <= _MOST_MEMBERS:
            ferry = Ferry(number=numbers, tags=dict(relation.tags))
            numbers += 1
            for member in relation.members:
                if member.type == "w" and member.role in _OF_FERRIES:
                    told.ferries.setdefault(member.ref, ferry)
    return told

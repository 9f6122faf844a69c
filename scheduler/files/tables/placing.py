"""Where people live and cars start, when tables say it in several ways: an id, an address, coordinates in the row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scheduler.files.findings import shown
from scheduler.files.tables.cells import read_coordinates, read_number
from scheduler.files.tables.document import Document
from scheduler.files.tables.names import name_key
from scheduler.files.tables.sheets import Row

Point = tuple[float | str, float | str]
PlaceColumns = tuple[str, str, str, str]
"""The columns that hold a location's id, address, latitude and longitude."""


@dataclass(slots=True, kw_only=True)
class Placer:
    """Turns what a row says of a place into the id of a location, and adds locations that only rows tell of."""

    document: Document
    addresses: dict[str, str] = field(default_factory=dict)
    points: dict[tuple[Any, ...], str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def learn(self) -> None:
        """Know the locations that stand in a table of their own."""
        for item in self.document.items("locations"):
            key = item.get("id")
            if isinstance(key, str):
                self.taken.add(key)
                self.addresses.setdefault(name_key(key), key)
        for item in self.document.items("locations"):
            if isinstance(item.get("id"), str) and item.get("address"):
                self.addresses.setdefault(name_key(item["address"]), item["id"])

    def place(self, row: Row, owner: str, *, columns: PlaceColumns) -> str | None:
        """Give the id of the row's location; ``columns`` are those of its id, address, latitude and longitude.

        None where the row says nothing of it, or what it says is a fault. ``owner`` names a location that has no
        name of its own.
        """
        key, address, lat, lon = (row.cells.get(column) for column in columns)
        if lat is None and lon is None:
            return self._without_point(row, key, address, owner, columns)
        if lat is None or lon is None:
            self.document.faults.append(row.fault("half_coordinates", columns[3 if lon is None else 2]))
            return None
        return self._add((read_number(lat), read_number(lon)), address, key or owner, row, columns)

    def _without_point(
        self,
        row: Row,
        key: str | None,
        address: str | None,
        owner: str,
        columns: PlaceColumns,
    ) -> str | None:
        text = key or address
        if text is None:
            return None
        known = key if key in self.taken else self.addresses.get(name_key(text))
        point = read_coordinates(text)
        if known is None and point is not None:
            return self._add(point, None, owner, row, (columns[0], columns[1], columns[0], columns[0]))
        if known is None and key is None:
            self.document.faults.append(row.fault("place_without_coordinates", columns[1], value=shown(text)))
            return None
        return known or key

    def _add(
        self,
        point: Point,
        address: str | None,
        name: str,
        row: Row,
        columns: PlaceColumns,
    ) -> str:
        same = self.points.get((*point, address)) or (name if name in self.taken and self._is_at(name, point) else None)
        if same is not None:
            return same
        key = name if name not in self.taken else f"{name} {len(self.taken)}"
        item = {"id": key, "lat": point[0], "lon": point[1], **({"address": address} if address else {})}
        number = self.document.add("locations", item, row)
        if columns[0] not in row.cells:
            # Named after its owner, where what is wrong with the name is told.
            self.document.silent.add(("locations", number, "id"))
        for field_name, column in zip(("id", "address", "lat", "lon"), columns, strict=True):
            self.document.trace(("locations", number, field_name), row, column)
        self.points[(*point, address)] = key
        self.taken.add(key)
        return key

    def _is_at(self, key: str, point: Point) -> bool:
        return any(
            (item.get("lat"), item.get("lon")) == point
            for item in self.document.items("locations")
            if item.get("id") == key
        )

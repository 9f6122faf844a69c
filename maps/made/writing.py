"""Writes a made network as OSM XML 0.6."""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from maps.made.places import Place
from maps.made.plane import Points

SOURCE = "hemrutt made network"
NOTE = "Invented roads: not a map of the real place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A way to write: its nodes by index, and its tags."""

    nodes: tuple[int, ...]
    tags: Mapping[str, str]


def write_osm(path: Path, *, latlon: Points, ways: Sequence[Drawn], places: Sequence[Place]) -> None:
    """Write nodes, ways and places; the same input gives the same bytes.

    Parameters
    ----------
    path
        Where to; the name ends in `.osm.gz`.
    latlon
        Degrees of all nodes, shape (nodes, 2).
    """
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6) as packed:
        packed.write("\n".join(_lines(latlon, ways, places)).encode())


def _lines(latlon: Points, ways: Sequence[Drawn], places: Sequence[Place]) -> Iterator[str]:
    shown = np.vstack((latlon, *([[place.lat, place.lon]] for place in places)))
    south, west = np.floor(shown.min(axis=0) * 1e6) / 1e6
    north, east = np.ceil(shown.max(axis=0) * 1e6) / 1e6
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<osm version="0.6" generator="{SOURCE}" copyright="hemrutt" license="Apache-2.0">'
    yield f" <note>{NOTE}</note>"
    yield f' <bounds minlat="{south:.6f}" minlon="{west:.6f}" maxlat="{north:.6f}" maxlon="{east:.6f}"/>'
    for index, (lat, lon) in enumerate(latlon.tolist(), start=1):
        yield f' <node id="{index}" version="1" lat="{lat:.6f}" lon="{lon:.6f}"/>'
    for index, place in enumerate(places, start=len(latlon) + 1):
        yield f' <node id="{index}" version="1" lat="{place.lat:.6f}" lon="{place.lon:.6f}">'
        yield from _tags(_place_tags(place))
        yield " </node>"
    for index, way in enumerate(ways, start=1):
        yield f' <way id="{index}" version="1">'
        yield from (f'  <nd ref="{node + 1}"/>' for node in way.nodes)
        yield from _tags({**way.tags, "source": SOURCE})
        yield " </way>"
    yield "</osm>\n"


def _place_tags(place: Place) -> dict[str, str]:
    tags = {"place": place.kind, "name": place.name, "population": str(place.population)}
    tags["source"] = SOURCE if place.made else "GeoNames"
    return tags


def _tags(tags: Mapping[str, str]) -> Iterator[str]:
    return (f"  <tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())

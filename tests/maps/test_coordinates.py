"""What numbers that are no latitude and longitude were probably meant as."""

from __future__ import annotations

import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.coordinates import from_sweref, read_degrees, suspect

SWEREF = pyproj.Transformer.from_crs("EPSG:3006", "EPSG:4326")
FROM_RT90 = pyproj.Transformer.from_pipeline(
    "+proj=pipeline +step +inv +proj=tmerc +lat_0=0 +lon_0=15.8062845294444 +k=1.00000561024 +x_0=1500064.274"
    " +y_0=-667.711 +ellps=GRS80 +step +proj=unitconvert +xy_in=rad +xy_out=deg +step +proj=axisswap +order=2,1"
)


@given(north=st.floats(6_100_000, 7_700_000), east=st.floats(200_000, 1_000_000))
def test_sweref_as_proj(north: float, east: float) -> None:
    assert from_sweref(north, east) == pytest.approx(SWEREF.transform(north, east), abs=1e-8)


@given(north=st.floats(6_130_000, 7_690_000), east=st.floats(1_200_000, 1_900_000), swapped=st.booleans())
def test_rt90_as_proj(north: float, east: float, *, swapped: bool) -> None:
    found = suspect(east, north) if swapped else suspect(north, east)
    assert found is not None
    assert found.kind == "rt90"
    assert found.meant == pytest.approx(FROM_RT90.transform(east, north), abs=1e-8)


@pytest.mark.parametrize("pair", [(7085000, 758000), (758000, 7085000)])
def test_sweref_in_either_order(pair: tuple[int, int]) -> None:
    found = suspect(*pair)
    assert found is not None
    assert found.kind == "sweref"
    assert found.meant == pytest.approx(SWEREF.transform(7085000, 758000), abs=1e-8)


def test_swapped_and_zero() -> None:
    swapped, zero = suspect(20.26, 63.82), suspect(0, -0.0)
    assert swapped is not None
    assert zero is not None
    assert (swapped.kind, swapped.meant) == ("swapped", (63.82, 20.26))
    assert (zero.kind, zero.meant) == ("null_island", None)


@pytest.mark.parametrize(
    "pair",
    [
        *[
            (63.82, 20.26),
            (60.17, 24.94),
            (-33.9, 151.2),
            (0, 20),
            (51.5, 0),
            (1.35, 103.8),
            (41.15, -8.61),
            (20.0, 10.0),
        ],
        *[(float("nan"), 1.0), (1.0, float("inf")), (10**400, 0), (7085000, 20), (7085000, 1_100_000), (1e9, 1e9)],
    ],
)
def test_other_pairs_raise_no_suspicion(pair: tuple[float, float]) -> None:
    assert suspect(*pair) is None


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("63° 49′ 12″ N 20° 15′ 36″ E", (63.82, 20.26)),
        ("63°49'12\"N, 20°15'36\"E", (63.82, 20.26)),
        ("63°49.2'N 20°15,6'Ö", (63.82, 20.26)),
        ("63.82°n;20.26°e", (63.82, 20.26)),
        ("33° 54' S 18° 25' E", (-33.9, 18 + 25 / 60)),
        ("41° 9' N 8° 36' V", (41.15, -8.6)),
    ],
)
def test_degrees_with_signs(text: str, point: tuple[float, float]) -> None:
    assert read_degrees(text) == pytest.approx(point, abs=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "63.82, 20.26",
        "63°N",
        "63° 60′ N 20° E",
        "63° 5′ 60″ N 20° E",
        "91°N 20°E",
        "63°N 181°E",
        "Storgatan 5 N 20 E",
    ],
)
def test_what_is_no_point(text: str) -> None:
    assert read_degrees(text) is None

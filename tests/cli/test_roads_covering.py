"""roads cover: what is counted by municipality, and whom it does not count."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

OSM = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="63.8200" lon="20.2600"/><node id="2" lat="63.8300" lon="20.2600"/>
<node id="3" lat="63.8300" lon="20.2800"/>
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="highway" v="residential"/></way>
</osm>"""


@pytest.fixture
def write(tmp_path: Path) -> Run:
    """Give a function that writes a table of points."""

    def write_points(name: str, **points: tuple[float, float]) -> Path:
        path = tmp_path / f"{name}.csv"
        rows = [f"{key},{lat},{lon}" for key, (lat, lon) in points.items()]
        path.write_text("\n".join(["id,lat,lon", *rows]), encoding="utf-8")
        return path

    return write_points


@pytest.fixture(autouse=True)
def kept(call: Run, tmp_path: Path) -> None:
    extract = tmp_path / "byn.osm"
    extract.write_text(OSM, encoding="utf-8")
    assert call("roads", "import", extract).code == 0


def test_homes_that_no_road_reaches_are_named_and_not_counted_as_reached(call: Run, write: Run) -> None:
    bases = write("bases", a=(63.82, 20.26))
    homes = write("homes", near=(63.83, 20.28), stugan=(63.9, 20.26), oslo=(59.91, 10.75))
    told = call("roads", "cover", "byn", bases, "--homes", homes, "--json").json
    assert (told["homes_far"], told["homes_elsewhere"]) == (["stugan", "oslo"], ["oslo"])
    (row,) = told["municipalities"]
    assert (row["municipality"], row["homes"], row["homes_within"], row["homes_far"]) == ("Umeå", 2, 1, 1)
    shown = " ".join(call("roads", "cover", "byn", bases, "--homes", homes).out.split())
    assert "på en ö: stugan, oslo." in shown


def test_bases_outside_the_network_are_named_and_reach_nothing(call: Run, write: Run) -> None:
    inside, outside = (63.82, 20.26), (64.2, 20.26)
    alone = call("roads", "cover", "byn", write("one", a=inside), "--json").json
    told = call("roads", "cover", "byn", write("two", a=inside, b=outside), "--json").json
    assert (told["bases"], told["bases_unserved"]) == (2, ["b"])
    assert told["municipalities"] == alone["municipalities"]
    refused = call("roads", "cover", "byn", write("none", b=outside), "--json")
    assert (refused.code, [fault["code"] for fault in refused.json["faults"]]) == (1, ["no_bases"])
    assert ": b." in refused.json["faults"][0]["cause"]


def test_a_network_abroad_is_said_to_lie_in_no_municipality(call: Run, write: Run) -> None:
    bases = write("bases", a=(60.1675, 24.95))
    ended = call("roads", "cover", "helsinki", bases)
    assert (ended.code, "ligger inte i någon svensk kommun" in ended.out) == (0, True)

"""Every real extract beside the repository is read for every way of travelling, and makes sense."""

from __future__ import annotations

import os
from itertools import pairwise

import numpy as np
import pytest

from maps.network import MODES, Mode
from maps.reading.files import read_network
from tests.maps.conftest import EXTRACTS

SMALL = ("linkoping-centrum", "liechtenstein", "lund-station-sweden", "oslo-east-filtered", "stockholm-ostermalm")


@pytest.mark.extracts
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", SMALL)
def test_real_extracts_are_read_for_every_mode(name: str, mode: Mode) -> None:
    path = EXTRACTS / f"{name}.osm.pbf"
    if not path.is_file():
        reason = f"the extract {name} is not in ../shared/roads"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    network = read_network(path, name="real", mode=mode)
    tally = network.tally
    assert tally.restrictions_unusable <= 0.1 * (tally.restrictions + 10)
    assert tally.limits_unreadable <= 0.01 * tally.ways
    assert (len(network.cut_lat) > 0) == (tally.islands_cut > 0)
    assert tally.islands_cut <= tally.parts_cut
    assert tally.junctions_cut < 0.5 * (network.nodes + tally.junctions_cut)
    assert np.isin(network.ban_edge, np.arange(network.edges)).all()
    for first, last in pairwise(network.ban_start.tolist()):
        edges = network.ban_edge[first:last]
        assert (network.head[edges[:-1]] == network.tail[edges[1:]]).all()
    if mode == "walk":
        assert not len(network.ban_edge)

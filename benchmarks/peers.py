"""One peer measured: ``python benchmarks/peers.py NAME TASK.npz EXTRACT`` prints one line of JSON.

Stands alone, for an interpreter in which the peers are installed (not all of them have wheels for one Python, and
none belongs to what hemrutt needs): only NumPy and the peer are imported. ``benchmarks.roads`` runs it.

The task: ``tail``, ``head``, ``ms`` (milliseconds) by edge, ``lat``, ``lon`` by node, ``points`` (nodes) and
``expected`` (milliseconds between them). OSRM and Valhalla read the extract and drive by speeds of their own, so for
them only the time compares.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Task = dict[str, np.ndarray]
Measure = Callable[[], Any]
RUNS = 3


def main() -> None:
    """Build, measure the matrix three times, and print."""
    name, task_file, extract = sys.argv[1:]
    with np.load(task_file) as arrays:
        task = {key: arrays[key] for key in arrays.files}
    began = time.perf_counter()
    measure = PEERS[name](task, Path(extract))
    build_s = time.perf_counter() - began
    runs = []
    found = None
    for _ in range(1 if name == "valhalla" else RUNS):
        began = time.perf_counter()
        found = measure()
        runs.append(time.perf_counter() - began)
    told = {"peer": name, "build_s": round(build_s, 3), "matrix_s": round(min(runs), 4)}
    if found is not None:
        told["max_abs_error_ms"] = float(np.abs(np.asarray(found, dtype=np.float64) - task["expected"]).max())
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(told))


def _scipy(task: Task, _: Path) -> Measure:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    tail, head, ms = _cheapest(task)
    size = len(task["lat"])
    graph = csr_array((ms.astype(np.float64), (tail, head)), shape=(size, size))
    points = task["points"]
    parts = np.array_split(points, max(1, len(points) * size // 25_000_000))
    return lambda: np.concatenate([dijkstra(graph, indices=part)[:, points] for part in parts])


def _rustworkx(task: Task, _: Path) -> Measure:
    import rustworkx

    tail, head, ms = (values.tolist() for values in _cheapest(task))
    graph = rustworkx.PyDiGraph(multigraph=False)
    graph.add_nodes_from(range(len(task["lat"])))
    graph.add_edges_from(list(zip(tail, head, map(float, ms), strict=True)))
    points = task["points"].tolist()

    def measure() -> list[list[float]]:
        rows = []
        for origin in points:
            lengths = rustworkx.dijkstra_shortest_path_lengths(graph, origin, float)
            rows.append([0.0 if point == origin else lengths[point] for point in points])
        return rows

    return measure


def _igraph(task: Task, _: Path) -> Measure:
    import igraph

    graph = igraph.Graph(
        n=len(task["lat"]), edges=np.column_stack([task["tail"], task["head"]]).astype(np.int64), directed=True
    )
    graph.es["ms"] = task["ms"].astype(np.float64).tolist()
    points = task["points"].tolist()
    # Its matrix refuses a target named twice, which random points may be.
    targets = sorted(set(points))
    columns = np.searchsorted(targets, points)
    return lambda: np.array(graph.distances(points, targets, weights="ms", mode="out"))[:, columns]


def _pandana(task: Task, _: Path) -> Measure:
    import pandana
    import pandas as pd

    edges = pd.DataFrame({"seconds": task["ms"] / 1000})
    ends = pd.Series(task["tail"].astype(np.int64)), pd.Series(task["head"].astype(np.int64))
    network = pandana.Network(pd.Series(task["lon"]), pd.Series(task["lat"]), *ends, edges, twoway=False)
    points = task["points"]
    origins, targets = np.repeat(points, len(points)), np.tile(points, len(points))
    return lambda: np.asarray(network.shortest_path_lengths(origins, targets)).reshape(len(points), len(points)) * 1000


def _pyroutingkit(task: Task, _: Path) -> Measure:
    from pyroutingkit import CCHMetric, CCHTopology

    topology = CCHTopology()
    ends = task["tail"].astype(np.uint32), task["head"].astype(np.uint32)
    topology.build(*ends, task["lat"].astype(np.float32), task["lon"].astype(np.float32), len(task["lat"]))
    metric = CCHMetric(topology)
    metric.customize(task["ms"].astype(np.uint32))
    points = task["points"].astype(np.uint32)
    return lambda: np.asarray(metric.distances_many_to_many(points, points)).reshape(len(points), len(points))


def _routingkit_cch(task: Task, _: Path) -> Measure:
    import routingkit_cch

    ends = task["tail"].tolist(), task["head"].tolist()
    places = task["lat"].astype(np.float32).tolist(), task["lon"].astype(np.float32).tolist()
    order = routingkit_cch.compute_order_inertial(len(task["lat"]), *ends, *places)
    metric = routingkit_cch.CCHMetric(routingkit_cch.CCH(order, *ends, False), task["ms"].tolist())
    points = task["points"].tolist()

    def measure() -> list[list[int]]:
        query = routingkit_cch.CCHOneToMany(metric, points)
        return [query.distances_from(point) for point in points]

    return measure


def _osrm(task: Task, extract: Path) -> Measure:
    import osrm

    folder = Path(tempfile.mkdtemp())
    profile = Path(osrm.__file__).parent / "share/profiles/car.lua"
    roads = folder / "roads.osrm"
    extract_to = ["-p", str(profile), "-o", str(roads), str(extract)]
    for command, *arguments in (["extract", *extract_to], ["contract", str(roads)]):
        subprocess.run([sys.executable, "-m", "osrm", command, *arguments], check=True, capture_output=True)
    kept = {"storage_config": str(roads), "use_shared_memory": False, "max_locations_distance_table": -1}
    engine = osrm.OSRM(algorithm="CH", **kept)
    points = task["points"]
    wanted = osrm.TableParameters(
        coordinates=list(zip(task["lon"][points].tolist(), task["lat"][points].tolist(), strict=True)),
        annotations=["duration", "distance"],
    )

    def measure() -> None:
        engine.Table(wanted)

    return measure


def _valhalla(task: Task, extract: Path) -> Measure:
    import valhalla

    folder = Path(tempfile.mkdtemp())
    (folder / "tiles").mkdir()
    (folder / "tiles.tar").touch()
    config = valhalla.get_config(tile_extract=str(folder / "tiles.tar"), tile_dir=str(folder / "tiles"))
    config["service_limits"]["auto"] |= {"max_matrix_location_pairs": 10**6, "max_matrix_distance": 1e7}
    (folder / "valhalla.json").write_text(json.dumps(config))
    tool = Path(sysconfig.get_path("purelib")) / "valhalla/bin/valhalla_build_tiles"
    subprocess.run([str(tool), "-c", str(folder / "valhalla.json"), str(extract)], check=True, capture_output=True)
    (folder / "tiles.tar").unlink()
    actor = valhalla.Actor(str(folder / "valhalla.json"))
    places = [
        {"lat": lat, "lon": lon}
        for lat, lon in zip(task["lat"][task["points"]].tolist(), task["lon"][task["points"]].tolist(), strict=True)
    ]

    def measure() -> None:
        actor.matrix({"sources": places, "targets": places, "costing": "auto"})

    return measure


def _cheapest(task: Task) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Keep the fastest of parallel edges."""
    order = np.lexsort((task["ms"], task["head"], task["tail"]))
    tail, head = task["tail"][order], task["head"][order]
    first = (np.diff(tail, prepend=-1) != 0) | (np.diff(head, prepend=-1) != 0)
    return tail[first], head[first], task["ms"][order][first]


PEERS: dict[str, Callable[[Task, Path], Measure]] = {
    "scipy": _scipy,
    "rustworkx": _rustworkx,
    "igraph": _igraph,
    "pandana": _pandana,
    "pyroutingkit": _pyroutingkit,
    "routingkit-cch": _routingkit_cch,
    "osrm": _osrm,
    "valhalla": _valhalla,
}

if __name__ == "__main__":
    main()

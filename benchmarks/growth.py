"""How everything grows with the network: ``python -m benchmarks.growth EXTRACT --folder OUT [--most NODES]``.

Networks from 1,000 to 5 million nodes are cut out of an extract or made of copies of it side by side. Each is
prepared and kept, then opened and used in a process of its own, whose memory is measured. The folder gets
``growth.md`` (a table, with exponents of the power laws that fit), ``growth.json`` and ``growth.png``. With
``--imports``, files of OSM of the size of a town and of a county are written and read, too.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import matplotlib as mpl
import numpy as np

from benchmarks import tiling
from maps import drives, paths, snapping, travel
from maps.conditions import FREE_FLOW, Conditions
from maps.network import RoadNetwork
from maps.reading.files import read_network
from maps.storage import preparing, store

PIECES: Final = (1_000, 3_000, 10_000, 30_000)
TILES: Final = ((1, 1), (2, 1), (2, 4), (4, 7), (8, 10))
IMPORTS: Final = ((1, 1), (2, 4))
POINTS: Final = 200
SLICES: Final = 8
NAME: Final = "growth"
FITTED_FROM: Final = 5_000
"""Nodes; smaller networks measure what every call costs, and their kernel is another."""

_Result = TypeVar("_Result")
Row = dict[str, float]


def main() -> None:
    """Measure all sizes and write what was found; or, in a process of its own, one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("extract", type=Path, help="an extract of OSM of 50,000 nodes or more")
    parser.add_argument("--folder", type=Path, required=True, help="for the results")
    parser.add_argument("--most", type=int, default=6_000_000, metavar="NODES", help="leave out larger networks")
    parser.add_argument("--imports", action="store_true", help="also read large files of OSM")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure_kept(asked.extract)))
        return
    asked.folder.mkdir(parents=True, exist_ok=True)
    base = read_network(asked.extract, name=NAME)
    # What numba compiles at its first use is no part of any size.
    measure(tiling.cut(base, PIECES[1]))
    rows: list[Row] = []
    for network in make_networks(base, most=asked.most):
        rows.append(measure(network))
        print(json.dumps(rows[-1]), flush=True)
        write(rows, [], asked.folder)
    imports: list[Row] = []
    for columns, copies in IMPORTS if asked.imports else ():
        if columns * copies * base.nodes <= asked.most:
            imports.append(measure_import(base, asked.extract, columns, copies))
            print(json.dumps(imports[-1]), flush=True)
    write(rows, imports, asked.folder)


def make_networks(base: RoadNetwork, *, most: int) -> Iterator[RoadNetwork]:
    """Give networks of growing size."""
    for nodes in PIECES:
        if nodes <= min(most, base.nodes // 2):
            yield tiling.cut(base, nodes)
    for columns, rows in TILES:
        if columns * rows * base.nodes <= most:
            yield tiling.tile(base, columns, rows)


def measure(network: RoadNetwork) -> Row:
    """Prepare and keep a network, then use it in a fresh process."""
    prepared, prepare_s = timed(lambda: preparing.prepare(network))
    with tempfile.TemporaryDirectory() as folder:
        path, save_s = timed(lambda: store.save(prepared, Path(folder)))
        size = path.stat().st_size
        command = [sys.executable, "-m", "benchmarks.growth", folder, "--folder", folder, "--measure"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {
        "nodes": network.nodes,
        "edges": network.edges,
        "prepare_s": prepare_s,
        "save_s": save_s,
        "file_MB": size / 1e6,
        **json.loads(done.stdout),
    }


def measure_kept(folder: Path) -> Row:
    """Open a kept network and use it, in a process that has done nothing else."""
    network, load_s = timed(lambda: store.load(folder, NAME))
    loaded_mb = memory_mb("VmRSS")
    _, open_s = timed(lambda: drives.open_network(network, FREE_FLOW))
    few = snapping.snap(network, *tiling.scatter(network, 2, seed=1))
    travel.measure(network, few)
    snaps, snap_s = timed(lambda: snapping.snap(network, *tiling.scatter(network, POINTS, seed=2)))
    matrix, first_s = timed(lambda: travel.measure(network, snaps))
    _, again_s = timed(lambda: travel.measure(network, snaps))
    added = snapping.snap(network, *tiling.scatter(network, 1, seed=3))
    travel.extend(network, matrix, snaps, added)
    _, extend_s = timed(lambda: travel.extend(network, matrix, snaps, added))
    legs = [(number, (number + 1) % POINTS) for number in range(POINTS)]
    paths.find_paths(network, snaps, legs[:2])
    _, paths_s = timed(lambda: paths.find_paths(network, snaps, legs))
    # Any eight weights will do: each closes other roads.
    slices = [Conditions(closed_ways=frozenset({-1 - number})) for number in range(SLICES)]
    _, slices_first_s = timed(lambda: travel.measure_slices(network, snaps, slices))
    _, slices_s = timed(lambda: travel.measure_slices(network, snaps, slices))
    return {
        "load_s": load_s,
        "loaded_MB": loaded_mb,
        "open_s": open_s,
        "snap_200_s": snap_s,
        "matrix_200_s": first_s,
        "matrix_again_s": again_s,
        "extend_by_1_s": extend_s,
        "paths_200_s": paths_s,
        "slices_8_first_s": slices_first_s,
        "slices_8_s": slices_s,
        "peak_MB": memory_mb("VmHWM"),
    }


def measure_import(base: RoadNetwork, extract: Path, columns: int, rows: int) -> Row:
    """Write a file of OSM of a size and read it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tiled.osm.pbf"
        tiling.write_osm(base, extract, path, columns=columns, rows=rows)
        size = path.stat().st_size
        network, import_s = timed(lambda: read_network(path, name=NAME))
    return {"nodes": network.nodes, "edges": network.edges, "osm_MB": size / 1e6, "import_s": import_s}


def memory_mb(field: str) -> float:
    """Give the memory that this process has, or had at most, in use, files mapped into it included.

    ``resource.getrusage`` would count what the process was forked from, too.
    """
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return int(value.split()[0]) * 1024 / 1e6
    raise KeyError(field)


def timed(work: Callable[[], _Result]) -> tuple[_Result, float]:
    """Do something; give what it gives and the seconds it took."""
    began = time.perf_counter()
    result = work()
    return result, time.perf_counter() - began


def fit(rows: list[Row], name: str) -> float:
    """Give the exponent of the power of the number of nodes that a figure follows, by least squares of logarithms."""
    large = [row for row in rows if row["nodes"] >= FITTED_FROM and row[name] > 0]
    nodes, values = ([math.log(row[which]) for row in large] for which in ("nodes", name))
    return float(np.polyfit(nodes, values, 1)[0]) if len(nodes) > 1 else math.nan


def write(rows: list[Row], imports: list[Row], folder: Path) -> None:
    """Write table, figures and picture."""
    figures = [name for name in rows[0] if name not in {"nodes", "edges"}]
    exponents = {name: fit(rows, name) for name in figures}
    document: dict[str, Any] = {"points": POINTS, "rows": rows, "exponents": exponents, "imports": imports}
    (folder / "growth.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    last: dict[str, Any] = {**dict.fromkeys(rows[0], ""), "nodes": "exponent", **exponents}
    tables = [_table([*rows, last]), *([_table(imports)] if imports else [])]
    (folder / "growth.md").write_text("\n".join(tables), encoding="utf-8")
    draw(rows, exponents, folder / "growth.png")


def draw(rows: list[Row], exponents: dict[str, float], path: Path) -> None:
    """Draw seconds and megabytes over nodes, both axes logarithmic."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 (after the choice of how to draw)

    figure, panes = plt.subplots(1, 2, figsize=(15, 6), layout="constrained")
    for pane, unit, label in zip(panes, ("_s", "_MB"), ("seconds", "megabytes"), strict=True):
        named = [name for name in exponents if name.endswith(unit)]
        pane.set_prop_cycle(color=plt.get_cmap("turbo")(np.linspace(0.05, 0.95, len(named))))
        for name in named:
            points = [(row["nodes"], row[name]) for row in rows]
            told = f"{name.removesuffix(unit)} (n^{exponents[name]:.2f})"
            pane.loglog(*zip(*points, strict=True), marker="o", markersize=4, linewidth=1.2, label=told)
        pane.set(xlabel="nodes", ylabel=label)
        pane.grid(visible=True, which="major", alpha=0.3)
        pane.legend(fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    figure.savefig(path, dpi=120)
    plt.close(figure)


def _table(rows: list[dict[str, Any]]) -> str:
    lines = ["| " + " | ".join(rows[0]) + " |", "|" + "---|" * len(rows[0])]
    lines += ["| " + " | ".join(_cell(value) for value in row.values()) + " |" for row in rows]
    return "\n".join([*lines, ""])


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    main()

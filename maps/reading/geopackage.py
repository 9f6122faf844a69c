"""Road networks as GeoPackages, in the form of ``osmnx.save_graph_geopackage``: layers ``nodes`` and ``edges``."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import networkx as nx
import osmnx as ox
import shapely

from maps.errors import RoadsError
from maps.network import Mode, RoadNetwork
from maps.reading import graphing, graphs

_MAGIC: Final = b"SQLite format 3\x00"
_DEGREES: Final = "EPSG:4326"
_ONE_WAY: Final = frozenset({"true", "1", "yes"})
_LONGEST_LIST: Final = 1_000


def read_geopackage(path: Path, *, name: str, mode: Mode, made: bool) -> RoadNetwork:
    """Read a network from the GeoPackage that ``osmnx.save_graph_geopackage`` writes, directed or not.

    Raises
    ------
    RoadsError
        ``unreadable`` for what is no GeoPackage, ``not_osmnx`` for one of something else, and those of
        ``graphs.from_graph``.
    """
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:  # GDAL would read whatever it is, and follow what it points to
            raise RoadsError("unreadable", file=path.name, detail="no SQLite file")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL's remarks on files that are then refused
            graph = _join(*_read_layers(path))
    except (RuntimeError, OSError) as error:  # GDAL's own errors are the former
        raise RoadsError("unreadable", file=path.name, detail=str(error)) from error
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise RoadsError("not_osmnx", file=path.name, detail=str(error)) from error
    return graphs.from_graph(graph, name=name, mode=mode, made=made, source=path.name)


def write_geopackage(network: RoadNetwork, path: Path) -> None:
    """Write a network as a GeoPackage with one row for each edge, for QGIS and OSMnx."""
    ox.save_graph_geopackage(graphing.to_graph(network), path, directed=True)


def _read_layers(path: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    if not {"nodes", "edges"} <= set(gpd.list_layers(path)["name"]):
        raise KeyError("nodes, edges")
    nodes, edges = (gpd.read_file(path, layer=layer).to_crs(_DEGREES) for layer in ("nodes", "edges"))
    return nodes, edges


def _join(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame) -> nx.MultiDiGraph[Any]:
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs="epsg:4326")
    for node, point in zip(nodes["osmid"].tolist(), nodes.geometry, strict=True):
        graph.add_node(node, x=point.x, y=point.y)
    undirected = {"from", "to"} <= set(edges.columns)
    ends = ("from", "to") if undirected else ("u", "v")
    for row in edges.to_dict("records"):
        tail, head = (int(row[end]) for end in ends)
        if tail not in graph or head not in graph or not isinstance(row["geometry"], shapely.LineString):
            raise ValueError(f"edge {tail} {head}")
        tags = {key: _unlist(value) for key, value in row.items() if key not in {"u", "v", "from", "to"}}
        graph.add_edge(tail, head, **tags)
        if undirected and str(row.get("oneway", "")).lower() not in _ONE_WAY:
            graph.add_edge(head, tail, **{**tags, "geometry": row["geometry"].reverse()})
    return graph


def _unlist(value: Any) -> Any:
    """Give the list that OSMnx wrote as text, as ``[4, 'five']``; anything else as it is."""
    if not isinstance(value, str) or not value.startswith("[") or len(value) > _LONGEST_LIST:
        return value
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value

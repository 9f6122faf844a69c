"""Made towns look grown, not like graph paper."""

from itertools import pairwise

import numpy as np
from scipy.spatial import cKDTree

from maps.made import MadeNetwork, noding


def _degrees_around(umea: MadeNetwork, middle: tuple[float, float], radius_m: float) -> np.ndarray:
    near = np.hypot(*(umea.mesh.points - middle).T) < radius_m
    return np.array([degree for node, degree in noding.degrees(umea.mesh).items() if degree != 2 and near[node]])


def _street_lengths_m(umea: MadeNetwork, radius_m: float) -> np.ndarray:
    """Lengths between junctions, of streets within a radius of the middle of Umeå."""
    degree = noding.degrees(umea.mesh)
    lengths = []
    for way in umea.mesh.ways:
        points = umea.mesh.points[list(way.nodes)]
        if np.hypot(*points[0]) > radius_m or way.tags["highway"] not in ("residential", "tertiary", "service"):
            continue
        steps = np.hypot(*np.diff(points, axis=0).T)
        marks = [at for at, node in enumerate(way.nodes) if degree[node] != 2]
        lengths += [steps[a:b].sum() for a, b in pairwise(marks)]
    return np.array(lengths)


def test_umea_has_some_thousands_of_junctions_and_a_village_some_dozens(umea: MadeNetwork) -> None:
    assert 2_500 < len(_degrees_around(umea, (0, 0), 5_500)) < 5_500
    east, north = umea.plane.to_metres((64.05992, 20.85593))[0]
    assert 15 < len(_degrees_around(umea, (east, north), 800)) < 90


def test_the_whole_network_has_a_size_to_plan_on(umea: MadeNetwork) -> None:
    assert 8_000 < np.sum([degree != 2 for degree in noding.degrees(umea.mesh).values()]) < 20_000


def test_streets_meet_in_threes_and_some_end_blind(umea: MadeNetwork) -> None:
    degree = _degrees_around(umea, (0, 0), 5_500)
    assert 0.10 < np.mean(degree == 1) < 0.35
    assert np.mean(degree == 3) > 2 * np.mean(degree == 4)
    assert degree.max() <= 7


def test_junctions_keep_apart(umea: MadeNetwork) -> None:
    junctions = [node for node, degree in noding.degrees(umea.mesh).items() if degree != 2]
    gaps = cKDTree(umea.mesh.points[junctions]).query(umea.mesh.points[junctions], k=2)[0][:, 1]
    assert np.mean(gaps < 5) < 0.005


def test_street_lengths_vary(umea: MadeNetwork) -> None:
    lengths = _street_lengths_m(umea, 5_000)
    assert lengths.std() / lengths.mean() > 0.5
    assert 45 < np.median(lengths) < 160


def test_streets_run_in_all_directions(umea: MadeNetwork) -> None:
    """Entropy of 18 directions: a grid has two of them (0.24 of the most possible), a medieval town nearly all."""
    weights = np.zeros(18)
    for way in umea.mesh.ways:
        steps = np.diff(umea.mesh.points[list(way.nodes)], axis=0)
        near = np.hypot(*umea.mesh.points[list(way.nodes[:-1])].T) < 5_000
        bins = (np.degrees(np.arctan2(steps[:, 1], steps[:, 0])) % 180 // 10).astype(int) % 18
        np.add.at(weights, bins[near], np.hypot(*steps.T)[near])
    shares = weights / weights.sum()
    assert -(shares * np.log(shares)).sum() / np.log(18) > 0.9


def test_main_roads_wind_but_do_not_stray(umea: MadeNetwork) -> None:
    """Length of country roads between junctions against the straight line."""
    ratios = []
    for way in umea.mesh.ways:
        points = umea.mesh.points[list(way.nodes)]
        crow_m = np.hypot(*(points[-1] - points[0]))
        if way.tags["highway"] in ("primary", "secondary", "tertiary") and crow_m > 5_000:
            ratios.append(np.hypot(*np.diff(points, axis=0).T).sum() / crow_m)
    assert 1.02 < np.median(ratios) < 1.35


def test_one_way_streets_are_in_the_centre_only(umea: MadeNetwork) -> None:
    starts = [
        umea.mesh.points[way.nodes[0]]
        for way in umea.mesh.ways
        if way.tags.keys() & {"oneway", "junction"} == {"oneway"}
    ]
    assert len(starts) > 20
    assert np.hypot(*np.array(starts).T).max() < 2_500

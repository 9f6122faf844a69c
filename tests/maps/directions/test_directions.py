"""When a step is said and when not, on small roads drawn for it, in both languages."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from maps import directions, paths, snapping, travel
from maps.directions import Step
from maps.network import RoadNetwork
from scheduler import directing
from scheduler.texts import say_seconds

LAT, LON = 63.8, 20.2
Roads = Sequence[tuple[Sequence[int], dict[str, str]]]
Read = Callable[..., RoadNetwork]
Points = dict[int, tuple[float, float]]

NORTH, EAST = 1 / 111_195, 1 / (111_195 * math.cos(math.radians(LAT)))


def place(points: Points) -> dict[int, tuple[float, float]]:
    """Give the degrees of points in metres east and north of one place."""
    return {key: (LAT + north * NORTH, LON + east * EAST) for key, (east, north) in points.items()}


def street(name: str = "", kind: str = "residential", **more: str) -> dict[str, str]:
    return {"highway": kind, **({"name": name} if name else {}), **more}


def follow(network: RoadNetwork, start: tuple[float, float], end: tuple[float, float]) -> tuple[Step, ...]:
    """Describe the way between two points in metres."""
    ends = list(place({0: start, 1: end}).values())
    snaps = snapping.snap(network, [lat for lat, _ in ends], [lon for _, lon in ends])
    path = paths.find_paths(network, snaps, [(0, 1)])[0]
    assert path is not None
    steps = directions.describe(network, path, goal=ends[1])
    check(steps, path)
    return steps


def check(steps: Sequence[Step], path: paths.Path) -> None:
    """See to what holds for every path."""
    assert (sum(step.seconds for step in steps), sum(step.metres for step in steps)) == (path.seconds, path.metres)
    assert all(step.seconds >= 0 and step.metres >= 0 for step in steps)
    kinds = [step.kind for step in steps]
    assert (kinds[0], kinds[-1]) == ("depart", "arrive")
    assert not {"depart", "arrive"} & set(kinds[1:-1])
    places = [(step.lat, step.lon) for step in steps[:-1]]
    assert len(set(places)) == len(places)
    assert all(0 <= step.bearing < 360 for step in steps)
    assert (steps[-1].lat, steps[-1].lon) == (path.lats[-1], path.lons[-1])
    for language in ("sv", "en"):
        assert all(directing.say_step(step, language=language) for step in steps)


def said(steps: Sequence[Step], language: Any = "sv") -> list[str]:
    return [directing.say_step(step, language=language) for step in steps]


CROSS: Points = {1: (0, -300), 2: (0, 0), 3: (0, 300), 4: (-300, 0), 5: (300, 0)}


def crossing(read: Read, north: dict[str, str], **ways: dict[str, str]) -> RoadNetwork:
    """Read a crossing: from the south on Södra vägen to ``north``, and what else is told."""
    others = {"west": (2, 4), "east": (2, 5)}
    roads: list[Any] = [((1, 2), street("Södra vägen")), ((2, 3), north)]
    roads += [(others[name], tags) for name, tags in ways.items()]
    return read(place(CROSS), roads)


def test_a_turn_at_a_junction(read_osm: Read) -> None:
    roads = crossing(read_osm, street("Norra vägen"), east=street("Storgatan"), west=street("Lillgatan"))
    right = follow(roads, (0, -250), (250, 5))
    assert said(right) == [
        "Följ Södra vägen norrut.",
        "Sväng höger in på Storgatan.",
        "Du är framme. Målet ligger till vänster.",
    ]
    assert said(right, "en") == [
        "Follow Södra vägen north.",
        "Turn right onto Storgatan.",
        "You have arrived. Your destination is on the left.",
    ]
    assert [step.metres for step in right] == pytest.approx([250, 250, 0], abs=2)
    assert right[1].bearing == pytest.approx(90, abs=1)
    left = follow(roads, (0, -250), (-250, 5))
    assert said(left)[1:] == ["Sväng vänster in på Lillgatan.", "Du är framme. Målet ligger till höger."]


def test_straight_over_a_crossing_nothing_is_said(read_osm: Read) -> None:
    roads = crossing(read_osm, street("Södra vägen"), east=street("Storgatan"), west=street("Storgatan"))
    assert said(follow(roads, (0, -250), (0, 250))) == ["Följ Södra vägen norrut.", "Du är framme."]


def test_a_new_name_straight_ahead_is_said_if_it_lasts(read_osm: Read) -> None:
    roads = crossing(read_osm, street("Norra vägen"), east=street("Storgatan"), west=street("Storgatan"))
    far, soon = follow(roads, (0, -250), (0, 250)), follow(roads, (0, -250), (0, 100))
    assert said(far)[1] == "Fortsätt rakt fram på Norra vägen."
    assert said(far, "en")[1] == "Continue straight ahead on Norra vägen."
    assert [step.kind for step in soon] == ["depart", "arrive"]


def test_where_there_is_no_other_way_nothing_is_said(read_osm: Read) -> None:
    bend = read_osm(place(CROSS), [((1, 2), street("Södra vägen")), ((2, 5), street("Storgatan"))])
    assert [step.kind for step in follow(bend, (0, -250), (250, 0))] == ["depart", "arrive"]


def test_past_a_drive_the_road_bends_without_a_word(read_osm: Read) -> None:
    roads: Roads = [((1, 2, 5), street("Södra vägen")), ((2, 3), street(kind="service"))]
    assert [step.kind for step in follow(read_osm(place(CROSS), roads), (0, -250), (250, 0))] == ["depart", "arrive"]


def test_a_street_that_turns_at_a_junction_is_said_to_go_on(read_osm: Read) -> None:
    roads: Roads = [((1, 2, 5), street("Södra vägen")), ((2, 3), street("Norra vägen"))]
    steps = follow(read_osm(place(CROSS), roads), (0, -250), (250, 0))
    assert said(steps)[1] == "Sväng höger och fortsätt på Södra vägen."
    assert said(steps, "en")[1] == "Turn right and continue on Södra vägen."


@pytest.mark.parametrize(
    ("tags", "swedish", "english"),
    [
        (street(kind="service"), "Sväng höger in på infarten.", "Turn right into the drive."),
        (street(kind="track"), "Sväng höger in på grusvägen.", "Turn right onto the gravel road."),
        (street(surface="gravel"), "Sväng höger in på grusvägen.", "Turn right onto the gravel road."),
        (street(), "Sväng höger.", "Turn right."),
    ],
)
def test_a_road_without_a_name_is_called_what_it_is(
    read_osm: Read, tags: dict[str, str], swedish: str, english: str
) -> None:
    roads = crossing(read_osm, street("Norra vägen"), east=tags)
    steps = follow(roads, (0, -250), (250, 0))
    assert (said(steps)[1], said(steps, "en")[1]) == (swedish, english)


@pytest.mark.parametrize(
    ("end", "swedish"),
    [
        ((140, 240), "Sväng svagt åt höger in på Sneda vägen."),
        ((-140, 240), "Sväng svagt åt vänster in på Sneda vägen."),
        ((140, -240), "Sväng skarpt åt höger in på Sneda vägen."),
    ],
)
def test_how_sharp_a_turn_is(read_osm: Read, end: tuple[float, float], swedish: str) -> None:
    east, north = end
    points = {**CROSS, 6: (1.3 * east, north if north < 0 else 0.75 * north)}
    roads: Roads = [((1, 2), street("Södra vägen")), ((2, 3), street("Norra vägen")), ((2, 6), street("Sneda vägen"))]
    assert said(follow(read_osm(place(points), roads), (0, -250), points[6]))[1] == swedish


FORK: Points = {1: (0, -300), 2: (0, 0), 3: (-100, 300), 4: (100, 300)}


def test_at_a_fork_one_keeps_to_a_side(read_osm: Read) -> None:
    roads: Roads = [((1, 2), street("Södra vägen")), ((2, 3), street("Strandvägen")), ((2, 4), street("Åsvägen"))]
    network = read_osm(place(FORK), roads)
    left, right = follow(network, (0, -250), FORK[3]), follow(network, (0, -250), FORK[4])
    assert (said(left)[1], said(right)[1]) == ("Håll vänster och följ Strandvägen.", "Håll höger och följ Åsvägen.")
    assert said(left, "en")[1] == "Keep left and follow Strandvägen."


def test_slight_bends_of_a_street_are_no_turns(read_osm: Read) -> None:
    points: Points = {1: (0, -300), 2: (0, 0), 3: (60, 200), 4: (0, 400), 5: (-200, 0), 6: (260, 200)}
    roads: Roads = [((1, 2, 3, 4), street("Åvägen")), ((5, 2), street("A")), ((3, 6), street("B"))]
    assert [step.kind for step in follow(read_osm(place(points), roads), (0, -250), (0, 380))] == ["depart", "arrive"]


def ring(radius: float, arms: int) -> tuple[Points, list[int]]:
    """Give a roundabout's nodes anticlockwise from the south, and the ends of its arms."""
    points: Points = {}
    nodes = 8
    for at in range(nodes):
        turned = math.radians(-90 + 360 * at / nodes)
        points[100 + at] = (radius * math.cos(turned), radius * math.sin(turned))
    for arm in range(arms):
        turned = math.radians(-90 + 90 * arm)
        points[200 + arm] = (300 * math.cos(turned), 300 * math.sin(turned))
    return points, [*range(100, 108), 100]


ARMS = ("Södra vägen", "Östra vägen", "Norra vägen", "Västra vägen")


@pytest.mark.parametrize(
    ("goal", "swedish", "english"),
    [
        (
            1,
            "I rondellen, ta första avfarten in på Östra vägen.",
            "At the roundabout, take the first exit onto Östra vägen.",
        ),
        (
            2,
            "I rondellen, ta andra avfarten in på Norra vägen.",
            "At the roundabout, take the second exit onto Norra vägen.",
        ),
        (
            3,
            "I rondellen, ta tredje avfarten in på Västra vägen.",
            "At the roundabout, take the third exit onto Västra vägen.",
        ),
    ],
)
def test_exits_of_a_roundabout_are_counted(read_osm: Read, goal: int, swedish: str, english: str) -> None:
    points, around = ring(20, 4)
    roads: list[Any] = [(around, street(junction="roundabout"))]
    roads += [((200 + arm, 100 + 2 * arm), street(name)) for arm, name in enumerate(ARMS)]
    east, north = points[200 + goal]
    steps = follow(read_osm(place(points), roads), (0, -250), (0.9 * east, 0.9 * north))
    assert [step.kind for step in steps] == ["depart", "roundabout", "arrive"]
    assert (said(steps)[1], said(steps, "en")[1], steps[1].number) == (swedish, english, goal)


def test_a_block_of_one_way_streets_is_no_roundabout(read_osm: Read) -> None:
    points: Points = {
        1: (0, 0),
        2: (80, 0),
        3: (80, 80),
        4: (0, 80),
        5: (-200, 0),
        6: (280, 80),
        7: (80, -200),
        8: (0, 280),
    }
    roads: list[Any] = [((1, 2, 3, 4, 1), street("Ringgatan", oneway="yes"))]
    roads += [((one, other), street(f"Gata {one}")) for one, other in ((1, 5), (2, 7), (3, 6), (4, 8))]
    steps = follow(read_osm(place(points), roads), (-150, 0), (250, 80))
    assert "roundabout" not in {step.kind for step in steps}


def test_a_ramp_is_left_and_joined(read_osm: Read) -> None:
    points: Points = {
        1: (-2000, 0), 2: (-600, 0), 3: (600, 0), 4: (2000, 0), 5: (0, -120), 6: (0, -400),
        11: (-2000, 40), 12: (2000, 40),
    }  # fmt: skip
    motorway = street("E 4", "motorway", oneway="yes")
    roads: Roads = [
        ((1, 2, 3, 4), motorway),
        ((2, 5), street(kind="motorway_link", oneway="yes")),
        ((5, 3), street(kind="motorway_link", oneway="yes")),
        ((5, 6), street("Byvägen", "secondary")),
        ((4, 12), street("Vändvägen", "primary")),
        ((12, 11), street("Vändvägen", "primary")),
        ((11, 1), street("Vändvägen", "primary")),
    ]
    network = read_osm(place(points), roads)
    off, on = follow(network, (-1500, 0), (0, -380)), follow(network, (0, -380), (1500, 0))
    assert said(off)[1] == "Kör av E 4 till höger."
    assert said(off, "en")[1] == "Leave E 4 on the right."
    assert "Kör ut på E 4." in said(on)
    assert "Join E 4." in said(on, "en")


def test_a_ferry_is_taken_and_left(read_osm: Read) -> None:
    points: Points = {1: (0, -300), 2: (0, 0), 3: (0, 2000), 4: (0, 2300)}
    roads: Roads = [
        ((1, 2), street("Hamnvägen")),
        ((2, 3), {"route": "ferry", "name": "Holmöleden", "motor_vehicle": "yes", "duration": "00:20"}),
        ((3, 4), street("Byvägen")),
    ]
    steps = follow(read_osm(place(points), roads), (0, -250), (0, 2250))
    assert said(steps)[1:3] == ["Ta färjan Holmöleden.", "Kör av färjan och följ Byvägen."]
    assert said(steps, "en")[1:3] == ["Take the ferry Holmöleden.", "Leave the ferry and follow Byvägen."]


def test_two_turns_across_a_divided_road_are_one(read_osm: Read) -> None:
    points: Points = {1: (0, -300), 2: (0, 0), 3: (0, 15), 4: (300, 0), 5: (300, 15), 6: (-300, 0), 7: (-300, 15)}
    roads: Roads = [
        ((1, 2), street("Södra vägen")),
        ((2, 3), street("Södra vägen")),
        ((6, 2, 4), street("Allén", "primary", oneway="yes")),
        ((5, 3, 7), street("Allén", "primary", oneway="yes")),
        ((4, 5), street("Allén", "primary", oneway="yes")),
        ((7, 6), street("Allén", "primary", oneway="yes")),
    ]
    network = read_osm(place(points), roads)
    assert said(follow(network, (0, -250), (-250, 15)))[1] == "Sväng vänster in på Allén."


def test_two_turns_back_along_the_same_street_by_a_bit_of_another_are_turning_round(read_osm: Read) -> None:
    points: Points = {1: (0, -300), 2: (0, 0), 3: (0, 18), 4: (300, 0), 5: (300, 18), 6: (-300, 0), 7: (-300, 18)}
    roads: Roads = [
        ((1, 2, 3), street("Engelbrektsgatan")),
        ((6, 2, 4), street("Karlavägen", "primary", oneway="yes")),
        ((5, 3, 7), street("Karlavägen", "primary", oneway="yes")),
        ((4, 5), street("Karlavägen", "primary", oneway="yes")),
        ((7, 6), street("Karlavägen", "primary", oneway="yes")),
    ]
    network = read_osm(place(points), roads)
    assert said(follow(network, (-250, 0), (-250, 18))) == [
        "Följ Karlavägen österut.",
        "Vänd om och följ Karlavägen tillbaka.",
        "Du är framme.",
    ]


def test_a_goal_on_the_road_lies_to_no_side(read_osm: Read) -> None:
    roads = read_osm(place(CROSS), [((1, 2, 3), street("Södra vägen"))])
    for east, phrase in ((0, "arrive.here"), (20, "arrive.right"), (-20, "arrive.left")):
        assert follow(roads, (0, -250), (east, 250))[-1].phrase == phrase
    assert follow(roads, (0, 250), (20, -250))[-1].phrase == "arrive.left"


def test_a_path_that_goes_nowhere_departs_and_arrives(read_osm: Read) -> None:
    roads = read_osm(place(CROSS), [((1, 2, 3), street("Södra vägen"))])
    steps = follow(roads, (0, 50), (0, 50))
    assert [(step.kind, step.metres, step.seconds) for step in steps] == [("depart", 0, 0), ("arrive", 0, 0)]


@pytest.mark.parametrize(
    ("metres", "swedish", "english"),
    [
        (0, "0 m", "0 m"),
        (4, "10 m", "10 m"),
        (43, "40 m", "40 m"),
        (96, "100 m", "100 m"),
        (374, "350 m", "350 m"),
        (980, "1,0 km", "1.0 km"),
        (1234, "1,2 km", "1.2 km"),
        (48_400, "48 km", "48 km"),
    ],
)
def test_lengths_are_rounded_for_reading(metres: float, swedish: str, english: str) -> None:
    told = [directing.say_metres(metres, language=language) for language in ("sv", "en")]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in told] == [swedish, english]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (1, "5 s"), (22, "20 s"), (58, "1 min"), (600, "10 min"), (3900, "1 h 5 min")]
)
def test_times_are_rounded_for_reading(seconds: int, text: str) -> None:
    assert say_seconds(seconds).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize(
    ("metres", "seconds", "swedish", "english"),
    [
        (0, 0, ("0 m", "0:00"), ("0 m", "0:00")),
        (950, 65, ("950 m", "1:05"), ("950 m", "1:05")),
        (48_213, 3_907, ("48 213 m", "1:05:07"), ("48,213 m", "1:05:07")),
    ],
)
def test_columns_are_not_rounded(metres: int, seconds: int, swedish: tuple[str, str], english: tuple[str, str]) -> None:
    for language, texts in (("sv", swedish), ("en", english)):
        told = directing.say_row(metres, seconds, language=language)
        assert tuple(text.replace("\N{NO-BREAK SPACE}", " ") for text in told) == texts


def check_random(network: RoadNetwork, count: int) -> None:
    chance = np.random.default_rng(5)
    node = chance.integers(network.nodes, size=2 * count)
    lat, lon = network.node_lat[node] + 2e-4, network.node_lon[node] + 2e-4
    snaps = snapping.snap(network, lat, lon)
    legs = [(at, at + count) for at in range(count)]
    matrix = travel.measure(network, snaps, walk=True)
    drives = paths.find_paths(network, snaps, legs)
    for leg, path, drive in zip(legs, paths.find_paths(network, snaps, legs, walk=True), drives, strict=True):
        if path is None or drive is None:
            continue
        start, goal = ((float(lat[at]), float(lon[at])) for at in leg)
        check(directions.describe(network, drive, goal=goal), drive)
        steps = directions.describe(network, path, start=start, goal=goal)
        sums = sum(step.seconds for step in steps), sum(step.metres for step in steps)
        assert sums == (matrix.seconds[leg], matrix.metres[leg])
        check_walks(steps, snaps.distance_m[list(leg)].tolist())
        assert len(steps) <= 4 + len(path.pieces.edge)


def check_walks(steps: Sequence[Step], walks: Sequence[float]) -> None:
    """See to it that the walks at both ends that are worth telling are told, as they are in a matrix."""
    told = [(step.metres, step.seconds) for step in steps if step.kind == "walk"]
    assert told == [(round(metres), round(metres * 0.72)) for metres in walks if metres >= 3]
    assert [step.kind == "walk" for step in (steps[0], steps[-2])] == [metres >= 3 for metres in walks]
    assert (steps[-1].kind, steps[-1].metres) == ("arrive", 0)


def test_the_walks_from_and_to_the_houses_are_steps_of_their_own(read_osm: Read) -> None:
    network = read_osm(place({1: (0, 0), 2: (500, 0)}), [((1, 2), street("Storgatan"))])
    ends = list(place({0: (50, -40), 1: (450, 60)}).values())
    snaps = snapping.snap(network, [lat for lat, _ in ends], [lon for _, lon in ends])
    (path,) = paths.find_paths(network, snaps, [(0, 1)], walk=True)
    assert path is not None
    steps = directions.describe(network, path, start=ends[0], goal=ends[1])
    assert said(steps) == [
        "Gå 40\N{NO-BREAK SPACE}m till Storgatan.",
        "Följ Storgatan österut.",
        "Gå 60\N{NO-BREAK SPACE}m till målet, till vänster.",
        "Du är framme.",
    ]
    assert [(steps[0].lat, steps[0].lon), (steps[-1].lat, steps[-1].lon)] == ends
    assert (round(steps[0].bearing), round(steps[2].bearing) % 360) == (0, 0)


def test_random_ways_through_helsinki_keep_their_sums(helsinki: RoadNetwork) -> None:
    check_random(helsinki, 60)


@pytest.mark.extracts
@pytest.mark.parametrize("name", ["oslo-east-filtered", "linkoping-centrum", "liechtenstein"])
def test_random_ways_through_the_extracts_keep_their_sums(real: Callable[[str], RoadNetwork], name: str) -> None:
    check_random(real(name), 40)

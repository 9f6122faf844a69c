"""OSM tags of made roads; speed limits on some only, as in real extracts."""

from collections.abc import Mapping

import numpy as np

from maps.made.places import Place


def street(highway: str, name: str | None, *, rng: np.random.Generator) -> dict[str, str]:
    """Tag a street of a town."""
    tags = {"highway": highway}
    if name:
        tags["name"] = name
    if highway != "service" and rng.random() < 0.45:
        tags["maxspeed"] = str(rng.choice(["30", "40", "40", "50"] if highway == "residential" else ["40", "50"]))
    return tags


def collector(name: str, place: Place, *, rng: np.random.Generator) -> dict[str, str]:
    """Tag a road between a town's districts."""
    tags = {"highway": "tertiary" if place.population > 3_000 else "unclassified", "name": name}
    if rng.random() < 0.6:
        tags["maxspeed"] = "40" if rng.random() < 0.6 else "50"
    return tags


def country_road(bigger: int, *, rng: np.random.Generator) -> dict[str, str]:
    """Tag a road between places, the bigger of which has that many people."""
    tags = {"highway": "tertiary" if bigger >= 400 else "unclassified"}
    if tags["highway"] == "tertiary" and rng.random() < 0.7:
        tags["maxspeed"] = "70" if rng.random() < 0.7 else "80"
    elif tags["highway"] == "unclassified" and rng.random() < 0.45:
        tags["surface"] = "gravel"
    return tags


def through_town(tags: Mapping[str, str], place: Place) -> dict[str, str]:
    """Tag the part of a country road that lies in a town."""
    if place.kind == "hamlet":
        return dict(tags)
    own = {key: value for key, value in tags.items() if key != "surface"}
    is_fast = tags["highway"] == "trunk" and place.population > 20_000
    own["maxspeed"] = "70" if is_fast else "50" if tags["highway"] in ("trunk", "primary") else "40"
    if "ref" not in tags and "name" not in tags:
        own["name"] = "Storgatan" if place.population < 20_000 else "Infartsvägen"
    return own


def gravel_road(steps: int, *, rng: np.random.Generator) -> dict[str, str]:
    """Tag a gravel road by the number of steps it grew."""
    if steps < 7 and rng.random() < 0.6:
        return {"highway": "service", "surface": "gravel"}
    tags = {"highway": "unclassified", "surface": "gravel"}
    if rng.random() < 0.05:
        tags["maxspeed"] = "50"
    return tags


def ferry(metres: float) -> dict[str, str]:
    """Tag a car ferry: a crossing at some 15 km/h and five minutes at the quays."""
    minutes = 5 + round(metres / 250)
    return {"route": "ferry", "motor_vehicle": "yes", "duration": f"{minutes // 60:02}:{minutes % 60:02}"}

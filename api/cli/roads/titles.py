"""What a map of a network is called, and the area that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.cli.session import Session
from maps import borders, folding
from maps.borders import Area
from maps.errors import RoadsError
from maps.made import regions
from maps.network import RoadNetwork
from scheduler import texts

_MADE: Final = "made-"
_OWN_FORM: Final[Mapping[str, str]] = {"Kalmar": "Kalmar", "Falun": "Falu", "Orust": "Orust"}
"""Municipalities called otherwise than by their name with an s."""
_NO_S_AFTER: Final = "aeiouyåäösxz"


def find_area(network: RoadNetwork) -> Area | None:
    """Give the municipality or county that a network was made for."""
    key = folding.fold(network.name.removeprefix(_MADE))
    if not network.made or not regions.is_area(key):
        return None
    try:
        return borders.find(key)
    except RoadsError:  # made before, or imported under such a name
        return None


def make_title(session: Session, network: RoadNetwork) -> str:
    """Give the title of a map, in the session's language: of an area or a place, and that it is made if it is."""
    if not network.made:
        return _find_place(network)
    area = find_area(network)
    if area is None:
        whole = _say(session, "around", name=_find_place(network))
    elif area.kind == "county":
        whole = _say(session, "county", name=area.name)
    else:
        name = _in_genitive(area.name) if session.language == "sv" else area.name
        whole = _say(session, "municipality", name=name)
    return _say(session, "made", title=whole)


def _find_place(network: RoadNetwork) -> str:
    """Give the name of the place that a network is called after, or else its own."""
    wanted = _plain(network.name.removeprefix(_MADE))
    own = network.name.removeprefix(_MADE).replace("-", " ").capitalize()
    return next((place.name for place in network.places if _plain(place.name) == wanted), own)


def _plain(name: str) -> str:
    return folding.fold(name).replace(" ", "-")


def _in_genitive(name: str) -> str:
    """Give a name as it stands before "kommun": Gotlands, but Umeå and Mora."""
    return _OWN_FORM.get(name) or (name if name[-1].casefold() in _NO_S_AFTER else f"{name}s")


def _say(session: Session, key: str, **values: str) -> str:
    return texts.say(f"tiles.title.{key}", language=session.language, **values)

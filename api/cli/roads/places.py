"""Places as people write them: ``lat,lon``, or an address, a street or a place that a road network knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from api.cli.refusals import ManyRefusedError, RefusedError
from api.cli.roads import finding
from api.cli.roads.points import name_some
from api.cli.session import Session, plain
from maps import addresses, estimates
from maps.addresses import Book
from maps.snapping import Snaps
from scheduler import texts
from scheduler.faults import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place: as it was written, as it is called, and how near that comes."""

    text: str
    label: str
    precision: str
    exact: bool
    """Whether it is called just as it was written."""
    lat: float
    lon: float


def find_place(session: Session, name: str, text: str) -> Place:
    """Find what a text means on a network; raises as ``find_places``."""
    return find_places(session, name, [text])[0]


def find_places(session: Session, name: str, written: Sequence[str]) -> tuple[Place, ...]:
    """Find what texts mean on a network, whose book of addresses is opened if one of them is no point.

    Raises
    ------
    ManyRefusedError
        With an error for each text that is no point on the globe, was probably not meant, means nothing known, or is
        not clearly one place; then those it may mean are named.
    RoadsError
        If there is no such network, or its book is damaged.
    """
    books: list[Book] = []

    def open_book() -> Book:
        if not books:
            books.append(addresses.open_book(name, session.settings.roads))
        return books[0]

    found: list[Place] = []
    errors: list[RefusedError | InputError] = []
    for text in written:
        try:
            found.append(_find(session, open_book, text))
        except (RefusedError, InputError) as error:
            errors.append(error)
    if errors:
        raise ManyRefusedError(errors)
    return tuple(found)


def refuse_unserved(snaps: Snaps, places: Sequence[Place]) -> None:
    """Raise ManyRefusedError for points that a network does not reach, which are no places to drive from or to."""
    standing = estimates.stand(snaps)
    bad = ~standing.covered | standing.unreachable
    rows = zip(places, snaps.distance_m.tolist(), bad, strict=True)
    errors = [
        RefusedError("unserved", place=place.label, km=f"{metres / 1000:.1f}") for place, metres, lost in rows if lost
    ]
    if errors:
        raise ManyRefusedError(errors)


def tell_approximate(session: Session, places: Sequence[Place]) -> list[str]:
    """Say which texts were taken for something other than the very address that was written."""
    return [
        texts.say(
            "directions.approximate",
            language=session.language,
            text=plain(place.text),
            label=plain(place.label),
            precision=finding.say(session, f"precision.{place.precision}"),
        )
        for place in places
        if place.precision != "address" or not place.exact
    ]


def _find(session: Session, open_book: Callable[[], Book], text: str) -> Place:
    point = finding.parse_point(text)
    if point is not None:
        label = f"{point[0]:.5f}, {point[1]:.5f}"
        return Place(text=text, label=label, precision="address", exact=True, lat=point[0], lon=point[1])
    choice = addresses.choose(open_book(), text)
    hit = choice.hit
    if hit is not None:
        return Place(text=text, label=hit.label, precision=hit.precision, exact=choice.exact, lat=hit.lat, lon=hit.lon)
    if not choice.candidates:
        raise RefusedError("no_address", place=text)
    labels = name_some(session, (hit.label for hit in choice.candidates), mark="; ")
    raise RefusedError("many_addresses" if choice.alike else "unclear_address", place=text, labels=labels)

"""Addresses offline: a book of a network's streets, places and house numbers, kept beside the roads and searched.

``keep`` makes the book of a file that is imported, ``open_book`` gives it, ``find`` searches it, ``choose`` tells the
one answer that is clear enough to drive to.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

from maps.addresses import keeping
from maps.addresses.book import Book, Choice, Hit
from maps.errors import RoadsError
from maps.network import RoadNetwork

__all__ = ("LONGEST", "Book", "Choice", "Hit", "choose", "find", "keep", "open_book")

LONGEST: Final = 200
"""Signs of a question."""
_COMPARED: Final = 50
"""Answers among which a clear one is looked for."""


def keep(path: Path | None, network: RoadNetwork, folder: Path) -> Book:
    """Make the book of a network and of the OSM file it was read from, and keep it under the network's name.

    Without a file, or with one that holds no addresses, the book has the streets and places of the network only.

    Raises
    ------
    RoadsError
        ``unreadable``, ``bad_name``.
    """
    book = _make(path, network)
    keeping.save(book, folder, network.name)
    return book


def open_book(name: str, folder: Path) -> Book:
    """Give the book of a network; where none is kept, it is made of what is at hand.

    A broken one is made anew only for an embedded network: of an imported one the streets are at hand, but the house
    numbers would be lost without a word. A folder that cannot be written to does no harm: the book is made again the
    next time.

    Raises
    ------
    RoadsError
        ``bad_name``, ``addresses_broken``, ``unknown_network`` and those of ``library.open_network``.
    """
    from maps.storage import library  # noqa: PLC0415 (it imports this package)

    try:
        return keeping.load(folder, name)
    except RoadsError as error:
        remade = error.code == "addresses_broken" and library.is_embedded(name)
        if error.code != "addresses_missing" and not remade:
            raise
    network = _open_any(name, folder)
    book = _make(library.find_helsinki() if name == "helsinki" else None, network)
    with contextlib.suppress(OSError):
        keeping.save(book, folder, name)
    return book


def find(book: Book, text: str, *, near: tuple[float, float] | None = None, most: int = 10) -> tuple[Hit, ...]:
    """Find what a text may mean, best first; see ``searching.search``.

    Raises
    ------
    RoadsError
        ``address_long`` beyond ``LONGEST`` signs; ``address_empty`` without a letter or figure.
    """
    from maps.addresses import searching  # noqa: PLC0415 (rapidfuzz is wanted by searches only)

    if len(text) > LONGEST:
        raise RoadsError("address_long", longest=LONGEST)
    if not any(sign.isalnum() for sign in text):
        raise RoadsError("address_empty")
    return searching.search(book, text, near=near, most=most)


def choose(book: Book, text: str) -> Choice:
    """Tell which answer is meant without doubt; see ``choosing.choose``.

    Raises
    ------
    RoadsError
        As ``find``.
    """
    hits = find(book, text, most=_COMPARED)
    from maps.addresses import choosing  # noqa: PLC0415 (rapidfuzz is wanted by searches only)

    return choosing.choose(book, text, hits)


def _make(path: Path | None, network: RoadNetwork) -> Book:
    from maps.addresses import gathering, making, reading  # noqa: PLC0415 (pyosmium and SciPy are slow to import)

    held = path is not None and path.name.lower().endswith(reading.SUFFIXES)
    gathered = reading.read_addresses(path) if path is not None and held else gathering.Draft().gathered()
    return making.make_book(gathered, network)


def _open_any(name: str, folder: Path) -> RoadNetwork:
    """Open the roads of a name for the first way of travelling that they are kept for."""
    from maps.storage import library, store  # noqa: PLC0415 (it imports this package)

    kept = [entry.mode for entry in store.names(folder) if entry.name == name]
    return library.open_network(name, mode=kept[0] if kept else "car", folder=folder)

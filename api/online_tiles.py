"""Pictures of somebody else's map under the console's, where a house wants them: their owner sees what is looked at."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

_ADDRESS: Final = re.compile(r"(https://([A-Za-z0-9.-]+)(?::[0-9]{1,5})?)/[A-Za-z0-9._~/{}?=&%@-]+")
_NUMBERS: Final = ("{z}", "{x}", "{y}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineTiles:
    """Where pictures of 256 pixels are, at what ``origin``, and whose they are."""

    address: str
    origin: str
    credit: str


def read_tiles(address: str, *, credit: str | None) -> OnlineTiles:
    """Read an address with ``{z}``, ``{x}`` and ``{y}`` in it.

    Raises
    ------
    ValueError
        It is none, or not by HTTPS.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or any(address.count(number) != 1 for number in _NUMBERS):
        raise ValueError(f"{address!r} (https://HOST/{{z}}/{{x}}/{{y}}.png)")
    return OnlineTiles(address=address, origin=found[1].lower(), credit=credit or found[2])


def tell(tiles: OnlineTiles | None, page: str) -> str:
    """Tell a page of the pictures that it may show."""
    if tiles is None:
        return page
    address, credit = html.escape(tiles.address), html.escape(tiles.credit)
    return page.replace("</head>", f'<meta name="tiles" content="{address}" data-credit="{credit}">\n</head>', 1)

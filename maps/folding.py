"""Names made alike, so that they are found however they are written."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_BETWEEN: Final = re.compile(r"[\s_-]+")


def fold(name: str) -> str:
    """Give a name in small letters without dots and rings, its words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _BETWEEN.sub("-", plain.strip().casefold())


def area_forms(name: str, *, ending: str) -> tuple[str, str]:
    """Give a folded area's name with its ending ("kommun", "lan"), without and with the s of a genitive."""
    bare = fold(name)
    bare = bare.removesuffix("-lan").removesuffix("s") if ending == "lan" else bare
    return f"{bare}-{ending}", f"{bare}s-{ending}"

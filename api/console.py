"""The console as it was built from ``api/web``: its page, and the parts that the page loads."""

from __future__ import annotations

import gzip
import html
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from fastapi.responses import HTMLResponse

from api import online_tiles
from api.online_tiles import OnlineTiles
from scheduler import texts
from scheduler.texts import Language

BUILT: Final = Path(__file__).parent / "static"
PLACES: Final = (
    "/",
    *(
        f"/{name}{rest}"
        for name in ("plans", "morning", "figures", "settings", "wall")
        for rest in ("", "/{rest:path}")
    ),
)
"""The console's addresses (``api/web/src/router.ts``)."""

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:{pictures}; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PACKABLE: Final = frozenset({"text/javascript", "text/css", "image/svg+xml", "application/json"})
_LANGUAGE: Final = 'lang="sv"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A part of the console, also compressed with gzip where that helps."""

    media_type: str
    content: bytes
    packed: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """What was built; ``page`` is None where nothing was."""

    page: str | None = None
    assets: Mapping[str, Asset] = field(default_factory=dict)


def open_console(folder: Path = BUILT) -> Console:
    """Read the console; an installation of the service alone has none."""
    page = folder / "index.html"
    if not page.is_file():
        return Console()
    assets = {path.name: _read(path) for path in sorted((folder / "assets").iterdir())}
    return Console(page=page.read_text(encoding="utf-8"), assets=assets)


def answer(console: Console, *, language: Language, tiles: OnlineTiles | None = None) -> HTMLResponse:
    """Hand out the page in a language, or say that there is none; it may fetch nothing from elsewhere but tiles."""
    if console.page is None:
        text = html.escape(texts.say("api.front.no_console", language=language))
        return HTMLResponse(f'<!doctype html><html lang="{language}"><title>hemrutt</title><p>{text}</p></html>')
    page = online_tiles.tell(tiles, console.page.replace(_LANGUAGE, f'lang="{language}"', 1))
    policy = _POLICY.format(pictures=f" {tiles.origin}" if tiles else "")
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})


def _read(path: Path) -> Asset:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    content = path.read_bytes()
    packed = gzip.compress(content, mtime=0) if kind in _PACKABLE else None
    return Asset(media_type=f"{kind}; charset=utf-8" if kind.endswith("+xml") else kind, content=content, packed=packed)

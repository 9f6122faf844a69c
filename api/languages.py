"""The language of answers, and of files, which are asked for by links: a link says it itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request

from api.errors import language_of
from scheduler.texts import Language

Named = Annotated[Language | None, Query(description="of what is written; left out: as `Accept-Language` says")]


def accepted_language(request: Request) -> Language:
    """Give the language that the request accepts."""
    return language_of(request.scope)


def find_language(request: Request, language: Named = None) -> Language:
    """Give the language that is asked for by name, else the one that the request accepts: browsers send their own."""
    return language or language_of(request.scope)


Spoken = Annotated[Language, Depends(accepted_language)]
Wanted = Annotated[Language, Depends(find_language)]

"""Addresses: what a text may mean. Posted, since what is searched for are patients' homes, which no URL may hold."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter
from pydantic import Field, WithJsonSchema

from api.access.requiring import require
from api.access.roles import Permission
from api.bodies import JsonBody
from api.errors import RefusalError
from api.service import Service, Shared
from api.wire import Wire
from maps import addresses
from maps.addresses import keeping
from maps.errors import RoadsError
from maps.storage import store
from scheduler import files

_READER: Final = require(Permission.ROADS_READ)
router = APIRouter(prefix="/api/roads", tags=["roads"])


class Near(Wire):
    """A point that the answer is likely to be near."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class AddressQuestion(Wire):
    """What to find."""

    text: Annotated[str, Field(min_length=1, max_length=addresses.LONGEST)]
    near: Annotated[Near | None, WithJsonSchema({"anyOf": [Near.model_json_schema(), {"type": "null"}]})] = None
    most: Annotated[int, Field(ge=1, le=50)] = 10


class AddressHit(Wire):
    """One answer."""

    label: str
    kind: Literal["address", "street", "place", "care", "postcode"]
    precision: Literal["address", "nearby number", "street", "place"]
    lat: float
    lon: float
    score: float = Field(description="from 0 to 1: how well it fits what was written")


class AddressAnswer(Wire):
    """Answers, best first; ``house_numbers`` is false where the data has none and streets are the finest answer."""

    hits: list[AddressHit]
    house_numbers: bool
    attribution: str


_QUESTION_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": AddressQuestion.model_json_schema()}},
    }
}


@router.post("/{name}/addresses/search", openapi_extra=_QUESTION_BODY, dependencies=[_READER])
def search_addresses(service: Shared, name: str, body: JsonBody) -> AddressAnswer:
    """Find addresses, streets, places and postcodes of a road network that is kept."""
    question = files.validate_whole(AddressQuestion, body.document, file="question")
    if not service.searches.take():
        raise RefusalError("too_many_searches", headers={"Retry-After": "1"})
    book = _open_book(service, name)
    near = None if question.near is None else (question.near.lat, question.near.lon)
    hits = addresses.find(book, question.text, near=near, most=question.most)
    return AddressAnswer(
        hits=[AddressHit(**{field: getattr(hit, field) for field in AddressHit.model_fields}) for hit in hits],
        house_numbers=book.numbers > 0,
        attribution=book.attribution,
    )


def _open_book(service: Service, name: str) -> addresses.Book:
    """Open a network's book; a request never makes a network that is not kept."""
    folder = service.settings.roads
    try:
        return keeping.load(folder, name)
    except RoadsError as error:
        if name not in {entry.name for entry in store.names(folder)}:
            raise RefusalError("not_found", subject="roads") from error
    return addresses.open_book(name, folder)

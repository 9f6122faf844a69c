"""Every form a plan leaves in, by name: one list for the command line and the service.

What makes a form is imported when it is made: pictures, workbooks and papers take their time to load.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.exports.scene import Scene
from api.exports.wording import file_name
from api.fhir.naming import Systems
from scheduler.plan import Route
from scheduler.texts import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """In which language a form is made, the instant that it says it was made, and whose identifiers FHIR calls ids."""

    language: Language
    stamp: dt.datetime
    systems: Systems


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: how its files end, what they are over HTTP, and what makes one."""

    suffix: str
    media_type: str
    make: Callable[[Scene, Asked], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartedForm:
    """A form with a file for each car, or for each of the staff (``part``); gives them by id."""

    suffix: str
    media_type: str
    part: str
    make: Callable[[Scene, Asked], Mapping[str, bytes]]


def name_files(form: PartedForm, made: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give the files by names that are safe in any folder."""
    return {f"{file_name(key, otherwise=form.part)}.{form.suffix}": content for key, content in made.items()}


def _geojson(scene: Scene, _: Asked) -> bytes:
    from api.exports.geojson import plan_geojson  # noqa: PLC0415

    return _json(plan_geojson(scene))


def _html(scene: Scene, asked: Asked) -> bytes:
    from api.exports.page import plan_page  # noqa: PLC0415

    return plan_page(scene, language=asked.language).encode()


def _png(scene: Scene, asked: Asked) -> bytes:
    from api.exports import picture  # noqa: PLC0415

    return picture.picture_bytes(scene, language=asked.language)


def _csv(scene: Scene, asked: Asked) -> bytes:
    from api.exports import tables  # noqa: PLC0415

    return tables.table_bytes(scene, language=asked.language)


def _xlsx(scene: Scene, asked: Asked) -> bytes:
    from api.exports import workbooks  # noqa: PLC0415

    return workbooks.workbook_bytes(scene, language=asked.language)


def _pdf(scene: Scene, asked: Asked) -> bytes:
    from api.exports import paper  # noqa: PLC0415

    return paper.day_pdf(scene, stamp=asked.stamp, language=asked.language)


def _fhir(scene: Scene, asked: Asked) -> bytes:
    from api.fhir.bundles import plan_bundle  # noqa: PLC0415

    return _json(plan_bundle(scene.day, scene.plan, stamp=asked.stamp, systems=asked.systems))


def _sheets(scene: Scene, asked: Asked) -> dict[str, bytes]:
    from api.exports import paper  # noqa: PLC0415

    return {
        route.car: paper.car_pdf(scene, route, stamp=asked.stamp, language=asked.language) for route in _busy(scene)
    }


def _gpx(scene: Scene, asked: Asked) -> dict[str, bytes]:
    from api.exports import gpx  # noqa: PLC0415

    return {route.car: gpx.route_gpx(scene, route, language=asked.language) for route in _busy(scene)}


def _ics(scene: Scene, asked: Asked) -> dict[str, bytes]:
    from api.exports.calendars import staff_calendars  # noqa: PLC0415

    return staff_calendars(scene, stamp=asked.stamp, language=asked.language)


def _busy(scene: Scene) -> list[Route]:
    """List the routes with visits."""
    return [route for route in scene.plan.routes if any(stop.kind == "visit" for stop in route.stops)]


def _json(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


_BOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMS: Final[Mapping[str, Form]] = {
    "geojson": Form(suffix="geojson", media_type="application/geo+json", make=_geojson),
    "html": Form(suffix="html", media_type="text/html; charset=utf-8", make=_html),
    "png": Form(suffix="png", media_type="image/png", make=_png),
    "csv": Form(suffix="csv", media_type="text/csv; charset=utf-8", make=_csv),
    "xlsx": Form(suffix="xlsx", media_type=_BOOK, make=_xlsx),
    "pdf": Form(suffix="pdf", media_type="application/pdf", make=_pdf),
    "fhir": Form(suffix="fhir.json", media_type="application/fhir+json", make=_fhir),
}
"""Forms that hold a whole plan in one file."""

PARTED_FORMS: Final[Mapping[str, PartedForm]] = {
    "ics": PartedForm(suffix="ics", media_type="text/calendar; charset=utf-8", part="staff", make=_ics),
    "gpx": PartedForm(suffix="gpx", media_type="application/gpx+xml; charset=utf-8", part="car", make=_gpx),
    "sheets": PartedForm(suffix="pdf", media_type="application/pdf", part="car", make=_sheets),
}
"""Forms with a file for each car or each of the staff."""

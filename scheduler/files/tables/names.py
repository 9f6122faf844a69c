"""What tables, columns and words of cells are called, in Swedish and English.

The first name of each is the Swedish one that is written, the second the English one; more are read too. Case,
spaces, hyphens, underscores, points and brackets do not count, nor do the dots and rings of å, ä and ö.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from scheduler.files.tables.registry_names import REGISTRY_COLUMNS, REGISTRY_REQUIRED, REGISTRY_WORDS

Names = tuple[str, ...]

TABLES: Final[Mapping[str, Names]] = {
    "day": ("dag", "day", "inställningar", "settings"),
    "visits": ("besök", "visits", "visit"),
    "cars": ("bilar", "cars", "bil", "car", "fordon", "vehicles"),
    "staff": ("personal", "staff", "medarbetare"),
    "patients": ("patienter", "patients", "patient", "brukare"),
    "locations": ("platser", "locations", "plats", "location", "adresser", "addresses"),
    "together": ("tillsammans", "together"),
    "gaps": ("mellanrum", "gaps", "gap", "avstånd", "tidsavstånd"),
    "fixed": ("låsta", "fixed", "låst", "låsningar"),
    "travel": ("restider", "travel", "restid", "travel_times"),
}

_PLACE: Final[Mapping[str, Names]] = {
    "address": ("adress", "address", "gatuadress"),
    "lat": ("lat", "lat", "latitud", "latitude", "breddgrad"),
    "lon": ("lon", "lon", "longitud", "longitude", "längdgrad", "lng"),
}

COLUMNS: Final[Mapping[str, Mapping[str, Names]]] = {
    "day": {
        "date": ("datum", "date"),
        "timezone": ("tidszon", "timezone"),
        "team": ("team", "team"),
        "roads": ("vägnät", "roads"),
        "min_gap_same_patient_min": ("minst_mellan_samma_patient_min", "min_gap_same_patient_min"),
        "traffic": ("trafik", "traffic"),
        "winter": ("vinter", "winter"),
        "preset": ("inriktning", "preset"),
        "prices": ("priser", "prices"),
    },
    "visits": {
        "id": ("id", "id", "besök", "visit", "besöks-id", "visit_id"),
        "patient": ("patient", "patient", "patient_id", "brukare"),
        "date": ("datum", "date"),
        "duration_min": ("längd_min", "duration_min", "längd", "duration", "minuter", "minutes", "besökstid"),
        "setup_min": ("ställtid_min", "setup_min", "ställtid", "setup"),
        "windows": ("tidsfönster", "windows", "fönster", "window", "time_window"),
        "start": ("tidigast", "start", "earliest", "från"),
        "end": ("senast", "end", "latest", "till"),
        "soft_start": ("helst_från", "soft_start"),
        "soft_end": ("helst_till", "soft_end"),
        "skills": ("kompetenser", "skills", "kompetens", "skill"),
        "crew_size": ("antal_personal", "crew_size", "bemanning"),
        "priority": ("prioritet", "priority", "prio"),
        "mandatory": ("måste", "mandatory", "obligatoriskt"),
        "kind": ("typ", "kind", "besökstyp", "type"),
        "cars_allowed": ("tillåtna_bilar", "cars_allowed"),
        "cars_refused": ("ej_bilar", "cars_refused"),
        "demand": ("last", "demand"),
        "together": ("tillsammans", "together", "grupp", "group"),
        "location": ("plats", "location"),
        **_PLACE,
    },
    "cars": {
        "id": ("id", "id", "bil", "car", "fordon", "vehicle"),
        "mode": ("färdsätt", "mode"),
        "start": ("start", "start", "startplats", "start_location"),
        "end": ("slut", "end", "slutplats", "end_location"),
        "start_lat": ("start_lat", "start_lat", *_PLACE["lat"]),
        "start_lon": ("start_lon", "start_lon", *_PLACE["lon"]),
        "end_lat": ("slut_lat", "end_lat"),
        "end_lon": ("slut_lon", "end_lon"),
        "crew": ("besättning", "crew", "personal", "staff"),
        "shift": ("arbetspass", "shift", "pass", "arbetstid"),
        "shift_start": ("pass_start", "shift_start", "arbetspass_start", "börjar"),
        "shift_end": ("pass_slut", "shift_end", "arbetspass_slut", "slutar"),
        "max_overtime_min": ("övertid_min", "max_overtime_min", "övertid", "overtime", "shift_max_overtime_min"),
        "breaks": ("raster", "breaks", "rast", "break"),
        "max_visits": ("max_besök", "max_visits"),
        "number": ("nummer", "number"),
        "capacity": ("lastutrymme", "capacity"),
    },
    "staff": {
        "id": ("id", "id", "personal", "staff"),
        "name": ("namn", "name"),
        "profession": ("yrke", "profession", "roll", "role"),
        "skills": ("kompetenser", "skills", "kompetens", "skill"),
        "languages": ("språk", "languages", "language"),
    },
    "patients": {
        "id": ("id", "id", "patient", "brukare"),
        "location": ("plats", "location"),
        "max_visits_per_day": ("max_besök_per_dag", "max_visits_per_day"),
        "contact_staff": ("fast_kontakt", "contact_staff", "kontaktpersonal"),
        "refused_staff": ("avböjd_personal", "refused_staff"),
        "phone": ("telefon", "phone", "telefonnummer", "phone_number", "tel", "mobil", "mobile"),
        "protected": ("skyddad", "protected", "skyddade_personuppgifter", "sekretessmarkerad"),
        **_PLACE,
    },
    "locations": {"id": ("id", "id", "plats", "location", "namn", "name"), **_PLACE},
    "together": {"id": ("id", "id", "grupp", "group"), "visits": ("besök", "visits")},
    "gaps": {
        "before": ("före", "before", "första", "first"),
        "after": ("efter", "after", "andra", "second"),
        "min_min": ("minst_min", "min_min", "minst", "min"),
        "max_min": ("högst_min", "max_min", "högst", "max"),
        "from": ("räknat_från", "from"),
    },
    "fixed": {
        "visit": ("besök", "visit"),
        "car": ("bil", "car"),
        "start": ("start", "start", "tid", "time"),
    },
    "travel": {
        "mode": ("färdsätt", "mode"),
        "from": ("från", "from"),
        "to": ("till", "to"),
        "seconds": ("sekunder", "seconds"),
        "metres": ("meter", "metres"),
    },
    "points": {"id": ("id", "id", "plats", "location", "namn", "name", "bas", "base", "hem", "home"), **_PLACE},
    **REGISTRY_COLUMNS,
    "drives": {
        "from": ("från", "from", "start", "origin"),
        "to": ("till", "to", "mål", "destination"),
        "departure": ("avgång", "departure", "avresa", "starttid", "start_time"),
        "seconds": ("sekunder", "seconds", "körtid", "restid"),
    },
}

REQUIRED: Final[Mapping[str, Names]] = {
    "day": (),
    "visits": ("id", "duration_min"),
    "cars": ("id",),
    "staff": ("id", "profession"),
    "patients": ("id",),
    "locations": ("id", "lat", "lon"),
    "together": ("id", "visits"),
    "gaps": ("before", "after"),
    "fixed": ("visit",),
    "travel": ("from", "to", "seconds", "metres"),
    "points": ("id", "lat", "lon"),
    "drives": ("from", "to", "departure", "seconds"),
    **REGISTRY_REQUIRED,
}
"""Columns without which a table says nothing."""

WORDS: Final[Mapping[str, Mapping[str, Names]]] = {
    "mode": {"car": ("bil", "car"), "bike": ("cykel", "bike", "lådcykel"), "walk": ("gång", "walk", "till fots")},
    "kind": {
        "home": ("hem", "home", "hembesök"),
        "phone": ("telefon", "phone"),
        "video": ("video", "video"),
    },
    "preset": {
        "balanced": ("balanserad", "balanced"),
        "continuity": ("kontinuitet", "continuity"),
        "shortest": ("kortast", "shortest"),
    },
    "traffic": {"free": ("fri", "free"), "usual": ("vanlig", "usual")},
    "from": {"end": ("slut", "end"), "start": ("start", "start", "början")},
    "price": {
        "driving": ("körning", "driving"),
        "waiting": ("väntan", "waiting"),
        "lateness": ("utanför önskad tid", "outside wished times", "försening", "lateness"),
        "overtime": ("övertid", "overtime"),
        "continuity": ("kontinuitet", "continuity"),
        "balance": ("balans", "balance"),
        "worst_lateness": (
            "längst utanför önskad tid",
            "farthest outside wished time",
            "värsta försening",
            "worst lateness",
        ),
        "idle": ("overksam tid", "idle"),
        "moved": ("annan bil", "moved"),
        "shifted": ("annan tid", "shifted"),
    },
    "yes_no": {
        "true": ("ja", "yes", "j", "y", "x", "sant", "true", "1"),
        "false": ("nej", "no", "n", "falskt", "false", "0"),
    },
    **REGISTRY_WORDS,
    "open": {"open": ("öppen", "open", "|")},
}
"""Words of cells by what they stand for in JSON."""


def table_named(name: str, known: Mapping[str, Names] = TABLES) -> str | None:
    """Find the table that a file or sheet of this name holds, among those of a day or others."""
    return _find(name, known)


def column_named(name: str, table: str) -> str | None:
    """Find the column of a table that a header of this name heads."""
    return _find(name, COLUMNS[table])


def word_meaning(word: str, kind: str) -> str | None:
    """Find what a word in a cell stands for in JSON; ``kind`` is a key of ``WORDS``."""
    return _find(word, WORDS[kind])


def name_key(name: str) -> str:
    """Reduce a name to the letters and digits that count, without marks above them."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in letters if sign.isalnum()) or name.strip()


def _find(name: str, known: Mapping[str, Names]) -> str | None:
    key = name_key(name)
    return next((meaning for meaning, alike in known.items() if key in map(name_key, (meaning, *alike))), None)

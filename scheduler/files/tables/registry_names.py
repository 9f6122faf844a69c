"""What the tables and columns of a team's registry are called, as ``names`` has those of a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Names = tuple[str, ...]

REGISTRY_TABLES: Final[Mapping[str, Names]] = {
    "roster_staff": ("personal", "staff", "medarbetare"),
    "roster_works": ("arbetstider", "works", "schema", "schedule"),
    "roster_cars": ("bilar", "cars", "fordon", "vehicles"),
    "roster_shifts": ("arbetspass", "shifts", "pass"),
    "roster_patients": ("patienter", "patients", "brukare"),
    "roster_needs": ("behov", "needs", "insatser"),
    "roster_absences": ("frånvaro", "absences"),
}

_RHYTHM: Final[Mapping[str, Names]] = {
    "from": ("från", "from", "första_dag"),
    "until": ("till", "until", "sista_dag"),
    "weekdays": ("veckodagar", "weekdays", "dagar"),
    "every_days": ("var_n_dag", "every_days"),
    "every_weeks": ("var_n_vecka", "every_weeks"),
}
_STAFF: Final[Names] = ("personal", "staff", "medarbetare")
_CAR: Final[Names] = ("bil", "car", "fordon")
_PATIENT: Final[Names] = ("patient", "patient", "brukare", "patient_id")

REGISTRY_COLUMNS: Final[Mapping[str, Mapping[str, Names]]] = {
    "roster_staff": {
        "id": ("id", "id", *_STAFF),
        "name": ("namn", "name"),
        "profession": ("yrke", "profession", "roll", "role"),
        "skills": ("kompetenser", "skills", "kompetens", "skill"),
        "languages": ("språk", "languages", "language"),
    },
    "roster_works": {"owner": _STAFF, **_RHYTHM},
    "roster_cars": {
        "id": ("id", "id", *_CAR),
        "mode": ("färdsätt", "mode"),
        "start": ("start", "start", "utgångspunkt", "base"),
        "end": ("slut", "end"),
        "max_visits": ("max_besök", "max_visits"),
        "capacity": ("lastutrymme", "capacity"),
    },
    "roster_shifts": {
        "owner": _CAR,
        **_RHYTHM,
        "shift": ("arbetspass", "shift", "pass", "arbetstid"),
        "max_overtime_min": ("övertid_min", "max_overtime_min", "övertid", "overtime"),
        "breaks": ("raster", "breaks", "rast", "break"),
        "crew": ("besättning", "crew", "personal", "staff"),
    },
    "roster_patients": {
        "id": ("id", "id", *_PATIENT),
        "address": ("adress", "address", "gatuadress"),
        "lat": ("lat", "lat", "latitud", "latitude"),
        "lon": ("lon", "lon", "longitud", "longitude", "lng"),
        "max_visits_per_day": ("max_besök_per_dag", "max_visits_per_day"),
        "contact_staff": ("fast_kontakt", "contact_staff", "kontaktpersonal"),
        "refused_staff": ("avböjd_personal", "refused_staff"),
        "phone": ("telefon", "phone", "telefonnummer", "phone_number", "tel", "mobil", "mobile"),
        "protected": ("skyddad", "protected", "sekretessmarkerad"),
        "enrolled_from": ("inskriven_från", "enrolled_from"),
        "enrolled_until": ("inskriven_till", "enrolled_until"),
    },
    "roster_needs": {
        "owner": _PATIENT,
        "id": ("behov", "need", "id", "insats"),
        **_RHYTHM,
        "times": ("tider", "times", "tidsfönster", "windows"),
        "gap_min_min": ("minst_mellan_min", "gap_min_min"),
        "gap_max_min": ("högst_mellan_min", "gap_max_min"),
        "duration_min": ("längd_min", "duration_min", "längd", "duration", "minuter", "minutes"),
        "setup_min": ("ställtid_min", "setup_min", "ställtid", "setup"),
        "skills": ("kompetenser", "skills", "kompetens", "skill"),
        "together": ("tillsammans", "together"),
        "crew_size": ("antal_personal", "crew_size", "bemanning"),
        "priority": ("prioritet", "priority", "prio"),
        "mandatory": ("måste", "mandatory", "obligatoriskt"),
        "kind": ("typ", "kind", "besökstyp", "type"),
        "cars_allowed": ("tillåtna_bilar", "cars_allowed"),
        "cars_refused": ("ej_bilar", "cars_refused"),
        "demand": ("last", "demand"),
    },
    "roster_absences": {
        "staff": _STAFF,
        "car": _CAR,
        "patient": _PATIENT,
        "from": _RHYTHM["from"],
        "until": _RHYTHM["until"],
        "absence": ("orsak", "kind", "typ", "type"),
        "note": ("anmärkning", "note"),
    },
}

REGISTRY_REQUIRED: Final[Mapping[str, Names]] = {
    "roster_staff": ("id", "profession"),
    "roster_works": ("owner",),
    "roster_cars": ("id",),
    "roster_shifts": ("owner",),
    "roster_patients": ("id",),
    "roster_needs": ("owner", "id", "duration_min"),
    "roster_absences": ("from",),
}

REGISTRY_WORDS: Final[Mapping[str, Mapping[str, Names]]] = {
    "weekday": {
        "mon": ("mån", "mon", "måndag", "monday"),
        "tue": ("tis", "tue", "tisdag", "tuesday"),
        "wed": ("ons", "wed", "onsdag", "wednesday"),
        "thu": ("tor", "thu", "torsdag", "thursday"),
        "fri": ("fre", "fri", "fredag", "friday"),
        "sat": ("lör", "sat", "lördag", "saturday"),
        "sun": ("sön", "sun", "söndag", "sunday"),
    },
    "absence": {
        "ill": ("sjuk", "ill"),
        "child_ill": ("vab", "child ill", "vård av barn"),
        "leave": ("ledig", "leave", "semester"),
        "parental": ("föräldraledig", "parental"),
        "course": ("kurs", "course", "utbildning"),
        "other": ("annat", "other"),
    },
}

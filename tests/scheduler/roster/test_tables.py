"""A registry's tables: written ones read back equal, those of people are understood, and all faults come at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.faults import Fault, InputError
from scheduler.files.tables.gathering import Gathered
from scheduler.files.tables.registry_names import REGISTRY_TABLES
from scheduler.files.tables.sheets import Table, make_table
from scheduler.roster import Roster
from scheduler.roster.tables import Merged, merge, read_tables, registry_tables
from scheduler.texts import LANGUAGES, Language
from tests.scheduler.roster import registries
from tests.scheduler.roster.registries import CAR, NEED, PATIENT, STAFF, Json, make


def read(tables: Mapping[str, str], folder: Path) -> Mapping[str, Table]:
    """Read tables of a folder as they are uploaded."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    gathered = Gathered(REGISTRY_TABLES)
    gathered.read(folder)
    assert gathered.faults == []
    return gathered.tables


def reread(roster: Roster, language: Language) -> Merged:
    """Write a registry's tables and lay them on one that has its settings alone."""
    faults: list[Fault] = []
    tables = {}
    sheets = registry_tables(roster, language=language).values()
    for name, lines in zip(REGISTRY_TABLES, sheets, strict=True):
        written = [["" if cell is None else str(cell) for cell in line] for line in lines]
        made = make_table(name, name, enumerate(written, start=1), faults)
        assert made is not None
        tables[name] = made
    assert faults == []
    return merge(tables, Roster(team=roster.team, settings=roster.settings), file="registry")


WHOLE = make(
    staff=(
        {**STAFF, "skills": ["iv_therapy"],
         "works": [{"from": "2026-01-05", "every_weeks": 2, "weekdays": ["mon", "sun"]}],
         "absences": [{"from": "2026-11-23", "kind": "parental"}]},
        {"id": "bo", "profession": "doctor"},
    ),
    cars=(
        {**CAR, "end": None, "capacity": {"bags": 3}, "max_visits": 4,
         "out_of_service": [{"from": "2026-12-01", "note": "x"}]},
        {"id": "två", "start": "base", "end": "base", "mode": "bike", "shifts": [
            {"shift": {"start": "21:00", "end": "30:00", "max_overtime_min": 15}, "breaks": [], "crew": ["asa", "bo"]},
            {"breaks": [{"earliest": "11:00", "latest": "12:00", "duration_min": 20}]}]},
    ),
    patients=(
        {**PATIENT, "protected": True, "contact_staff": ["asa"], "phone": "+46 70-174 06 05",
         "enrolled_from": "2026-11-01", "hospital": [{"from": "2026-11-20", "until": "2026-11-21"}],
         "needs": [{**NEED, "times": [{}, {"windows": [{"start": "14:00", "end": "16:00", "soft_end": "15:00"}]}],
                    "together": [["doctor"], ["nurse", "iv_therapy"]], "cars_allowed": [], "demand": {"bags": 1},
                    "kind": "video", "gap_min_min": 60, "every_days": 3, "from": "2026-01-01"}]},
    ),
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_written_tables_read_back_equal(language: Language) -> None:
    merged = reread(WHOLE, language)
    assert (merged.staff, merged.cars, merged.patients) == (WHOLE.staff, WHOLE.cars, WHOLE.patients)


@given(registries.needs(), st.none() | registries.PHONES)
def test_any_patient_reads_back_equal(need: Json, phone: str | None) -> None:
    roster = make(patients=({**PATIENT, "phone": phone, "needs": [need]},))
    assert reread(roster, "sv").patients == roster.patients


def test_tables_of_people_are_understood(tmp_path: Path) -> None:
    tables = read(
        {
            "Personal": "id;namn;yrke;kompetenser\nasa;Åsa Ö;nurse;iv_therapy, wounds\n",
            "Schema": "personal;veckodagar\nasa;mån tis fredag\n",
            "Fordon": "bil;färdsätt\nbil 1;cykel\n",
            "Arbetspass": "bil;pass;besättning;raster\nbil 1;07:30–16:00;asa;11:00-13:00/30\n",
            "Brukare": "id;adress;latitud;longitud;tel.;skyddad\nb1;Gatan 1;63,82;20,26;070-174 06 05;ja\n",
            "Behov": "brukare;insats;dagar;tider;minuter;typ\n"
            "b1;dropp;mån,ons;08:00-10:00 / 14:00-15:00;45 min;telefon\n",
            "Frånvaro": "personal;patient;från;till;orsak\nasa;;2026-11-23;2026-11-24;vab\n;b1;2026-11-25;;\n",
        },
        tmp_path,
    )
    merged = merge(tables, Roster(team="t", settings=make().settings), file="registry")
    assert merged.staff[0].works[0].weekdays == ["mon", "tue", "fri"]
    assert (merged.staff[0].absences[0].kind, merged.cars[0].mode) == ("child_ill", "bike")
    assert merged.cars[0].shifts[0].crew == ["asa"]
    need = merged.patients[0].needs[0]
    assert (len(need.times), need.duration_min, need.kind, need.weekdays) == (2, 45, "phone", ["mon", "wed"])
    assert (merged.patients[0].protected, len(merged.patients[0].hospital)) == (True, 1)
    assert merged.patients[0].phone == "070-174 06 05"


def test_what_no_table_tells_of_stays_as_it_is(tmp_path: Path) -> None:
    tables = read({"patienter": "id,max_visits_per_day\np1,1\n"}, tmp_path)
    merged = merge(tables, make(), file="registry")
    assert merged.patients == (make().patients[0].model_copy(update={"max_visits_per_day": 1}),)
    assert (merged.staff, merged.cars) == ((), ())


def test_a_table_of_needs_says_all_of_those_it_names(tmp_path: Path) -> None:
    roster = make(patients=(PATIENT, {**PATIENT, "id": "p2"}))
    tables = read({"behov": "patient;id;längd_min\np1;nytt;20\n"}, tmp_path)
    (changed,) = merge(tables, roster, file="registry").patients
    assert (changed.id, [need.id for need in changed.needs]) == ("p1", ["nytt"])
    both = {**read({"patienter": "id\np2\n"}, tmp_path)}
    assert [(one.id, len(one.needs)) for one in merge(both, roster, file="registry").patients] == [("p2", 0), ("p1", 1)]


def test_rows_of_the_wrong_shape_hide_no_other(tmp_path: Path) -> None:
    (tmp_path / "personal.csv").write_text('id;yrke\nasa;"nurse\nbo;nurse;x\nb/c;nurse\n', encoding="utf-8")
    (tmp_path / "patienter.csv").write_text("id;lat;lon;färg\np2;20,3;63,9;röd\n", encoding="utf-8")
    (tmp_path / "arbetstider.csv").write_text("personal;var n vecka;från\nbo;x;2026-11-23\n", encoding="utf-8")
    found = read_tables(tmp_path)
    with pytest.raises(InputError) as caught:
        merge(found.tables, make(), file="registry", shape=found.faults)
    assert {(fault.file, fault.row, fault.field, fault.code) for fault in caught.value.faults} == {
        ("personal.csv", 2, None, "bad_csv"),
        ("personal.csv", 3, None, "too_many_cells"),
        ("personal.csv", 4, "id", "sign_in_id"),
        ("patienter.csv", 1, "färg", "unknown_column"),
        ("patienter.csv", 2, "lat", "swapped"),
        ("arbetstider.csv", 2, "var n vecka", "not_whole_number"),
    }


def test_all_that_is_wrong_in_all_tables_is_told_with_its_row_and_header(tmp_path: Path) -> None:
    tables = read(
        {
            "personal": "id;yrke\nasa;nurse\nasa;nurse\nb/c;nurse\nbo;nurse\n",
            "arbetstider": "personal;var n vecka\nnobody;1\nbo;2\n",
            "pass": "bil;pass\nbil;sent\n",
            "patienter": "id;lat;lon;fast kontakt\np2;20,3;63,9;eva\n",
            "behov": "patient;behov;längd_min;tider;veckodagar\np1;a;0;08:00-07:00;xyz\np1;b;x;sent;\n",
            "frånvaro": "personal;bil;från\nasa;bil;2026-11-23\n;;2026-11-23\nasa;;i morgon\n",
        },
        tmp_path,
    )
    with pytest.raises(InputError) as caught:
        merge(tables, make(), file="registry")
    told = {(fault.file, fault.row, fault.field, fault.code) for fault in caught.value.faults}
    assert told == {
        ("personal.csv", 3, "id", "duplicate_id"),
        ("personal.csv", 4, "id", "sign_in_id"),
        ("arbetstider.csv", 2, "personal", "unknown_id"),
        ("arbetstider.csv", 3, "from", "missing_field"),
        ("pass.csv", 2, "pass", "bad_shift"),
        ("patienter.csv", 2, "lat", "swapped"),
        ("patienter.csv", 2, "fast kontakt", "unknown_id"),
        ("behov.csv", 2, "längd_min", "number_too_small"),
        ("behov.csv", 2, "veckodagar", "not_one_of"),
        ("behov.csv", 3, "längd_min", "not_number"),
        ("behov.csv", 3, "tider", "bad_window"),
        ("frånvaro.csv", 2, "bil", "absence_whose"),
        ("frånvaro.csv", 3, None, "absence_whose"),
        ("frånvaro.csv", 4, "från", "bad_date"),
    }
    assert all(fault.cause("sv") and fault.action("en") for fault in caught.value.faults)

"""Folders of tables as people save them: languages, separators, encodings, and what may be left out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scheduler.day import Day, Kind
from scheduler.faults import InputError
from scheduler.files import day_document, parse_day, parse_day_bytes, read_day, write_day_folder
from scheduler.files.tables.names import COLUMNS, TABLES, name_key
from scheduler.files.tables.registry_names import REGISTRY_TABLES

CARS = "bil;start;lat;lon;arbetspass\nbil-1;bas;63,82;20,26;07:30-16:00\n"
VISITS = "besök;längd;lat;lon\nv1;45;63,83;20,3\n"
DATE = dt.date(2026, 11, 23)


def folder(path: Path, **texts: str | bytes) -> Path:
    """Write tables as CSV files."""
    for name, text in texts.items():
        (path / f"{name}.csv").write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(path: Path, **texts: str | bytes) -> Day:
    return read_day(folder(path, **texts), date=DATE)


def test_visits_and_cars_alone_make_a_day(tmp_path: Path) -> None:
    day = read(tmp_path, besök=VISITS, bilar=CARS)
    (visit,), (patient,), (car,) = day.visits, day.patients, day.cars
    assert (visit.patient, patient.id, visit.duration_s) == ("v1", "v1", 2700)
    assert day.location(patient.location).lat == 63.83
    assert (car.start, car.end, day.location("bas").lon) == ("bas", "bas", 20.26)
    assert (car.shift.end - car.shift.start) == dt.timedelta(hours=8.5)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_separators_encodings_and_line_ends_do_not_matter(
    tmp_path: Path, delimiter: str, encoding: str, line_end: str
) -> None:
    lines = ["besök;patient;längd;adress;lat;lon", 'v1;"Åsa;s";45;"Ö ""1""";"63,83";"20,3"']
    text = line_end.join(lines).replace(";", delimiter).replace(f'"Åsa{delimiter}s"', '"Åsas"')
    day = read(tmp_path, besök=text.encode(encoding), bilar=CARS)
    place = day.location(day.patients[0].location)
    assert (day.patients[0].id, place.address, place.lat) == ("Åsas", 'Ö "1"', 63.83)


@pytest.mark.parametrize(
    "header",
    ["besök;längd;lat;lon", "BESOK;LANGD;Latitud;Longitud", "visit;Duration (min);lat;lon", "id;minutes;lat;lon"],
)
def test_headers_may_be_swedish_or_english_in_any_case(tmp_path: Path, header: str) -> None:
    assert read(tmp_path, Besok=f"{header}\nv1;45;63,83;20,3\n", cars=CARS).visits[0].duration_s == 2700


def test_empty_lines_a_separator_line_and_empty_columns_are_passed_over(tmp_path: Path) -> None:
    text = "sep=;\n\n;;;;\nbesök;längd;lat;lon;\n;;;;\nv1;45;63,83;20,3;\n\n"
    assert [visit.id for visit in read(tmp_path, besök=text, bilar=CARS).visits] == ["v1"]


def test_cells_in_all_their_forms(tmp_path: Path) -> None:
    text = (
        "id;längd;tidsfönster;kompetenser;måste;typ;tillåtna_bilar;last;lat;lon\n"
        "v1;7,5;08.00-12.00 (-10.00), 14:00–16:00;nurse iv_therapy|sår+språk;X;Telefon;Bil 1;påsar=2;63,83;20,3\n"
        "v2;30 min;22:00 till 26:30;;nej;;Bil 1, bil-2;;63.84;20.31\n"
    )
    cars = "id;start;pass_start;pass_slut;raster;slut\n" + "".join(
        f'{key};"63,82 20,26";07:30;16:00;11:00-12:00/30,14:00-15:00/7,5;Öppen\n' for key in ("Bil 1", "bil-2")
    )
    day = read(tmp_path, besök=text, bilar=cars)
    first, second = day.visits
    assert (first.duration_s, first.mandatory, first.kind) == (450, True, Kind.PHONE)
    assert first.skills == {"nurse", "iv_therapy", "sår", "språk"}
    assert [window.soft_end is not None for window in first.windows] == [True, False]
    assert (first.cars_allowed, first.demand) == ({"Bil 1"}, {"påsar": 2})
    assert second.windows[0].end.isoformat() == "2026-11-24T01:30:00+00:00"
    assert second.cars_allowed == {"Bil 1", "bil-2"}
    assert [rest.duration_s for rest in day.cars[0].breaks] == [1800, 450]
    assert day.cars[0].end is None
    assert len({car.start for car in day.cars}) == 1


def test_earliest_and_latest_in_columns_of_their_own_are_a_window(tmp_path: Path) -> None:
    text = "id;längd;tidigast;senast;helst_till;lat;lon\nv1;45;09:00;;10:00;63,83;20,3\nv2;45;;12.00;;63,83;20,3\n"
    first, second = (visit.windows[0] for visit in read(tmp_path, besök=text, bilar=CARS).visits)
    assert (first.start.hour, first.end.isoformat(), first.soft_end) == (
        8, "2026-11-23T23:00:00+00:00", dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC),
    )  # fmt: skip
    assert (second.start.isoformat(), second.end.hour) == ("2026-11-22T23:00:00+00:00", 11)


def test_visits_at_one_address_share_its_location_and_addresses_are_looked_up(tmp_path: Path) -> None:
    visits = "id;patient;längd;adress\nv1;p1;30;Ögatan 1\nv2;p2;30;ÖGATAN 1\nv3;p1;30;\n"
    places = "namn;adress;lat;lon\nhem;Ögatan 1;63,83;20,3\n"
    day = read(tmp_path, besök=visits, bilar=CARS, platser=places)
    assert [patient.location for patient in day.patients] == ["hem", "hem"]
    assert [visit.patient for visit in day.visits] == ["p1", "p2", "p1"]


def test_visits_may_name_their_group_and_the_date(tmp_path: Path) -> None:
    visits = "id;längd;lat;lon;grupp;datum\nv1;30;63,8;20,3;g1;2026-12-01\nv2;30;63,8;20,3;g1;2026-12-01\n"
    day = read_day(folder(tmp_path, besök=visits, bilar=CARS))
    assert [(group.id, group.visits) for group in day.together] == [("g1", ("v1", "v2"))]
    assert day.date == dt.date(2026, 12, 1)


def test_one_workbook_may_hold_all_tables_as_excel_keeps_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    visits = book.active
    assert visits is not None
    visits.title = "Besök"
    for row in (
        ["id", "längd", "tidigast", "senast", "lat", "lon", "datum"],
        ["v1", 45.0, dt.time(8, 30), dt.timedelta(hours=26, minutes=30), 63.83, 20.3, DATE],
    ):
        visits.append(row)  # fmt: skip
    cars = book.create_sheet("Bilar")
    for row in (
        ["id", "start", "lat", "lon", "pass_start", "pass_slut"],
        [1, "bas", 63.82, 20.26, dt.time(7), "16:00"],
    ):
        cars.append(row)
    book.create_sheet("Blad3")
    book.save(tmp_path / "måndag.xlsx")
    for path in (tmp_path, tmp_path / "måndag.xlsx"):
        day = read_day(path)
        assert (day.cars[0].id, day.visits[0].duration_s) == ("1", 2700)
        assert day.visits[0].windows[0].end.isoformat() == "2026-11-24T01:30:00+00:00"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_a_spreadsheet_would_run_is_written(tmp_path: Path, sound: dict[str, Any], kind: Any) -> None:
    names = ["=HYPERLINK(1)", "@SUM(A1)", "-1-1", "'=x", "+46"]
    sound["staff"] += [{"id": f"s{place}", "name": name, "profession": "nurse"} for place, name in enumerate(names)]
    day = parse_day(sound, file="day.json")
    write_day_folder(day, tmp_path, kind)
    assert read_day(tmp_path) == day
    path = tmp_path / f"personal.{kind}"
    if kind == "csv":
        cells = [line.split(";")[1] for line in path.read_text(encoding="utf-8-sig").splitlines()[3:]]
    else:
        sheet = openpyxl.load_workbook(path).worksheets[0]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
        cells = [str(row[1]) for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert cells == ["'" + name for name in names]


def test_the_examples_of_the_documentation_are_the_same_day() -> None:
    examples = Path(__file__).parents[3] / "docs" / "examples"
    from_json, from_tables = read_day(examples / "day.json"), read_day(examples / "csv")
    assert from_json == from_tables
    assert (len(from_json.visits), len(from_json.cars), len(from_json.together), len(from_json.gaps)) == (8, 3, 1, 1)
    assert day_document(from_json)["visits"][7]["duration_min"] == 7.5


def test_no_name_of_a_column_or_table_means_two_things() -> None:
    for known in (TABLES, *COLUMNS.values()):
        owners = [(name_key(name), meaning) for meaning, alike in known.items() for name in {*alike, meaning}]
        keys = {key for key, _ in set(owners)}
        assert len(keys) == len(set(owners))


def test_a_file_or_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    for name in ("nowhere", "nowhere.json", "nowhere.xlsx"):
        with pytest.raises(InputError) as caught:
            read_day(tmp_path / name)
        assert [fault.code for fault in caught.value.faults] == ["file_missing"]


def test_the_example_in_the_documentation_of_files_is_a_day() -> None:
    text = (Path(__file__).parents[3] / "docs" / "files.md").read_text(encoding="utf-8")
    day = parse_day_bytes(text.split("```json")[1].split("```")[0].encode(), file="files.md")
    assert len(day.visits) == 2


def test_the_tables_in_the_documentation_of_files_are_a_day(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "files.md").read_text(encoding="utf-8")
    tables = [part.split("```")[0].lstrip() for part in text.split("```csv")[1:]]
    day = read(tmp_path, besök=tables[0], bilar=tables[1], personal=tables[2])
    assert (len(day.visits), len(day.patients), day.cars[0].crew) == (2, 1, ("anna", "bo"))


@pytest.mark.parametrize("page", ["files.md", "roster.md"])
def test_every_name_of_a_table_and_column_stands_in_the_documentation(page: str) -> None:
    text = (Path(__file__).parents[3] / "docs" / page).read_text(encoding="utf-8")
    of_registry = page == "roster.md"
    columns = [known for table, known in COLUMNS.items() if (table in REGISTRY_TABLES) == of_registry]
    tables = REGISTRY_TABLES if of_registry else TABLES
    written = [name for known in (tables, *columns) for alike in known.values() for name in alike[:2]]
    assert [name for name in written if f"`{name}`" not in text] == []

"""The files of a made network are the same however its area is written, and of no other."""

from pathlib import Path

import pytest

from maps import borders, folding
from maps.storage import naming, store

_FOLDER = Path("roads")


@pytest.mark.parametrize(
    "names",
    [
        ("made-krokom-kommun", "made-krokoms-kommun", "made-krokoms_kommun"),
        ("made-umea-kommun", "made-umeå-kommun", "made-umeås-kommun"),
        ("made-jamtlands-lan", "made-jämtlands-län", "made-jämtland-län"),
        ("made-boras-kommun", "made-borås-kommun"),
        ("made-ostersund", "made-östersund"),
    ],
)
def test_an_area_has_one_file_however_it_is_written(names: tuple[str, ...]) -> None:
    assert len({naming.file_of(_FOLDER, name, ".car.roads") for name in names}) == 1


def test_different_areas_have_different_files() -> None:
    names = {folding.fold(area.name) for area in borders.municipalities()}
    files = {naming.file_of(_FOLDER, f"made-{name}-kommun", "") for name in names}
    files |= {naming.file_of(_FOLDER, f"made-{folding.fold(area.name)}", "") for area in borders.counties()}
    assert len(files) == len(names) + len(borders.counties())


def test_every_form_of_a_file_name_is_one_that_borders_know() -> None:
    files = [naming.file_of(_FOLDER, f"made-{folding.fold(area.name)}", "").name for area in borders.counties()]
    found = [borders.find(file.removeprefix("made-")) for file in files]
    assert found == list(borders.counties())


def test_imported_networks_keep_their_name() -> None:
    assert naming.file_of(_FOLDER, "umeå-kommun", ".car.roads").name == "umeå-kommun.car.roads"


def test_a_made_network_is_found_under_another_spelling(tmp_path: Path) -> None:
    assert store.stamp(tmp_path, "made-krokoms-kommun") is None
    naming.file_of(tmp_path, "made-krokom-kommun", ".car.roads").write_bytes(b"kept")
    assert store.stamp(tmp_path, "made-krokoms-kommun") is not None

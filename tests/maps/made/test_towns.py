"""Towns are divided into districts that are neither huge nor lost."""

import numpy as np
import pytest
import shapely

from maps.made import curves, towns


@pytest.mark.parametrize("seed", range(20))
def test_a_large_face_is_cut_into_districts_that_cover_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    outline = curves.blob(np.zeros(2), long_m=6_000, wide_m=rng.uniform(300, 6_000), turn=rng.uniform(0, 180), rng=rng)
    face = max(shapely.get_parts(shapely.Polygon(outline).buffer(0)), key=lambda part: part.area)
    pieces = towns._halved(face)
    assert max(piece.area for piece in pieces) <= towns._DISTRICT_M2
    assert sum(piece.area for piece in pieces) == pytest.approx(face.area)


def test_a_town_grows_more_slowly_than_its_population() -> None:
    assert towns.area_km2(600) == pytest.approx(0.46, rel=0.05)
    assert towns.area_km2(130_000) == pytest.approx(36, rel=0.05)

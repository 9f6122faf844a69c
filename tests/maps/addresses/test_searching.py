"""What a search finds, and how honest it is about it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maps import addresses
from maps.addresses import Book
from maps.errors import RoadsError
from tests.maps.addresses.conftest import MakeBook, house, town

HERE = "90325 Umeå"


def first(book: Book, text: str, near: tuple[float, float] | None = None) -> tuple[str, str]:
    hit = addresses.find(book, text, near=near)[0]
    return hit.label, hit.precision


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Storgatan 12, Umeå", "Storgatan 12"),
        ("storgatan 12 umea", "Storgatan 12"),
        ("12 Storgatan Umeå", "Storgatan 12"),
        ("Umeå Storgatan 12", "Storgatan 12"),
        ("Umeå, storg 12", "Storgatan 12"),
        ("Storgatan 12, 903 25", "Storgatan 12"),
        ("Storgt 12 b Umeå", "Storgatan 12B"),
        ("Stortgatan 12B, 90325 UMEÅ", "Storgatan 12B"),
        ("St Nygatan 3", "Stora Nygatan 3"),
        ("S:t Eriksg. 3", "Sankt Eriksgatan 3"),
        ("St Eriksgatan 3", "Sankt Eriksgatan 3"),
        ("Eriksgatan 3", "Sankt Eriksgatan 3"),
        ("N:a Bangatan 40", "Norra Bangatan 40"),
        ("n bang 40", "Norra Bangatan 40"),
        ("Kungsväg 4", "Kungsvägen 4"),
        ("Vasagränden 4", "Vasagränd 4"),
        ("vasagrand 4", "Vasagränd 4"),
        ("Carl Gustavs väg 1", "Carl-Gustafs väg 1"),
        ("Sjoangsvagen 2", "Sjöängsvägen 2"),
        ("Sjoeaengsvaegen 2", "Sjöängsvägen 2"),
        ("Varmdo alle 2", "Värmdö allé 2"),
        ("Hagagatan 2", "Hagagatan 2"),
        ("Hågagatan 2", "Hågagatan 2"),
        ("Storgatan 12 B lgh 1101, Umeå", "Storgatan 12B"),
        ("Storgatan 15-19 umeå", "Storgatan 15-19"),
        ("Storgatan 17, umeå", "Storgatan 15-19"),
        ("Storgatan 12, Norra Teg, Umeå", "Storgatan 12"),
    ],
)
def test_an_address_is_found_as_people_write_it(umea: Book, text: str, label: str) -> None:
    assert first(umea, text) == (f"{label}, {HERE}", "address")


def test_of_streets_that_fit_alike_the_one_in_the_largest_town_comes_first(make_book: MakeBook) -> None:
    """Abborrberg comes first by name, Överby has more streets."""
    nodes = town(10, 63.80, 20.20, "Abborrberg") | town(11, 63.90, 20.20, "Överby") | town(12, 63.70, 20.20, "Byn")
    streets = [("Storgatan", "Abborrberg"), ("Storgatan", "Byn")]
    streets += [(name, "Överby") for name in ("Storgatan", "Ågatan", "Kyrkogatan")]
    for key, (street, city) in enumerate(streets, start=100):
        place = nodes[10 + ("Abborrberg", "Överby", "Byn").index(city)]
        nodes[key] = house(place[0], place[1], street, "1", city=city, postcode="")
    hits = addresses.find(make_book(nodes), "Storgatan")
    assert [hit.label for hit in hits] == ["Storgatan, Överby", "Storgatan, Abborrberg", "Storgatan, Byn"]
    assert len({hit.score for hit in hits}) == 1


def test_what_is_begun_finds_what_it_may_become(umea: Book) -> None:
    for end in range(3, len("Sjöängsvägen")):
        assert first(umea, "Sjöängsvägen"[:end]) == ("Sjöängsvägen, Umeå", "street")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Storgatan 14, Umeå", ("Storgatan 12", "nearby number")),
        ("Storgatan 5, Umeå", ("Storgatan 3", "nearby number")),
        ("Storgatan 12C, Umeå", ("Storgatan 12", "nearby number")),
        ("Storgatan 42, Umeå", ("Storgatan 40", "nearby number")),
    ],
)
def test_the_nearest_number_is_given_and_said_to_be_that(umea: Book, text: str, found: tuple[str, str]) -> None:
    assert first(umea, text) == (f"{found[0]}, {HERE}", found[1])


def test_a_number_far_beyond_all_others_gives_the_street_only(umea: Book) -> None:
    assert first(umea, "Kungsvägen 900") == ("Kungsvägen, Umeå", "street")


def test_the_town_decides_between_streets_of_one_name(umea: Book) -> None:
    assert first(umea, "Storgatan 1, Vännäs") == ("Storgatan 1, 91131 Vännäs", "address")
    assert first(umea, "Storgatan 1, Vanas") == ("Storgatan 1, 91131 Vännäs", "address")
    assert first(umea, "Storgatan 1, Umeå") == (f"Storgatan 1, {HERE}", "address")


def test_the_postcode_decides_where_no_town_is_told(umea: Book) -> None:
    assert first(umea, "Storgatan 1, 911 31") == ("Storgatan 1, 91131 Vännäs", "address")


def test_nearness_decides_where_nothing_is_told(umea: Book) -> None:
    assert first(umea, "Storgatan 1", near=(63.90, 19.75)) == ("Storgatan 1, 91131 Vännäs", "address")
    assert first(umea, "Storgatan 1", near=(63.82, 20.26)) == (f"Storgatan 1, {HERE}", "address")
    assert len({hit.label for hit in addresses.find(umea, "Storgatan 1") if hit.label.startswith("Storgatan 1,")}) == 2


def test_a_town_that_was_told_beats_nearness(umea: Book) -> None:
    assert first(umea, "Storgatan 1, Umeå", near=(63.90, 19.75)) == (f"Storgatan 1, {HERE}", "address")


def test_places_and_postcodes_are_found_alone(umea: Book) -> None:
    assert first(umea, "vannas") == ("Vännäs", "place")
    assert first(umea, "911 31") == ("91131 Vännäs", "place")
    assert first(umea, "91131 Vännäs") == ("91131 Vännäs", "place")


def test_what_is_like_nothing_finds_nothing(umea: Book) -> None:
    assert addresses.find(umea, "Xyzzy qwrtp 7") == ()


def test_a_network_without_house_numbers_gives_streets_and_says_so(make_book: MakeBook) -> None:
    nodes = {30: (63.82, 20.26), 31: (63.82, 20.28)}
    ways = [((30, 31), {"highway": "residential", "name": "Storgatan"}), ((31, 1), {"highway": "residential"})]
    book = make_book(nodes, ways)
    assert book.numbers == 0
    assert first(book, "Storgatan 12") == ("Storgatan", "street")


@pytest.mark.parametrize("text", ["Storgatan 12, Umeå", "Umeå, Storgatan", "S:t Eriksgatan 3, lgh 1101"])
def test_several_words_are_searched_for_where_the_book_knows_no_town(make_book: MakeBook, text: str) -> None:
    streets = ("Storgatan", "Sankt Eriksgatan")
    ways = [((1, number), {"highway": "residential", "name": name}) for number, name in enumerate(streets, start=30)]
    book = make_book({30: (63.82, 20.26), 31: (63.82, 20.28)}, ways)
    assert first(book, text)[0] in streets


def test_answers_come_best_first_without_doubles_and_as_many_as_asked_for(umea: Book) -> None:
    hits = addresses.find(umea, "h gatan 2")
    assert len({hit.label for hit in hits}) == len(hits) >= 2
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert addresses.find(umea, "h gatan 2", most=1) == hits[:1]


@pytest.mark.parametrize(
    ("text", "code"), [("", "address_empty"), (" ,.- ", "address_empty"), ("a" * 201, "address_long")]
)
def test_a_question_that_is_none_is_refused(umea: Book, text: str, code: str) -> None:
    with pytest.raises(RoadsError) as refused:
        addresses.find(umea, text)
    assert refused.value.code == code
    assert "a" * 201 not in str(refused.value)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=200))
def test_any_text_is_answered_with_scores_from_nought_to_one(umea: Book, text: str) -> None:
    if any(sign.isalnum() for sign in text):
        assert all(0 <= hit.score <= 1 for hit in addresses.find(umea, text))


def test_an_odd_house_in_the_data_does_no_harm(make_book: MakeBook) -> None:
    book = make_book({30: house(63.82, 20.26, "\u202eStorgatan\x7f", "1"), 31: house(63.82, 20.26, "大通り", "3")})
    assert addresses.find(book, "大通り 3")[0].precision == "address"

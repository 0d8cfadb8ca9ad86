"""What a citation points to, from an offset to words, and to JSON and back."""

import pytest

from search.kinds import Unit
from search.parts import Location, Part, decode, encode, numbered_pages
from search.records import Document
from service.citing.citation import location_in_words
from service.citing.original import original_link
from service.language import Language


def sheet(row: int, name: str = "الميزانية") -> Location:
    return Location(Unit.SHEET, f"A{row}", f"D{row}", name)


ROWS = (Part(0, sheet(3)), Part(10, sheet(4)), Part(20, sheet(1, "الموظفون")))


@pytest.mark.parametrize(
    ("start", "end", "location"),
    [
        (0, 10, sheet(3)),
        (2, 12, Location(Unit.SHEET, "A3", "D4", "الميزانية")),
        (12, 25, Location(Unit.SHEET, "A4", "الموظفون!D1", "الميزانية")),
        (25, 30, sheet(1, "الموظفون")),
    ],
)
def test_a_range_of_the_text_is_in_cells(start: int, end: int, location: Location) -> None:
    assert Document("d", "x" * 30, parts=ROWS).location_of(start, end) == location


def test_what_comes_before_the_first_part_is_of_it() -> None:
    parts = (Part(5, Location(Unit.CHAPTER, "مقدمة", "مقدمة")),)
    assert Document("d", "x" * 9, parts=parts).location_of(0, 3) == parts[0].location


def test_parts_are_json_and_back() -> None:
    assert encode(numbered_pages((0, 5, 5))) == [0, 5, 5]
    for parts in (numbered_pages((0, 5, 5)), ROWS, ()):
        assert decode(encode(parts), 30) == parts


@pytest.mark.parametrize(
    "encoded",
    [
        [5, 3],
        [-1],
        [31],
        [True],
        ["1"],
        [[0, "sheet", "A1", "B1"]],
        [[0, "volume", "1", "1", None]],
        [[0, "page", "x", "1", None]],
        [[0, "page", "0", "0", None]],
        [[0, "page", "1", "1" * 10, None]],
        [[0, "page", "\u0661", "\u0661", None]],
        [[0, "time", "abc", "abc", None]],
        [[0, "time", "0:9", "0:9", None]],
        [[0, "page", "1", "1", None], [20, "chapter", "abc", "abc", None]],
    ],
)
def test_what_is_no_list_of_parts_is_refused(encoded: list[object]) -> None:
    with pytest.raises(ValueError, match="holds"):
        decode(encoded, 30)


@pytest.mark.parametrize(
    ("location", "arabic", "english"),
    [
        (Location(Unit.PAGE, "7", "8"), "ص 7–8", "pp. 7–8"),
        (Location(Unit.SLIDE, "3", "3"), "الشريحة 3", "slide 3"),
        (
            Location(Unit.SHEET, "A3", "D7", "الميزانية"),
            "الورقة «الميزانية»، الخلايا A3:D7",
            "sheet “الميزانية”, A3:D7",
        ),
        (
            Location(Unit.TIME, "00:01:05", "00:01:09"),
            "التوقيت 00:01:05–00:01:09",
            "00:01:05–00:01:09",
        ),
        (Location(Unit.CHAPTER, "البحر", "البحر"), "الفصل «البحر»", "chapter “البحر”"),
    ],
)  # fmt: skip
def test_a_location_in_words(location: Location, arabic: str, english: str) -> None:
    assert location_in_words(location, Language.AR) == arabic
    assert location_in_words(location, Language.EN) == english


def test_the_link_to_a_recording_goes_to_the_time() -> None:
    location = Location(Unit.TIME, "01:01:05", "01:01:09")
    link = original_link("https://tv.example/7#top", "قال الوزير", location)
    assert link == "https://tv.example/7#t=3665"

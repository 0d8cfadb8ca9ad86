from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from search.queries.rules import Rule
from search.records import Citation, Excerpt, Facets, Order, Span
from service.language import Language, translator
from service.views.address import PAGE, SearchAddress
from service.views.cards import quote
from service.views.facets import chips, facets, timeline
from service.views.folding import ROOM, in_sight

T = translator(Language.EN, "web")
_WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
_DAYS = st.sampled_from([None, "2024", "2024-02", "2023-12-31"])
_ADDRESSES = st.builds(
    SearchAddress,
    q=_WORDS,
    sort=st.sampled_from(Order),
    since=_DAYS,
    until=_DAYS,
    source=st.lists(_WORDS, max_size=3),
    kind=st.lists(_WORDS, max_size=2),
    collection=st.lists(_WORDS, max_size=2),
    without=st.lists(st.sampled_from(Rule), unique=True),
    page=st.integers(1, 20),
)


@given(_ADDRESSES)
def test_an_address_reads_back_as_it_was_written(address: SearchAddress) -> None:
    assert SearchAddress.parse(address.query_string()) == address
    assert parse_qsl(urlsplit(address.url()).query, keep_blank_values=True) == address.pairs()


@given(_ADDRESSES, st.sampled_from(Rule))
def test_rules_are_switched_off_and_on_again(address: SearchAddress, rule: Rule) -> None:
    off = SearchAddress.parse(urlsplit(address.switched_off(rule).url()).query)
    assert rule in off.query().without
    assert rule in off.without_filters().without
    assert off.switched_on(rule) == address.switched_on(rule)
    assert rule not in off.switched_on(rule).query().without


@given(_ADDRESSES)
def test_filters_can_be_taken_away_one_by_one(address: SearchAddress) -> None:
    for chip in chips(address, Language.EN, T):
        shorter = SearchAddress.parse(urlsplit(chip.url).query)
        assert len(chips(shorter, Language.EN, T)) < len(chips(address, Language.EN, T))
        assert shorter.page == 1
    assert not chips(address.without_filters(), Language.EN, T)
    assert address.filtered() == bool(chips(address, Language.EN, T))


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 2001,
        "q=a&page=0",
        "q=a&page=21",
        "q=a&since=31-12-2024",
        "q=a&since=2024-02-30",
        "q=a&sort=best",
        "q=a" + "&source=x" * 51,
    ],
)
def test_what_no_page_writes_is_not_read(query: str) -> None:
    with pytest.raises(ValidationError):
        SearchAddress.parse(query)


def test_empty_fields_of_the_form_are_no_filters() -> None:
    address = SearchAddress.parse("q=x&since=&until=&sort=relevance&unknown=1")
    assert address == SearchAddress(q="x")


@pytest.mark.parametrize(
    ("until", "day"),
    [("2023", "2023-12-31"), ("2024-02", "2024-02-29"), ("2024-03-05", "2024-03-05"), (None, "")],
)
def test_the_last_day_of_a_period_is_exact(until: str | None, day: str) -> None:
    assert SearchAddress(q="x", until=until).last_day() == day


def test_a_page_begins_where_the_last_one_ends() -> None:
    assert SearchAddress(q="x", page=3).query().offset == 2 * PAGE


def test_a_chosen_value_without_documents_stays_in_sight() -> None:
    address = SearchAddress(q="x", source=["gone"])
    (source, *_) = facets(
        Facets({**Facets().values, "source": (("here", 2),)}), ["default"], address, Language.EN, T
    )
    assert [(c.value, c.documents, c.is_chosen) for c in source.choices] == [
        ("gone", 0, True),
        ("here", 2, False),
    ]


@pytest.mark.parametrize(
    ("months", "names", "heights"),
    [
        ([], [], []),
        ([("2024-05", 3)], ["May 2024"], [40]),
        ([("2024", 1)], ["2024"], [40]),
        ([("2024-01", 4), ("2024-03", 1)], ["January 2024", "February 2024", "March 2024"], None),
        (
            [("2023-02", 1), ("2024-01", 2)],
            [
                "January 2023\u2013March 2023",
                "April 2023\u2013June 2023",
                "July 2023\u2013September 2023",
                "October 2023\u2013December 2023",
                "January 2024\u2013March 2024",
            ],
            [20, 0, 0, 0, 40],
        ),
        ([("2019-01", 1), ("2021", 1)], ["2019", "2020", "2021"], [40, 0, 40]),
        ([("1990", 1), ("2009", 1)], None, None),
    ],
)
def test_bars_are_equal_periods_without_gaps(
    months: list[tuple[str, int]], names: list[str] | None, heights: list[int] | None
) -> None:
    bars = timeline(months, SearchAddress(q="x"), Language.EN, T)
    if names is not None:
        assert [bar.label.split(":")[0] for bar in bars] == names
    if heights is not None:
        assert [bar.height for bar in bars] == heights
    assert len(bars) <= 10


@given(
    st.dictionaries(
        st.builds("{:04}-{:02}".format, st.integers(1, 2100), st.integers(1, 12))
        | st.builds("{:04}".format, st.integers(1, 2100)),
        st.integers(1, 1000),
        min_size=1,
    )
)
def test_every_dated_document_is_in_the_period_of_a_bar(counted: dict[str, int]) -> None:
    bars = timeline(sorted(counted.items()), SearchAddress(q="x"), Language.EN, T)
    assert len(bars) <= 10
    periods = [SearchAddress.parse(urlsplit(bar.url).query) for bar in bars]
    for name in counted:
        found = [
            each
            for each in periods
            if str(each.since)[: len(name)] <= name
            and name[: len(str(each.until))] <= str(each.until)
        ]
        assert found


@given(st.text(min_size=1), st.data())
def test_folding_loses_no_letter_and_never_hides_the_sentence(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    sentence = Span(start, data.draw(st.integers(start + 1, len(text))))
    citation = Citation("id", None, None, None, None, None, 7, 7 + len(text), text)

    shown = quote(Excerpt(citation, sentence.shifted(7), ()), Language.AR).segments

    assert "".join(each.text for each in shown) == text
    assert "".join(each.text for each in shown if each.in_sentence) == text[slice(*sentence)]
    assert not any(each.in_sentence and each.fold == 2 for each in shown)


def in_sight_of(text: str, sentence: str) -> tuple[str, str]:
    """What of a text is seen at first, on a narrow and on a wide screen."""
    start = text.index(sentence)
    narrow, wide = in_sight(text, Span(start, start + len(sentence)))
    return text[slice(*narrow)], text[slice(*wide)]


def test_what_is_far_from_the_sentence_is_folded_at_a_word() -> None:
    narrow, wide = in_sight_of("كلمة " * 100 + "الجملة هنا." + " كلمة" * 100, "الجملة هنا.")

    for shown, most in ((narrow, 100), (wide, 200)):
        assert set(shown.replace("الجملة هنا.", "").split()) == {"كلمة"}
        assert len(shown) < most
    assert narrow in wide


@pytest.mark.parametrize(
    "value", ["12 مليون", "1.2 مليار", "ثلاثمئة ألف", "23 يوليو 2015", "60 في المئة"]
)
def test_no_cut_stands_inside_a_number_or_a_date(value: str) -> None:
    sentence = "وقال إن هذا ما حدث."
    for letters in range(60, 110):
        text = f"{'ب ' * 200}{value} {'ا' * letters} {sentence} {'ا' * letters} {value}{' ب' * 200}"
        for shown in in_sight_of(text, sentence):
            parts = [part for part in shown.split(sentence) if "ا" in part]
            rest = " ".join(parts).replace(value, "")
            assert not set(rest.split()) & set(value.split())


def test_a_long_sentence_is_whole_but_on_a_narrow_screen() -> None:
    sentence = f"قال {'كلمة ' * 48}12 مليون {'كلمة ' * 20}نهاية."
    text = f"{'قبل ' * 100}{sentence}{' بعد' * 100}"
    narrow, wide = in_sight_of(text, sentence)
    assert sentence in wide
    assert sentence.startswith(narrow)
    assert len(narrow) <= ROOM
    assert not narrow.endswith("12")


def test_a_short_passage_is_not_folded() -> None:
    assert in_sight_of("قبلها. الجملة هنا. بعدها.", "الجملة هنا.") == (
        "قبلها. الجملة هنا. بعدها.",
        "قبلها. الجملة هنا. بعدها.",
    )

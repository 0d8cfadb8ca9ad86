from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from search.queries.rules import Rule
from search.records import Citation, Excerpt, Facets, Order, Span
from service.language import Language, translator
from service.views.address import PAGE, SearchAddress, View, date_in_figures
from service.views.cards import quote
from service.views.facets import MOST, SHOWN, chips, facets, labels
from service.views.folding import ROOM, in_sight
from service.views.timeline import recent, timeline
from tests.service.html import page

T = translator(Language.EN, "web")
LABEL = labels(T, {})
_WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
_DAYS = st.sampled_from([None, "2024", "2024-02", "2023-12-31"])
_ADDRESSES = st.builds(
    SearchAddress,
    q=_WORDS,
    sort=st.sampled_from(Order),
    view=st.sampled_from(View),
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
    for chip in chips(address, Language.EN, LABEL):
        shorter = SearchAddress.parse(urlsplit(chip.url).query)
        assert len(chips(shorter, Language.EN, LABEL)) < len(chips(address, Language.EN, LABEL))
        assert shorter.page == 1
    assert not chips(address.without_filters(), Language.EN, LABEL)
    assert address.filtered() == bool(chips(address, Language.EN, LABEL))


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 2001,
        "q=a&page=0",
        "q=a&page=21",
        "q=a&since=tomorrow",
        "q=a&since=2024-1-1-1",
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
    ("written", "since", "until"),
    [
        ("12/5/2024", "2024-05-12", "2024-05-12"),
        ("١٢/٥/٢٠٢٤", "2024-05-12", "2024-05-12"),
        ("31-12-2024", "2024-12-31", "2024-12-31"),
        ("5/2024", "2024-05", "2024-05"),
        ("أيار 2024", "2024-05", "2024-05"),
        ("2024", "2024", "2024"),
        ("2024-05-12", "2024-05-12", "2024-05-12"),
        ("رمضان 1436", "2015-06-18", "2015-07-16"),
        ("", None, None),
    ],
)
def test_days_are_read_as_people_write_them(
    written: str, since: str | None, until: str | None
) -> None:
    address = SearchAddress(q="x", since=written, until=written)
    assert (address.since, address.until) == (since, until)


@given(st.dates(), st.sampled_from([10, 7, 4]))
def test_a_day_in_figures_reads_back(day: date, length: int) -> None:
    exact = day.isoformat()[:length]
    assert SearchAddress(q="x", since=date_in_figures(exact)).since == exact


def test_a_day_is_written_with_the_day_first() -> None:
    days = ["2024-05-12", "2024-05", "2024", None]
    assert [*map(date_in_figures, days)] == ["12/5/2024", "5/2024", "2024", ""]


def test_a_page_begins_where_the_last_one_ends() -> None:
    assert SearchAddress(q="x", page=3).query().offset == 2 * PAGE


def test_a_chosen_value_is_among_those_in_sight() -> None:
    counts = tuple((f"paper {number}", 20 - number) for number in range(12))
    address = SearchAddress(q="x", source=["paper 9", "paper 1"])
    (source, *_) = facets(
        Facets({**Facets().values, "source": counts}), ["default"], address, Language.EN, LABEL
    )
    assert [c.value for c in source.shown if c.is_chosen] == ["paper 9", "paper 1"]
    assert {c.value for c in (*source.shown, *source.more)} == {value for value, _ in counts}


def test_of_many_values_a_page_has_the_first_and_the_chosen() -> None:
    counts = tuple((f"author {number}", 90 - number) for number in range(80))
    chosen = [f"author {number}" for number in range(3, 18)]
    for values, most in (([], MOST), (["author 70"], MOST), (chosen, len(chosen) + SHOWN)):
        found = facets(
            Facets({**Facets().values, "author": counts}),
            ["default"],
            SearchAddress(q="x", author=values),
            Language.EN,
            LABEL,
        )
        (author,) = (facet for facet in found if facet.field == "author")
        assert len(author.choices) == most
        assert {each.value for each in author.choices if each.is_chosen} == set(values)


def test_a_chosen_value_without_documents_stays_in_sight() -> None:
    address = SearchAddress(q="x", source=["gone"])
    (source, *_) = facets(
        Facets({**Facets().values, "source": (("here", 2),)}),
        ["default"],
        address,
        Language.EN,
        LABEL,
    )
    assert [(c.value, c.documents, c.is_chosen) for c in source.choices] == [
        ("gone", 0, True),
        ("here", 2, False),
    ]


@pytest.mark.parametrize(
    ("dates", "names", "heights"),
    [
        ([], [], []),
        (
            [("2024-05-30", 2), ("2024-06-01", 1)],
            ["30 May 2024", "31 May 2024", "1 June 2024"],
            [40, 0, 20],
        ),
        (
            [("2024-05-01", 1), ("2024-05-04", 3), ("2024-05-12", 1)],
            [
                "28 April 2024\u20134 May 2024",
                "5 May 2024\u201311 May 2024",
                "12 May 2024\u201318 May 2024",
            ],
            [40, 0, 10],
        ),
        ([("2024-01-31", 1), ("2024-05-12", 1)], None, [40, 0, 0, 0, 40]),
        ([("2024-05", 1), ("2024-06-01", 1)], ["May 2024", "June 2024"], [40, 40]),
        ([("2024-02-31", 1), ("2024-03-01", 1)], ["February 2024", "March 2024"], [40, 40]),
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
    dates: list[tuple[str, int]], names: list[str] | None, heights: list[int] | None
) -> None:
    bars = timeline(dates, SearchAddress(q="x"), Language.EN, T)
    if names is not None:
        assert [bar.label.split(":")[0] for bar in bars] == names
    if heights is not None:
        assert [bar.height for bar in bars] == heights
    assert len(bars) <= 10


@example({"0001-01-01": 1, "9999-12-31": 1})
@given(
    st.dictionaries(
        st.dates(min_value=date(1, 1, 1)).map(date.isoformat)
        | st.dates(min_value=date(2024, 1, 1), max_value=date(2024, 3, 1)).map(date.isoformat)
        | st.builds("{:04}-{:02}".format, st.integers(1, 2100), st.integers(1, 12))
        | st.builds("{:04}".format, st.integers(1, 2100)),
        st.integers(1, 1000),
        min_size=1,
    )
)
def test_every_dated_document_is_in_the_period_of_a_bar(counted: dict[str, int]) -> None:
    bars = timeline(sorted(counted.items()), SearchAddress(q="x"), Language.EN, T)
    assert len(bars) <= 10
    periods = [SearchAddress.parse(urlsplit(bar.url).query) for bar in bars]
    assert sum(bar.documents for bar in bars) == sum(counted.values())
    for name in counted:
        assert any(each.filters().includes(name) for each in periods)


def test_the_last_days_are_offered_where_they_have_some_but_not_all() -> None:
    today = date(2024, 5, 31)
    address = SearchAddress(q="x", until="2024")

    def offered(dates: list[tuple[str, int]]) -> list[tuple[str, int, str | None]]:
        found = recent(dates, today, address, T)
        read = [SearchAddress.parse(urlsplit(each.url).query) for each in found]
        assert all(each.until is None for each in read)
        return [(e.label, e.documents, r.since) for e, r in zip(found, read, strict=True)]

    assert offered([("2024-05-25", 2), ("2024-05-24", 1), ("2023", 4)]) == [
        ("Last week", 2, "2024-05-25"),
        ("Last month", 3, "2024-05-02"),
    ]
    assert offered([("2015-07", 9)]) == []
    assert offered([("2024-05-31", 3)]) == []


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


def test_hits_are_shown_by_day_earliest_first(news: TestClient) -> None:
    shown = page(news, "/?q=وصل الوفد إلى بيروت صباح اليوم&view=days")

    days = [str(each["datetime"]) for each in shown.attributes("time")]
    listed = page(news, "/?q=وصل الوفد إلى بيروت صباح اليوم")
    assert days == sorted(days) != []
    assert "#attestation" in listed.texts
    assert "#days" not in listed.texts
    assert "#attestation" not in shown.texts
    assert all("الوفد رقم" in text for name, text in shown.all_texts if name == "blockquote.text")


def test_a_search_without_other_reports_says_so(news: TestClient) -> None:
    shown = page(news, "/?q=وصل الوفد إلى بيروت صباح اليوم&view=beside")

    assert "#no-events" in shown.texts

"""What a question names is offered as a filter, and what it leaves comes first."""

from collections.abc import Callable
from datetime import date

import pytest

from search.arabic.normalizer import normalize
from search.engine import Engine
from search.index import Index
from search.queries.dates import named_periods
from search.queries.named import names_of
from search.queries.rules import Effect, Interpretation, Rule
from search.ranking.questions import read_question
from search.records import Document, Filters, Query
from testing.hashing_encoder import HashingEncoder

TODAY = date(2024, 3, 15)


@pytest.mark.parametrize(
    ("question", "written", "since", "until"),
    [
        ("أخبار 10 أغسطس 2015", "10 أغسطس 2015", "2015-08-10", "2015-08-10"),
        ("أخبار 10/8/2015 في عمان", "10/8/2015", "2015-08-10", "2015-08-10"),
        ("الانتخابات في آب 2015", "آب 2015", "2015-08", "2015-08"),
        ("الحوادث في رمضان 1436", "رمضان 1436", "2015-06-18", "2015-07-16"),
        ("ماذا جرى في عام 2015؟", "2015", "2015", "2015"),
        ("قرارات الأسبوع الماضي", "الأسبوع الماضي", "2024-03-08", "2024-03-14"),
        ("قرارات الشهر الماضي", "الشهر الماضي", "2024-02", "2024-02"),
        ("قرارات العام المنصرم", "العام المنصرم", "2023", "2023"),
        ("ماذا قال أمس", "أمس", "2024-03-14", "2024-03-14"),
        ("decisions of last year", "last year", "2023", "2023"),
        ("أخبار من 1 إلى 5 أغسطس 2015", "من 1 إلى 5 أغسطس 2015", "2015-08-01", "2015-08-05"),
        ("أخبار من 1 إلى 5 أغسطس", "من 1 إلى 5 أغسطس", "2023-08-01", "2023-08-05"),
        ("أخبار 1-5 آب 2015 في عمان", "1-5 آب 2015", "2015-08-01", "2015-08-05"),
        (
            "ما جرى بين 28 يوليو و5 أغسطس 2015؟",
            "بين 28 يوليو و5 أغسطس 2015",
            "2015-07-28",
            "2015-08-05",
        ),
        ("من مارس إلى مايو 2015", "من مارس إلى مايو 2015", "2015-03", "2015-05"),
        ("الزيارة يوم (3) آذار (2018)", "(3) آذار (2018)", "2018-03-03", "2018-03-03"),
        ("الحوادث بين عامي 2010 و2015", "بين عامي 2010 و2015", "2010", "2015"),
        ("الحوادث من 2010 حتى 2015", "من 2010 حتى 2015", "2010", "2015"),
        (
            "من 2015-08-01 إلى 2015-08-05",
            "من 2015-08-01 إلى 2015-08-05",
            "2015-08-01",
            "2015-08-05",
        ),
        ("الخامس من أغسطس 2015", "الخامس من أغسطس 2015", "2015-08-05", "2015-08-05"),
        (
            "ما جرى في الحادي عشر من شهر آب 2015",
            "الحادي عشر من شهر آب 2015",
            "2015-08-11",
            "2015-08-11",
        ),
        (
            "من الأول الى الخامس من اغسطس 2015",
            "من الأول الى الخامس من اغسطس 2015",
            "2015-08-01",
            "2015-08-05",
        ),
        (
            "جدة في الحادي والعشرين من مايو 2015",
            "الحادي والعشرين من مايو 2015",
            "2015-05-21",
            "2015-05-21",
        ),
        ("ربيع الأول 1436", "ربيع الأول 1436", "2014-12-23", "2015-01-20"),
        ("يوم الأربعاء الخامس من أغسطس 2015", "الخامس من أغسطس 2015", "2015-08-05", "2015-08-05"),
        ("الأسبوع الأول من أغسطس 2015", "أغسطس 2015", "2015-08", "2015-08"),
        ("النصف الثاني من رمضان 1436", "رمضان 1436", "2015-06-18", "2015-07-16"),
        ("غرة شوال 1436", "غرة شوال 1436", "2015-07-17", "2015-07-17"),
        ("أخبار منذ عام 2010", "منذ عام 2010", "2010", None),
        ("بعد 10 أغسطس 2015", "بعد 10 أغسطس 2015", "2015-08-11", None),
        ("أخبار ما قبل عام 2010", "قبل عام 2010", None, "2009"),
        ("الأخبار حتى مايو 2015", "حتى مايو 2015", None, "2015-05"),
        ("ما جرى هذا الأسبوع", "هذا الأسبوع", "2024-03-09", "2024-03-15"),
        ("مباريات الجمعة الماضية", "الجمعة الماضية", "2024-03-08", "2024-03-08"),
        ("مباريات الخميس الماضي", "الخميس الماضي", "2024-03-14", "2024-03-14"),
        ("ما جرى أول أمس", "أول أمس", "2024-03-13", "2024-03-13"),
        ("الأسعار في أغسطس الماضي", "أغسطس الماضي", "2023-08", "2023-08"),
        ("الأسعار في مارس الماضي", "مارس الماضي", "2023-03", "2023-03"),
        ("الأسعار في رمضان الماضي", "رمضان الماضي", "2023-03-23", "2023-04-20"),
        ("الأسعار في رجب الماضي", "رجب الماضي", "2024-01-13", "2024-02-10"),
        ("news from 1 to 5 August 2015", "from 1 to 5 August 2015", "2015-08-01", "2015-08-05"),
    ],
)
def test_dates_and_spans(question: str, written: str, since: str | None, until: str | None) -> None:
    (hint,) = named_periods(read_question(question), Filters(), TODAY)
    assert question[hint.span.start : hint.span.end] == written
    assert (hint.filters.since, hint.filters.until) == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "كأس العالم 2014",
        "كم عدد السكان 2015 نسمة؟",
        "في رمضان",
        "أغسطس",
        "الأسبوع",
        "من 5 إلى 10 ملايين",
        "من 2000 إلى 2050 دولار",
        "بعد 2010 أيام",
        "من الأحد إلى الخميس",
        "المركز الخامس",
    ],
)
def test_what_may_be_no_date_is_none(question: str) -> None:
    assert list(named_periods(read_question(question), Filters(), TODAY)) == []


def test_a_search_that_is_filtered_by_dates_is_offered_none() -> None:
    asked = read_question("أخبار 10 أغسطس 2015")
    assert list(named_periods(asked, Filters(since="2015"), TODAY)) == []


def test_bylines_hold_names() -> None:
    names = names_of(["لندن: خلف الحربي", "خلف الحربي", "لندن: «الشرق الأوسط»", "واس - جدة"])
    assert names["خلف", "الحربي"] == ("لندن: خلف الحربي", "خلف الحربي")
    assert ("الشرق", "الاوسط") not in names
    assert ("لندن",) not in names
    assert names_of(["كاتب " * 300, "س" * 300]) == {}


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("د. سعاد الخطيب", "سعاد الخطيب"),
        ("عمان: د. سعاد الخطيب", "سعاد الخطيب"),
        ("الدكتورة سعاد الخطيب", "سعاد الخطيب"),
        ("سعاد أحمد الخطيب", "سعاد الخطيب"),
        ("عبد الله بن سالم آل سعيد", "عبد الله آل سعيد"),
        ("بقلم: عبد الرحمن سالم", "عبد الرحمن سالم"),
    ],
)
def test_names_are_known_without_titles_and_without_those_in_the_middle(
    byline: str, name: str
) -> None:
    assert names_of([byline])[tuple(map(normalize, name.split()))] == (byline,)


@pytest.mark.parametrize(
    "byline",
    ["مكة المكرمة: واس", "واس - مكة المكرمة", "مكة المكرمة: سالم العلي", "مكة المكرمة («الرأي»)"],
)
def test_the_place_of_a_byline_is_no_author(byline: str) -> None:
    assert ("مكه", "المكرمه") not in names_of([byline, "رويترز - لندن"])


def test_an_open_end_is_shown_as_one(engine: Engine) -> None:
    (made,) = engine.find(Query("أسعار الزيت منذ عام 2015")).interpretations
    assert made.meant == ("2015\u2013",)
    assert made.offer == (("since", "2015"),)


def test_a_city_is_offered_as_a_source_and_never_as_an_author(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    document = Document(
        "1", "السوق والأسعار", author="سالم العلي - مكة المكرمة", source="مكة المكرمة"
    )
    found = Engine(make_index(document), encoder).find(Query("مكة المكرمة"))
    assert [each.offer for each in found.interpretations] == [(("source", "مكة المكرمة"),)]


@pytest.fixture
def engine(make_index: Callable[..., Index], encoder: HashingEncoder) -> Engine:
    topics = ("السوق والأسعار", "الزيتون والزيت", "المطر والسيول", "الوزارة والوزير")
    authors = ("خلف الحربي", "سعاد الخطيب", "عبير المبارك")
    documents = [
        Document(
            f"{author}/{topic}",
            f"كتب عن {topic} ما يقال.",
            author=author,
            source="صحيفة الرأي" if author == authors[0] else "الغد",
            date=f"2015-08-{10 + number}",
        )
        for number, topic in enumerate(topics)
        for author in authors
    ]
    documents += [Document("about", "مقالات خلف الحربي كثيرة.", author="غيره", date="2015")]
    return Engine(make_index(*documents), encoder)


def gains(engine: Engine, text: str, rule: Rule) -> dict[str, float]:
    """What a rule adds to the score of each document."""
    on, off = (
        {hit.citation.document_id: hit.score for hit in engine.find(query).hits}
        for query in (Query(text, 20), Query(text, 20, without=frozenset({rule})))
    )
    return {name: round(on[name] - off[name], 4) for name in off}


@pytest.mark.parametrize(
    "question",
    [
        "مقالات خلف الحربي",
        "خلف الحربي",
        "ما كتبه الكاتب خلف الحربي",
        "مقالات د. خلف الحربي",
        "مقالات خلف سعد الحربي",
    ],
)
def test_the_pieces_of_an_author_gain_and_those_about_him_do_not(
    engine: Engine, question: str
) -> None:
    added = gains(engine, question, Rule.AUTHORS)
    own = {gain for name, gain in added.items() if name.startswith("خلف")}
    others = {gain for name, gain in added.items() if not name.startswith("خلف")}
    assert (own, others) == ({0.4}, {0.0})


def test_an_author_who_is_only_mentioned_is_offered_without_more(engine: Engine) -> None:
    question = "ماذا قال الناس في السوق ومعهم خلف الحربي"
    assert set(gains(engine, question, Rule.AUTHORS).values()) == {0.0}
    assert [made.rule for made in engine.find(Query(question)).interpretations] == [Rule.AUTHORS]


def test_what_is_named_is_offered(engine: Engine) -> None:
    found = engine.find(Query("ماذا كتب خلف الحربي في 12 أغسطس 2015"))
    assert found.interpretations == (
        Interpretation(
            Rule.AUTHORS,
            "خلف الحربي",
            ("خلف الحربي",),
            Effect.OFFERS,
            (("author", "خلف الحربي"),),
        ),
        Interpretation(
            Rule.DATES,
            "12 أغسطس 2015",
            ("2015-08-12",),
            Effect.OFFERS,
            (("since", "2015-08-12"), ("until", "2015-08-12")),
        ),
    )
    added = gains(engine, "ماذا كتب خلف الحربي في 12 أغسطس 2015", Rule.DATES)
    assert {name for name, gain in added.items() if gain > 0} == {
        "about",  # of some day of 2015
        *(name for name in added if name.endswith("المطر والسيول")),
    }


def test_a_filter_that_is_chosen_is_not_offered_and_none_is_left(engine: Engine) -> None:
    filters = Filters.of({"author": ["سعاد الخطيب"]})
    found = engine.find(Query("مقالات خلف الحربي", filters=filters))
    assert found.interpretations == ()
    assert all(hit.citation.author == "سعاد الخطيب" for hit in found.hits)
    found = engine.find(Query("مقالات خلف الحربي", filters=Filters.of({"source": ["الغد"]})))
    assert all(hit.citation.source == "الغد" for hit in found.hits)


def test_a_source_is_meant_where_that_is_said(engine: Engine) -> None:
    said = engine.find(Query("ماذا نشرت صحيفة الغد عن الزيتون"))
    assert [made.rule for made in said.interpretations] == [Rule.AUTHORS]
    assert said.hits[0].citation.source == "الغد"
    assert engine.find(Query("أخبار الغد والزيتون")).interpretations == ()
    # A city may be called like its newspaper.
    alone = engine.find(Query("الغد"))
    assert [made.effect for made in alone.interpretations] == [Effect.OFFERS]
    assert set(gains(engine, "الغد", Rule.AUTHORS).values()) == {0.0}

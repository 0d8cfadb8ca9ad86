"""How a written search is read; what is written as prose stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fields import FIELDS
from search.queries.conditions import Condition, Every, Lacking, Match, Period, Some, Value, Words
from search.queries.operators import read_search
from search.queries.rules import Effect, Rule

OIL, GAS = (Words(word, Match.INFLECTED) for word in ("النفط", "الغاز"))


def phrase(text: str) -> Words:
    return Words(text, Match.FOLDED)


@pytest.mark.parametrize(
    ("written", "condition", "question"),
    [
        ('"وزير العدل" الأردني', phrase("وزير العدل"), "وزير العدل الأردني"),
        ('"وزير العدل"؟', phrase("وزير العدل"), "وزير العدل ؟"),
        ('="على" الطاولة', Words("على", Match.EXACT), "على الطاولة"),
        ("أسعار -النفط", Lacking(OIL), "أسعار"),
        ('أسعار -"وزير العدل"', Lacking(phrase("وزير العدل")), "أسعار"),
        ('-"وزير العدل" أسعار', Lacking(phrase("وزير العدل")), "أسعار"),
        ("-النفط أسعار", Lacking(OIL), "أسعار"),
        ("أسعار NOT النفط", Lacking(OIL), "أسعار"),
        ('NOT "وزير العدل" أسعار', Lacking(phrase("وزير العدل")), "أسعار"),
        ("أسعار +النفط", OIL, "أسعار النفط"),
        ('+"وزير العدل" أسعار', phrase("وزير العدل"), "وزير العدل أسعار"),
        ("النفط AND الغاز", Every((OIL, GAS)), "النفط الغاز"),
        ("النفط AND NOT الغاز", Every((OIL, Lacking(GAS))), "النفط"),
        ("النفط AND الغاز OR النفط", Every((OIL, Some((GAS, OIL)))), "النفط الغاز النفط"),
        ("“وزير العدل” الأردني", phrase("وزير العدل"), "وزير العدل الأردني"),
        ("خطاب مصدر:“وكالة الأنباء”", Value("source", "وكالة الأنباء"), "خطاب"),
        ("أسعار النفط OR الغاز", Some((OIL, GAS)), "أسعار النفط الغاز"),
        ("أسعار النفط|الغاز", Some((OIL, GAS)), "أسعار النفط الغاز"),
        ("أسعار (النفط أو الغاز)", Some((OIL, GAS)), "أسعار النفط الغاز"),
        ('"سعر أ" أو "سعر ب"', Some((phrase("سعر أ"), phrase("سعر ب"))), "سعر أ سعر ب"),
        ("(في النفط | من الغاز)", Some((OIL, GAS)), "في النفط من الغاز"),
        ("النفط OR الغاز OR النفط", Some((OIL, GAS, OIL)), "النفط الغاز النفط"),
        ("خطاب source:الرأي", Value("source", "الرأي"), "خطاب"),
        ('خطاب مصدر:"وكالة الأنباء"', Value("source", "وكالة الأنباء"), "خطاب"),
        ("خطاب -كاتب:سعاد", Lacking(Value("author", "سعاد")), "خطاب"),
        ("-source:الرأي خطاب", Lacking(Value("source", "الرأي")), "خطاب"),
        ("نوع:pdf لغة:ar", Every((Value("kind", "pdf"), Value("language", "ar"))), ""),
        ("عنوان:الزيتون", Words("الزيتون", Match.FOLDED, only_title=True), ""),
        ("خطاب before:2015", Period(None, "2014"), "خطاب"),
        ("خطاب بعد:2015-08", Period("2015-09", None), "خطاب"),
        ("خطاب after:2015-12-31", Period("2016-01-01", None), "خطاب"),
        ("خطاب قبل:1/3/2024", Period(None, "2024-02-29"), "خطاب"),
        ("خطاب on:2015-01", Period("2015-01", "2015-01"), "خطاب"),
        ('خطاب يوم:"10 أغسطس 2015"', Period("2015-08-10", "2015-08-10"), "خطاب"),
        ('خطاب يوم:"رمضان 1436"', Period("2015-06-18", "2015-07-16"), "خطاب"),
        (
            '("سعر أ" source:الرأي) نفط',
            Every((phrase("سعر أ"), Value("source", "الرأي"))),
            "سعر أ ) نفط",
        ),
    ],
)
def test_operators(written: str, condition: Condition, question: str) -> None:
    found = read_search(written)
    assert found.condition == condition
    assert found.question.replace(" أو ", " ").strip("() ").split() == question.split()
    assert len(found.question) == len(written)
    assert all(made.rule is Rule.OPERATORS for made in found.interpretations)
    assert all(made.written in written for made in found.interpretations)
    off = read_search(written, frozenset({Rule.OPERATORS}))
    assert (off.question, off.condition, off.interpretations) == (written, None, ())


@pytest.mark.parametrize(
    "written",
    [
        'من هو مؤلف كتاب "موسم الهجرة إلى الشمال"؟',
        'Who painted "The Starry Night"?',
        'Why was the painting called "The Starry Night?"',
        "ما موقف السعودية - كما قال الوزير - من القضية؟",
        "ما موقف السعودية -كما قال الوزير- من القضية",
        "الفترة 2010 -2015 في مصر",
        "كوفيد-19 وحرب 1967-1973",
        "قال: لن نستقيل",
        "مصدر: الوفد وصل مساء",
        "ما السبب: الحرب أو السلام؟",
        "هل يفضل الناس الشاي (أو القهوة) صباحا",
        "هل الأرباح (نقدا أو أسهما) معفاة؟",
        "منظمة الصحة العالمية (WHO) في جنيف",
        "اجتماع الساعة 10:30 مساء",
        "شرح https://example.org/a:b?c=d-e",
        "الشعر أو النثر",
        "-ما هي عاصمة الأردن",
        "المصدر:الرياض",
        "مصدرنا:الرياض",
        "سي++ و#القدس و@user",
        'مدينة"الرياض"الكبيرة؟',
        "ما موقف «وزير العدل» و“وزير الداخلية”؟",
        "من كتب “موسم الهجرة إلى الشمال”؟",
        "R AND D budgets",
    ],
)
def test_prose_stays_as_it_is(written: str) -> None:
    found = read_search(written)
    assert (found.question, found.condition, found.interpretations) == (written, None, ())


_WORDS = st.text("ابتثوسيلةأء", min_size=1, max_size=7)
_MARKS = st.sampled_from(
    [" ", " ", "، ", ": ", " - ", "-", ". ", " («", "») ", "؟ ", "! ", "/", " 10:30 "]
)


@given(st.lists(st.tuples(_WORDS, _MARKS), min_size=1, max_size=20))
def test_prose_of_any_words_stays_as_it_is(parts: list[tuple[str, str]]) -> None:
    written = "".join(word + mark for word, mark in parts)
    found = read_search(written)
    assert (found.question, found.condition) == (written, None)


@given(st.text(st.sampled_from('"=-+|() :أوORANDNOTsourceقبل2015ا“”«»\n'), max_size=60))
def test_nothing_is_an_error_and_words_stay_where_they_are(written: str) -> None:
    found = read_search(written)
    assert len(found.question) == len(written)
    assert all(a in {b, " "} for a, b in zip(found.question, written, strict=True))
    assert (found.condition is None) is all(
        made.effect is Effect.PLAIN for made in found.interpretations
    )


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ('"وزير العدل', '"'),
        ("قبل:ساعتين", "قبل:ساعتين"),
        ("on:2015-02-30", "on:2015-02-30"),
        ("النفط OR", "OR"),
        ("| النفط", "|"),
        ("(النفط OR) x", "OR"),
        ("النفط AND", "AND"),
        ("DO NOT CROSS", "NOT"),
        ("site:example.org النفط", "site:example.org"),
        ("«وزير العدل» الأردني", "«وزير العدل»"),
        ("-قال الوزير إن أسعار النفط في الأسواق مستقرة", "-"),
    ],
)
def test_what_is_no_operator_is_said_to_be_read_as_it_stands(written: str, plain: str) -> None:
    found = read_search(written)
    assert (found.question, found.condition) == (written, None)
    assert [(made.written, made.effect) for made in found.interpretations] == [
        (plain, Effect.PLAIN)
    ]


@pytest.mark.parametrize(
    "written", ["(" * 2000, '"' * 2000, " -a" * 600, "a|" * 900, "source:" * 280]
)
def test_the_longest_question_is_read(written: str) -> None:
    assert len(read_search(written).question) == len(written)


def test_every_field_that_is_filtered_by_has_operators_of_its_own() -> None:
    names = [name for field in FIELDS for name in field.operators]
    assert len(names) == len(set(names))
    assert all(field.operators for field in FIELDS if field.plural)
    for field in FIELDS:
        for name in field.operators:
            condition = read_search(f"خبر {name}:قيمة").condition
            assert isinstance(condition, Value | Words)

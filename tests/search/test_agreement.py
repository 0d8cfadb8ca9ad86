from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.agreement import LOOKED_AT, agreement, by_words
from search.records import Citation, Hit, Span


def hit(rank: int, answer: str | None, sentence: str | None = None, date: str | None = None) -> Hit:
    """A hit whose sentence has an answer; by default no other hit has the same one."""
    text = sentence or f"خبر {'x' * rank}: {answer or ''}."
    start = text.index(answer) if answer else 0
    return Hit(
        rank=rank,
        score=0.0,
        citation=Citation(f"d{rank}", None, None, None, date, None, 0, len(text), text),
        sentence=Span(0, len(text)),
        evidence=(),
        confidence=0.9,
        answer=Span(start, start + len(answer)) if answer else None,
    )


def groups(*answers: str | None) -> list[list[int]]:
    return ranks(agreement([hit(rank, answer) for rank, answer in enumerate(answers, 1)]))


def ranks(found: Sequence[Sequence[Hit]]) -> list[list[int]]:
    return [[each.rank for each in group] for group in found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10 قتلى", "10 قتلى"),
        ("10 قتلى", "١٠ قتلى"),
        ("10 قتلى", "عشرة قتلى"),
        ("10 قتلى", "10"),
        ("نحو 15", "15 قتيلا"),
        ("السابعة والعشرين من العمر", "27 عاما"),
        ("الثامنة من عمره", "8 سنوات"),
        ("22 من العاملين", "22 عاملا"),
        ("2.1 مليون ريال", "2,100,000 ريال"),
        ("8.7 في المئة", "8.7%"),
        ("3-صفر", "ثلاثة أهداف دون رد"),
        ("1-2", "2/1"),
        ("3 كيلومترات", "3 كم"),
        ("كوبين", "2 كوب"),
        ("مقعدين", "مقعدين اثنين"),
        ("13 أكتوبر 1958", "13 تشرين الأول 1958"),
        ("13 أكتوبر 1958", "1958"),
        ("يوم الاثنين 13 أكتوبر 1958", "أكتوبر 1958"),
        ("عام 1969", "أواخر عام 1969"),
        ("رمضان 1436", "2015"),
        ("29 مايو 1453", "عام 1453"),
        ("أوباما", "باراك أوباما"),
        ("القاهرة", "حي الجمالية بالقاهرة"),
        ("أحمد", "احمد"),
        ("أكثر من 30 قتيلا", "أكثر من 30"),
        ("-5", "سالب 5"),
        ("-5", "\u22125"),
        ("محمد سعيد", "محمد أحمد سعيد"),
        ("نحو 1990", "1990"),
        ("ما لا يقل عن 400", "400 على الأقل"),
        ("محمد بن سلمان", "محمد بن سلمان بن عبد العزيز"),
        ("بعد عام 1990", "بعد سنة 1990"),
        ("كوريا الشمالية", "كوريا الشمالية"),
    ],
)
def test_the_same_answer(one: str, other: str) -> None:
    assert groups(one, other) == [[1, 2]]
    assert groups(other, one) == [[1, 2]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10 قتلى", "13 قتيلا"),
        ("10 قتلى", "10 جرحى"),
        ("أكثر من 30 قتيلا", "30 قتيلا"),
        ("أكثر من 30", "أقل من 30"),
        ("2 مليون ريال", "2 مليون دولار"),
        ("8 في المئة", "8 أشخاص"),
        ("كوبين", "3 أكواب"),
        ("13 أكتوبر 1958", "14 أكتوبر 1958"),
        ("1958", "1959"),
        ("أواخر عام 1969", "أوائل عام 1969"),
        ("محمد سعيد", "محمد صالح"),
        ("القاهرة", "حلب"),
        ("قبل عام 1990", "بعد عام 1990"),
        ("قبل عام 1990", "عام 1990"),
        ("منذ عام 1990", "عام 1990"),
        ("حتى عام 1990", "عام 1990"),
        ("ما لا يقل عن 400", "ما لا يزيد على 400"),
        ("ما لا يقل عن 400", "400"),
        ("السودان", "جنوب السودان"),
        ("غينيا", "غينيا بيساو"),
        ("غينيا بيساو", "غينيا الاستوائية"),
        ("5-10", "10"),
        ("5-10", "5"),
        ("-5", "5"),
        ("-5 درجات", "5 درجات"),
        ("سالب 5", "5"),
        ("5 درجات تحت الصفر", "5 درجات"),
        ("5 قتلى على الأكثر", "5 قتلى"),
        ("5 قتلى على الأقل", "5 قتلى على الأكثر"),
        ("5 أو 6", "5"),
        ("3/4", "3"),
        ("3/4", "4"),
        (".5", "5"),
        ("بين عامي 1908 و1914", "1908"),
        ("1908-1914", "1914"),
        ("محمد السادس", "محمد"),
        ("الملك عبد الله", "الملك عبد الله الثاني"),
        ("عبد العزيز آل سعود", "سلمان بن عبد العزيز آل سعود"),
        ("قبل 29 مايو 1453", "29 مايو 1453"),
        ("عام 300 قبل الميلاد", "عام 300"),
        ("25 قتيلا وجريحا", "25 قتيلا"),
        ("الكونغو", "الكونغو الديمقراطية"),
        ("كوريا", "كوريا الشمالية"),
        ("شمال القاهرة", "القاهرة"),
        ("فوق 30", "30"),
        ("لا يتجاوز 30", "30"),
        ("يتجاوز 30", "لا يتجاوز 30"),
        ("حتى 30", "30"),
        ("أقل قليلا من 9", "9"),
        ("100 إلا خمسة", "100"),
    ],
)
def test_another_answer(one: str, other: str) -> None:
    assert groups(one, other) == [[1], [2]]
    assert groups(other, one) == [[1], [2]]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (("مارس الماضي", "2015-07-31"), ("مارس 2015", "2019"), True),
        (("مارس الماضي", "2015-07-31"), ("آذار (مارس) الماضي", "2015-02-01"), False),
        (("مارس الماضي", "2015-07-31"), ("مارس الماضي", "2016-07-31"), False),
        (("24 أغسطس المقبل", "2015-07-22"), ("24 أغسطس الجاري", "2015-08-10"), True),
        (("نهاية مايو (أيار) المقبل", "2015-07-22"), ("نهاية مايو 2016", None), True),
        (("مايو من العام الماضي", "2015-07-22"), ("مايو 2014", None), True),
        (("مايو من العام المقبل", "2015-07-22"), ("مايو 2016", None), True),
        (("21 من الشهر الجاري", "2015-07-22"), ("21 يوليو 2015", None), True),
        (("21 من الشهر الجاري", "2015-07-22"), ("21 من الشهر الجاري", "2015-08-02"), False),
        (("21 من الشهر المقبل", "2015-12-22"), ("21 من الشهر الماضي", "2016-02-02"), True),
        (("الخامس عشر من الشهر الماضي", "2016-01-22"), ("15 ديسمبر 2015", None), True),
        (("الأول من الشهر الجاري", "2016-01-22"), ("1 يناير 2016", None), True),
        (("الخامس من الشهر الجاري", "2016-01-22"), ("الخامس من الشهر الجاري", "2016-02-02"), False),
        (("مارس الماضي", None), ("مارس الماضي", None), True),
        (("مارس الماضي", "2015-03-20"), ("مارس 2015", None), False),
    ],
)
def test_a_month_is_that_of_the_year_of_its_document(
    one: tuple[str, str | None], other: tuple[str, str | None], *, is_same: bool
) -> None:
    both = [hit(rank, answer, date=date) for rank, (answer, date) in enumerate((one, other), 1)]
    assert ranks(agreement(both)) == ([[1, 2]] if is_same else [[1], [2]])


def test_what_is_less_exact_does_not_join_what_differs() -> None:
    assert groups("1958", "13 أكتوبر 1958", "14 أكتوبر 1958", "1959") == [[1, 2], [3], [4]]


def test_what_else_somebody_is_neither_agrees_nor_differs() -> None:
    assert groups("رئيس الوزراء", "لاعب النادي", "رئيس الوزراء البريطاني") == [[1, 3]]
    assert groups("رئيس الوزراء", "لاعب النادي") == []
    assert groups("محافظة جدة", "محافظة الطائف") == [[1], [2]]
    assert groups("أول رمضان", "أحد عشر قتيلا") == [[1], [2]]


def test_one_answer_is_no_agreement_and_neither_are_copies() -> None:
    assert groups() == groups(None, None) == groups(None, "10 قتلى", None) == []
    copy = "سقط 10 قتلى، أمس."
    told = [hit(1, "10 قتلى", copy), hit(2, "10 قتلى", "سقط 10 قتلى أمس")]
    assert agreement(told) == ()
    assert ranks(agreement([*told, hit(3, "13 قتيلا")])) == [[1], [3]]


def test_only_one_page_is_looked_at() -> None:
    assert groups("10 قتلى", *([None] * (LOOKED_AT - 1)), "10 قتلى") == []


def test_each_wording_is_kept_apart() -> None:
    told = ["15 قتيلا", "نحو 15", "١٥ قتيلا"]
    (group,) = agreement([hit(rank, answer) for rank, answer in enumerate(told, 1)])
    assert ranks(by_words(group)) == [[1, 3], [2]]


@given(st.lists(st.text(st.sampled_from("12٣ .%عامأكتوبرمليونقتيل"), min_size=1), max_size=12))
def test_every_answer_is_in_one_group(answers: list[str]) -> None:
    found = groups(*answers)
    told = [rank for group in found for rank in group]
    assert sorted(told) == ([] if len(answers) < 2 else [*range(1, 1 + len(answers[:LOOKED_AT]))])

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.boilerplate import boilerplate

ARTICLE = (
    "أعلنت هيئة الموانئ أمس وصول سفينة محملة بالقمح إلى المرفأ الشرقي.\n"
    "وقال مدير الهيئة إن تفريغ الحمولة يستغرق أربعة أيام وإن المخازن تكفي.\n"
    "وأضاف أن سفينتين أخريين تصلان قبل منتصف الشهر المقبل بإذن الله."
)
FRAME = [
    "شارك هذا الخبر",
    "شارك على فيسبوك",
    "شارك عبر: فيسبوك، تويتر، واتساب",
    "طباعة",
    "أرسل لصديق",
    "للمزيد Facebook",
    "للمزيد من الأخبار اضغط هنا",
    "...المزيد",
    "إقرأ المزيد",
    "اقرأ أيضاً: أسعار الحبوب ترتفع في الأسواق",
    "Read more",
    "مواضيع ذات صلة:",
    "تابعونا على فيسبوك وتويتر",
    "تابعونا على صفحتنا الرسمية على تيليجرام",
    "تابعوا الأمل على أخبار غوغل",
    "The post وصول سفينة القمح appeared first on صحيفة الأمل.",
    "ظهرت المقالة وصول سفينة القمح أولاً على صحيفة الأمل.",
    "جميع الحقوق محفوظة © 2015 لصحيفة الأمل",
    "All rights reserved.",
    "نستخدم في موقعنا ملفات تعريف الارتباط لتحسين تجربتك.",
    "رابط الخبر بصحيفة الأمل: وصول سفينة القمح",
    "=========ج.س",
    "=====",
    "* * *",
    "// انتهى //",
    "//انتهى// 13:53 ت م",
    "(انتهى)",
    "/م.ع/",
    "مصدر الخبر: وكالة الأنباء",
    "المصدر: رويترز",
    "(تصوير: هالة منصور)",
    "تصوير: هالة منصور",
    "التعليقات (3)",
]
PROSE = [
    "شارك الوزير في المؤتمر",
    "شارك على الفور في الإنقاذ",
    "شاركت البلدية الخبر على فيسبوك فغضب الناس",
    "تابعونا بقلق",
    "ظهرت المقالة في العدد الأول وأثارت جدلا",
    "تابعوا ما تنشره غوغل عن الأخبار",
    "تابعنا على مدى السنوات الماضية سيرة الرجل",
    "قال المصدر: لن نقبل",
    "طباعة الكتب في مصر تراجعت",
    "للمزيد من العمل الجاد والواعي",
    "المزيد من الخسائر متوقع هذا العام",
    "انتهى الاجتماع",
    "انتهى اللقاء // وعاد الوفد",
    "اقرأ أيضا كتاب الأمير",
    "جميع الحقوق محفوظة للمواطنين بموجب الدستور، وأكد الوزير ذلك أمس",
    "التصوير ممنوع داخل القاعة",
    "يستخدم الموقع آلاف الزوار كل يوم",
    "فيسبوك وتويتر في قفص الاتهام",
    "2/4",
    "أ.ف.ب",
]


def marked(text: str) -> list[str]:
    return [text[start:end] for start, end in boilerplate(text)]


@pytest.mark.parametrize("line", FRAME)
def test_a_line_of_the_frame_is_marked(line: str) -> None:
    assert marked(f"{ARTICLE}\n  {line} \n") == [line]


@pytest.mark.parametrize("line", PROSE)
def test_a_sentence_with_the_same_words_is_not(line: str) -> None:
    assert marked(f"{ARTICLE}\n{line}\n") == []
    assert marked(f"{line}\n{ARTICLE}") == []


@pytest.mark.parametrize("line", ["المصدر: لن نقبل", "فيسبوك", "طباعة", "سمات القائد"])
def test_words_that_may_be_a_heading_count_only_at_the_end(line: str) -> None:
    assert marked(f"{line}\n{ARTICLE}\n{ARTICLE}") == []


@pytest.mark.parametrize(
    "tail", ["=========ج.س", "// انتهى //", "(تصوير: هالة منصور)", "رابط الخبر بصحيفة الأمل: القمح"]
)
def test_what_is_stuck_to_the_last_sentence_is_marked_alone(tail: str) -> None:
    assert marked(f"{ARTICLE} {tail}") == [tail]


def test_what_is_stuck_to_the_first_sentence_is_marked_alone() -> None:
    lead = "شارك من خلال تويتر فيسبوك جوجل بلس اكتب رأيك "
    assert marked(lead + ARTICLE) == [lead]


def test_several_lines_come_in_order() -> None:
    lines = ["شارك هذا الخبر", *ARTICLE.split("\n"), "=====", "مصدر الخبر", "للمزيد Facebook"]
    assert marked("\n".join(lines)) == ["شارك هذا الخبر", "=====", "مصدر الخبر", "للمزيد Facebook"]


def test_a_text_of_nothing_else_is_marked_whole() -> None:
    assert marked("شارك هذا الخبر\nتابعونا على تويتر") == ["شارك هذا الخبر", "تابعونا على تويتر"]


def test_a_text_that_is_mostly_such_lines_is_left_alone() -> None:
    assert marked("خبر قصير\n" + "شارك هذا الخبر على فيسبوك\n" * 5) == []


PIECES = st.lists(
    st.sampled_from(
        [*FRAME, *PROSE, *ARTICLE.split("\n"), "", " ", "====", "//", "شارك ", "\u200f"]
    )
    | st.text(max_size=12),
    max_size=12,
).flatmap(
    lambda pieces: st.sampled_from(["\n", " ", "\r\n", "\u2028"]).map(lambda by: by.join(pieces))
)


@given(PIECES)
def test_spans_lie_in_the_text_disjoint_and_rising(text: str) -> None:
    spans = boilerplate(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(PIECES)
def test_at_most_half_of_the_letters_are_marked_or_all(text: str) -> None:
    letters = sum(map(str.isalpha, text))
    hidden = sum(sum(map(str.isalpha, piece)) for piece in marked(text))
    assert hidden <= letters / 2 or hidden == letters


@given(st.lists(st.sampled_from([*FRAME, *PROSE]), max_size=4))
def test_nothing_is_left_to_mark_in_what_remains(lines: list[str]) -> None:
    text = "\n".join([ARTICLE] * 4 + lines)
    rest, after = [], 0
    for start, end in boilerplate(text):
        rest.append(text[after:start])
        after = end
    assert boilerplate("".join([*rest, text[after:]])) == ()


@pytest.mark.parametrize(
    "line",
    [
        *("", "-" * 239 + "ا", "- " * 110 + "x", "شارك " * 47, "فيسبوك تويتر " * 17),
        *("/ " * 110 + "ا", "تابعونا " + "على " * 50, "(تصوير " * 33, "x" + " " * 230 + "x"),
        *("12:" * 75, "(c) " * 55, "رابط الخبر ب" * 19, "=" * 200 + "x", "\u0640" * 230),
        "نستخدم " * 33,
    ],
)
def test_a_large_text_of_hostile_lines_is_quick(line: str) -> None:
    text = (line + "\n") * (200_000 // (len(line) + 1))
    start = time.thread_time()
    boilerplate(text)
    boilerplate(text.replace("\n", " "))
    assert time.thread_time() - start < 15

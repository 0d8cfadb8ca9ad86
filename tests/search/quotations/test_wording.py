"""A quotation found word for word, with what differs."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import EmptyQuestionError
from search.quotations.fidelity import Change, Fidelity
from search.quotations.tokens import tokens
from search.quotations.wording import Quotation, Wording

TEXT = (
    "عقد في عمّان حوار إقليمي. وقال الوزير إن الحوار فرصة لتبادل الخبرات بين الدول. وأكد رئيس"
    " الوزراء أن نسبة البطالة بلغت 3.5% في عام 2015، وأن الحكومة ستعمل على خفضها في العام المقبل."
    " وشكر عبد الله المنظمين على حسن الاستقبال."
)
SENTENCE = "وقال الوزير إن الحوار فرصة لتبادل الخبرات بين الدول"

Changes = list[tuple[Change, str, str]]


def compare(quotation: str, text: str = TEXT) -> Wording | None:
    return Quotation.read(quotation).compare(text)


def found(quotation: str, text: str = TEXT) -> tuple[Fidelity, str, Changes]:
    """How faithful a quotation is, what stands in its place, and what differs."""
    wording = compare(quotation, text)
    assert wording is not None
    changes = [
        (each.change, quotation[slice(*each.quoted)], text[slice(*each.printed)])
        for each in wording.differences
    ]
    return wording.fidelity, text[slice(*wording.span)], changes


@pytest.mark.parametrize(
    "quotation",
    [
        SENTENCE,
        f"«{SENTENCE}.»",
        f'"{SENTENCE}"',
        SENTENCE.replace(" ", "  \n"),
        SENTENCE.replace("إن الحوار", "إن: الحوار،"),
        f"\u2067{SENTENCE}\u2069",
    ],
)
def test_the_same_words_are_exact(quotation: str) -> None:
    assert found(quotation) == (Fidelity.EXACT, SENTENCE, [])


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("الح\u0650وار", "الحوار"),
        ("فرصه", "فرصة"),
        ("ان", "إن"),
        ("الخبـ\u0640رات", "الخبرات"),
    ],
)
def test_another_spelling_is_told_from_other_words(written: str, printed: str) -> None:
    quotation = SENTENCE.replace(printed, written)
    expected = [(Change.SPELLED, written, printed)]
    assert found(quotation) == (Fidelity.SPELLING, SENTENCE, expected)


@pytest.mark.parametrize(
    ("written", "printed", "fidelity"),
    [
        ("ق\u064eتل", "ق\u064fتل", Fidelity.WORDS),
        ("ق\u064eت\u064eل\u064e", "ق\u064fت\u0650ل\u064e", Fidelity.WORDS),
        ("س\u064eل\u0651\u064eمت", "س\u064fل\u0651\u0650مت", Fidelity.WORDS),
        ("قتل", "ق\u064fت\u0650ل", Fidelity.SPELLING),
        ("ق\u064fتل", "قت\u0650ل", Fidelity.SPELLING),
        ("القائد\u064f", "القائد\u064e", Fidelity.SPELLING),
    ],
)
def test_other_vowels_make_another_word_where_both_are_written(
    written: str, printed: str, fidelity: Fidelity
) -> None:
    text = "وذكر الشهود أن القائد {} في المعركة الأخيرة قرب النهر."
    assert found(text.format(written), text.format(printed))[0] is fidelity


def test_digits_and_per_cent_are_spelled_in_several_ways() -> None:
    fidelity, printed, changes = found("نسبة البطالة بلغت ٪٣٫٥ في عام ٢٠١٥")
    assert fidelity is Fidelity.SPELLING
    assert printed == "نسبة البطالة بلغت 3.5% في عام 2015"
    assert [change for _, *change in changes] == [["٪٣٫٥", "3.5%"], ["٢٠١٥", "2015"]]


@pytest.mark.parametrize("number", ["35%", "3.5", "5.3%", "-3.5%", "3.5$", "3.50%", "13.5%"])
def test_another_number_is_another_word(number: str) -> None:
    fidelity, _, changes = found(f"نسبة البطالة بلغت {number} في عام 2015")
    assert fidelity is Fidelity.WORDS
    assert changes == [(Change.REPLACED, number, "3.5%")]


@pytest.mark.parametrize(
    ("written", "printed", "fidelity"),
    [
        ("1500", "1,500", Fidelity.SPELLING),
        ("1,500", "1,500", Fidelity.EXACT),
        ("15,00", "1,500", Fidelity.WORDS),
        ("5 %", "5%", Fidelity.EXACT),
        ("بـ5%", "5%", Fidelity.WORDS),
        ("12/5/2015", "5/12/2015", Fidelity.WORDS),
        ("12/5/2015", "12-5-2015", Fidelity.WORDS),
        ("5-7", "5\u20137", Fidelity.SPELLING),
    ],
)
def test_signs_within_numbers_count(written: str, printed: str, fidelity: Fidelity) -> None:
    words = "بلغ عدد الزوار في المدينة {} حسب البيان الرسمي"
    assert found(words.format(written), words.format(printed))[0] is fidelity


@pytest.mark.parametrize(
    ("quotation", "changes"),
    [
        ("إن الحوار مناسبة لتبادل الخبرات", [(Change.REPLACED, "مناسبة", "فرصة")]),
        ("إن الحوار فرصة كبيرة لتبادل الخبرات", [(Change.ADDED, "كبيرة", "")]),
        ("الحكومة ستعمل خفضها في العام المقبل", [(Change.LEFT_OUT, "", "على")]),
        ("إن الحوار ليس فرصة لتبادل الخبرات", [(Change.ADDED, "ليس", "")]),
        (
            "قال الرئيس إن الحوار فرصة لتبادل الخبرات",
            [(Change.REPLACED, "قال الرئيس", "وقال الوزير")],
        ),
        ("لتبادل الخبرات بين الدول العربية", [(Change.ADDED, "العربية", "")]),
    ],
)
def test_other_words_are_marked(quotation: str, changes: Changes) -> None:
    assert found(quotation)[::2] == (Fidelity.WORDS, changes)


def test_what_stands_in_the_next_sentence_takes_no_words_place() -> None:
    _, printed, changes = found("الحوار فرصة لتبادل الخبرات بين الدول وهذا ما نريد")
    assert printed == "الحوار فرصة لتبادل الخبرات بين الدول"
    assert changes == [(Change.ADDED, "وهذا ما نريد", "")]


def test_a_particle_before_a_number_stands_apart_or_not() -> None:
    one, other = (
        [(token.letters, token.form) for token in tokens(text)]
        for text in ("بين 2.5% و1.3% ونحو ب20", "بين 2.5% و 1.3% ونحو ب 20")
    )
    assert one == other


@pytest.mark.parametrize("mark", ["...", "…", "[...]", "(…)", "[…]", "....."])
def test_what_dots_leave_out_is_no_other_word(mark: str) -> None:
    fidelity, printed, changes = found(f"نسبة البطالة بلغت 3.5% {mark} وأن الحكومة ستعمل")
    assert fidelity is Fidelity.EXACT
    assert printed == "نسبة البطالة بلغت 3.5% في عام 2015، وأن الحكومة ستعمل"
    assert changes == [(Change.OMITTED, "", "في عام 2015")]


def test_dots_at_the_ends_and_dots_of_the_text_leave_nothing_out() -> None:
    assert found("... الحوار فرصة لتبادل الخبرات ...")[::2] == (Fidelity.EXACT, [])
    assert found("انتظر... ثم سكت", "قال انتظر... ثم سكت.")[::2] == (Fidelity.EXACT, [])


def test_words_written_together_are_another_spelling() -> None:
    changes = [(Change.SPELLED, "عبدالله", "عبد الله")]
    expected = (Fidelity.SPELLING, "وشكر عبد الله المنظمين", changes)
    assert found("وشكر عبدالله المنظمين") == expected
    both = "حضر عبدالله صباحا. وشكر عبد\nالله المنظمين على حسن الاستقبال."
    assert found("وشكر عبد الله المنظمين", both)[0] is Fidelity.EXACT
    assert found("حضر عبدالله صباحا", both)[0] is Fidelity.EXACT
    text = "شكر عبدالله المنظمين"
    assert found("شكر عبد الله المنظمين", text)[0] is Fidelity.SPELLING


@pytest.mark.parametrize(
    "quotation",
    [
        "لا علاقة لهذا الكلام بما كتب هنا أبدا",
        "في العام على أن بين الدول",  # words of it, in another order
        "الوزير إن الحوار مضيعة للوقت والجهد والمال",
        "ا" * 2000,
        "ا " * 1000,
        "9" * 2000,
        "1," * 1000,
        "ك\u064b" * 1000,
        "... " * 499 + "نعم",
    ],
)
def test_what_is_not_there_is_not_found(quotation: str) -> None:
    assert compare(quotation) is None


@pytest.mark.parametrize("quotation", ["", " \n", "«»", "...", "\u064b\u0640\u064b", "؟!،"])
def test_a_quotation_needs_a_letter_or_digit(quotation: str) -> None:
    with pytest.raises(EmptyQuestionError, match="at least one letter or digit"):
        Quotation.read(quotation)


def test_of_several_places_the_nearest_in_spelling_is_taken() -> None:
    text = "كان الاجتماع الاول ناجحا جدا. كان الاجتماع الأول ناجحا جدا."
    wording = compare("كان الاجتماع الأول ناجحا جدا", text)
    assert wording is not None
    assert (wording.fidelity, wording.span.start) == (Fidelity.EXACT, text.rindex("كان"))


def test_the_longest_quotation_takes_bounded_time() -> None:
    text = "ا " * 4000
    started = time.thread_time()
    assert compare("ا " * 1000, text) is not None
    assert compare("ا ب " * 500, text) is None
    assert time.thread_time() - started < 10


WORDS = """
الوزير أكد الحوار فرصة في من عمّان 2015 لتبادل الخبرات على المدينة القديمة مؤتمر إلى رئيس وقال أن 5%
UNESCO
"""
WORD = st.sampled_from(WORDS.split())


@given(st.lists(WORD, min_size=1, max_size=30), st.data())
def test_a_part_of_a_text_is_exact_in_its_place(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    text, part = " ".join(words), " ".join(words[start:end])
    assert found(part, text) == (Fidelity.EXACT, part, [])


@given(st.text(st.sampled_from("ابتأإىية ـ\u064b\u06545٥.,%«»-\n…\u200f"), max_size=80))
def test_whatever_is_written_is_found_in_itself(text: str) -> None:
    try:
        quotation = Quotation.read(text)
    except EmptyQuestionError:
        return
    wording = quotation.compare(f"قبل\n{text}\nبعد")
    assert wording is not None
    assert wording.fidelity is Fidelity.EXACT


@given(st.text(max_size=60), st.text(max_size=60))
def test_differences_stand_within_both_texts_in_order(one: str, other: str) -> None:
    try:
        wording = Quotation.read(one).compare(other)
    except EmptyQuestionError:
        return
    if wording is not None:
        assert 0 <= wording.span.start < wording.span.end <= len(other)
        assert 0 < wording.share <= 1
        places = [wording.span.start]
        for each in wording.differences:
            assert 0 <= each.quoted.start <= each.quoted.end <= len(one)
            places += each.printed
        assert places == sorted(places)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        *(("5", sign) for sign in ("\u20135", "\uff0d5", "\ufe635", "~5", "\u00b15")),
        *(("5", sign) for sign in ("5\uff05", "5 \ufe6a", "5 \u200f%")),
        *(("100", "\u20aa100"), ("\u20aa100", "\u00a5100"), (">18", "<18")),
        *(("10 6", "10^6"), ("3 5", "3\u00b75")),
        *(("106", "10\u2076"), ("10\u2076", "106"), ("50", "50+")),
    ],
)
def test_signs_of_all_kinds_make_other_numbers(written: str, printed: str) -> None:
    quotation = Quotation.read(f"بلغت الحصيلة في المدينة {written} خلال عام")
    found = quotation.compare(f"بلغت الحصيلة في المدينة {printed} خلال عام")
    assert found is not None
    assert found.fidelity is Fidelity.WORDS


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        *(("5%", sign) for sign in (".5%", "\u066b5%", "-5%", "\u2212 5%")),
        *(("5", sign) for sign in (".5", "\u066b5", ",5", "\u2212\u00a05", "- 5", "\u0640 5")),
        *(("5", f"\u2212{apart}5") for apart in ("\u200b", "\u2062\u200f", "  \u202f", "\ufe0f")),
        *(("5 2", number) for number in ("5\u20442", "5\u22152", "5\u00b12", "5:2", "5\u200f/2")),
        *(("52", number) for number in ("5\u06402", "5\u20e02", "5\u25e62")),
        *(("500", f"{sign} 500") for sign in "\u2260=~<>\u2264\u221a\u2248@/"),
        *(("5 3", number) for number in ("5 < 3", "5 > 3", "5 \u00d7 3", "5 - 3", "5 =\u0338 3")),
        *(("5 = 3", number) for number in ("5 \u2260 3", "5 =\u0338 3", "5 \u2261 3")),
        *(("5", f"5{sign}") for sign in "\u2032\u2033\u00b0\u2030'\"-\u2013+\u20ac"),
        *(("5'", '5"'), ("5\u2032", "5\u2033"), ("5 \u00b0", "5 \u2032"), ("5 \u2030", "5 %")),
        *(("C", name) for name in ("C++", "C#", "C&A", "C/C", "\u221aC")),
        *(
            ("C++", "C#"),
            ("و أو", "و/أو"),
            ("\u2611 نعم", "\u2612 نعم"),
        ),
    ],
)
def test_a_sign_is_no_punctuation(written: str, printed: str) -> None:
    line = "بلغت الحصيلة في المدينة {} خلال عام"
    for one, other in ((written, printed), (printed, written)):
        wording = Quotation.read(line.format(one)).compare(line.format(other))
        assert wording is not None
        assert wording.fidelity is Fidelity.WORDS


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        *(("5%", "5 %"), ("-5", "- 5"), ("-5", "-\u200f5"), ("$5", "$ 5"), ("5\u00b0", "5 \u00b0")),
        *(
            ("5", number)
            for number in ("(5)", "«5»", '"5"', "\u201c5\u201d", "'5'", "5.", "5،", "5؟")
        ),
        *(("5", number) for number in ("5...", "5…", "... 5", "...5", ": 5", "\u2022 5", "[5]")),
        *(("كوفيد 19", "كوفيد-19"), ("نعم", "«نعم!»")),
        *(
            ("نعم", name)
            for name in ("- نعم -", "\u2014 نعم", "\u0640 نعم", "#نعم", "_نعم_", "(نعم)")
        ),
        *(("نعم لا", name) for name in ("نعم، لا", "نعم؛ لا", "نعم - لا", "نعم\u2013لا", "نعم_لا")),
    ],
)
def test_ordinary_punctuation_says_nothing(written: str, printed: str) -> None:
    line = "بلغت الحصيلة في المدينة {} خلال عام"
    for one, other in ((written, printed), (printed, written)):
        wording = Quotation.read(line.format(one)).compare(line.format(other))
        assert wording is not None
        assert wording.fidelity is Fidelity.EXACT


@pytest.mark.parametrize("month", ["أكتوبر", "تشرين الأول", "أكتوبر/تشرين الأول"])
def test_one_of_two_words_with_a_stroke_between_them_is_whole(month: str) -> None:
    quotation = f"في {month}" if month.startswith("أ") else f"{month} الماضي"
    text = "وقع الاتفاق في أكتوبر/تشرين الأول الماضي"
    assert found(quotation, text) == (Fidelity.EXACT, quotation, [])


# What shows and is no letter, digit or mark, whatever it is: but for the punctuation of sentences,
# bullets, the sign of a hashtag and that of a prostration, which say nothing.
SIGN = st.characters(categories=["Sm", "Sc", "So", "Po", "Pd"]).filter(
    lambda sign: (
        sign not in ".,،:;؛?؟!…۔·\"'•\u25aa\u25cf\u25e6#\u06e9"
        and not ("\u2010" <= sign <= "\u2015")
        and sign != "-"
    )
)


@given(st.lists(WORD, min_size=6, max_size=12), SIGN, st.data())
def test_a_sign_that_was_added_is_never_exact(
    words: list[str], sign: str, data: st.DataObject
) -> None:
    text = " ".join(words)
    place = data.draw(st.integers(1, len(text) - 1))
    altered = text[:place] + sign + text[place:]
    for one, other in ((text, altered), (altered, text)):
        wording = Quotation.read(one).compare(other)
        assert wording is None or wording.fidelity is not Fidelity.EXACT


@given(
    sign=st.sampled_from(
        ["-", "\u2212", "+", "~", "\u2260", "<", "\u00b1", ".", "\u066b", "\u221a", "/", "$"]
    ),
    unseen=st.text(st.sampled_from("\u200b\u200f\u2060\ufe0f\u2062"), max_size=90),
    is_spaced=st.booleans(),
)
def test_no_number_is_exact_without_the_sign_before_it(
    *, sign: str, unseen: str, is_spaced: bool
) -> None:
    space = " \u00a0" if is_spaced and sign != "." else ""
    text = f"بلغت الحرارة في المدينة {sign}{unseen}{space}5 درجات"
    wording = Quotation.read("بلغت الحرارة في المدينة 5 درجات").compare(text)
    assert wording is None or wording.fidelity is not Fidelity.EXACT


SAID = (
    "قال وزير المالية فهد العوضي إن الموازنة الجديدة متوازنة تماما. وردت النائبة ليلى حداد:"
    " سنرفع ضريبة الدخل على الأغنياء. وأعلن رئيس البلدية"
    " أن المجلس لم يوافق على هدم السوق القديم في حي الزيتون."
)


@pytest.mark.parametrize(
    ("quoted", "fidelity"),
    [
        ("أن المجلس ... يوافق على هدم السوق القديم في حي الزيتون", Fidelity.WORDS),
        ("قال وزير المالية فهد العوضي إن … سنرفع ضريبة الدخل على الأغنياء", Fidelity.WORDS),
        ("إن الموازنة الجديدة متوازنة تماما … سنرفع ضريبة الدخل على الأغنياء", Fidelity.WORDS),
        ("وأعلن … أن المجلس لم يوافق على هدم السوق القديم", Fidelity.EXACT),
        ("لم يوافق على هدم السوق … في حي الزيتون", Fidelity.EXACT),
    ],
)
def test_what_is_left_out_may_not_turn_the_meaning_or_part_the_speaker(
    quoted: str, fidelity: Fidelity
) -> None:
    found = Quotation.read(quoted).compare(SAID)
    assert found is not None
    assert found.fidelity is fidelity

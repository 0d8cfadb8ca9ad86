"""What is measured of attestation, on cases that can be worked out."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.aaqad import is_reported
from benchmarks.attestation.__main__ import answer
from benchmarks.attestation.asked import (
    ARTICLES,
    QUESTIONS,
    Asked,
    AskedSet,
    draw_articles,
    read_set,
)
from benchmarks.attestation.kinds import is_of_kind, kind_of
from benchmarks.attestation.measures import (
    SWAPPED,
    Answered,
    Outcome,
    Sentence,
    ShortAnswer,
    calibration,
    measure,
    outcome_of,
    stands_in,
)
from benchmarks.attestation.swaps import Passages, Things, swaps
from benchmarks.attestation.verbs import other_verbs
from search.records import (
    Citation,
    Document,
    Facets,
    Hit,
    Passage,
    Publication,
    Results,
    Span,
)
from testing.hashing_encoder import HashingEncoder

TEXT = "افتتح الوزير الميناء أمس. نقلت السفن 64 حاوية إلى جدة، وبقيت 20. زار سالم المخازن."
ASKED = Asked("كم حاوية نقلت السفن؟", frozenset({"port"}), ("64 حاوية", "64"), "number")


def hit(
    document: str, sentence: str, answer: str | None = None, *, copies: Sequence[str] = ()
) -> Hit:
    start = TEXT.index(sentence)
    place = Span(start, start + len(sentence))
    shown = None
    if answer is not None:
        begin = TEXT.index(answer)
        shown = Span(begin, begin + len(answer))
    return Hit(
        Citation.of(Passage(Document(document, TEXT), 0, len(TEXT))),
        place,
        (),
        rank=1,
        score=1.0,
        confidence=0.9,
        answer=shown,
        also_published=tuple(Publication(key, None, None, None, None) for key in copies),
    )


def results(*hits: Hit, sufficient: bool = True) -> Results:
    return Results(hits, len(hits), len(hits), sufficient, Facets())


def outcome(
    confidence: float, *, is_right: bool, is_sufficient: bool = True, lacks: bool = False
) -> Outcome:
    return Outcome(ASKED, confidence, is_right, is_sufficient, lacks, None, None)


@pytest.mark.parametrize(
    ("text", "answer", "stands"),
    [
        ("نقلت السفن 64 حاوية", "64", True),
        ("نقلت السفن 1964 حاوية", "64", False),
        ("زار سالم وخالد المخازن", "خالد", True),
        ("زار الخالدي المخازن", "خالد", False),
        ("وصلوا إلى جدة.", "جده", True),
        ("في مدينة جدة أمس", "مدينة جدة", True),
        ("في جدة، وهي مدينة", "مدينة جدة", False),
        ("نقلت السفن", "", False),
    ],
)
def test_an_answer_stands_in_a_text_as_whole_words(text: str, answer: str, stands: bool) -> None:  # noqa: FBT001
    assert stands_in(text, [answer]) is stands


def test_the_sentence_of_the_first_right_hit_is_measured() -> None:
    sentence = "نقلت السفن 64 حاوية إلى جدة، وبقيت 20."
    both = TEXT[: TEXT.index(sentence) + len(sentence)]
    found = outcome_of(ASKED, results(hit("other", "زار سالم المخازن."), hit("port", both)))
    assert not found.is_right
    assert found.sentence == Sentence(len(both), holds=True, shortest=len(sentence))
    missed = outcome_of(ASKED, results(hit("port", "زار سالم المخازن.")))
    assert missed.is_right
    assert missed.sentence == Sentence(17, holds=False, shortest=len(sentence))
    figures = measure([Answered([found, missed], {})])["sentence"]
    assert figures == {
        "found": 2,
        "holds the answer": 0.5,
        "its passage does": 1.0,
        "characters": (len(both) + 17) / 2,
        "times the shortest that holds it": round(len(both) / len(sentence), 4),
    }


def test_a_long_sentence_counts_by_its_clause() -> None:
    first = f"نقلت السفن {'الكبيرة ' * 12}64 حاوية إلى جدة"
    text = f"{first} حيث {'ينتظر التجار البضائع ' * 6}في المخازن."
    passage = Passage(Document("port", text), 0, len(text))
    shown = Hit(Citation.of(passage), Span(0, len(text)), (), rank=1, score=1.0, confidence=0.9)
    found = outcome_of(ASKED, results(shown)).sentence
    assert found == Sentence(len(text), holds=True, shortest=len(first))


def test_a_copy_of_the_story_is_right_and_another_document_is_not() -> None:
    sentence = "زار سالم المخازن."
    assert outcome_of(ASKED, results(hit("copy", sentence, copies=["port"]))).is_right
    other = outcome_of(ASKED, results(hit("copy", sentence, copies=["else"])))
    assert (other.is_right, other.sentence) == (False, None)
    assert outcome_of(ASKED, results()) == outcome(0.0, is_right=False)


@pytest.mark.parametrize(
    ("shown", "kind", "accepted", "right", "part"),
    [
        ("64 حاوية", "number", "64", True, False),
        ("السفن 64 حاوية", "number", "64", True, False),
        ("أمس. نقلت السفن 64 حاوية", "number", "64", False, False),
        ("20", "number", "64", False, False),
        ("64", "number", "64 حاوية إلى جدة", False, True),
        # What the question says, or what only leads to a number, need not be said.
        ("64", "number", "في حوالي 64 حاوية", True, False),
        ("20", "number", "حاوية", False, False),
        ("جدة", "place", "جده", True, False),
        ("جدة، وبقيت 20", "number", "جدة", True, False),
        ("حاوية إلى جدة", "number", "جدة", False, False),
    ],
)
def test_a_short_answer_is_an_accepted_one_with_at_most_two_more_words(
    shown: str,
    kind: str,
    accepted: str,
    right: bool,  # noqa: FBT001
    part: bool,  # noqa: FBT001
) -> None:
    asked = Asked("كم الحاويات؟", frozenset({"port"}), (accepted,), kind)
    found = outcome_of(asked, results(hit("port", shown, shown)))
    assert found.answer == ShortAnswer(is_right=right, is_part=part)


def test_short_answers_count_for_the_kinds_that_have_one() -> None:
    right = ShortAnswer(is_right=True, is_part=False)
    wrong = ShortAnswer(is_right=False, is_part=True)
    why = Asked("لماذا؟", frozenset({"port"}), ("سبب",), "reason")
    cases = [(ASKED, right), (ASKED, None), (ASKED, None), (ASKED, None), (why, wrong)]
    outcomes = [Outcome(asked, 0.9, True, True, False, None, answer) for asked, answer in cases]  # noqa: FBT003
    assert measure([Answered(outcomes, {})])["short answers"] == {
        "asked for": 4,
        "shown of those": 0.25,
        "shown": 2,
        "right": 0.5,
        "part of the right one": 0.5,
    }


def test_refusals_and_false_evidence_are_counted() -> None:
    answerable = [
        outcome(0.99, is_right=True, lacks=True),
        outcome(0.3, is_right=True, is_sufficient=False),
        outcome(0.9, is_right=False, is_sufficient=False),
    ]
    swapped = [
        outcome(1.0, is_right=False),
        outcome(0.1, is_right=False, is_sufficient=False, lacks=True),
    ]
    written = [outcome(0.1, is_right=False, is_sufficient=False)]
    figures = measure(
        [
            Answered(answerable, {f"{SWAPPED} year": swapped, "written": written}),
            Answered([], {f"{SWAPPED} place": written}),
        ]
    )
    assert figures["right first hits"] == 2
    assert figures["right first hits called insufficient"] == 0.5
    assert figures["right first hits said to lack something"] == 0.5
    unanswerable = figures["unanswerable"]
    assert isinstance(unanswerable, dict)
    assert {name: each["questions"] for name, each in unanswerable.items()} == {
        SWAPPED: 3,
        f"{SWAPPED} year": 2,
        "written": 1,
        f"{SWAPPED} place": 1,
    }
    year = unanswerable[f"{SWAPPED} year"]
    assert (year["strong"], year["sufficient"], year["auroc"]) == (0.5, 0.5, 0.5)
    assert year["said to lack something"] == 0.5
    assert unanswerable["written"]["auroc"] == 1.0
    assert unanswerable["written"]["said to lack something"] == 0.0


def test_calibration_weighs_both_kinds_of_questions_and_every_set_alike() -> None:
    always_right = [outcome(1.0, is_right=True)] * 30
    never_right = [outcome(1.0, is_right=False)] * 2
    one = Answered(always_right, {"written": never_right})
    assert calibration([one])["calibration error"] == 0.5
    sure = Answered([outcome(1.0, is_right=True)], {"written": [outcome(0.0, is_right=False)]})
    assert calibration([sure])["calibration error"] == 0.0
    assert calibration([sure])["calibration error by chance"] == 0.0
    assert calibration([one, sure])["calibration error"] == 0.25
    assert calibration([Answered(always_right, {})]) == {}


@pytest.mark.parametrize(("questions", "least", "most"), [(30, 0.14, 0.3), (3000, 0.01, 0.03)])
def test_of_few_questions_chance_makes_a_calibration_error(
    questions: int, least: float, most: float
) -> None:
    right = [outcome(0.5, is_right=True)] * questions
    wrong = [outcome(0.5, is_right=False)] * questions
    chance = calibration([Answered(right, {"written": wrong})])["calibration error by chance"]
    assert isinstance(chance, float)
    assert least < chance < most


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("متى افتتح الميناء؟", "date"),
        ("في أي سنة ولد؟", "date"),
        ("كم حاوية؟", "number"),
        ("ما هي نسبة الفائدة؟", "number"),
        ("من أين أتى؟", "place"),
        ("وين راح الوزير؟", "place"),
        ("مين المدير؟", "person"),
        ("من أي مادة صنع؟", "other"),
        ("Who won?", "person"),
        ("كيف وصل؟", "other"),
    ],
)
def test_question_words_tell_the_kind(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("answer", "kind", "fits"),
    [
        ("ثلاثة طوابق", "number", True),
        ("الطوابق", "number", False),
        ("مايو 2012", "date", True),
        ("أمس في المدينة", "date", False),
        ("سالم", "person", True),
        ("2012", "person", False),
        ("1200", "place", False),
        ("كذا", "reason", True),
    ],
)
def test_an_answer_can_be_of_the_kind_asked(answer: str, kind: str, fits: bool) -> None:  # noqa: FBT001
    assert is_of_kind(answer, kind) is fits


TEXTS = {
    "flood": "غمرت السيول مدينة باريس عام 1910 وأجلت 5000 ساكن. ألف غوستاف رواية عنها.",
    "fair": "أقيم المعرض الكبير في تونس عام 1955 وزاره 70000 شخص. رسم بيكاسو لوحته.",
    "fleet": "وصلت سفن تونس إلى المرفأ. أبحر بيكاسو معها.",
}
FLOOD = [
    Asked("كم ساكنا أجلي من باريس في سيول 1910؟", frozenset({"flood"}), ("5000",), "number"),
    Asked("من ألف رواية السيول غوستاف أم غيره؟", frozenset({"flood"}), ("غوستاف",), "person"),
]
FAIR = [
    Asked("كم زائرا زار معرض تونس سنة 1955؟", frozenset({"fair"}), ("70000",), "number"),
    Asked("ما اللوحة التي رسم بيكاسو؟", frozenset({"fair"}), ("لوحته",), "what"),
]
THINGS = Things([*TEXTS.values()] * 600, [])


def test_a_year_a_place_or_a_name_is_replaced_by_one_of_another_question() -> None:
    things = Things([], ["غوستاف", "بيكاسو"])
    made = swaps([*FLOOD, *FAIR], TEXTS, things)
    assert {kind: [one.text for one in found] for kind, found in made.items()} == {
        "year": ["كم ساكنا أجلي من باريس في سيول 1955؟", "كم زائرا زار معرض تونس سنة 1910؟"],
        "number": [],
        "place": ["كم ساكنا أجلي من تونس في سيول 1910؟", "كم زائرا زار معرض باريس سنة 1955؟"],
        "name": ["من ألف رواية السيول بيكاسو أم غيره؟", "ما اللوحة التي رسم غوستاف؟"],
    }
    assert all(not one.relevant and not one.answers for found in made.values() for one in found)
    assert swaps([*FLOOD, *FAIR], TEXTS, things) == made


def test_what_a_right_passage_has_replaces_nothing() -> None:
    texts = {**TEXTS, "flood": f"{TEXTS['flood']} وفي 1955 رممت."}
    assert [one.text for one in swaps([FLOOD[0], FAIR[0]], texts, THINGS)["year"]] == [
        "كم زائرا زار معرض تونس سنة 1910؟"
    ]


def test_a_question_that_another_passage_may_answer_is_not_made() -> None:
    passages = Passages(TEXTS)
    assert passages.may_answer("تونس", "كم سفينة وصلت إلى المرفأ من ؟")
    assert not passages.may_answer("باريس", "كم سفينة وصلت إلى المرفأ من ؟")
    texts = {**TEXTS, "other": "أجلي كل ساكن من تونس في سيول 1910."}
    assert len(swaps([FLOOD[0], FAIR[0]], texts, THINGS)["place"]) == 1


def test_things_are_told_apart() -> None:
    things = Things(["كانت السيارة في البدر", *["ليلة بدر"] * 9], ["ماركو", "بولو", "سيارة", "بدر"])
    question = "هل زار ماركو بولو فرنسا سنة 1275 مع 17 سيارة في ليلة بدر؟"
    found = [(thing.kind, question[slice(*thing.span)]) for thing in things.of(question)]
    assert found == [
        ("name", "ماركو بولو"),
        ("place", "فرنسا"),
        ("year", "1275"),
        ("number", "17"),
    ]
    assert things.of("DATANET30 و MH370") == []


def test_articles_are_drawn_from_the_same_days() -> None:
    articles = [
        {"id": f"a{i}", "date": f"2015-08-0{1 + i % 3}", "text": "نص" if i % 7 else " "}
        for i in range(2000)
    ]
    drawn = draw_articles(articles, {"a1", "a4"})
    assert len(drawn) == ARTICLES
    assert {"a1", "a4"} <= drawn.keys()
    assert {one["date"] for one in drawn.values()} == {"2015-08-02"}
    assert all(one["text"].strip() for one in drawn.values())
    assert drawn.keys() == draw_articles(articles[::-1], {"a1", "a4"}).keys()


def test_only_the_reported_half_of_aaqad_is_asked(tmp_path: Path) -> None:
    titles = [f"مقال {i}" for i in range(40)]
    records = [
        {
            "title": title,
            "context": f"نص عن {title}",
            "question": f"ما {title}؟" if i % 3 else "سؤال واحد؟",
            "answers": [] if i % 2 else [{"text": title}],
            "impossible": bool(i % 2),
        }
        for i, title in enumerate(titles)
    ]
    (tmp_path / "train").mkdir()
    lines = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)
    (tmp_path / "train" / "aaqad-dev.jsonl").write_text(lines, "utf-8")
    asked = read_set("aaqad", tmp_path)
    assert len(asked.corpus) == len(titles)
    reported = [record for record in records if is_reported(str(record["title"]))]
    assert 0 < len(reported) < len(records)
    told = {asked.corpus[key]["title"] for one in asked.answerable for key in one.relevant}
    assert told == {record["title"] for record in reported if not record["impossible"]}
    # What another passage answers is not without an answer.
    impossible = {record["question"] for record in reported if record["impossible"]}
    assert {one.text for one in asked.unanswerable["its own"]} == impossible - {"سؤال واحد؟"}


def test_the_questions_about_the_news_are_as_said() -> None:
    lines = (QUESTIONS / "news.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    assert len(asked) >= 120
    assert len({one["id"] for one in asked}) == len({one["question"] for one in asked})
    assert {one["kind"] for one in asked} == {
        *("person", "place", "organisation", "date", "number", "reason", "quotation", "what")
    }
    languages = Counter(one["language"] for one in asked)
    assert languages.keys() == {"ar", "dialect", "en", "latin"}
    assert all(one["answers"] for one in asked)
    lines = (QUESTIONS / "news_unanswered.jsonl").read_text("utf-8").splitlines()
    without = [json.loads(line) for line in lines]
    assert len(without) >= 80
    assert {one["near"] for one in without} <= {key for one in asked for key in one["documents"]}
    assert not {one["question"] for one in without} & {one["question"] for one in asked}


def test_a_set_is_asked_from_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAWAHID_CACHE", str(tmp_path))
    corpus = {key: {"id": key, "title": key, "text": text} for key, text in TEXTS.items()}
    questions = AskedSet(corpus, tuple(FLOOD + FAIR), {"written": FLOOD[:1]}, has_titles=True)
    answered = answer(questions, THINGS, HashingEncoder(), 3)
    assert len(answered.answerable) == 3
    assert [*answered.unanswerable] == [
        "written",
        *(f"{SWAPPED} {kind}" for kind in ("year", "number", "place", "name")),
        "another verb",
        "another verb, yes or no",
    ]
    assert len(answered.unanswerable[f"{SWAPPED} year"]) == 2
    assert all(one.is_right for one in answered.answerable)
    assert all(one.sentence and one.sentence.holds for one in answered.answerable)


def test_another_verb_is_in_no_passage_that_answered() -> None:
    verbs = [
        "زار",
        "افتتح",
        "أسس",
        "غادر",
        "اشترى",
        "باع",
        "رمم",
        "دشن",
        "ترأس",
        "كتب",
        "رسم",
        "هدم",
    ]
    texts = {v: f"{v} الوزير رقم {n} الميناء الكبير أمس." for n, v in enumerate(verbs)}
    asked = [
        Asked(f"متى {verb} الوزير الميناء رقم {n}؟", frozenset({verb}), ("أمس",), "date")
        for n, verb in enumerate(verbs)
    ]
    made = other_verbs(asked, dict.fromkeys(texts, "نص آخر"))
    assert len(made["another verb"]) == len(made["another verb, yes or no"]) == len(verbs)
    for before, one, denied in zip(asked, *made.values(), strict=True):
        first, verb, *rest = one.text.split()
        assert [first, *rest] == [word for i, word in enumerate(before.text.split()) if i != 1]
        assert verb in verbs
        assert verb != before.text.split()[1]
        assert denied.text == f"هل {verb} {' '.join(rest)}"
        assert not one.relevant
    # Every other verb stands with half of the words in a passage, which may answer.
    assert other_verbs(asked, texts) == {"another verb": [], "another verb, yes or no": []}

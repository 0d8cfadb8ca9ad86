"""Where an index has a quotation, who says it, and who printed it first."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.collections import add_documents
from search.archive import Archive
from search.engine import Engine
from search.errors import CollectionMissingError, EmptyQuestionError
from search.index import Index
from search.quotations.fidelity import Change, Fidelity
from search.records import Document, Span
from testing.hashing_encoder import HashingEncoder
from tests.conftest import DOCUMENTS, as_reads
from tests.service.conftest import make_archive

QUOTATION = "الزيتون شجرة صبر وهو ثروة الأرض الباقية"
FILLER = "وتحدث المزارعون عن موسم القطاف ومعاصر الزيت في القرى. " * 40
OLD = Document(
    "old", f"قال الوزير إن {QUOTATION}. {FILLER}", title="موسم القطاف", date="2019-10-02"
)
NEW = Document("new", f"وفي المعرض رفعت لافتة: {QUOTATION}!", title="معرض", date="2024-03")
SPELLED = Document("spelled", f"كتب على الجدار {QUOTATION.replace('الأرض', 'الارض')}.", date="2001")
CHANGED = Document("changed", f"قيل {QUOTATION.replace('ثروة', 'هدية')}.", date="2000")
UNDATED = Document("undated", f"من أقوالهم {QUOTATION}.")


@pytest.fixture
def engine_of(make_index: Callable[..., Index], encoder: HashingEncoder) -> Callable[..., Engine]:
    return lambda *documents: Engine(make_index(*documents), encoder)


def test_the_most_faithful_come_first_and_of_these_the_oldest(
    engine_of: Callable[..., Engine],
) -> None:
    engine = engine_of(*DOCUMENTS, CHANGED, UNDATED, NEW, SPELLED, OLD)
    found = engine.occurrences(f"«{QUOTATION}»")
    assert [(each.citation.document_id, each.fidelity) for each in found] == [
        ("old", Fidelity.EXACT),
        ("new", Fidelity.EXACT),
        ("undated", Fidelity.EXACT),
        ("spelled", Fidelity.SPELLING),
        ("changed", Fidelity.WORDS),
    ]
    for each in found:
        text = engine.document(each.citation.document_id).text
        assert each.citation.quote == text[each.citation.start : each.citation.end]
    assert found[0].citation.quote == QUOTATION
    assert (found[0].before, found[0].after) == ("قال الوزير إن ", ".")
    assert (found[1].before, found[1].after) == ("وفي المعرض رفعت لافتة: ", "!")
    assert [each.share for each in found] == [1, 1, 1, 1, 6 / 7]
    (difference,) = found[-1].differences
    assert difference.change is Change.REPLACED
    assert found[-1].citation.part(difference.printed) == "هدية"


def test_the_speaker_is_named_as_the_document_does(engine_of: Callable[..., Engine]) -> None:
    old, new = engine_of(OLD, NEW).occurrences(QUOTATION)
    assert new.speaker is None
    assert old.speaker is not None
    assert old.speaker.text == OLD.text[old.speaker.start : old.speaker.end] == "الوزير"


def test_what_a_document_denies_comes_after_what_others_say(
    engine_of: Callable[..., Engine],
) -> None:
    denied = Document("denied", f"قال الوزير في بيانه إن {FILLER} وقال الوزير: ليس {QUOTATION}.")
    *said, last, _ = engine_of(denied, SPELLED, OLD, CHANGED).occurrences(QUOTATION)
    assert [(each.citation.document_id, each.negation) for each in said] == [
        ("old", None),
        ("spelled", None),
    ]
    assert (last.citation.document_id, last.fidelity) == ("denied", Fidelity.EXACT)
    assert (last.negation, last.speaker, last.is_faithful) == ("ليس", None, False)


def test_what_a_document_also_says_is_taken_there(engine_of: Callable[..., Engine]) -> None:
    text = f"قيل أمس: ليس {QUOTATION}. {FILLER}\n{FILLER}\nوقال الوزير إن {QUOTATION}."
    (found,) = engine_of(Document("both", text)).occurrences(QUOTATION)
    assert found.negation is None
    assert found.speaker is not None


@pytest.mark.parametrize("size", [20, 60, 120, 250])
def test_a_quotation_is_found_across_passages(engine_of: Callable[..., Engine], size: int) -> None:
    words = [f"كلمة{chr(0x627 + i % 26)}{chr(0x628 + i // 26)}" for i in range(600)]
    text = " ".join(f"{word}." if i % 12 == 11 else word for i, word in enumerate(words))
    engine = engine_of(Document("long", text), *DOCUMENTS)
    assert len(engine.index.store.passages_of("long")) > 1
    for first in range(0, 600 - size, 97):
        quotation = " ".join(words[first : first + size])[:2000].rsplit(" ", 1)[0]
        (found,) = engine.occurrences(quotation)
        assert found.fidelity is Fidelity.EXACT
        assert found.citation.quote.replace(".", "") == quotation


def test_what_stands_around_a_quotation_is_its_sentence(
    engine_of: Callable[..., Engine],
) -> None:
    long = "كلمة " * 100
    for before, after in [
        ("قيل أمس. ليس صحيحا أن ", " كما زعموا؛ بل غيره."),
        (f"سطر\n{long}", f" {long}"),
        ("", ""),
    ]:
        text = before + QUOTATION + after
        (found,) = engine_of(Document("id", text)).occurrences(QUOTATION)
        start, end = found.citation.start, found.citation.end
        assert text[start - len(found.before) : end + len(found.after)] == (
            found.before + QUOTATION + found.after
        )
        assert found.before in {"ليس صحيحا أن ", long[-len(found.before) :] if found.before else ""}
        assert found.after in {" كما زعموا؛", after[: len(found.after)]}
        assert len(found.before) <= 160 >= len(found.after)


def test_lines_that_are_not_searched_part_no_quotation(engine_of: Callable[..., Engine]) -> None:
    before, _, after = QUOTATION.partition(" وهو ")
    after = f"وهو {after}"
    share = "\nشارك على تويتر\n"
    ignored = (Span(len(before), len(before) + len(share)),)
    engine = engine_of(Document("shared", before + share + after, ignored=ignored))
    (found,) = engine.occurrences(QUOTATION)
    # It says nothing of the line between its words.
    assert (found.fidelity, found.is_faithful) == (Fidelity.SPELLING, True)
    (difference,) = found.differences
    assert difference.change is Change.LEFT_OUT
    assert found.citation.part(difference.printed) == share.strip()
    assert difference.quoted == Span(len(before), len(before))
    assert found.citation.quote == before + share + after
    (found,) = engine.occurrences(f"{before} [...] {after}")
    assert found.fidelity is Fidelity.EXACT
    (found,) = engine.occurrences(before)
    assert found.fidelity is Fidelity.EXACT
    assert engine.occurrences("شارك على تويتر") == []


def test_copies_of_a_story_are_one_occurrence(engine_of: Callable[..., Engine]) -> None:
    copies = [
        Document(name, f"{OLD.text} {name}", source=name, date=date)
        for name, date in (("الغد", "2019-10-04"), ("الرأي", "2019-10-01"), ("الدستور", None))
    ]
    (found,) = engine_of(*copies).occurrences(QUOTATION)
    assert found.citation.source == "الرأي"
    assert [other.source for other in found.also_published] == ["الغد", "الدستور"]
    assert found.further_copies == 0


@pytest.mark.parametrize(
    "quotation", ["لم يقل أحد هذا الكلام الطويل قط", "ا" * 2000, "ا " * 1000, "9" * 2000, "x"]
)
def test_what_no_document_has_is_found_nowhere(
    engine_of: Callable[..., Engine], quotation: str
) -> None:
    assert engine_of(*DOCUMENTS, OLD).occurrences(quotation) == []


def test_a_quotation_without_letters_is_refused(engine: Engine) -> None:
    with pytest.raises(EmptyQuestionError, match="at least one letter or digit"):
        engine.occurrences("«…»")


def test_an_empty_index_has_no_quotation(engine_of: Callable[..., Engine]) -> None:
    assert engine_of().occurrences(QUOTATION) == []


def test_several_collections_are_asked_together(tmp_path: Path) -> None:
    archive: Archive = make_archive(tmp_path / "index", NEW)
    archive.create("wires")
    add_documents(archive, "wires", as_reads((OLD, CHANGED)), lambda _: None)
    found = archive.occurrences(QUOTATION, ["default", "wires"])
    assert [(each.citation.collection, each.citation.document_id) for each in found] == [
        ("wires", "old"),
        ("default", "new"),
        ("wires", "changed"),
    ]
    assert [each.citation.collection for each in archive.occurrences(QUOTATION, ["default"])] == [
        "default"
    ]
    with pytest.raises(CollectionMissingError):
        archive.occurrences(QUOTATION, ["nowhere"])


def test_what_is_not_searched_within_a_line_belongs_to_what_it_says(
    engine_of: Callable[..., Engine],
) -> None:
    text = f"قال الوزير حمدان إننا لن نوقع الاتفاق في المدينة.\nكتب قبله: نعم.\nوانتهى. {FILLER}"
    start, quoted = text.index("لن"), text.index("كتب")
    ignored = (Span(start, start + 2), Span(quoted, text.index("وانتهى")))
    engine = engine_of(Document("a", text, ignored=ignored))
    found = engine.occurrences("إننا نوقع الاتفاق في المدينة وانتهى")
    assert [each.is_faithful for each in found] == [False]
    assert engine.occurrences("لن نوقع الاتفاق في المدينة وانتهى")[0].is_faithful


@pytest.mark.parametrize(
    ("line", "fidelity"),
    [
        ("اقرأ أيضا: موسم القطاف", Fidelity.SPELLING),
        ("كتب: ليس كذلك", Fidelity.WORDS),
        ("وقال الوزير", Fidelity.WORDS),
        ("لا", Fidelity.WORDS),
    ],
)
@pytest.mark.parametrize("omission", [" ", " [...] "])
def test_an_ignored_line_between_the_words_is_never_passed_over(
    engine_of: Callable[..., Engine], line: str, fidelity: Fidelity, omission: str
) -> None:
    before, after = QUOTATION.split(" وهو ")
    after = f"وهو {after}"
    ignored = (Span(len(before) + 1, len(before) + 1 + len(line)),)
    engine = engine_of(Document("a", f"{before}\n{line}\n{after}", ignored=ignored))
    (found,) = engine.occurrences(before + omission + after)
    is_said = omission != " " and fidelity is Fidelity.SPELLING
    assert found.fidelity is (Fidelity.EXACT if is_said else fidelity)

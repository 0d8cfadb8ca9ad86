"""What is said beside words that their document does not say itself."""

import pytest

from search.quotations.cautions import beside
from search.records import Caution, Document, Span

DENIED, ASKED, SUPPOSED, QUOTED, REORDERED = Caution
RLO, PDF = "\u202e", "\u202c"


def around(marked: str) -> tuple[Document, Span]:
    """A document and the place of what stands between brackets in it."""
    before, words, after = marked.replace("]", "[").split("[")
    return Document("a", before + words + after), Span(len(before), len(before + words))


@pytest.mark.parametrize(
    ("marked", "cautions"),
    [
        ("لم [يستقل الوزير من الحكومة] أمس.", [DENIED]),
        ("نفى المكتب ما نشر عن أن [الوزير استقال من الحكومة].", [DENIED]),
        ("قيل أمس [استقال الوزير من الحكومة]. وهذا الخبر غير صحيح.", [DENIED]),
        ("لا صحة لما يشاع عن أن [الوزير استقال من الحكومة].", [DENIED]),
        ("هل [استقال الوزير من الحكومة]؟ لا أحد يعرف.", [ASKED]),
        ("لو [استقال الوزير من الحكومة] لتغير كل شيء.", [SUPPOSED]),
        ("إذا [استقال الوزير من الحكومة] تغير كل شيء.", [SUPPOSED]),
        ("قال المعارض للصحيفة: «[استقال الوزير من الحكومة] ولم يعد».", [QUOTED]),
        ("قال المعارض إن [الوزير استقال من الحكومة].", [QUOTED]),
        ('وكتب على الجدار "[استقال الوزير من الحكومة]" بخط كبير.', [QUOTED]),
        (f"بيان {RLO}اليوم [الشركة قاضت الوزارة]{PDF} أمس.", [REORDERED]),
        ("[لم يستقل الوزير من الحكومة] أمس.", []),
        ("[هل استقال الوزير من الحكومة؟] لا أحد يعرف.", []),
        ("[قال المعارض إن الوزير استقال من الحكومة].", []),
        ("«وقع أمس». [استقال الوزير من الحكومة]. «لم يقل السبب».", []),
        ("[استقال الوزير من الحكومة] أمس. هل يعود؟", []),
        ("لم يحضر أحد. [استقال الوزير من الحكومة].", []),
    ],
)
def test_what_turns_words_round_is_told(marked: str, cautions: list[Caution]) -> None:
    assert list(beside(*around(marked)).cautions) == cautions


def test_who_says_the_words_is_named_unless_they_are_denied() -> None:
    document, place = around("قال وزير العدل إن [الوزارة أغلقت المكتب].")
    speaker = beside(document, place).speaker
    assert speaker is not None
    assert document.text[slice(*speaker)] == "وزير العدل"
    assert beside(*around("لم يقل وزير العدل إن [الوزارة أغلقت المكتب].")).speaker is None


def test_a_passage_that_was_read_is_asked_in_place_of_what_is_near() -> None:
    document, place = around("لو استقال لتغير كل شيء.\nهل [استقال الوزير من الحكومة]؟")
    passage = Span(document.text.index("هل"), len(document.text))
    assert beside(document, place, passage).cautions == (ASKED,)

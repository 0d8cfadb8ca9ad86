"""What another said is no answer to what somebody said."""

import pytest

from search.ranking.questions import read_question
from search.ranking.said import is_said_by_another
from search.records import Document, Passage, Span

TEXT = (
    "وقال وزير المالية خالد العمري إن الميزانية ستوفر مئة مليون دينار. وأعرب النائب سعيد "
    "الحداد عن رأيه: «سيدي الوزير.. ما قلته عن الميزانية لا يمكن قبوله». وتنخفض أسعار النفط."
)


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("ماذا قال وزير المالية عن الميزانية؟", "وقال وزير المالية", False),
        ("ماذا قال خالد العمري عن الميزانية؟", "وقال وزير المالية", False),
        ("ماذا قال سعيد الحداد عن الميزانية؟", "وقال وزير المالية", True),
        ("ماذا قال وزير المالية عن الميزانية؟", "ما قلته عن الميزانية", True),
        ("ما الذي قال وزير المالية عن الميزانية؟", "ما قلته عن الميزانية", True),
        ("ماذا قال وزير المالية عن النفط؟", "وتنخفض أسعار النفط", False),
        ("ماذا توفر الميزانية؟", "ما قلته عن الميزانية", False),
        ("كم توفر الميزانية؟", "ما قلته عن الميزانية", False),
    ],
)
def test_the_words_of_another_are_told(question: str, sentence: str, *, expected: bool) -> None:
    passage = Passage(Document("a", TEXT), 0, len(TEXT))
    start = TEXT.index(sentence)
    end = min(e for e in (TEXT.find(". ", start), TEXT.find("»", start), len(TEXT)) if e > 0)
    assert is_said_by_another(read_question(question), passage, Span(start, end)) is expected

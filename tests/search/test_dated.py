"""A date that stands nearer to something else than to what is asked is no answer."""

import pytest

from search.ranking.dated import is_its_date
from search.ranking.questions import read_question
from search.records import Span

PRESS = "تلتقي الصحافة المدربين يوم 11 أغسطس، أي قبل مواجهتهما على الكأس بيوم."
FEAST = "احتفلت بالعيد يوم 17 يوليو 2015، للمرة الأولى منذ استقلال البلاد عام 1960."


@pytest.mark.parametrize(
    ("question", "sentence", "date", "expected"),
    [
        ("متى استقلت البلاد؟", FEAST, "يوم 17 يوليو 2015", False),
        ("متى استقلت البلاد؟", FEAST, "عام 1960", True),
        ("متى احتفلت البلاد؟", FEAST, "يوم 17 يوليو 2015", True),
        ("متى زار الوزير جدة؟", "زار الوزير جدة عام 1960.", "عام 1960", True),
        ("كم يوما استقلت؟", FEAST, "يوم 17", True),
        ("متى مواجهة الكأس؟", PRESS, "يوم 11 أغسطس", False),
        ("متى تلتقي الصحافة المدربين؟", PRESS, "يوم 11 أغسطس", True),
        ("متى أقر المؤتمر الدستور؟", "أقر عام 1960 من قبل المؤتمر.", "عام 1960", True),
        ("متى عزل أعيان البلاد خورشيد؟", "عزل عام 1805 بعد أن ثار أعيان البلاد.", "عام 1805", True),
    ],
)
def test_a_date_is_that_of_what_is_asked(
    question: str, sentence: str, date: str, *, expected: bool
) -> None:
    start = sentence.index(date)
    place = Span(start, start + len(date))
    assert is_its_date(read_question(question), sentence, place) is expected

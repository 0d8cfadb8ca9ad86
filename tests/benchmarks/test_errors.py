from collections import Counter

import pytest

from benchmarks.errors import kind_of

JUDGED = "افتتح وزير النقل جسر المدينة الجديد أمس بحضور المحافظ وعدد من النواب"
OTHER = "زار المحافظ سوق الخضر في المدينة وتحدث إلى التجار عن الأسعار"


@pytest.mark.parametrize(
    ("kind", "question", "first", "answers"),
    [
        ("twin", "من افتتح جسر المدينة الجديد؟", f"{JUDGED} كما ذكر بيان", ["وزير النقل"]),
        ("not judged", "من افتتح جسر المدينة الجديد؟", f"{OTHER} مع وزير النقل", ["وزير النقل"]),
        ("other script", "Who opened the new bridge?", OTHER, []),
        ("no subject", "من افتتحه؟", OTHER, []),
        ("other words", "أي مسؤول دشن القنطرة الحديثة بالبلدة؟", OTHER, []),
        ("neighbour", "من افتتح جسر المدينة الجديد؟", OTHER, []),
    ],
)
def test_a_wrong_first_hit_has_a_kind(
    kind: str, question: str, first: str, answers: list[str]
) -> None:
    assert kind_of(question, first, JUDGED, answers, Counter()) == kind

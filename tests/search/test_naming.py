"""What in a text is a person's name, and where it ends."""

import pytest

from search.arabic.analyzer import words
from search.arabic.naming import names_in


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("نفذ الحكم بحق مقرب بن سعد الثنيان أمس", ["مقرب بن سعد الثنيان"]),
        ("رفع الشيخ خالد بن محمد اليوسف الشكر", ["خالد بن محمد اليوسف"]),
        ("سجل هدفي التعاون في الدوري عبدالعزيز الظفيري", ["عبدالعزيز الظفيري"]),
        ("تعادل التعاون عبدالعزيز الظفيري يسجل في الدوري", ["عبدالعزيز الظفيري"]),
        ("كان الزعيم النرويجي انجولفر ارنارسون أول من وصل", ["انجولفر ارنارسون"]),
        ("أدلى الوزير ارنست مونيز بشهاداتهم أمام اللجنة", ["ارنست مونيز"]),
        ("وقال سامح شكري إن الاجتماع مهم", ["سامح شكري"]),
        ("قال السناتور بوب كروكر ذلك", ["بوب كروكر"]),
        ("صمم المتصفح تيم بيرنرز لي وحده", ["تيم بيرنرز لي"]),
        ("كان ذلك في عهد بن علي", []),
        ("قال بن علي ذلك", []),
        ("يجدول الرئيس نواف بن سعد مستحقات اللاعب", ["نواف بن سعد"]),
        ("قال رئيس الوزراء جوزيف موسكات ذلك", ["جوزيف موسكات"]),
        ("كم عمر دي خيا", []),
        ("قال عمر خيا ذلك", ["عمر خيا"]),
    ],
)
def test_persons_are_named_whole(text: str, persons: list[str]) -> None:
    found = list(words(text))
    told = [
        text[found[name.first].span.start : found[name.last - 1].span.end]
        for name in names_in(text, found)
        if name.is_person
    ]
    assert told == persons

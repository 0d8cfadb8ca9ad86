"""What is wanted, feared, possible or a condition is not told to be so."""

import pytest

from search.arabic.wanted import is_wanted
from search.quotations.cautions import beside
from search.records import Caution, Document, Span

WANTED = [
    ("قال لافروف إنه يأمل أن تساعد واشنطن في التسوية.", "تساعد واشنطن في التسوية"),
    ("قال السويلم: من المستبعد أن تفي الإيرادات وحدها.", "تفي الإيرادات وحدها"),
    ("وأضاف بولارد أنه من المستبعد أن يقرر المجلس رفعها", "المجلس رفعها"),
    ("وقال مميش إنه من الصعب أن يرافقه كل الزعماء", "يرافقه كل الزعماء"),
    ("قال ماسن إنهم يؤججون المخاوف من أن يجتاح الأجانب البلد", "يجتاح الأجانب البلد"),
    ("وقال المدير إن لديه مخاوف من أن الأجانب قادمون", "الأجانب قادمون"),
    ("أكد الوزير أنه يريد العلاقات شرط أن تغير الدولة سياستها", "تغير الدولة سياستها"),
    ("وقال الوزير إن التجارة يمكن أن تتضاعف أربع مرات", "تتضاعف أربع مرات"),
    ("وقال الوزير إنه لا بد أن تعود القوات", "أن تعود القوات"),
    ("وقال الوزير إنه يأمل ان تعود القوات", "تعود القوات"),
]
TOLD = [
    ("أكد الوزير أن الرياض تساعد واشنطن", "الرياض تساعد واشنطن"),
    ("أكد الوزير أن تركيا تساعد واشنطن", "تركيا تساعد واشنطن"),
    ("أكد الوزير أن تنظيم المؤتمر انتهى", "تنظيم المؤتمر انتهى"),
    ("أكد الوزير أن ترجمته كانت واضحة", "ترجمته كانت واضحة"),
    ("أكد الوزير أن تدخل القوات جاء متأخرا", "تدخل القوات جاء متأخرا"),
    ("قال الوزير ان يوم الجمعة عطلة", "يوم الجمعة عطلة"),
    ("قال المدرب إنه استطاع أن يحقق الفوز", "يحقق الفوز"),
    ("قال المدرب إنه تمكن من أن يحقق الفوز", "يحقق الفوز"),
    ("قال المدرب إنه غادر قبل أن يصل الفريق", "يصل الفريق"),
    ("قال الوزير إنه يأمل أن تساعد واشنطن، وأن الوضع جيد", "الوضع جيد"),
    ("قال الوزير إنه يأمل أن تحل الأزمة التي قتلت الناس", "قتلت الناس"),
    ("قال الوزير: يأمل أن تساعد واشنطن", "يأمل أن تساعد واشنطن"),
]


@pytest.mark.parametrize(("text", "said"), WANTED)
def test_what_is_wanted_feared_or_possible_is_supposed_and_nobodys(text: str, said: str) -> None:
    place = Span(text.index(said), text.index(said) + len(said))
    assert is_wanted(text, place)
    told = beside(Document("d", text), place)
    assert Caution.SUPPOSED in told.cautions
    assert told.speaker is None


@pytest.mark.parametrize(("text", "said"), TOLD)
def test_what_is_told_to_be_so_is_not_wanted(text: str, said: str) -> None:
    assert not is_wanted(text, Span(text.index(said), text.index(said) + len(said)))

"""What a document denies, where its text repeats it as others tell it."""

import pytest

from search.arabic.verdicts import Verdict, verdict
from search.quotations.cautions import beside
from search.records import Caution, Document, Span

TOLD = (
    ("الوزير ينفي إغلاق الجسر القديم", "وكانت صفحات تحدثت عن إغلاق الجسر القديم مطلع الشهر."),
    ("لا صحة لتأجيل الامتحانات", "وتوقعت مصادر تأجيل الامتحانات إلى آخر أيار بدلا من أوله."),
    ("التربية: ما يتم تداوله عن تأجيل الامتحانات غير صحيح", "تداول ناشطون أنباء تأجيلها أسبوعا."),
    ("ممثلة تكذب شائعة طلاقها", "ونشرت مواقع أن طلاق الممثلة وقع في آذار."),
)
NOT_TOLD = (
    # The sentence says so itself.
    ("الوزير ينفي إغلاق الجسر القديم", "وقال إن الأنباء عن إغلاق الجسر القديم غير صحيحة."),
    ("لا صحة لتأجيل الامتحانات", "ونفت الوزارة ما نشرته مواقع عن تأجيل الامتحانات."),
    ("الوزارة تنفي وقف البدلات", "وردا على تقارير عن وقف البدلات قالت إنه لم يتم وقف أي بدل."),
    # Who says it is the document, or it says something else.
    ("الوزير ينفي إغلاق الجسر القديم", "وبني الجسر القديم عام 1950."),
    ("لا صحة لتأجيل الامتحانات", "وذكرت مصادر أن عدد الطلبة بلغ 90 ألفا."),
    # Nothing is called untrue: what is rejected, excluded, or not so of itself.
    ("النادي يرفض بيع المهاجم", "وذكرت تقارير أن بيع المهاجم سيوفر عشرة ملايين."),
    ("الاتفاق لم يوقف القتال", "وذكرت تقارير أن القتال أوقف في الشمال."),
    ("أخطاء شائعة في قيادة السيارات", "وتشير تقارير إلى أن قيادة السيارات تتعب السائق."),
    ("جموع غفيرة تشيع الشهيد", "وذكرت مصادر أن الشهيد ولد عام 1980."),
    ("إغلاق الجسر القديم", "وكانت صفحات تحدثت عن إغلاق الجسر القديم مطلع الشهر."),
)


def _document(title: str, sentence: str) -> tuple[Document, Span]:
    text = f"عمان - بترا.\n{sentence}\nوختم المجلس جلسته."
    start = text.index(sentence)
    return Document("d", text, title=title), Span(start, start + len(sentence))


@pytest.mark.parametrize(("title", "sentence"), TOLD)
def test_what_a_title_denies_is_taken_back_where_others_tell_it(title: str, sentence: str) -> None:
    document, place = _document(title, sentence)
    assert verdict(document, place) is Verdict.FALSE
    assert Caution.DENIED in beside(document, place).cautions


@pytest.mark.parametrize(("title", "sentence"), NOT_TOLD)
def test_what_a_title_does_not_deny_stands(title: str, sentence: str) -> None:
    document, place = _document(title, sentence)
    assert verdict(document, place) is None


LEAD = "نفى محافظ الزرقاء ما تداولته صفحات عن إغلاق مصنع الألبان وإتلاف 12 طنا من الحليب."


@pytest.mark.parametrize(
    ("sentence", "is_denied"),
    [
        ("وكانت صفحة محلية كتبت أن المحافظ أمر بإغلاق المصنع.", True),
        ("وكان موقع نشر أن إغلاق مصنع الألبان تم أمس وأن الحليب أتلف.", True),
        ("وكان المصنع نفسه أغلق في 2015 أسبوعين.", False),
        ("وذكرت تقارير سابقة أن المصنع ينتج 30 طنا.", False),
    ],
)
def test_what_the_first_sentence_denies_is_taken_back_too(sentence: str, is_denied: bool) -> None:  # noqa: FBT001
    text = f"{LEAD}\nوقال إن النتائج مطابقة.\n{sentence}"
    document = Document("d", text, title="مصنع الألبان في الضليل")
    place = Span(text.index(sentence), len(text))
    assert (verdict(document, place) is Verdict.FALSE) is is_denied

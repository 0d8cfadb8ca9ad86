"""What is said beside words that their document does not say itself."""

from dataclasses import replace

import pytest

from search.quotations.cautions import beside
from search.records import Caution, Document, Span

DENIED, ASKED, SUPPOSED, DREAMT, REORDERED, QUOTED, EARLIER, SUPERSEDED = Caution
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
        ("[حكم عليه بالسجن 6 سنوات]، ثم نقضت محكمة التمييز الحكم.", [SUPERSEDED]),
        ("[حكم عليه بالسجن 6 سنوات، ثم نقضت محكمة التمييز الحكم].", []),
        ("[قتل خمسة أشخاص]. وتوفي مصاب لترتفع الحصيلة إلى ستة.", [SUPERSEDED]),
        ("هل [استقال الوزير من الحكومة]؟ لا أحد يعرف.", [ASKED]),
        ("لو [استقال الوزير من الحكومة] لتغير كل شيء.", [SUPPOSED]),
        ("وبدا كأن [الوزير استقال من الحكومة] أمس.", [SUPPOSED]),
        ("نادرا ما [يحضر الوزير جلسات الحكومة].", [DENIED]),
        ("استعار قلما [الوزير استقال من الحكومة].", []),
        ("إذا [استقال الوزير من الحكومة] تغير كل شيء.", [SUPPOSED]),
        ("رأى فلاح في المنام أن [الوزير استقال من الحكومة].", [DREAMT]),
        ("وقال إنه شاهد في منامه [الوزير يستقيل من الحكومة].", [DREAMT]),
        ("استدعي السفير في المنامة بعد أن [استقال الوزير من الحكومة].", []),
        ("قال المعارض للصحيفة: «[استقال الوزير من الحكومة] ولم يعد».", [QUOTED]),
        ("قال المعارض إن [الوزير استقال من الحكومة].", [QUOTED]),
        ('وكتب على الجدار "[استقال الوزير من الحكومة]" بخط كبير.', [QUOTED]),
        ("قال المعارض لنظيره راشد: [استقال الوزير من الحكومة].", [QUOTED]),
        ("قالت الصحيفة إن المعارض قال له إن [الوزير استقال من الحكومة].", [QUOTED]),
        ("اتهم المعارض الوزير خالدا بقوله: [استقال الوزير من الحكومة].", [QUOTED]),
        ("بحسب ما قاله المعارض للنائب راشد فإن [الوزير استقال].", [QUOTED]),
        ("لم يقل المعارض إطلاقا: [استقال الوزير من الحكومة].", [DENIED]),
        ("ما قال المعارض قط: [استقال الوزير من الحكومة].", [DENIED]),
        ("لا أحد قال: [استقال الوزير من الحكومة].", [DENIED]),
        ("لم يصرح المعارض أبدا بالقول: [استقال الوزير من الحكومة].", [DENIED]),
        ("تراجع المدير عن قوله: [تغلق المدارس أبوابها].", [DENIED]),
        ("عدل المجلس عن قراره: [تغلق الأسواق يوم الجمعة].", [DENIED]),
        ("هيهات: [تغلق المدارس أبوابها].", [DENIED]),
        ("لم يحضر الوزير: [استقال من الحكومة].", []),
        ("بحسب الطبيب فإن [الدواء آمن]، غير أن دراسة أثبتت عكس ذلك.", [DENIED]),
        ("قالت الشركة: [الدواء آمن]. وأظهرت دراسة خلاف ذلك.", [DENIED]),
        ("بحسب الطبيب فإن [الدواء آمن]، ولم تظهر دراسة عكس ذلك.", [QUOTED]),
        ("واستغرب المدير مما نشر من أن [المصنع أغلق أبوابه].", [QUOTED]),
        ("لم يقل شيئا واكتفى بالقول: [استقال الوزير من الحكومة].", [QUOTED]),
        ("كتب رواية (بالفرنسية: Nana)، و[استقال الوزير من الحكومة].", []),
        ("بدأ الاجتماع الساعة 10:30 وقال النائب ما قال، ثم [استقال الوزير].", []),
        (f"بيان {RLO}اليوم [الشركة قاضت الوزارة]{PDF} أمس.", [REORDERED]),
        ("[لم يستقل الوزير من الحكومة] أمس.", []),
        ("[هل استقال الوزير من الحكومة؟] لا أحد يعرف.", []),
        ("[قال المعارض إن الوزير استقال من الحكومة].", []),
        ("«وقع أمس». [استقال الوزير من الحكومة]. «لم يقل السبب».", []),
        ("[استقال الوزير من الحكومة] أمس. هل يعود؟", []),
        ("لم يحضر أحد. [استقال الوزير من الحكومة].", []),
        ("[استقال الوزير من الحكومة]. صور هذه المشاهد رجل يقال إنه لا يتكلم.", []),
    ],
)
def test_what_turns_words_round_is_told(marked: str, cautions: list[Caution]) -> None:
    assert list(beside(*around(marked)).cautions) == cautions


PROMISE = "«[سنبني مئة مدرسة جديدة هذا العام]»"


@pytest.mark.parametrize(
    "marked",
    [
        f"لم يقل وزير التعليم سليم الرفاعي {PROMISE} في أي مناسبة.",
        f"لم يقل الوزير أحمد العلي {PROMISE} كما زعمت الصحيفة.",
        f"لم يقل الوزير، وهو من أهل المدينة، {PROMISE}.",
        f"لم يقل الوزير: {PROMISE}.",
        f"لم يقل الوزير قط:\n{PROMISE}.",
        f"{PROMISE} عبارة لم يقلها الوزير.",
        f"{PROMISE} تصريح لم يصدر عن الوزير قط.",
        f"{PROMISE}، لم يقل الوزير هذا الكلام.",
        f"الادعاء: {PROMISE}. الحقيقة: التصريح مفبرك.",
        f"تبرأ الوزير من عبارة {PROMISE}.",
        "لم يقل وزير التعليم سليم الرفاعي إن [الحكومة ستبني مئة مدرسة جديدة].",
        "انتشر على المواقع أن [الحكومة ستبني مئة مدرسة جديدة]. الخبر مزيف.",
        "[ستبني الحكومة مئة مدرسة جديدة]. لكن هذا لن يحدث.",
        "قال النائب إن الوزير الذي لم يحضر لم يعلن أن [الحكومة ستبني مئة مدرسة جديدة].",
        "قال إن المتحدث الذي لم يقل إن [الحكومة ستبني مئة مدرسة جديدة] لم يحضر.",
        "من الخطأ القول إن [الحكومة ستبني مئة مدرسة جديدة].",
        "اعتذرت الصحيفة عن خبر نشرته يفيد بأن [الحكومة ستبني مئة مدرسة جديدة].",
    ],
)
def test_a_denial_is_told_however_far_from_the_words_it_stands(marked: str) -> None:
    told = beside(*around(marked))
    assert DENIED in told.cautions
    assert told.speaker is None


@pytest.mark.parametrize(
    "marked",
    [
        f"لم يكتف الوزير بذلك بل قال {PROMISE}.",
        f"لم يقل الوزير إلا {PROMISE}.",
        f"لم يقل الوزير شيئا عن الموعد، واكتفى بالقول: {PROMISE}.",
        f"نفى الوزير الاتهامات وقال {PROMISE}.",
        "لم يقل العدد عن مئة، و[الحكومة ستبني مئة مدرسة جديدة].",
        "في خطة لا تقل أهمية [ستبني الحكومة مئة مدرسة جديدة].",
        "[بنت الحكومة مئة مدرسة جديدة]. ويطالب المعلمون بزيادة الأجور. لكن هذا لن يحدث.",
        "قال الوزير الذي لم يحضر الاجتماع إن [الحكومة ستبني مئة مدرسة جديدة].",
        "وذكرت المديرة، التي لا تشارك في اللجنة، أن [الحكومة ستبني مئة مدرسة جديدة].",
        "ضبطت الشرطة جوازات سفر مزيفة بعد أن [بنت الحكومة مئة مدرسة جديدة].",
    ],
)
def test_what_is_no_denial_of_the_words_is_not_told_as_one(marked: str) -> None:
    assert DENIED not in beside(*around(marked)).cautions


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


CLAIM = "[مستشفى المدينة أغلق أبوابه بسبب نقص الأطباء]"
FOUND = "زرنا المستشفى صباح الأحد. كانت أبوابه مفتوحة، والأطباء في أماكنهم."


@pytest.mark.parametrize(
    ("marked", "cautions"),
    [
        (f"الادعاء\n{CLAIM}\nالتحقق\n{FOUND}\nالتصنيف\nزائف", [DENIED]),
        (f"الادعاء: {CLAIM}. الحكم: زائف.", [DENIED]),
        (f"نص الادعاء:\n{CLAIM}.\nما الحقيقة؟\n{FOUND}\nنتيجة التحقق: الخبر غير صحيح", [DENIED]),
        (f"المنشور المتداول: {CLAIM}. {FOUND}\nالخلاصة\nمُضلِّل", [DENIED]),
        (f"{CLAIM} كما يقول منشور.\nالتقييم: مفبرك", [DENIED]),
        (f"❌ {CLAIM}", [DENIED]),
        (f"ادعاء: {CLAIM}. ولم نجد ما يؤيده.", [SUPPOSED]),
        (f"مسرحية ساخرة: {CLAIM}", [SUPPOSED]),
        (f"{CLAIM} أمس.\n(حُذف هذا الخبر لعدم دقته)", [DENIED]),
        (f"(نُشر هذا الخبر في الأول من نيسان على سبيل الدعابة)\n{CLAIM}.", [DENIED]),
        (f"تصحيح: ورد أمس أن {CLAIM}، والصواب أنه لم يغلق.", [DENIED]),
        (f"ورد أمس في الصحيفة أن {CLAIM}. والصحيح أنه مفتوح.", [DENIED]),
        (f"تصويب\nجاء في خبر أمس أن {CLAIM}، وهو مفتوح.", [DENIED]),
        (f"رد من المستشفى: ورد في عددكم أن {CLAIM}، ونود أن نبين ما يأتي.", [SUPPOSED]),
        (f"{CLAIM}. (هذه الزاوية ساخرة ولا تمت إلى الواقع بصلة).", [DENIED]),
        (f"{CLAIM}. كل عام وأنتم بخير، وكانت هذه كذبة نيسان.", [DENIED]),
        (f"{CLAIM}. أي تشابه مع أشخاص في الواقع محض مصادفة.", [DENIED]),
        (f"(فصل من رواية تصدر قريبا) {CLAIM}.", [SUPPOSED]),
        (f"زاوية ساخرة: {CLAIM}.", [SUPPOSED]),
        (f"س: يقال إن {CLAIM}.\nج: ليس صحيحا.", [DENIED, ASKED]),
        (f"س: هل تعملون؟\nج: {CLAIM}.\nس: ومن قال ذلك؟\nج: هذا غير صحيح.", []),
        (f"هيهات أن يكون {CLAIM}.", [DENIED]),
        (f"سحب النائب قوله إن {CLAIM}.", [DENIED]),
        (f"سخر الوزير ممن يقول إن {CLAIM}.", [DENIED]),
        (f"حلم العامل أنه رأى {CLAIM}.", [DREAMT]),
        (f"الادعاء: {CLAIM}. الحكم: صحيح.", []),
        ("الادعاء\nالمستشفى أغلق.\nالتحقق\n[زرنا المستشفى صباح الأحد].\nالتصنيف\nزائف", []),
        (f"قال الادعاء العام إنه يتابع القضية. {CLAIM}.", []),
        (f"تصحيح أوضاع المستشفيات في المدينة\nورد في تقرير أن {CLAIM}.", []),
        (f"قصة نجاح: {CLAIM}.", []),
        (f"قال إن هذه الأخبار لا تمت إلى الحقيقة بصلة. {CLAIM}.", []),
        (f"سحب النائب طلبه. {CLAIM}.", []),
        (f"النتيجة: فوز الفريق. {CLAIM}.", []),
        (f"حلم الأهالي بمدرسة. {CLAIM}.", []),
        (f"طالب الوزير بحذف هذا الخبر من الموقع. {CLAIM}.", []),
    ],
)
def test_what_a_text_takes_back_is_told(marked: str, cautions: list[Caution]) -> None:
    assert list(beside(*around(marked)).cautions) == cautions


def test_an_error_that_a_document_corrects_is_told_by_its_title() -> None:
    document, place = around(f"ورد في عدد أمس من الصحيفة أن {CLAIM}. ونعتذر من القراء.")
    for title, cautions in (("تصحيح: المستشفى مفتوح", (DENIED,)), ("إغلاق مستشفى", ())):
        assert beside(replace(document, title=title), place).cautions == cautions


def test_an_error_is_told_beside_words_that_are_shown_with_what_corrects_them() -> None:
    erratum = "[ورد في عدد أمس أن المستشفى أغلق. والصحيح أنه مفتوح]."
    assert beside(*around(erratum)).cautions == (DENIED,)


def test_what_is_made_up_is_told_by_its_title_and_its_section() -> None:
    document, place = around(f"{CLAIM} أمس.")
    made_up = (
        replace(document, title="من رواية «مدن الملح»"),
        replace(document, section="قصة قصيرة"),
    )
    for each in made_up:
        assert beside(each, place).cautions == (SUPPOSED,)
    for title in ("صدور رواية جديدة", "قصة نجاح", "كذبة نيسان في الصحف العالمية"):
        assert beside(replace(document, title=title, section="أدب"), place).cautions == ()


@pytest.mark.parametrize(
    ("title", "beginning", "is_earlier"),
    [
        ("قبل خمسين عاما: من أرشيف الرأي", "أخبار ذلك اليوم", True),
        (None, "في مثل هذا اليوم من عام 1974", True),
        ("حدث في مثل هذا اليوم", "في عام 1974", True),
        ("في مثل هذا الأسبوع: حريق السوق", "من أرشيف الصحف. نشرت صحف عام 1973", True),
        (None, "في مثل هذا اليوم من كل عام", False),
        (None, "في مثل هذا اليوم من عام 2024", False),
        ("قبل خمسين عاما من اليوم لم يكن هنا شيء", "المدينة", False),
    ],
)
def test_what_is_told_of_another_year_is_told(
    title: str | None, beginning: str, *, is_earlier: bool
) -> None:
    document, place = around(f"{beginning}: {CLAIM}.")
    document = replace(document, title=title, date="2024-03-10")
    assert beside(document, place).cautions == ((EARLIER,) if is_earlier else ())


@pytest.mark.parametrize(
    ("text", "said", "is_denied"),
    [
        ("وقال الوزير إن تصريحه بأن الأسعار ستنخفض لم يكن دقيقا.", "الأسعار ستنخفض", True),
        ("واعتذر الوزير عن قوله إن المعلمين لا يعملون.", "المعلمين لا يعملون", True),
        ("وقال مصدر رفض الكشف عن اسمه إن الحزب قلق.", "الحزب قلق", False),
        ("ورفض الوزير أن الحزب قلق.", "الحزب قلق", True),
        ("وأكد حسن زيف الادعاءات بأن الحزب قلق.", "الحزب قلق", True),
        ("وأكد حسن خطأ القول إن الحزب قلق.", "الحزب قلق", True),
        ("وقال حسن من منظمة غير حكومية إن الحزب قلق.", "الحزب قلق", False),
        ("وقال حسن إن الحزب غير قلق.", "قلق", True),
        ("وقال حسن: ما زال الخطر قائما.", "زال الخطر", True),
        ("وقال حسن: ما زال الخطر قائما.", "ما زال الخطر قائما", False),
        ("وقال حسن: ما زال الخطر قائما.", "الخطر قائما", False),
    ],
)
def test_what_its_speaker_takes_back_is_denied_and_no_more(
    text: str, said: str, *, is_denied: bool
) -> None:
    place = Span(text.rindex(said), text.rindex(said) + len(said))
    assert (Caution.DENIED in beside(Document("d", text), place).cautions) is is_denied


@pytest.mark.parametrize(
    ("text", "said", "is_supposed"),
    [
        ("وقال حسن: «الأسعار ثابتة، فإذا زاد الطلب ارتفعت».", "الأسعار ثابتة", False),
        ("وقال حسن: «الأسعار ثابتة إذا لم يزد الطلب».", "الأسعار ثابتة", True),
        ("وقال حسن: «إذا زاد الطلب فالأسعار ترتفع».", "فالأسعار ترتفع", True),
        ("وقال حسن: «الأسعار ثابتة»، وغادر إذا لم يكن غادر قبل ذلك.", "الأسعار ثابتة", False),
        ('وقال حسن: "الأسعار ثابتة"، وغادر لو لم يكن غادر.', "الأسعار ثابتة", False),
        ("وسئل حسن عما إذا كان الطلب يزيد، فقال: «الأسعار ثابتة».", "الأسعار ثابتة", False),
        ("لو قال الوزير «الأسعار ثابتة» لغضب الناس.", "الأسعار ثابتة", True),
    ],
)
def test_a_condition_of_other_words_supposes_nothing(
    text: str, said: str, *, is_supposed: bool
) -> None:
    place = Span(text.index(said), text.index(said) + len(said))
    assert (Caution.SUPPOSED in beside(Document("d", text), place).cautions) is is_supposed

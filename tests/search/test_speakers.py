"""Who says a quotation: the right name, or none."""

import pytest

from search.arabic.speakers import find_speaker
from search.records import Span

SAID = "الحوار فرصة لتبادل الخبرات"


def speaker(text: str, said: str = SAID) -> str | None:
    start = text.index(said)
    found = find_speaker(text, Span(start, start + len(said)))
    return found and text[slice(*found)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"قال الوزير إن {SAID}.", "الوزير"),
        (f"وقالت وزيرة الثقافة، في بيان، إن «{SAID}».", "وزيرة الثقافة"),
        (f"وأكد رئيس الوزراء عدنان منصور أن {SAID}.", "رئيس الوزراء عدنان منصور"),
        (f"وأضاف الخبراء: «{SAID}».", "الخبراء"),
        (f'وقال مدير المركز خلال مؤتمر صحفي: "{SAID}"', "مدير المركز"),
        (f"وصرح د. سمير خوري لوكالة الأنباء بأن {SAID}", "د. سمير خوري"),
        (f"وأشار المتحدث باسم الأمم المتحدة إلى أن {SAID}", "المتحدث باسم الأمم المتحدة"),
        (
            f"وأكد أمين عام الوزارة في الأردن الدكتور سعد خوري، أن {SAID}",
            "أمين عام الوزارة في الأردن الدكتور سعد خوري",
        ),
        (f"وشددت المديرة على أن {SAID}", "المديرة"),
        (f"ويرى الباحثون أن {SAID}", "الباحثون"),
        (f"وقال الوزير: «هذا يوم مهم. {SAID}».", "الوزير"),
        (f"ونقلت وكالة رويترز عن مسؤول أمريكي قوله إن {SAID}", "مسؤول أمريكي"),
        (f"«{SAID}»، قال الوزير سمير خوري.", "الوزير سمير خوري"),
        (f"«{SAID}»، كما أكدت رئيسة المركز في كلمتها.", "رئيسة المركز"),
        (f'"{SAID}." يقول عامل في المصنع.', "عامل"),
    ],
)
def test_the_name_beside_a_reporting_verb_speaks(text: str, name: str) -> None:
    assert speaker(text) == name


def test_words_may_begin_with_that() -> None:
    said = f"إن {SAID}"
    assert speaker(f"وقال مدير المركز في مؤتمر صحفي {said}.", said) == "مدير المركز"
    assert speaker(f"اجتمع الناس أمس. {said}.", said) is None


def test_the_words_themselves_may_name_who_says_them() -> None:
    for end in ("", " وأن الحكومة ترفض الحرب"):
        said = f"وأكد الوزير أن {SAID}{end}"
        assert speaker(f"انتهى اللقاء أمس. {said}.", said) == "الوزير"


@pytest.mark.parametrize(
    "text",
    [
        f"{SAID}.",
        f"وقال إن {SAID}.",
        f"وقال إنه يرى أن {SAID}.",
        f"وقال في كلمته: «{SAID}».",
        f"قال الوزير إن الأمر صعب. {SAID}.",
        f"قال الوزير: «نعم»، وبدا أن {SAID}.",
        f'قال الوزير: "نعم"، وبدا: {SAID}.',
        f"قال الوزير إنه متفائل، فيما يعتقد الناس أن {SAID}.",
        f"أكد الوزير أهمية العمل وأن {SAID}.",
        f"أكد الملك حرص بلاده على أن {SAID}.",
        f"أعلن الرئيس تأجيل الانتخابات على أن {SAID}.",
        f"التقى الوزير السفير مؤكدا أن {SAID}.",
        f"وقال عدد من الشهود إن {SAID}.",
        f"وأضافت بالقول: «{SAID}».",
        f"وقال عبارته الشهيرة: «{SAID}».",
        f"يذكر أن {SAID}.",
        f"ونفى الوزير أن يكون {SAID}.",
        f"وقال المتحدث إن الوزير ينفي أن {SAID}.",
        f"وقال الوزير في بيان، نافيا أن {SAID}.",
        f"ولم يؤكد الوزير أن {SAID}.",
        f"«{SAID}». وقال النائب: «لا».",
        f"«{SAID}»، قال النائب إنه لا يوافق.",
        f"«{SAID}»، قال النائب: «لا».",
        f"{SAID} قال النائب",
        f"قال الوزير وأضاف أن {SAID}.",
    ],
)
def test_nobody_is_named_where_it_is_not_clear(text: str) -> None:
    assert speaker(text) is None


def test_a_long_text_before_and_after_is_not_read() -> None:
    far = "كلمة " * 200_000
    assert speaker(f"{far}. قال الوزير إن {SAID}. {far}") == "الوزير"


@pytest.mark.parametrize(
    "text",
    [
        f'قال الشيخ سالم إن من وصفهم النبي صلى الله عليه وسلم بأنهم: "{SAID}"',
        f'قال الشيخ سالم إنها محمودة لقوله صلى الله عليه وسلم: "{SAID}"',
        f'قال الوزير إن الرئيس وصف اللقاء بأنه "{SAID}".',
        f"قال الوزير إن الرئيس سماه «{SAID}».",
        f"قال الوزير إن الصحيفة اعتبرته «{SAID}».",
        f"قال الوزير إن الصحف عدتها «{SAID}».",
        f"قال الوزير إن الوكالة نقلت عن شهود «{SAID}».",
        f"قال الوزير إن ما قاله الرئيس واضح: «{SAID}».",
        f"قال الوزير: «سمعت من يصفه الناس بالحكيم، {SAID}».",
        f"أعلن الوزير الاستقالة غاضبا وأن {SAID}.",
    ],
)
def test_whoever_else_tells_or_describes_before_the_words_may_have_said_them(text: str) -> None:
    assert speaker(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"وأضاف المصدر وفقا لوكالة الأنباء أن {SAID}", "المصدر"),
        (f'وقال المواطن ساخرا\u064b: "{SAID}"', "المواطن"),
        (f'وقال المواطن ساخرا: "{SAID}"', "المواطن"),
        (f'وقال السائق هاتفيا\u064b: "{SAID}"', "السائق"),
        (f"وقال منيف الزهيري وهو قيادي في الحزب إن {SAID}", "منيف الزهيري"),
        (f"وقالت هدى سالم وهي طبيبة: «{SAID}».", "هدى سالم"),
        (f"وقالت الملكة رانيا العبدالله إن {SAID}", "الملكة رانيا العبدالله"),
        (f"وقال الوزير إن من يعملون هم هنا وإن {SAID}", "الوزير"),
        (f"وقال رئيس ساموا إن {SAID}", "رئيس ساموا"),
    ],
)
def test_what_is_no_part_of_a_name_ends_it(text: str, name: str) -> None:
    assert speaker(text) == name


@pytest.mark.parametrize(
    "before",
    [
        "لم يسبق أن قال الوزير حسن إن",
        "ولم يسبق أن قال الوزير حسن إن",
        "هل قال الوزير حسن إن",
        "وتساءل: فهل، كما يشاع، قال الوزير حسن إن",
        "لو قال الوزير حسن إن",
        "من المتوقع أن يقول الوزير حسن إن",
        "قال الوزير حسن إنه لم يقل إن",
        "كان يجب أن يقول الوزير حسن إن",
        "لماذا قال الوزير حسن إن",
        "ربما قال الوزير حسن إن",
    ],
)
def test_nobody_said_what_is_denied_asked_or_supposed(before: str) -> None:
    assert speaker(f"{before} {SAID}.") is None


WISHED = [
    "طالب النواب بأن يعلن الوزير حسن أن",
    "دعت المعارضة إلى أن يؤكد الوزير حسن أن",
    "من المستبعد أن يقول الوزير حسن إن",
    "يخشى الأهالي أن يعلن الوزير حسن أن",
    "تمنى الجمهور أن يقول الوزير حسن إن",
    "حاشا أن يقول الوزير حسن إن",
    "ليس صحيحا أن يقول الوزير حسن إن",
    "لا يعقل أن يصرح الوزير حسن بأن",
    "اقترح النائب أن يقول الوزير حسن إن",
    "قبل أن يقول الوزير حسن إن",
    "بدلا من أن يعلن الوزير حسن أن",
    "وافقت اللجنة على الخطة على أن يعلن الوزير حسن أن",
    "خشية أن تعلن الوزيرة هدى أن",
    "انتظر الصحفيون حتى يقول الوزير حسن إن",
    "دعوا إلى مؤتمر لكي يؤكد الوزير حسن أن",
    "أخفوا التقرير لئلا يقول الوزير حسن إن",
    "غدا سوف يقول الوزير حسن إن",
    "كاد أن يعترف الوزير حسن بأن",
    "وعد المكتب بأن، في أقرب وقت، يعلن الوزير حسن أن",
    "ينتظر الناس أن يجتمع المجلس ويعلن الوزير حسن أن",
    "طالبوا بألا يقول الوزير حسن إن",
    "ضرب مثالا كأن يقول الوزير حسن إن",
]


@pytest.mark.parametrize(
    "before",
    [
        *WISHED,
        "ليس صحيحا أن قال الوزير حسن إن",
        "ليس صحيحا ما نشر: قال الوزير حسن إن",
        "لا صحة لما نشر: قال الوزير حسن إن",
        "شائعة على المواقع: قال الوزير حسن إن",
        "نشروا خبرا مفبركا: أعلن الوزير حسن أن",
        "ليته قال الوزير حسن إن",
        "إن قال الوزير حسن إن",
        "تصرفوا كأنما قال الوزير حسن إن",
        "أحقا قال الوزير حسن إن",
        "يخشى المكتب أن تنقل الوكالة عن الوزير حسن قوله إن",
    ],
)
@pytest.mark.parametrize("words", [f"{SAID}.", f"«{SAID}»."])
def test_nobody_said_what_is_wanted_feared_or_false(before: str, words: str) -> None:
    assert speaker(f"{before} {words}") is None


@pytest.mark.parametrize("before", WISHED)
def test_words_that_begin_with_a_verb_may_be_wished_as_well(before: str) -> None:
    verb = before.split()[before.split().index("الوزيرة" if "هدى" in before else "الوزير") - 1]
    said = f"{verb}{before.rpartition(verb)[2]} {SAID}"
    assert speaker(f"{before} {SAID}.", said) is None


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("سبق أن قال الوزير حسن إن", "الوزير حسن"),
        ("وبعد أن أعلن الوزير حسن أن", "الوزير حسن"),
        ("وقبل أن يغادر القاعة قال الوزير حسن إن", "الوزير حسن"),
        ("ودعا إلى أن تعقد جلسة أخرى، وأضاف الوزير حسن أن", "الوزير حسن"),
        ("وذكرت الوكالة أن الاجتماع انتهى، ويقول الوزير حسن إن", "الوزير حسن"),
        ("كان يقول الوزير حسن إن", "الوزير حسن"),
        ("حتى قال الوزير حسن إن", "الوزير حسن"),
        ("وفي هذا السياق تقول الوزيرة هدى إن", "الوزيرة هدى"),
    ],
)
def test_what_was_said_beside_a_wish_was_said(before: str, name: str) -> None:
    assert speaker(f"{before} {SAID}.") == name


@pytest.mark.parametrize(
    "said",
    [
        f"قال الوزير طارق قبل أن يقاطعه النائب زياد صارخا: «{SAID}».",
        f"قال الوزير، بعد أن سأله الصحفي عماد: «{SAID}».",
        f"قال الوزير بينما كان النائب زياد يصيح: «{SAID}».",
        f"قال الوزير حين وقف النائب زياد: «{SAID}».",
        f"قالت النائبة سلمى في منشور مزور: «{SAID}».",
        f"قالت النائبة سلمى في تغريدة منسوبة إليها: «{SAID}».",
        f"قال الوزير في مقطع مفبرك: «{SAID}».",
        f"قال الوزير بحسب حساب ساخر: «{SAID}».",
        f"قال المذيع قارئا رسالة مشاهد: «{SAID}».",
        f"قال المذيع نقلا عن صحيفة: «{SAID}».",
        f"قال الممثل سامي في دور الطاغية: «{SAID}».",
        f"قال الكاتب على لسان بطله: «{SAID}».",
        f"قال الملك في المسلسل: «{SAID}».",
        f"«{SAID}»، قالت النائبة سلمى في منشور مزور.",
        f"«{SAID}»، قال الممثل سامي في المسرحية.",
    ],
)
def test_words_that_may_be_of_others_are_nobodys(said: str) -> None:
    assert speaker(said) is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (f"قال الوزير بعد الاجتماع: «{SAID}».", "الوزير"),
        (f"قال الوزير قبل الجلسة، في مؤتمر صحفي: «{SAID}».", "الوزير"),
        (f"قال الوزير خلال لقاء مع صحيفة: «{SAID}».", "الوزير"),
        (f"قال الوزير، ردا على شائعات عن استقالته: «{SAID}».", "الوزير"),
        (f"وفيما يتعلق بالميزانية قال الوزير: «{SAID}».", "الوزير"),
        (f"وقالت الكاتبة، عن مسلسل يعرض اليوم: «{SAID}».", "الكاتبة"),
    ],
)
def test_what_was_before_and_after_takes_no_words_away(said: str, name: str) -> None:
    assert speaker(said) == name


@pytest.mark.parametrize(
    "before",
    [
        "لم يقل الوزير أحمد العلي",
        "لم يصرح الوزير بعبارة",
        "لا يوجد تسجيل يقول فيه الوزير",
        "لا صحة لما نشر عن قول الوزير",
        "ليس من الوزير قول",
        "هل قال الوزير أحمد العلي",
        "ربما قال الوزير أحمد العلي",
        "نفى الوزير أن يكون قد قال",
        "من غير المؤكد أن الوزير قال",
    ],
)
@pytest.mark.parametrize(
    "after", ["كما زعمت الصحيفة.", "، كما ذكرت وكالة الأنباء.", "كما قال خصمه؟"]
)
def test_nobody_who_is_named_behind_them_said_what_is_denied_or_asked(
    before: str, after: str
) -> None:
    assert speaker(f"{before} «{SAID}» {after}") is None


@pytest.mark.parametrize(
    "after",
    [
        "، لكن مكتبه أكد أن هذا التصريح مفبرك.",
        "، وهو تصريح ملفق.",
        " وهي عبارة مختلقة لم يقلها أحد.",
        ", في تسجيل مفبرك.",
    ],
)
def test_nobody_said_what_the_sentence_calls_forged_behind_it(after: str) -> None:
    assert speaker(f"كتب الناشط: قال رئيس الوزراء «{SAID}»{after}") is None
    assert speaker(f"قال رئيس الوزراء: «{SAID}»{after}") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"وعن الخطة، «{SAID}»، كما قال الوزير أحمد العلي.", "الوزير أحمد العلي"),
        (f"لم يحضر أحد. «{SAID}» كما قال الوزير أحمد العلي.", "الوزير أحمد العلي"),
        (f"قال الوزير أحمد العلي: «{SAID}». ورد النائب: «هذا كذب».", "الوزير أحمد العلي"),
        (f"قال الوزير أحمد العلي: «{SAID}»، متهما الصحيفة بأنها «كاذبة».", "الوزير أحمد العلي"),
        (f"قال الوزير أحمد العلي: «{SAID}»، نافيا أي خلاف.", "الوزير أحمد العلي"),
    ],
)
def test_what_others_deny_or_another_sentence_was_said(text: str, name: str) -> None:
    assert speaker(text) == name

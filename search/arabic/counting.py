"""What a number counts or measures, told by the words beside it.

Arabic writes the counted noun in another number and case (مدينة، مدن، مدينتين), so nouns are
compared by what is left of them without vowels and endings.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from search.arabic.analyzer import Word
from search.arabic.gazetteer import entities_in
from search.arabic.listings import listed
from search.arabic.naming import HOW_MANY, is_known, without_prefixes
from search.arabic.normalizer import normalize
from search.arabic.scores import asks_score
from search.arabic.stemmer import stem
from search.arabic.stopwords import STOPWORDS
from search.arabic.verbs import EVENTS, VERBS, is_form_of

_WEAK = re.compile("[اويءئؤه]")
_AFTER_M = re.compile("^[مت](?=..)")
# A plural of people such as اليمنيين is none.
_DUAL = re.compile("(?:(?:ت|(?<!ي))ين|ت?ان|تا|تي)$")
_KEPT = 1 << 12
# What is asked, by words of the question, and in what it is measured.
_MEASURES = tuple(
    (listed(asked), listed(units))
    for asked, units in (
        ("سكان السكان سكانها سكانه متساكني متساكنيها", "نسمة شخص أشخاص شخصا"),
        (
            """
            مدة المدة دام دامت يدوم تدوم استمر استمرت يستمر تستمر استغرق استغرقت يستغرق تستغرق
            مكث لبث قضى أمضى بقي بقيت فترة الفترة زمن الزمن وقت الوقت
            """,
            """
            سنة سنوات سنين سنتين سنتان عام عاما أعوام عامين عامان شهر شهرا أشهر شهور شهرين شهران
            أسبوع أسبوعا أسابيع أسبوعين أسبوعان يوم يوما أيام يومين يومان ساعة ساعات ساعتين ساعتان
            دقيقة دقائق دقيقتين دقيقتان ثانية ثوان ثواني ثانيتين ثانيتان قرن قرون قرنين قرنان عقد
            عقود عقدين عقدان
            """,
        ),
        (
            "عمر عمره عمرها العمر بعمر سن سنه سنها عمرهم عاش عاشت",
            "سنة سنوات سنين عام عاما أعوام ربيعا شهر شهرا أشهر عامين عامان سنتين سنتان",
        ),
        (
            """
            نسبة النسبة بنسبة ونسبة نسبتها نسبته معدل المعدل حصة الحصة حصته حصتها بالمئة بالمائة
            بالمية المئة المائة
            """,
            "% نقطة",
        ),
        (
            "مساحة المساحة مساحته مساحتها",
            """
            كم كم2 كلم كلم2 كيلومتر كيلومترا كيلومترات هكتار هكتارا متر مترا أمتار فدان فدانا أفدنة
            ميل ميلا دونم دونما م م2
            """,
        ),
        (
            """
            طول طوله طولها ارتفاع ارتفاعه ارتفاعها مسافة المسافة عرض عرضه عمق عمقه قطر قطره يبعد
            تبعد علو يرتفع ترتفع مدى مداه مداها
            """,
            """
            كم كلم كيلومتر كيلومترا كيلومترات متر مترا أمتار م سنتيمتر سنتيمترا سم ميل ميلا أميال
            قدم قدما أقدام ملم مليمتر
            """,
        ),
        (
            "وزن وزنه وزنها كتلة كتلته يزن تزن",
            """
            كجم كغ كغم كيلو كيلوغرام كيلوغراما كيلوجرام كيلوجراما طن طنا أطنان غرام غراما جرام
            جراما ملغ مليغرام رطل رطلا
            """,
        ),
        (
            """
            سعر السعر سعره سعرها مبلغ المبلغ قيمة القيمة قيمته قيمتها تكلفة كلفة التكلفة الكلفة
            ثمن مال راتب رواتب ميزانية موازنة أرباح خسائر ديون إيرادات عائدات غرامة بكم بكام رأسمال
            أجر ربح ربحت كسب كسبت خسر خسرت تبرع دفع دفعت خصصت أنفقت أنفق ثروة ثروته
            كلف كلفت يكلف تكلف تقاضى تقاضت يتقاضى تتقاضى سدد سددت يسدد تسدد
            """,
            """
            دولار دولارا دولارات دولارين ريال ريالا ريالات ريالين جنيه جنيها جنيهات جنيهين دينار
            دينارا دنانير دينارين درهم درهما دراهم درهمين يورو ليرة ليرات ليرتين روبل ين فرنك فرنكا
            سنتا فلس فلسا قرش قرشا هللة بنس بنسا شيكل يوان يوانا إسترليني سنت
            دولاران ريالان ديناران درهمان جنيهان
            """,
        ),
        ("حرارة الحرارة", "درجة درجات مئوية"),
        ("سرعة سرعته سرعتها السرعة", "كم كلم كيلومتر كيلومترا متر مترا ميل ميلا عقدة"),
    )
)
# What is asked by the word behind "how many" alone, since it may be of another question elsewhere:
# كم ارتفع إنتاج النفط.
_QUANTITIES = (
    listed(
        """
        كمية الكمية كميات كميتها كميته حجم حجمه حجمها سعة سعته سعتها طاقة طاقته طاقتها قدرة قدرته
        قدرتها إنتاج إنتاجه إنتاجها استهلاك استهلاكه استهلاكها المياه الماء النفط الغاز الكهرباء
        الوقود القمح
        """
    ),
    listed(
        """
        متر مترا أمتار م3 قدم قدما لتر لترا لترات جالون غالون جالونا غالونا برميل برميلا براميل
        طن طنا أطنان كيلوغرام كيلوغراما كيلوجرام كيلوجراما كجم كغ غرام غراما جرام جراما ملليلتر مل
        كوب كوبا أكواب كوبين ملعقة ملاعق ملعقتين حبة حبات حبتين سرير سريرا أسرة مقعد مقعدا مقاعد
        راكب راكبا متفرج متفرجا شخص شخصا واط ميغاواط ميجاواط جيغاواط
        جيجاواط كيلوواط غيغابايت جيجابايت ميغابايت ميجابايت تيرابايت
        """
    ),
)
# In which it is told how long something lasts.
_TIMES_OF = next(units for asked, units in _MEASURES if "مده" in asked)
_PAID = listed("بكم بكام")
# Units that are written in several ways.
_SAME_UNITS = tuple(
    map(
        listed,
        (
            "كم كلم كيلومتر كيلومترا كيلومترات km kilometres kilometers",
            "م متر مترا أمتار metres meters",
            "سم سنتيمتر سنتيمترا",
            "ملم مليمتر",
            "سنة سنوات سنين عام عاما أعوام ربيعا",
            "كجم كغ كغم كيلو كيلوغرام كيلوغراما كيلوجرام كيلوجراما",
            "غرام غراما جرام جراما",
            # Of which little is left without vowels.
            "يوم يوما أيام يومين يومان",
        ),
    )
)
_UNITS = (
    (1, "حادي حادية أحد إحدى"),
    (2, "ثاني ثانية اثنا اثني اثنان اثنين اثنتان اثنتين"),
    (3, "ثلاثة ثلاث ثالث ثالثة three third"),
    (4, "أربعة أربع رابع رابعة four fourth"),
    (5, "خمسة خمس خامس خامسة five fifth"),
    (6, "ستة ست سادس سادسة six sixth"),
    (7, "سبعة سبع سابع سابعة seven seventh"),
    (8, "ثمانية ثماني ثمان ثامن ثامنة eight eighth"),
    (9, "تسعة تسع تاسع تاسعة nine ninth"),
)
_TEN = "عشرة عشر عاشر عاشرة ten tenth"
_TWENTY = "عشرين عشرون"
_IN_WORDS = {
    **{str(n): tuple(map(normalize, listing.split())) for n, listing in _UNITS},
    "10": tuple(map(normalize, _TEN.split())),
    "20": tuple(map(normalize, _TWENTY.split())),
    **{
        str(10 + n): tuple(
            f"{normalize(unit)} {ten}" for unit in listing.split() for ten in ("عشر", "عشره")
        )
        for n, listing in _UNITS
    },
    **{
        str(20 + n): tuple(
            f"{normalize(unit)} و{article}{tens}"
            for unit in listing.split()
            for tens in _TWENTY.split()
            for article in ("", "ال")
        )
        for n, listing in _UNITS
    },
}
# What is no noun in the accusative: كم تحتاج.
_VERB = re.compile("[يت].*[^اهتن]")
# In the perfect they are no noun either: كم مات في الزلزال.
_DONE = listed(
    """
    مات ماتت ماتوا توفي توفيت توفوا قتل قتلت قتلوا أصيب أصيبت أصيبوا ظل ظلت ظلوا بقي بقيت بقوا حصل
    حصلت نال نالت أخذ أخذت
    """
)
# "How many", and what may stand between it and what is counted.
_NUMBER = listed("عدد تعداد")
_ASKS = HOW_MANY | _NUMBER | listed("قداش شقد اشقد وكم فكم")
_FILLERS = listed(
    """
    عدد رأس من ديال هو هي كان كانت بلغ يبلغ تبلغ بلغت وصل وصلت يصل تصل إجمالي مجموع متوسط نحو تعداد
    ألف مليون مليار يقدر تقدر قدر قدرت
    """
)
# Behind what is counted only a time has the article: كم مباراة اليوم, but كم جمع المصريون.
_TIMES = listed("اليوم الليلة الآن الحين السنة العام الشهر الأسبوع الموسم الأمس")
_NOUN = re.compile("ال.*|.*(?:[اه]|ات|ين|ون)")
# Of what: كم جمع المصريون من المال.
_OF, _OF_WITHIN = listed("من"), 7
_ARTICLE = "ال"
_FEMININE, _OF_FEMININE = "ه", "ت"
# People who are counted without being named again.
_PEOPLE = listed("شخص شخصا أشخاص نسمة مواطن مواطنا مواطنين فرد فردا أفراد")
_FAMILIES = listed("أسرة أسر الأسر عائلة عائلات العائلات")
_POPULATION = listed("سكان السكان سكانها سكانه نسمة شخص أشخاص شخصا ناس الناس مواطن الأشخاص")


def in_words(number: str) -> tuple[str, ...]:
    """How a small number in digits is written in words, counting and ordering: خمسة، الخامس."""
    return _IN_WORDS.get(number, ())


@lru_cache(_KEPT)
def root(form: str) -> str:
    """What words of one noun have in common, singular, dual or plural: قتيل، قتلى، القتلى."""
    return _without_weak(without_prefixes(form))


def _without_weak(form: str) -> str:
    without = _WEAK.sub("", stem(form))
    return _AFTER_M.sub("", without) if len(without) > 2 else without  # noqa: PLR2004


def units_asked(found: Sequence[Word]) -> frozenset[str]:
    """The units in which the words of a question ask to measure; none where they count.

    What is counted decides, or the first of them: the share of the population is no number of
    people. Nor is a score measured: بكم فاز.
    """
    if asks_score(found):
        return frozenset()
    noun = counted(found)
    # What is paid has no other word: بكم يقدر السكان.
    forms, measures = sorted((word.form for word in found), key=_PAID.__contains__), _MEASURES
    if noun is not None:
        forms, measures = [noun], (*_MEASURES, _QUANTITIES)
    units = (
        units
        for form in forms
        for asked, units in measures
        if form in asked or without_prefixes(form) in asked
    )
    return next(units, frozenset())


def is_measure(form: str) -> bool:
    """Whether a word asks for a measure: what follows it is what is measured."""
    return any(form in asked for asked, _ in _MEASURES)


def is_same_unit(one: str, other: str) -> bool:
    """Whether two words are one unit: كم، كيلومترا."""
    return any(one in forms and other in forms for forms in _SAME_UNITS)


def is_unit(form: str) -> bool:
    """Whether a word is one of the units that are written in several ways."""
    return is_same_unit(form, form)


def is_unit_of_time(form: str) -> bool:
    """Whether a word is one in which it is told how long something lasts: أيام، سنة."""
    return form in _TIMES_OF


def counts_noun(found: Sequence[Word]) -> bool:
    """Whether a question counts what a noun names: كم معلمة قدمت، but not كم إجازة الأمومة."""
    noun = counted(found)
    if noun is None or is_measure(noun) or is_unit_of_time(noun) or is_form_of(noun, VERBS):
        return False
    if any(word.form in _NUMBER for word in found):
        return True
    after = next((b.form for a, b in pairwise(found) if a.form == noun), "")
    return not noun.startswith(_ARTICLE) and not after.startswith(_ARTICLE)


def counted(found: Sequence[Word]) -> str | None:
    """The word of a question for what it counts: كم عدد **المدن**، كم جمع المصريون من **المال**."""
    for i, word in enumerate(found if not asks_score(found) else ()):
        if word.form in _ASKS:
            last = min(len(found), i + 4)
            at = next((j for j in range(i + 1, last) if found[j].form not in _FILLERS), None)
            if at is None:
                return None
            noun = found[at].form
            if noun in STOPWORDS:  # بكم في المئة
                return None
            if any(noun in units for _, units in _MEASURES):
                return noun
            if noun in EVENTS and _VERB.fullmatch(noun) is None and (of := _of_what(found, at)):
                return of
            is_noun = is_measure(noun) or is_unit(noun) or not _is_verb(found, at, asking=i)
            return noun if is_noun else None
    return None


def _is_verb(found: Sequence[Word], at: int, asking: int) -> bool:
    """Whether it is asked how many did something, or how much was done: كم تحتاج، كم مات.

    Who did it stands right behind: كم جمع المصريون.
    """
    form = found[at].form
    if _VERB.fullmatch(form) is not None or form in _DONE:
        return True
    if asking != at - 1 or found[asking].form in _NUMBER:
        return False
    after = found[at + 1].form if at + 1 < len(found) else ""
    is_definite = after.startswith(_ARTICLE) and after not in _TIMES
    return _NOUN.fullmatch(form) is None and (is_definite or is_known(after))


def _of_what(found: Sequence[Word], verb: int) -> str | None:
    """What is counted behind a verb and who did it: حقق الفيلم من إيرادات."""
    for of, word in pairwise(found[verb + 2 : verb + _OF_WITHIN]):
        if of.form in _OF and word.form not in STOPWORDS and not any(entities_in([word.form])):
            return word.form
    return None


def is_dual_of(form: str, noun: str) -> bool:
    """Whether a word is two of what a noun names: كوبين. Some end so themselves: سكان.

    Of طيارة it is طيارتان, not طيران.
    """
    match = _DUAL.search(form)
    if match is None or without_prefixes(form) == without_prefixes(noun):
        return False
    single = form[: match.start()]
    if noun.endswith(_FEMININE) and not match.group().startswith(_OF_FEMININE) and single != noun:
        return False
    return (len(root(single)) > 1 and root(single) == root(noun)) or is_same_unit(single, noun)


def counts(noun: str, asked: str) -> bool:
    """Whether a noun beside a number is what a question counts."""
    if is_same_unit(noun, asked):
        return True
    is_verb = noun in EVENTS or without_prefixes(noun) in EVENTS
    # A student is written as "he demanded" is: كم طالبا, 600 طالب.
    if is_verb and noun != asked.removesuffix("ا"):
        return False
    if {noun[-1:], asked[-1:]} == {"ا", "ه"} and noun[:-1] == without_prefixes(asked)[:-1]:
        return False  # عاملا are no عاملة
    # A first letter may be none of the word: لاعب is written whole, but لاعبين may be "to" others.
    is_same = root(noun) == root(asked) or _without_weak(noun) == root(asked)
    if len(root(asked)) == 1:  # ولاية, of which little is left
        is_same = stem(without_prefixes(noun)) == stem(without_prefixes(asked))
    is_same |= noun in _FAMILIES and asked in _FAMILIES
    return is_same or (noun in _PEOPLE and asked in _POPULATION)


def may_be_counted_as(noun: str, asked: str) -> bool:
    """Whether a noun beside a number counts what is asked, or people, who may be those: 23 شخصا.

    What is written with a feminine ending is a thing, or women.
    """
    return counts(noun, asked) or (noun in _PEOPLE and not asked.endswith(_FEMININE))

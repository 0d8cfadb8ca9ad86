"""Verbs in the third person, with which what somebody says, and many a clause, begins."""

from search.arabic.listings import bare, listed
from search.arabic.normalizer import normalize

_OBJECTS = ("ها", "هم", "ه")


def conjugated(listing: str) -> frozenset[str]:
    """Third person of verbs given as perfect/imperfect."""
    found = set()
    for verb in listing.split():
        perfect, imperfect = map(normalize, verb.split("/"))
        feminine = perfect.removesuffix("ي").removesuffix("ا") if perfect[-1] in "يا" else perfect
        found |= {perfect, f"{feminine}ت", f"{feminine}وا"}
        found |= {imperfect, f"ت{imperfect[1:]}", f"{imperfect}ون"}
    return frozenset(found)


def is_form_of(form: str, known: frozenset[str]) -> bool:
    """Whether a word is one of some verbs, also with an object that is written with it: أسسها."""
    stripped = (form.removesuffix(each) for each in _OBJECTS)
    return any(bare(each, known) is not None for each in (form, *stripped))


# Verbs that words follow as they were said, and those whose object may be anything else.
SPEECH = conjugated("قال/يقول صرح/يصرح أضاف/يضيف أردف/يردف استطرد/يستطرد غرد/يغرد تساءل/يتساءل")
CLAIMS = conjugated(
    """
    أكد/يؤكد أوضح/يوضح ذكر/يذكر أشار/يشير شدد/يشدد أعلن/يعلن لفت/يلفت أفاد/يفيد
    حذر/يحذر كشف/يكشف اعتبر/يعتبر زعم/يزعم ادعى/يدعي أقر/يقر اعترف/يعترف نبه/ينبه
    """
) | listed("يرى ترى يرون")
# What news and encyclopaedias tell of people, places and bodies.
EVENTS = conjugated(
    """
    كان/يكون أصبح/يصبح ظل/يظل بقي/يبقى بات/يبيت صار/يصير تم/يتم بدأ/يبدأ انتهى/ينتهي استمر/يستمر
    وقع/يقع بلغ/يبلغ وصل/يصل جاء/يجيء أتى/يأتي عاد/يعود رجع/يرجع ذهب/يذهب غادر/يغادر انتقل/ينتقل
    حصل/يحصل فاز/يفوز نال/ينال حقق/يحقق سجل/يسجل خسر/يخسر تأهل/يتأهل لعب/يلعب شارك/يشارك
    حضر/يحضر ولد/يولد نشأ/ينشأ درس/يدرس تخرج/يتخرج عمل/يعمل عين/يعين تولى/يتولى شغل/يشغل
    توفي/يتوفى عاش/يعيش مات/يموت قتل/يقتل أصيب/يصاب أسفر/يسفر أدى/يؤدي تسبب/يتسبب نتج/ينتج
    دمر/يدمر هاجم/يهاجم قصف/يقصف أسس/يؤسس تأسس/يتأسس أنشأ/ينشئ افتتح/يفتتح أطلق/يطلق بنى/يبني
    قام/يقوم نفذ/ينفذ أصدر/يصدر صدر/يصدر ضم/يضم شمل/يشمل تضمن/يتضمن تكون/يتكون احتوى/يحتوي
    وجد/يوجد عد/يعد عرف/يعرف سمي/يسمى اشتهر/يشتهر استخدم/يستخدم استعمل/يستعمل تمكن/يتمكن
    استطاع/يستطيع أراد/يريد رفض/يرفض وافق/يوافق طالب/يطالب دعا/يدعو حث/يحث قرر/يقرر قدم/يقدم
    تقدم/يتقدم تراجع/يتراجع ارتفع/يرتفع انخفض/ينخفض زاد/يزيد شهد/يشهد ظهر/يظهر اكتشف/يكتشف
    اعتمد/يعتمد استقبل/يستقبل التقى/يلتقي بحث/يبحث ناقش/يناقش وقع/يوقع سيطر/يسيطر احتل/يحتل
    انضم/ينضم انسحب/ينسحب تزوج/يتزوج كتب/يكتب نشر/ينشر نقل/ينقل منح/يمنح اختار/يختار يمكن/يمكن
    يجب/يجب ينبغي/ينبغي يبدو/يبدو يعني/يعني يأتي/يأتي
    """
)
VERBS = EVENTS | SPEECH | CLAIMS

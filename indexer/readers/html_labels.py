"""What parts of a page say by which they are known as none of its text: labels, share bars."""

import re

from lxml.html import HtmlElement

from indexer.readers.html_letters import plain

RELATED = re.compile(
    r"(?:(?:اقرا|شاهد|طالع|تابع) (?:ايضا|المزيد)|(?:\w+ )?ذات صله|قصص مقترحه|اخترنا لك"
    r"|(?:مواضيع|موضوعات|اخبار|مقالات|روابط|مواد) (?:متعلقه|مشابهه|اخري)"
    r"|(?:\w+ )?قد (?:يعجبك|يهمك|تهمك)(?: ايضا)?|الاكثر (?:قراءه|مشاهده)|related|read more|see also"
    r"|most read|(?:جدول )?(?:ال)?محتويات|في هذا المقال|table of contents|contents)\b"
)
MORE = re.compile(r"(?:المزيد من|للمزيد)\b")  # sentences begin so as well
_LABEL_WORDS = 4
LABELS = re.compile(
    r"(?:(?:ال)?(?:وسوم|تسميات|تصنيفات)|(?:ال)?كلمات (?:ال)?(?:مفتاحيه|داله)|كلمات البحث)\b"
)
REPLYING = re.compile(
    r"(?:\d+ )?(?:ال)?(?:تعليقات|ردود)(?: (?:القراء|الزوار|الاعضاء|\d+))?|\d+ (?:تعليق|رد)"
    r"|(?:اترك|اضف|اكتب) (?:تعليق|رد)(?:\w| )*|(?:\d+ )?comments?(?: \d+)?"
    r"|leave a (?:reply|comment)"
)
# What only a site says to its readers.
ASKS = re.compile(
    r"\b(?:نشرتنا|نشراتنا|النشره البريديه|بريدك|بريدكم|قناتنا|قنواتنا|صفحتنا|صفحاتنا|تطبيقنا"
    r"|تابعنا|تابعونا|(?:حمل|حملوا|نزلوا|تحميل) تطبيق"
    r"|(?:اشترك|اشتركوا|سجل|سجلوا|انضم) (?:الان|معنا|مجانا)|تسجيل الدخول|سجل الدخول"
    r"|كلمه المرور|ملفات تعريف الارتباط|(?:كل|جميع|كافه)? ?الحقوق محفوظه|log ?in|sign (?:in|up)"
    r"|subscribe|follow us|cookies|all rights reserved)\b"
)
# By which sites lead to what they write on networks, and where they do.
FOLLOW = re.compile(r"(?:تابعوا|تابعونا|تابعنا|انضموا|اشتركوا)\b|(?:follow|join) us\b")
NETWORKS = re.compile(
    r"//(?:[\w-]+\.)?(?:twitter\.com|x\.com|facebook\.com|fb\.com|t\.me|telegram\.me|wa\.me"
    r"|whatsapp\.com|instagram\.com|youtube\.com|tiktok\.com|news\.google\.com)/"
)
# What notices of consent are called, and what they say.
CONSENT_PARTS = frozenset({"cookie", "cookies", "consent", "gdpr", "cmp", "onetrust", "privacy"})
CONSENT = re.compile(r"ملفات (?:تعريف )?الارتباط|كوكيز|الكوكي|سياسه الخصوصيه|\bcookies\b")
ADVERTISEMENT = re.compile(
    r"(?:مساحه )?(?:اعلان|اعلانات|اعلانيه)(?: ممول)?|advertisement"
    r"|view this post on instagram|(?:عرض|شاهد) هذا المنشور علي (?:instagram|انستغرام)"
)
# Links by which a reader passes over something, subscribes, or opens more of the page.
SKIP = re.compile(r"تخط\w* .{1,60} وواصل القراءه|skip .{1,60} and continue reading")
CALL = re.compile(
    rf"{SKIP.pattern}|تخط\w* (?:ال)?(?:اعلان|محتوي)\w*"
    r"|(?:skip|continue) (?:ad|advertisement|to content|reading)\w*"
    r"|اشترك(?:وا)? (?:في|ب)\D{0,30}(?:نشر|قنا|بريد)\D{0,20}|(?:تحميل|عرض|شاهد|اقرا) المزيد"
    r"|(?:load|show|read) more|(?:ال)?عوده (?:ل|الي )(?:اعلي|بدايه) ?(?:ال)?صفحه|back to top"
)
# Addresses under which networks take what is sent to others.
SENDING = re.compile(
    r"//(?:[\w-]+\.)?(?:(?:twitter|x)\.com/(?:intent|share|home\?status)|facebook\.com/(?:sharer|dialog)"
    r"|linkedin\.com/(?:share|cws)|pinterest\.com/pin/create|reddit\.com/submit"
    r"|(?:wa\.me|api\.whatsapp\.com|web\.whatsapp\.com)/(?:send)?/?\?(?:\S*&)?text=|t(?:elegram)?\.me/share)"
    r"|^(?:whatsapp|tg)://|^mailto:\?",
    re.IGNORECASE,
)
# Parts of share bars, and those of them that ask the reader to do it.
_SHARE_VERBS = frozenset(
    plain("شارك شاركها شاركه مشاركة انشر غرد طباعة اطبع انسخ أخبر share print").split()
)
_SHARE_WORDS = _SHARE_VERBS | frozenset(
    plain(
        "فيسبوك فيس بوك تويتر إكس منصة واتساب تيليجرام تلغرام تليجرام لينكدإن انستغرام على عبر في"
        " مع الرابط رابط تكبير تصغير النص الخط حجم الموضوع المقال القصة الخبر الصفحة صديق صديقك"
        " لصديق لصديقك استمع للمقال للخبر إلى هذا هذه مدة القراءة دقيقة دقائق حجم"
        " الأصدقاء إرسال بالبريد البريد الإلكتروني نسخة للطباعة حفظ أرسل إلى"
        " facebook twitter whatsapp telegram linkedin x email copy link"
    ).split()
)


def is_sharing(element: HtmlElement, *, is_named: bool = False) -> bool:
    """Whether there are but words of a share bar in it; without its name, one that asks for it."""
    words = set(plain(" ".join(element.itertext())).split())
    if is_named:  # how long it takes to read stands in one as well
        words = {word for word in words if not word.isdecimal()}
    return bool(words) and words <= _SHARE_WORDS and (is_named or bool(words & _SHARE_VERBS))


def label_of(element: HtmlElement) -> str:
    """What stands before the rest of a part, in plain words; empty where that is long."""
    first = next((text for text in element.itertext() if plain(text)), "")
    label = plain(re.split("[:：]", first)[0])
    return label if len(label.split()) <= _LABEL_WORDS else ""

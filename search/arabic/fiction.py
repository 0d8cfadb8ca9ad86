"""Whether a text says of itself that it is made up: satire, a chapter of a novel, an April fool."""

import re
from functools import lru_cache

from search.arabic.listings import listed
from search.arabic.normalizer import normalize
from search.arabic.sentences import sentences_of

_KEPT = 64
_FEW = 4
_THIS = listed("هذا هذه")
_LIE = listed("كذبة")
_OF_APRIL = listed("نيسان أبريل إبريل أول")
_WORD = re.compile(r"\w+")


def _any_of(listing: str) -> str:
    return "|".join(map(normalize, listing.split("|")))


# Labels of a text: with a colon, a bracket or a mark behind them, or alone on their line; those
# of the second kind with a few words more.
_LABELS = _any_of(
    "قصة قصيرة|قصة خيالية|قصة متخيلة|نص متخيل|نص قصصي|خيال علمي|من وحي الخيال|ساخر|كذبة نيسان"
    "|كذبة أبريل|كذبة إبريل|كذبة أول نيسان|كذبة أول أبريل|أقصوصة"
)
_LABELS_OF = _any_of(
    "زاوية ساخرة|صفحة ساخرة|مقال ساخر|مقالة ساخرة|نص ساخر|خبر ساخر|عمود ساخر|حوار متخيل"
    "|حوار خيالي|مقابلة متخيلة|مقابلة خيالية|رسالة متخيلة|فصل من رواية|مقطع من رواية"
    "|مقتطف من رواية|مقتطفات من رواية|جزء من رواية|من رواية"
)
_LABEL = re.compile(
    rf"\W*(?:(?:{_LABELS})|(?:{_LABELS_OF})(?: \w+){{0,{_FEW}}})\s*(?:[:：()«»\"\[\]“”]|\W*$)"
)
_SECTION = re.compile(
    _any_of(
        "ساخر|ساخرة|سخرية|أدب ساخر|كتابات ساخرة|زاوية ساخرة|قصة|قصص|قصة قصيرة|قصص قصيرة|رواية"
        "|روايات|نكت|طرائف|خيال علمي"
    )
)
# هذه الشخصيات لا تمت إلى الواقع بصلة، أي تشابه مع الواقع محض مصادفة
_MADE_UP = _any_of(
    "شخصيات|الشخصيات|أحداث|الأحداث|وقائع|الوقائع|أسماء|الأسماء|الزاوية|القصة|النص|المقال|المقالة"
    "|الحكاية|الصفحة"
)
_UNREAL = re.compile(
    rf"\b(?:{_MADE_UP})\b.{{0,80}}\b(?:[يت]مت\b.{{0,30}}\b{normalize('بصلة')}"
    rf"|من (?:وحي|نسج|صنع) (?:ال)?خيال)|\b{normalize('أي تشابه')} .{{0,80}}"
    rf"(?:{normalize('مصادفة')}|{normalize('صدفة')})"
)


@lru_cache(_KEPT)
def is_fiction(title: str, section: str, beginning: str) -> bool:
    """Whether a label says that a text is made up: (فصل من رواية).

    Args:
        title: of the text.
        section: of the paper that it stood in.
        beginning: of the text.
    """
    first = (normalize(beginning[slice(*span)]) for span in sentences_of(beginning)[:1])
    is_labelled = any(map(_LABEL.match, (normalize(title), *first)))
    return is_labelled or _SECTION.fullmatch(normalize(section)) is not None


def calls_itself_invented(sentence: str) -> bool:
    """Whether a normalised sentence says so of its text: وكانت هذه كذبة نيسان."""
    if _UNREAL.search(sentence):
        return True
    forms = _WORD.findall(sentence)
    return any(
        a in _THIS and b in _LIE and c in _OF_APRIL
        for a, b, c in zip(forms, forms[1:], forms[2:], strict=False)
    )

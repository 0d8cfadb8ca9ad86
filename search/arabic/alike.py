"""Whether two words may be of one: a verb and its noun, two forms of a verb."""

from collections.abc import Iterable

from search.arabic.analyzer import Word
from search.arabic.naming import without_prefixes
from search.arabic.verbs import conjugated

# Letters in a row that two forms of one word have in common, at least: استقال، استقالته; and of
# those that do not come and go with the form: ظهر، ظهور.
_SHARED, _SHARED_FIRM = 4, 3
_INFIRM = str.maketrans("", "", "اويىءئؤ")
# Who died is told by either verb, and by what came to him: وافته المنية، لقي حتفه.
_DIED = conjugated("مات/يموت توفي/يتوفى")
_DEATH = ("وفا", "منيه", "حتف", "مصرع")
# Verbs of weak letters, and what their nouns begin with.
_NOUNS = {
    form: noun
    for verb, noun in (
        ("زار/يزور", "زيار"),
        ("عاد/يعود", "عود"),
        ("فاز/يفوز", "فوز"),
        ("ولد/يولد", "مواليد"),
        ("قاد/يقود", "قياد"),
        ("باع/يبيع", "بيع"),
        ("نفى/ينفي", "نفي"),
        ("دعا/يدعو", "دعو"),
        ("بنى/يبني", "بنا"),
        ("ألغى/يلغي", "الغا"),
        ("أقال/يقيل", "اقال"),
        ("أصاب/يصيب", "اصاب"),
        ("أدان/يدين", "ادان"),
        ("سعى/يسعى", "سعي"),
        ("رأس/يرأس", "رئاس"),
        ("ترأس/يترأس", "رئاس"),
        ("أخرج/يخرج", "اخراج"),
        ("ألف/يؤلف", "تاليف"),
        ("كتب/يكتب", "تاليف"),
        ("أنتج/ينتج", "انتاج"),
        # Without what is taken for an article.
        ("لحن/يلحن", "حان"),
    )
    for form in conjugated(verb)
}


def is_noun_of(verb: Word, word: Word) -> bool:
    """Whether a word is the noun of a verb of weak letters, or tells of a death as it does."""
    if verb.form in _DIED:
        return word.form in _DIED or without_prefixes(word.form).startswith(_DEATH)
    noun = _NOUNS.get(verb.form)
    return noun is not None and without_prefixes(word.form).startswith(noun)


def is_alike(stem: str, others: Iterable[str]) -> bool:
    """Whether one of other stems has letters enough in a row in common to be of one word."""
    runs, firm = _runs(stem, _SHARED), _runs(stem.translate(_INFIRM), _SHARED_FIRM)
    for other in others:
        for run in runs:
            if run in other:
                return True
        for run in firm:
            if run in other.translate(_INFIRM):
                return True
    return False


def _runs(stem: str, letters: int) -> list[str]:
    return [stem[at : at + letters] for at in range(len(stem) - letters + 1)]

"""Questions that news answer, made from their headlines by rules.

مقتل 25 مقاتلا في حلب asks كم مقاتلا ق\u064fتل في حلب؟, and الملك يستقبل رئيس فرنسا asks من استقبل
رئيس فرنسا؟ where the text says استقبل. A headline that no rule fits as a whole asks nothing: better
none than one that nobody would write so.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from search.arabic.amounts import Amount, amounts
from search.arabic.analyzer import forms, words
from search.arabic.gazetteer import entities_in
from search.arabic.lexicon import rarity
from search.arabic.listings import listed
from search.arabic.normalizer import normalize

# Characters of a question that fits on a line, and words of what it asks about.
_LONGEST, _FEWEST = 90, 3
_HARAKAT = "\u064b-\u0652"
_HARAKA = re.compile(f"[{_HARAKAT}]")
# Other figures than years and lengths of time make two questions of one.
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_TIME = listed(
    """
    يوما يوم أيام أسبوعا أسبوع أسابيع شهرا شهر أشهر شهور سنة سنوات سنين عاما عام أعوام ساعة ساعات
    """
)
_SCALES = listed("ألف ألفا آلاف مليون مليونا ملايين مليار مليارا مليارات تريليون تريليونات")
# Nouns of those that are counted singly after these alone: 11 to 99, and round numbers.
_TEENS, _HUNDRED = 11, 100
_YEAR_CUES = listed("في عام سنة منذ حتى لعام بعام لسنة")
# Units that are written short, and what an amount of money is of rather than counts.
_NO_NOUNS = listed("كلم كم كغم كجم كلغ سنتم قيمة كلفة تكلفة مبلغ حجم نحو حوالي ألف مليون مليار")
_BILLION = 10**9
_CURRENCIES = listed("ريال دولار يورو جنيه درهم دينار ليرة فرنك ين يوان برميل")
# What has them is no plain statement.
_OTHERWISE = re.compile(r"\.\.|[…!؟?/#&;؛|%٪_\n]|\([0-9]")
_NOT_PLAIN = listed("صور بالصور صورة فيديو بالفيديو الأقل الأكثر ثم لا جرحى فقدان")
_AND = re.compile("[وف][يت].{3,}")
_AND_THE = re.compile("وال.{2,}")
_IMPERFECT = re.compile("[يت].{2,}")
_PREPOSITIONS = listed(
    """
    في من إلى على عن خلال منذ لدى بعد قبل ضد مع حتى عبر داخل خارج قرب بسبب جراء إثر نحو وسط
    شمال جنوب شرق غرب حول ضمن
    """
)
# Written apart from a name in quotation marks.
_ALONE = ("ب\u0640", "ل\u0640")
# After "how many" of them: done by them, or to them.
_PERFECT = re.compile(".+[^ا](?:ت|وا|ها)")
_THEY_DO = re.compile("ي.{2,}(?:ون|ن)")
_PLURALS = ("ات", "ون", "ين")
_UNCHANGED = ("ة", "ا", "ى", "اء", "و")
# What was done to those that are counted, by what it is called.
_DONE = {
    "مقتل": "ق\u064fتل",
    "مصرع": "ق\u064fتل",
    "إصابة": "أ\u064fصيب",
    "اعتقال": "اعت\u064fقل",
    "توقيف": "أ\u064fوقف",
    "إيقاف": "أ\u064fوقف",
    "احتجاز": "احت\u064fجز",
    "اختطاف": "اخت\u064fطف",
    "إنقاذ": "أ\u064fنقذ",
    "تحرير": "ح\u064fر\u0651ر",
    "إعدام": "أ\u064fعدم",
    "ترحيل": "ر\u064fح\u0651ل",
    "تعيين": "ع\u064fي\u0651ن",
    "تكليف": "ك\u064fل\u0651ف",
    "ترقية": "ر\u064fق\u0651ي",
    "تكريم": "ك\u064fر\u0651م",
    "تدريب": "د\u064fر\u0651ب",
    "إغلاق": "أ\u064fغلق",
    "ضبط": "ض\u064fبط",
    "سحب": "س\u064fحب",
    "مصادرة": "ص\u064fودر",
    "إتلاف": "أ\u064fتلف",
    "تدمير": "د\u064fم\u0651ر",
    "وصول": "وصل",
}
# Whose act a headline may be told as: nobody asks of a team or a price who it was.
_OFFICES = listed(
    """
    رئيس رئيسة نائب وزير أمير أمين ملك ولي خادم مدير محافظ وكيل مساعد سفير قائد مفتي مستشار
    الرئيس الملك الأمير الوزير الشيخ السفير القائد المستشار البابا
    """
)
# Words from a verb to its subject, and letters of a text that tell the news.
_NEAR, _BEGINNING = 9, 1500


class Kind(Enum):
    """What is asked for."""

    COUNT = auto()
    PERSON = auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question.

    Attributes:
        question: as it is shown and asked.
        kind: what it asks for.
        answer: the words of the headline that answer.
    """

    question: str
    kind: Kind
    answer: str

    def is_answered_by(self, sentence: str) -> bool:
        """Whether a sentence has the answer, however it is written there."""
        if self.kind is Kind.COUNT:
            return not _values(self.answer).isdisjoint(_values(sentence))
        within = normalize(sentence)
        return all(form.removeprefix("ال") in within for form in forms(self.answer))


def questions(title: str, text: Callable[[], str]) -> Iterator[Asked]:
    """The questions of a headline, which may be none.

    Args:
        title: the headline.
        text: gives the text below it, and is called only where its verb is needed.
    """
    title = _cleaned(title)
    place, title = _taken_apart(title)
    if not title or _OTHERWISE.search(title) or ":" in title or _is_not_plain(title):
        return
    found = list(amounts(title, list(words(title)), 1))
    asked = _counted(title, found, text) if found else _acted(title, text)
    if asked is not None:
        question = f"{asked.question}{place}؟"
        if len(question) <= _LONGEST:
            yield Asked(question, asked.kind, asked.answer)


def _cleaned(title: str) -> str:
    """A headline on one line, with one kind of quotation marks and none around a number."""
    title = " ".join(title.split()).rstrip(". ")
    title = re.sub('["“]([^"“”]+)["”]', "«\\1»", title)
    title = re.sub("«([0-9\u0660-\u0669]+)»", "\\1", title)
    is_paired = title.count("«") == title.count("»") and not re.search('["“”]', title)
    return title if is_paired else ""


def _taken_apart(title: str) -> tuple[str, str]:
    """Where something happened, if a headline begins with that, and the rest of it."""
    before, colon, rest = title.partition(":")
    named = forms(before)
    places = list(entities_in(named)) if colon else []
    if len(places) == 1 and (places[0].first, places[0].last) == (0, len(named)):
        return f" في {before.strip()}", rest.strip()
    return "", title


def _is_not_plain(title: str) -> bool:
    said = title.split()
    tells_more = any(
        _AND.fullmatch(bare) or (_AND_THE.fullmatch(bare) and _is_imperfect(after))
        for bare, after in zip(map(_bare, said), [*said[1:], ""], strict=True)
    )
    return tells_more or any(normalize(each) in _NOT_PLAIN for each in said)


def _counted(title: str, found: Sequence[Amount], text: Callable[[], str]) -> Asked | None:
    """How many there were, of what a headline counts first."""
    number, *others = found
    start, end = number.span
    before, after = title[:start].split(), title[end:].split()
    is_apart = title[end:].startswith(" ")
    is_second = any(_is_second(title, each) for each in others)
    if not is_apart or is_second or any(_is_joined(_bare(each), "و") for each in after):
        return None
    noun = _after_how_many(number, title[start:end], after)
    if noun is None:
        return None
    phrase, after = noun, after[len(noun) :]
    said = _with_verb(before, phrase, after, text)
    if said is None:
        return None
    return Asked(f"كم {' '.join(said)}", Kind.COUNT, title[start:end])


def _is_second(title: str, other: Amount) -> bool:
    written = title[slice(*other.span)]
    unit = title[other.span.end :].split()[:1]
    is_time = bool(unit) and normalize(unit[0]) in _TIME
    cue = title[: other.span.start].split()[-1:]
    is_year = bool(_YEAR.fullmatch(normalize(written))) and bool(cue)
    return not is_time and not (is_year and normalize(cue[0]) in _YEAR_CUES)


def _after_how_many(number: Amount, written: str, after: Sequence[str]) -> list[str] | None:
    """A counted noun with its adjectives, in the accusative that follows "how many"."""
    if not after or not number.key.isdecimal() or int(number.key) < _TEENS:
        return None
    noun, *rest = after
    bare, value = _bare(noun), int(number.key)
    last = value % _HUNDRED
    is_round = last == 0 or not _SCALES.isdisjoint(forms(written))
    if not _is_noun(bare) or (value >= _BILLION and normalize(bare) not in _CURRENCIES):
        return None
    # A million of them: مليون رجل, but what has an ending of its own stands alone or is a dual.
    if is_round and _bare(written).endswith("ا"):
        return None
    if not is_round:
        is_accusative = last >= _TEENS and bare.endswith(_UNCHANGED)
        return [noun, *_adjectives(noun, rest)] if is_accusative else None
    if bare.endswith(_UNCHANGED):
        return [noun, *_adjectives(noun, rest)]
    # As after a hundred: the adjective has the genitive of its noun.
    nisba = [f"{each}ا" for each in rest[:1] if each.endswith("ي") and not each.startswith("ال")]
    is_whole = not rest or nisba or _goes_on(rest[0])
    return [f"{noun}ا", *nisba] if is_whole else None


def _is_noun(bare: str) -> bool:
    form = normalize(bare)
    is_counted = form not in _NO_NOUNS and form not in _TIME and len(form) >= len("رجل")
    is_single = not bare.startswith("ال") and not bare.endswith(_PLURALS)
    return bare.isalpha() and is_counted and is_single and not _is_joined(bare, "بلو")


def _adjectives(noun: str, after: Sequence[str]) -> list[str]:
    """The words after a noun in the accusative that agree with it."""
    ending = ("ة",) if _bare(noun).endswith("ة") else ("ا",)
    end = next(
        (i for i, each in enumerate(after) if not _bare(each).endswith(ending) or _goes_on(each)),
        len(after),
    )
    return list(after[:end])


def _with_verb(
    before: Sequence[str], phrase: Sequence[str], after: Sequence[str], text: Callable[[], str]
) -> list[str] | None:
    """What is counted with what it did, or what was done to it; ``None`` where that is not said."""
    if len(after) + len(phrase) < _FEWEST:
        return None
    if not before:
        return [*phrase, *after] if after and _goes_on(after[0]) else None
    if not after or not (_opens(after[0]) or after[0].endswith(("\u064bا", "ا\u064b"))):
        return None
    if (done := _DONE.get(" ".join(before))) is not None:
        is_feminine = _bare(phrase[0]).endswith("ة")
        if not any(map(_is_imperfect, after)):
            return [*phrase, f"{done}ت" if is_feminine else done, *after]
        return None
    *subject, verb = before
    past = _past(verb, subject, text) if subject else None
    return None if past is None else [*phrase, past, *subject, *after]


def _acted(title: str, text: Callable[[], str]) -> Asked | None:
    """Who did what a headline tells of somebody with an office."""
    said = title.split()
    at = next((i for i in range(1, len(said)) if _is_imperfect(said[i])), 0)
    subject, rest = said[:at], said[at + 1 :]
    if not subject or _bare(said[at])[0] != "ي" or len(rest) <= _FEWEST:
        return None
    if normalize(subject[0]) not in _OFFICES:
        return None
    past = _past(said[at], subject, text)
    if past is None:
        return None
    return Asked(f"من {' '.join([past, *rest])}", Kind.PERSON, " ".join(subject))


def _past(imperfect: str, subject: Sequence[str], text: Callable[[], str]) -> str | None:
    """A verb of a headline as the text begins with it: يستقبل is استقبل there."""
    if not _is_imperfect(imperfect):
        return None
    wanted = _perfects(_bare(imperfect))
    first = normalize(subject[0].strip("«»"))
    told: list[str] = re.findall(r"\w+", text()[:_BEGINNING])
    said = [normalize(each) for each in told]
    for at, form in enumerate(said):
        if form in wanted and first in said[at + 1 : at + 1 + _NEAR]:
            return told[at]
    return None


def _perfects(imperfect: str) -> frozenset[str]:
    """What the perfect of an imperfect may be, normalised."""
    person, stem = imperfect[0], imperfect[1:]
    stems = {stem}
    if len(stem) == len("صل"):
        stems.add(f"و{stem}")
    if len(stem) > len("صل") and stem[-2] in "وي":
        stems.add(f"{stem[:-2]}ا{stem[-1]}")
    if stem[-1] in "يو":
        stems.add(f"{stem[:-1]}{'ى' if stem[-1] == 'ي' else 'ا'}")
    stems |= {f"ا{each}" for each in stems}
    if person == "ت":
        stems = {f"{each.removesuffix('ى').removesuffix('ا')}ت" for each in stems}
    return frozenset(map(normalize, stems))


def _is_imperfect(word: str) -> bool:
    bare = _bare(word)
    return bool(_IMPERFECT.fullmatch(bare)) and not bare.endswith(("ة", "ا", "ات"))


def _goes_on(word: str) -> bool:
    """Whether a word begins what is said of the noun before it, or is its verb."""
    bare = _bare(word)
    does = _PERFECT.fullmatch(bare) or _THEY_DO.fullmatch(bare)
    return _opens(word) or bool(does and not bare.endswith("اتها"))


def _opens(word: str) -> bool:
    """Whether a word is a preposition, or has one written together with it."""
    bare = _bare(word)
    return (
        normalize(bare) in _PREPOSITIONS or _is_joined(bare, "بل") or bare in {"ب\u0640", "ل\u0640"}
    )


def _is_joined(bare: str, letters: str) -> bool:
    """Whether a word has another one, of these letters, written before it."""
    if bare[:1] not in letters or len(bare) < len("لكل"):
        return False
    form = normalize(bare)
    return form.startswith(("بال", "لل", "وال")) or rarity(form[1:]) < rarity(form)


def _bare(word: str) -> str:
    return _HARAKA.sub("", word).strip("«»،")


def _values(text: str) -> set[str]:
    return {each.key for each in amounts(text, list(words(text)), _TEENS)}

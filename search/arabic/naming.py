"""Names of persons, organisations, works and lesser places, told by what stands beside them.

Arabic has no capital letters. A name is told by a title before it (الرئيس), by a word for its kind
(شركة، معركة), by a given name that begins it, or by letters that no Arabic word has. The lists are
in ``naming.toml``.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from search.arabic.analyzer import LONGEST, Word, is_beside
from search.arabic.gazetteer import entities_in
from search.arabic.lexicon import RAREST, arabic, has_particle
from search.arabic.listings import listed
from search.arabic.normalizer import normalize
from search.arabic.stopwords import STOPWORDS

_TABLE = Path(__file__).with_suffix(".toml")
_LONGEST = 5
# Of one that is told whole: فيصل بن خالد بن عبدالعزيز آل سعود.
_LONGEST_WHOLE = 9
_FORMS_KEPT = 1 << 14
_ARTICLE = "ال"
# Behind these stands one of God's names, or a father's, which are words too: عبد الناصر، بن خليل.
_LEADING = listed("عبد بن")
_SONS = listed("بن بنت")
# Written together with a place, they lead to it: محمد المقدشي بمأرب.
_IN_OR_TO = ("ب", "ل")
# Folded they are "on", "now" and "I": only their own spelling, with a further name behind it, is a
# name.
SPELT = {normalize(each): each for each in ("علي", "آلان", "آنا")}
_ANNA = normalize("آنا")
# In centibels: how rare a word is that is a part of a name, and one that would be another word too.
_RARE = 470
_VERY_RARE = 510
# Verbs as rare as this are hardly told from foreign names: جان باسكال تورو.
_RAREST_VERB = 550
_ADJECTIVE = re.compile(f"{_ARTICLE}.*(?:ي|يه)$")
_DESCRIBING = listed(
    "السابق السابقة الراحل الراحلة الحالي الحالية الأسبق الجديد الجديدة الثاني الأول الكبير العام"
)
_LINKING = listed("هو هي وهو وهي يدعى تدعى اسمه اسمها المدعو كان")
_WHICH = listed("أي ما ماهي ماهو هي هو كم كل بعض أول أكبر أهم which what")
_NAME = listed("اسم واسم باسم لاسم name")
# A given name, and "in the name of": المتحدث الرسمي باسم الوزارة، المعروف باسم.
_IN_THE_NAME = listed("باسم")
_SPEAKING = (
    "متحدث متحدثة متحدثا ناطق ناطقة ناطقا تحدث تتحدث يتحدث تحدثت نطق ينطق تنطق تكلم يتكلم كلمة"
    " معروف معروفة عرف عرفت يعرف تعرف سمي سميت يسمى تسمى مسجل مسجلة حساب قيادي ممثل ممثلة"
)
_SPEAKERS = frozenset(
    f"{letter}{article}{form}"
    for form in listed(_SPEAKING)
    for letter in ("", "و", "ب", "ف", "ك")
    for article in ("", _ARTICLE)
) | listed(" ".join(f"لل{form}" for form in _SPEAKING.split()))
# A given name, and what is asked for by a number: كم عمر.
_AGE = listed("عمر")
HOW_MANY = listed("كم كام قديش أديش شحال")
# Many of something, behind a name: يجدول نواف بن سعد مستحقات، قدم خالد استقالات.
_MANY = re.compile("[امت]...+ات")
# Two of something: بمجموعتين.
_TWO = re.compile("ت[اي]ن$")
# The last is no plural of women or things, as families are called: زيادات.
_POSSESSED = re.compile("(?:ه|ها|هم|هما)$")
_BY_THE = "بال"
_BY_THEIR = re.compile("[بكل].{2,}(?:ها|هم|هما)")
# Words before a name among which its title is: الرئيس التركي السابق.
_TITLE_WITHIN = 3
# Words that may stand between who speaks and "in the name of".
_ADJECTIVES = 2
_VERB = re.compile("[وفس]{0,2}[يت][^ا]...*|.{3,}وا|.{2,}[^ا]ت")
_PARTICLE = re.compile(f"^(?:[وف]?(?:[بكل](?={_ARTICLE})|لل)|[وف](?=....)|[بكل](?=....))")
_PREFIXED = re.compile(f"^(?:[وف]?[بكل]?{_ARTICLE}|[وف]?لل|[وف](?=....)|[بكل](?=....))(?=..)")


class Name(NamedTuple):
    """A name.

    Attributes:
        first: number of its first word.
        last: number of the word after it.
        is_person: whether it is a person's.
        is_given: whether a listed name begins it: a given one, or that of a club.
    """

    first: int
    last: int
    is_person: bool
    is_given: bool


def names_in(text: str, found: Sequence[Word]) -> Iterator[Name]:
    """The names of a text, in order; they do not overlap.

    Args:
        text: in which nothing but white space stands between the parts of a name.
        found: words of it, in order.
    """
    forms = [word.form for word in found]
    # What is longer than any word is not kept.
    is_kept = max(map(len, forms), default=0) <= LONGEST
    begins = [*map(_kept_may_begin if is_kept else _may_begin, forms)]
    leads = [*map(_leading().__contains__, forms)]
    at, last = 0, len(found)
    while at < last:
        # Most words begin no name, which is told by them and the words before them.
        may_be = begins[at] or True in leads[max(0, at - _TITLE_WITHIN) : at]
        may_be |= at + 1 < last and forms[at + 1] in _SONS
        name = _name_at(text, found, at) if may_be else None
        if name is None:
            at += 1
        else:
            yield name
            at = name.last


def name_from(text: str, found: Sequence[Word], at: int) -> int:
    """The word after a name that is known to begin at a word; that word itself where none can."""
    is_name = _is_given(text, found, at) or _is_part(found[at])
    return _end(text, found, at, _LONGEST_WHOLE) if is_name else at


def _may_begin(form: str) -> bool:
    """Whether a word may begin a name whatever stands before it."""
    own = _unprefixed(form)
    is_club = len(form) <= LONGEST and _is_club_form(form)
    return is_club or own in SPELT or own in _given()


_kept_may_begin = lru_cache(_FORMS_KEPT)(_may_begin)


@cache
def _leading() -> frozenset[str]:
    """The words behind which any word may begin a name."""
    lists = _lists()
    return lists["titles"] | lists["bodies"] | lists["kinds"]


def _name_at(text: str, found: Sequence[Word], at: int) -> Name | None:
    is_given = _is_given(text, found, at)
    is_person = is_given or (
        _is_part(found[at])
        and (_is_son(text, found, at) or _is_after_title(found, at))
        and not _is_people(text, found, at)
    )
    is_club = _is_club(found, at)
    is_other = is_club or _is_after_kind(found, at)
    if not is_person and not is_other:
        return None
    end = _end(text, found, at)
    if is_club:  # who plays there is named behind it: هدفي التعاون عبدالعزيز الظفيري
        end = next((i for i in range(at + 1, end) if _is_given(text, found, i)), end)
    return Name(at, end, is_person and not is_other, is_given or is_club)


def _is_son(text: str, found: Sequence[Word], at: int) -> bool:
    """Whether a word stands before "son of", as first names do: مقرب بن سعد."""
    return (
        at + 1 < len(found)
        and found[at + 1].form in _SONS
        and is_beside(text, found[at], found[at + 1])
    )


def _is_people(text: str, found: Sequence[Word], at: int) -> bool:
    """Whether a word says of which people somebody is who is named behind it: الزعيم النرويجي."""
    return (
        _ADJECTIVE.match(found[at].form) is not None
        and any(entities_in([found[at].form]))
        and _goes_on(text, found, at + 1)
    )


def _is_after_kind(found: Sequence[Word], at: int) -> bool:
    """Whether a word stands behind one for a kind of thing, and is its name."""
    if at == 0 or _is_which(found, at):
        return False
    kind, form, lists = found[at - 1].form, found[at].form, _lists()
    if kind in lists["bodies"] and form.startswith(_ARTICLE):
        return form not in lists["whose"] and form not in lists["titles"]
    return kind in lists["kinds"] and _is_rare(found[at], _VERY_RARE)


def _is_club(found: Sequence[Word], at: int) -> bool:
    """Whether a word is the name of a club, where others are of sport."""
    return is_club_name(found[at]) and any(word.form in _lists()["sport"] for word in found)


def is_club_name(word: Word) -> bool:
    """Whether a word is listed as the name of a club, which may be another word too."""
    return len(word.form) <= LONGEST and _is_club_form(word.form)


@lru_cache(_FORMS_KEPT)
def _is_club_form(form: str) -> bool:
    clubs = _lists()["clubs"]
    return form in clubs or _ARTICLE + without_prefixes(form) in clubs


def _is_which(found: Sequence[Word], at: int) -> bool:
    """Whether a word for a kind is asked for: "which company bought" names none."""
    return at > 1 and found[at - 2].form in _WHICH


def _is_after_title(found: Sequence[Word], at: int) -> bool:
    """Whether a title stands before a word, with adjectives between them or without."""
    titles = _lists()["titles"]
    for i in range(at - 1, max(-1, at - 1 - _TITLE_WITHIN), -1):
        if found[i].form in titles:
            return not _is_which(found, i + 1)
        if found[i].form in STOPWORDS or not (
            found[i].form in _DESCRIBING or _ADJECTIVE.match(found[i].form)
        ):
            return False
    return False


def is_title(word: Word) -> bool:
    """Whether a word is a title, behind which the name of any person may stand."""
    return word.form in _lists()["titles"]


def is_joining(word: Word) -> bool:
    """Whether a word joins the parts of a name: بن، آل."""
    return word.form in _lists()["joining"]


def is_asked_for(word: Word) -> bool:
    """Whether what follows a word is asked for rather than named: أي وزارة."""
    return word.form in _WHICH or word.form in _NAME


def is_describing(word: Word) -> bool:
    """Whether a word says which of several, as "former" and "second" do."""
    return word.form in _DESCRIBING


def is_told(word: Word) -> bool:
    """Whether a word may stand between an office or a verb and the name: a title, an adjective."""
    return (
        is_title(word)
        or is_describing(word)
        or word.form in _LINKING
        or _ADJECTIVE.match(word.form) is not None
    )


def may_go_on(word: Word) -> bool:
    """Whether a word that is written as a verb is may be the rest of the name before it: تورو."""
    is_joined = word.form.startswith(("و", "ف"))
    is_rare = rarity(word.form) >= _RAREST_VERB
    return is_rare and not is_joined and _VERB.fullmatch(word.form) is not None


def _is_given(text: str, found: Sequence[Word], at: int) -> bool:
    form = _unprefixed(found[at].form)
    if form in SPELT:
        # Who writes no hamza says "I" first, and names somebody behind another word.
        is_own = text.startswith(SPELT[form], found[at].span.start)
        is_own |= at > 0 and form == _ANNA and text.startswith(form, found[at].span.start)
        return is_own and _goes_on(text, found, at + 1)
    is_sure = _given().get(form)
    if is_sure is None or (form in _IN_THE_NAME and _is_in_the_name_of(found, at)):
        return False
    if form in _AGE and at and found[at - 1].form in HOW_MANY:
        return False
    return is_sure or _goes_on(text, found, at + 1)


def _is_in_the_name_of(found: Sequence[Word], at: int) -> bool:
    """Whether somebody speaks in the name of what follows: الناطق الإعلامي باسم المديرية."""
    for word in reversed(found[max(0, at - 1 - _ADJECTIVES) : at]):
        if word.form in _SPEAKERS:
            return True
        if not _ADJECTIVE.match(word.form) and word.form not in _DESCRIBING:
            break
    return False


def _unprefixed(form: str) -> str:
    """A word, or what a particle is written together with where that is a given name."""
    if form in _given():
        return form
    return _PARTICLE.sub("", form, count=1)


def _end(text: str, found: Sequence[Word], at: int, longest: int = _LONGEST) -> int:
    end = at + 1
    while end - at < longest and _goes_on(text, found, end):
        end += 1
    return end


def _goes_on(text: str, found: Sequence[Word], at: int) -> bool:
    """Whether there is a word that may be a further part of the name before it."""
    if at >= len(found) or not is_beside(text, found[at - 1], found[at]):
        return False
    word = found[at]
    if found[at - 1].form in _LEADING:
        return True
    if word.form in SPELT:
        return text.startswith(SPELT[word.form], word.span.start)
    if word.form in _lists()["joining"] or word.form in _given():
        return True
    if at > 1 and found[at - 2].form in _SONS and _is_family(word.form):
        return True
    is_place = word.form.startswith(_IN_OR_TO) and any(entities_in([word.form[1:]]))
    return _is_part(word) and not is_place and not _is_joined_noun(word.form)


def _is_family(form: str) -> bool:
    """Whether a family is called as somebody is, with the article: خالد بن محمد اليوسف."""
    return form.startswith(_ARTICLE) and form.removeprefix(_ARTICLE) in _given()


def _is_joined_noun(form: str) -> bool:
    """Whether a word is a particle with a noun, behind a name: ماجدة الرومي وأمسية، بشهاداتهم."""
    known, rest = arabic(), form[1:]
    if form.startswith(_BY_THE) and rest in known:  # كلف صالح المحمدي بالإشراف
        return has_particle(form, rest)
    # Names begin with these letters too, but do not end with "their" then.
    is_joined = form.startswith("و") or _BY_THEIR.fullmatch(form) is not None
    if not is_joined or form in known:
        return False
    bare = _POSSESSED.sub("", rest)
    return not known.keys().isdisjoint((rest, bare, f"{bare[:-1]}ه"))


def _is_part(word: Word) -> bool:
    is_common = word.form.startswith(_ARTICLE) and not word.form.endswith("ي")
    return _is_rare(word, _VERY_RARE if is_common else _RARE)


def _is_rare(word: Word, least: int) -> bool:
    return (
        word.form not in STOPWORDS
        and not _VERB.fullmatch(word.form)
        and not _is_many(word.form)
        # What is done, or how: مثالا.
        and not (word.form.endswith("ا") and word.form[:-1] in arabic())
        and not word.form.isdigit()
        and len(word.form) > 1
        and rarity(word.form) >= least
    )


def _is_many(form: str) -> bool:
    """Whether a word is known, and of many things: مستحقات, but not موسكات."""
    return _MANY.fullmatch(without_prefixes(form)) is not None and rarity(form) < RAREST


@lru_cache(_FORMS_KEPT)
def rarity(form: str) -> int:
    """How rare a word is, in centibels: as it is, without prefixes, as one of two."""
    known, without = arabic(), without_prefixes(form)
    single = _TWO.sub("ه", without)
    return min(known.get(each, RAREST) for each in (form, without, _ARTICLE + without, single))


def without_prefixes(form: str) -> str:
    """A word without article and particles."""
    return _kept_without(form) if len(form) <= LONGEST else _without_prefixes(form)


def is_same_word(one: Word, other: Word) -> bool:
    """Whether two words are one, also behind what is written together with them: لتوطين."""
    return one.stem == other.stem or without_prefixes(one.form) == without_prefixes(other.form)


def _without_prefixes(form: str) -> str:
    return _PREFIXED.sub("", form, count=1)


_kept_without = lru_cache(_FORMS_KEPT)(_without_prefixes)


def is_known(form: str) -> bool:
    """Whether a word is listed as a given name or a family."""
    return form in _given()


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    table = tomllib.loads(_TABLE.read_text("utf-8"))
    return {name: listed(text) for name, text in table.items()}


@cache
def _given() -> Mapping[str, bool]:
    """Given names and families, and whether they are no other words."""
    table = tomllib.loads(_TABLE.read_text("utf-8"))
    names = [*table["families"].split(), *table["given"].split()]
    return {normalize(each.rstrip("?")): not each.endswith("?") for each in names}

"""Questions made of sentences: what a clause says, asked without one thing that it names."""

import random
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search.arabic.analyzer import Word, words
from search.arabic.gazetteer import EntityKind, entities_in
from search.arabic.listings import bare, listed
from search.arabic.naming import names_in, without_prefixes
from search.arabic.sentences import sentences
from search.arabic.speakers import find_speaker
from search.arabic.stopwords import STOPWORDS
from search.arabic.values import dates, numbers
from search.arabic.verbs import CLAIMS, EVENTS, SPEECH
from search.records import Span

SHORTEST, LONGEST = 40, 450  # code points of a sentence
_FEWEST_WORDS, _MOST_WORDS = 3, 13
_DROPPED = 0.15  # of a question's words: nobody asks in the very words of a text
_YEAR = re.compile(r"[12]\d{3}")
_SHARE = re.compile(r"[%٪]|مئة|مائة")
_PARTS = re.compile(r"[،؛:«»()\[\]\"“”\n]|\s[-–]\s")
_BEFORE_DATE = re.compile(r"(?:(?:^|\s)(?:في|عام|سنة|يوم|منذ|شهر|من|بتاريخ|خلال|العام|و?حتى))+\s*$")
_REASON = re.compile(
    r"\s((?:بسبب|نتيجة|جراء|إثر|نظرا\u064b?|بهدف|من أجل|احتجاجا\u064b?|لأن|لأنه|لأنها|لكي)\s"
    r"[^،؛.]{10,110})"
)
_THAT = re.compile(r"\s(?:إن|أن|أنه|أنها|بأن)\s")
_OFFICE = listed(
    "وزير رئيس مدير أمير قائد سفير محافظ أمين مدرب نائب ملك عضو المتحدث مخرج مؤلف وكيل عميد لاعب"
)
_AFTER_SUBJECT = listed(
    """
    أن إن أنه أنها بأن عن على في خلال من إلى مع أمس اليوم أول صباح مساء يوم ضمن بعد قبل عام سنة
    رسميا التي الذي منذ حتى لدى عبر
    """
)
_IN = listed("في داخل")
_TO = listed("إلى نحو باتجاه")
_FROM = listed("من")
_WHEN = ("متى", "متى", "في أي يوم", "إمتى", "متى كان")
_WHICH_YEAR = ("في أي عام", "في أي سنة", "متى", "سنة كام", "ما العام الذي")
_HOW_MANY = ("كم", "كم", "ما عدد", "كم عدد", "كام", "قديش")
_WHAT_SHARE = ("كم نسبة", "ما نسبة", "كم بلغت نسبة")
_WHO = ("من", "من", "من الذي", "من هو الذي", "مين", "مين اللي")
_WHERE = ("أين", "أين", "في أي مكان", "وين", "فين")
_WHY = ("لماذا", "ما سبب", "ليش", "ليه")
_SAID = ("ماذا", "ماذا", "شو", "ايش")


class Made(NamedTuple):
    """A question made of a text, where its answer stands, and what it asks for."""

    question: str
    answer: Span
    kind: str


def made_questions(text: str, chance: random.Random) -> Iterator[Made]:
    """Questions that the sentences of a text answer."""
    for sentence in sentences(text):
        said = text[slice(*sentence)]
        if SHORTEST <= len(said) <= LONGEST:
            found = list(words(said))
            for make in (_values, _places, _persons, _reasons, _speech):
                for made in make(said, found, chance):
                    yield made._replace(answer=made.answer.shifted(sentence.start))


def _values(said: str, found: Sequence[Word], chance: random.Random) -> Iterator[Made]:
    dated = dates(said, found)
    for span in dated:
        before = _BEFORE_DATE.sub("", said[: span.start])
        lead = chance.choice(_WHICH_YEAR if _YEAR.fullmatch(said[slice(*span)]) else _WHEN)
        yield from _ask(lead, said, (Span(len(before), span.end), span), "date", chance)
    for span in numbers(said, found):
        if any(map(span.overlaps, dated)):
            continue
        if _SHARE.search(said[slice(*span)]):
            yield from _ask(chance.choice(_WHAT_SHARE), said, (span, span), "number", chance)
            continue
        noun = next((word for word in found if word.span.start >= span.end), None)
        if noun is None or noun.span.start > span.end + 1 or noun.form in STOPWORDS:
            continue
        answer = Span(span.start, noun.span.end)
        lead = f"{chance.choice(_HOW_MANY)} {said[slice(*noun.span)]}"
        yield from _ask(lead, said, (answer, answer), "number", chance)


def _places(said: str, found: Sequence[Word], chance: random.Random) -> Iterator[Made]:
    for first, last, entities in entities_in([word.form for word in found]):
        if not any(each.kind in {EntityKind.STATE, EntityKind.CITY} for each in entities):
            continue
        span = Span(found[first].span.start, found[last - 1].span.end)
        before = found[first - 1] if first else None
        if said[span.start] == "ب" and len(without_prefixes(found[first].form)) > 2:  # noqa: PLR2004
            yield from _ask(chance.choice(_WHERE), said, (span, span), "place", chance)
        elif before is not None:
            hidden = Span(before.span.start, span.end)
            for prepositions, leads in ((_IN, _WHERE), (_TO, ("إلى أين",)), (_FROM, ("من أين",))):
                if before.form in prepositions:
                    yield from _ask(chance.choice(leads), said, (hidden, span), "place", chance)


def _persons(said: str, found: Sequence[Word], chance: random.Random) -> Iterator[Made]:
    for name in names_in(said, found):
        if not name.is_person:
            continue
        span = Span(found[name.first].span.start, found[name.last - 1].span.end)
        held = range(max(0, name.first - 7), name.first)
        office = next((i for i in held if found[i].form in _OFFICE), None)
        if office is not None and name.first - office > 1:
            post = said[found[office].span.start : found[name.first - 1].span.end]
            if not _PARTS.search(post):
                yield Made(
                    f"{chance.choice(('من هو', 'من', 'ما اسم', 'مين'))} {post}؟", span, "person"
                )
    yield from _subject(said, found, chance)


def _subject(said: str, found: Sequence[Word], chance: random.Random) -> Iterator[Made]:
    """Who did what the first verb says."""
    verb = found[0].form if found else ""
    if not bare(verb, EVENTS | CLAIMS | SPEECH):
        return
    last = 1
    while (
        last < min(len(found), 10)
        and found[last].form not in _AFTER_SUBJECT
        and not _PARTS.search(said, found[last - 1].span.end, found[last].span.start)
    ):
        last += 1
    names = [name for name in names_in(said, found[1:last]) if name.is_person]
    if last < len(found) and names:
        answer = Span(found[1].span.start, found[last - 1].span.end)
        yield from _ask(chance.choice(_WHO), said, (answer, answer), "person", chance)


def _reasons(said: str, _: Sequence[Word], chance: random.Random) -> Iterator[Made]:
    match = _REASON.search(said)
    if match:
        answer = Span(*match.span(1))
        yield from _ask(
            chance.choice(_WHY), said, (Span(answer.start, len(said)), answer), "reason", chance
        )


def _speech(said: str, found: Sequence[Word], chance: random.Random) -> Iterator[Made]:
    """What somebody says, or who says it."""
    that = _THAT.search(said)
    if that is None:
        return
    end = _PARTS.search(said, min(len(said), that.end() + 40))
    claim = Span(that.end(), end.start() if end else len(said))
    speaker = find_speaker(said, claim)
    telling = [
        word for word in found if word.span.start >= claim.start and word.span.end <= claim.end
    ]
    telling = [word for word in telling if word.form not in STOPWORDS]
    if speaker is None or len(telling) < _FEWEST_WORDS:
        return
    if chance.random() < 0.5:  # noqa: PLR2004
        about = " ".join(said[slice(*word.span)] for word in telling[:7])
        yield Made(
            f"{chance.choice(('من قال إن', 'من أعلن أن', 'مين قال إن'))} {about}؟",
            speaker,
            "person",
        )
    else:
        about = " ".join(said[slice(*word.span)] for word in chance.sample(telling[:6], 2))
        lead = f"{chance.choice(_SAID)} قال {said[slice(*speaker)]} عن"
        yield Made(f"{lead} {about}؟", claim, "speech")


def _ask(
    lead: str, said: str, places: tuple[Span, Span], kind: str, chance: random.Random
) -> Iterator[Made]:
    """A question in most of the words around what is hidden.

    Args:
        lead: words of asking.
        said: the sentence.
        places: of what is hidden, and of the answer in it.
        kind: that is asked for.
        chance: by which words are left out.
    """
    hidden, answer = places
    left = _PARTS.split(said[: hidden.start])[-1].split()
    right = _PARTS.split(said[hidden.end :])[0].split()
    most = chance.randint(5, _MOST_WORDS)
    left = left[-max(most - min(len(right), most // 2), 0) :]
    kept = [
        word.strip(".،؛:؟!\"'")
        for word in (*left, *right[: most - len(left)])
        if chance.random() > _DROPPED
    ]
    while kept and kept[0] in STOPWORDS:
        kept.pop(0)
    while kept and kept[-1] in STOPWORDS:
        kept.pop()
    if len(kept) >= _FEWEST_WORDS:
        yield Made(f"{lead} {' '.join(kept)}؟", answer, kind)

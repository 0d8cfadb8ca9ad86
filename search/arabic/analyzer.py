"""From text to index terms: words with their offsets, stems, 4-grams and sounds."""

import hashlib
import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate, chain, pairwise, repeat
from operator import add
from typing import NamedTuple

from search.arabic.figures import SEAM, has_figures
from search.arabic.normalizer import INVISIBLE, normalize
from search.arabic.segmenter import cuts_in
from search.arabic.stemmer import stem
from search.arabic.stopwords import STOPWORDS
from search.arabic.transliteration import sound_keys
from search.records import Span

GRAM = 4
# Letters of a word at most: what has more is none, of whatever language.
LONGEST = 32
# In news of 8.8 million words each spelling occurs 28 times; this many take about 15 MB. What is
# longer than any word is not kept, so that hostile ones take 50 MB at most.
_KEPT = 1 << 15
# Texts that are read together, such as the passages of an answer.
_TEXTS_KEPT = 64
_LONGEST_KEPT = 10_000
_INSIDE = f"\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed{INVISIBLE}"
_WORD = re.compile(rf"[^\W_]++(?:[{_INSIDE}]++[^\W_]*+)*+")
_WORD_APART = re.compile(f"({_WORD.pattern})")
# Where a new word begins in a hashtag of Latin letters: #SaudiArabia, #BBCArabic.
_CAPITAL = re.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# Every letter and mark of the Arabic block, every affix, other scripts and digits: what a change
# of any rule would show in.
_PROBE = " ".join(
    (
        *(f"كت{chr(code)}اب" for code in range(0x0600, 0x0700)),
        "الكتاب والكتاب بالكتاب كالكتاب فالكتاب للكتاب وكتاب كتابها كتابان كتابات كتابون",
        "كتابين كتابيه كتابية كتابه كتابة كتابي \ufefb \ufedf\ufee0 \u202aكتاب\u202c كت\u200cاب",
        "وزيرالعدل اليمنلبنان الثقافيةللرعاية",
        "Über Straße J/TIP it's 3.5 ٢٠١٥ ۱۹ x_y #BBCArabic 😀",
        "5¹ 10⁶ ٥① 5₁ 5½ الوزارة¹ كم² CO₂ ①كتاب",
    )
)


class Word(NamedTuple):
    """One word of a text: where it stands, its normalised form and its stem."""

    span: Span
    form: str
    stem: str

    @property
    def grams(self) -> list[str]:
        """Character 4-grams of the normalised form; a shorter word is one gram."""
        return [self.form[i : i + GRAM] for i in range(max(1, len(self.form) - GRAM + 1))]

    @property
    def sounds(self) -> tuple[str, ...]:
        """Keys by which the word is found when it is written in Latin letters."""
        return sound_keys(self.form)


# Where a word begins and ends in what was written as one, its form and its stem. A plain tuple is
# none that the collector of garbage comes back to.
_Term = tuple[int, int, str, str]


def _terms(written: str) -> tuple[_Term, ...]:
    """The words in what was written as one, with offsets into it."""
    cuts = cuts_in(written)
    if not cuts:
        return _term(0, written)
    places = pairwise([0, *cuts, len(written)])
    return tuple(chain.from_iterable(_term(start, written[start:end]) for start, end in places))


def _term(start: int, written: str) -> tuple[_Term, ...]:
    """One word that begins there; none where nothing but marks was written."""
    form = normalize(written)
    end = start + len(written)
    return ((start, end, *_once(written, form, stem(form))),) if form else ()


def _once(written: str, form: str, stemmed: str) -> tuple[str, str]:
    """A word's form and stem, which are kept once where they are the same as what is written."""
    form = written if form == written else form
    return form, form if stemmed == form else stemmed


_kept_terms = lru_cache(maxsize=_KEPT)(_terms)
# What a named tuple's own constructor calls, in two thirds of its time: there are two of a word.
_new = tuple.__new__


def words(text: str) -> Iterator[Word]:
    """Words of the text in order; ``text[span.start:span.end]`` is the word as written.

    What was written together without need, as in ``وزيرالعدل``, is several words, and so are the
    words of a hashtag.
    """
    splits = _splits(text)
    for match in _WORD.finditer(text):
        written, offset = match.group(), match.start()
        # Most texts have nothing that splits, and most words are known.
        for part in (written,) if splits is None else splits(match):
            terms = _kept_terms(part) if len(part) <= LONGEST else _terms(part)
            for start, end, form, stemmed in terms:
                span = _new(Span, (offset + start, offset + end))
                yield _new(Word, (span, form, stemmed))
            offset += len(part)


def _splits(text: str) -> Callable[[re.Match[str]], list[str]] | None:
    """What divides the words of hashtags, and those that a number touches; ``None`` without any."""
    has_seams = has_figures(text)
    if not has_seams and "#" not in text:
        return None

    def parts(match: re.Match[str]) -> list[str]:
        written = match.group()
        if written.isascii() and text[match.start() - 1 : match.start()] == "#":
            return _CAPITAL.split(written)
        return SEAM.split(written) if has_seams else [written]

    return parts


def words_of(text: str) -> Sequence[Word]:
    """The ``words`` of a text that several look at one after another, kept for a while."""
    return _kept_words(text) if len(text) <= _LONGEST_KEPT else tuple(words(text))


@lru_cache(maxsize=_TEXTS_KEPT)
def _kept_words(text: str) -> Sequence[Word]:
    return _words_at_once(text)


def _words_at_once(text: str) -> Sequence[Word]:
    """The ``words`` of a text by functions of C alone, which takes two thirds of the time."""
    parts = _WORD_APART.split(text)
    written = parts[1::2]
    if not written or max(map(len, written)) > LONGEST or _splits(text) is not None:
        return tuple(words(text))
    offsets = [*accumulate(map(len, parts))][::2]
    terms = [*map(_kept_terms, written)]
    each = [*chain.from_iterable(terms)]
    if len(each) != len(written):
        offsets = [offset for offset, found in zip(offsets, terms, strict=False) for _ in found]
    if not each:
        return ()
    starts, ends, forms_, stems = zip(*each, strict=True)
    places = zip(map(add, offsets, starts), map(add, offsets, ends), strict=False)
    spans = map(_new, repeat(Span), places)
    return tuple(map(_new, repeat(Word), zip(spans, forms_, stems, strict=True)))


def is_beside(text: str, one: Word, other: Word) -> bool:
    """Whether nothing but white space stands between two words of a text."""
    return not text[one.span.end : other.span.start].strip()


def inside(outer: Span, found: Sequence[Word]) -> Sequence[Word]:
    """The words, of a text's in order, that stand inside a part of it."""
    # Plain tuples are compared with words as words are.
    first = bisect_left(found, ((outer.start, -1), "", ""))
    last = bisect_left(found, ((outer.end, -1), "", ""), first)
    if first < last and found[last - 1].span.end > outer.end:
        last -= 1
    return found[first:last]


def runs(
    found: Iterable[Word], goes_on: Callable[[list[Word], Word], bool]
) -> Iterator[list[Word]]:
    """Words in order, each in the run before it where it goes on with that, else in its own."""
    run: list[Word] = []
    for word in found:
        if run and goes_on(run, word):
            run.append(word)
        else:
            if run:
                yield run
            run = [word]
    if run:
        yield run


_kept_form = lru_cache(maxsize=_KEPT)(normalize)


def forms(text: str) -> list[str]:
    """Normalised words of a text in order, without offsets and without taking words apart.

    Three times as fast as ``words``.
    """
    found = _WORD.findall(text)
    if has_figures(text):
        found = [part for written in found for part in SEAM.split(written)]
    # What is longer than any word is not kept.
    form_of = _kept_form if max(map(len, found), default=0) <= LONGEST else normalize
    return [form for form in map(form_of, found) if form]


def content_words(question: str) -> list[Word]:
    """Words of a question without its stop words, or all when there are no others."""
    return telling(list(words(question)))


def telling(found: list[Word]) -> list[Word]:
    """Words without stop words, or all when there are no others."""
    return [word for word in found if word.form not in STOPWORDS] or found


@cache
def fingerprint() -> str:
    """Changes when the terms of a text do: an index keeps the one that it was made with."""
    terms = [(word.form, word.stem, word.grams, word.sounds) for word in words(_PROBE)]
    return hashlib.sha256(json.dumps(terms).encode()).hexdigest()[:16]

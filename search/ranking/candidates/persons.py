"""Persons who may answer."""

import re
from collections.abc import Iterator, Sequence

from search.arabic.analyzer import Word, words_of
from search.arabic.listings import listed
from search.arabic.naming import (
    SPELT,
    Name,
    is_known,
    is_told,
    may_go_on,
    names_in,
    without_prefixes,
)
from search.ranking.candidates.candidate import Candidate, word_behind
from search.ranking.mentions import NamedKind
from search.ranking.questions import Question
from search.records import Span

_OF_ANOTHER = listed("بن ابن بنت بني أبو أبا أبي أم آل وابن")
_BEHIND_NAMES = listed(
    """
    الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الأولى الثانية
    الله الدين
    """
)
_WHO_IS = listed("هو هي هم هما منهو مين منو شكون is was")
# Before the other half of a double name: كامبل - بانرمان.
_HYPHEN = re.compile(r"\s?[-\u2010-\u2013]\s?(?=\w)")
_BY_SON = re.compile("[وفبل](?:ابن|ابو|ابي|ال)")


def find_all(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Persons that have more than one name, and none of the question's."""
    is_named = any(each.kind is NamedKind.NAME for each in question.named)
    is_named |= not _OF_ANOTHER.isdisjoint(question.forms)
    if is_named and not _WHO_IS.isdisjoint(question.forms):
        return
    names = [*names_in(sentence, found)]
    if not names:  # as of most sentences
        return
    asked = _forms_of(question)
    of_named = {
        without_prefixes(word.form)
        for each in question.named
        if each.kind is NamedKind.NAME
        for word in each.words
    }
    for whole_name in names:
        name = _up_to_what_is_asked(whole_name, found, asked - of_named)
        said = found[name.first : name.last]
        person = _person(sentence, found, name)
        # A king's number counts as a further name: محمد الثاني.
        is_full = len(said) > 1 or person.whole.end > said[-1].span.end
        is_cut = _HYPHEN.match(sentence, said[-1].span.end) is not None
        is_cut |= _is_cut_short(sentence, name, found)
        if is_full and _is_whole(name, found) and not is_cut and not _names_one_of(said, asked):
            yield person


def _forms_of(question: Question) -> frozenset[str]:
    """Words of a question, as they are and under rules, without article and particles."""
    also = (
        word.form for each in question.expansions for other in each.also for word in words_of(other)
    )
    return frozenset(map(without_prefixes, question.forms)).union(also)


def _up_to_what_is_asked(name: Name, found: Sequence[Word], asked: frozenset[str]) -> Name:
    """A person's name without the office or the verb of the question behind it.

    «زياد المقهوي المشرف على المهرجان»: rare words are taken for further names.
    """
    ends = (at for at in range(name.first + 2, name.last) if _is_one_of(found[at], asked))
    return name._replace(last=next(ends, name.last))


def _names_one_of(name: Sequence[Word], asked: frozenset[str]) -> bool:
    """Whether a question has a word of a name: as it is, since سعود is not السعودية."""
    return any(_is_one_of(word, asked) for word in name)


def _is_one_of(word: Word, asked: frozenset[str]) -> bool:
    return word.form in asked or without_prefixes(word.form) in asked


def find(sentence: str, found: Sequence[Word], question: Question) -> Iterator[Candidate]:
    """Persons named beside words of the question: أسسها فلان، الوزير فلان."""
    if any(each.kind is NamedKind.NAME for each in question.named):
        return
    for name in names_in(sentence, found):
        at = name.first
        while at and is_told(found[at - 1]):
            at -= 1
        is_beside = at > 0 and question.has(found[at - 1])
        is_office = any(question.has(word) for word in found[at : name.first])
        # One name alone is no person.
        is_full = name.last - name.first > 1 or (name.is_given and at < name.first)
        is_full &= not _is_cut_short(sentence, name, found)
        if is_full and _is_whole(name, found) and (is_beside or is_office):
            yield _person(sentence, found, name)


def _is_whole(name: Name, found: Sequence[Word]) -> bool:
    """Whether a name is a person's, and nothing of it stands before it."""
    first = found[name.first].form
    # Of a prefix, as in "by" somebody, the word of the question is no verb or office.
    is_whole = is_known(first) or first in SPELT if name.is_given else not _BY_SON.match(first)
    # Behind "son of" it is another's.
    is_another = name.first > 0 and found[name.first - 1].form in _OF_ANOTHER
    is_another |= first in _BEHIND_NAMES or found[name.last - 1].form in _OF_ANOTHER
    return name.is_person and is_whole and not is_another


def _is_cut_short(sentence: str, name: Name, found: Sequence[Word]) -> bool:
    after = word_behind(sentence, found[name.last - 1].span.end, found)
    return after is not None and may_go_on(after)


def _person(sentence: str, found: Sequence[Word], name: Name) -> Candidate:
    """A person, with what makes a king or a servant of God of the name."""
    end = found[name.last - 1].span.end
    after = word_behind(sentence, end, found)
    if after is not None and after.form in _BEHIND_NAMES:
        end = after.span.end
    span = Span(found[name.first].span.start, end)
    return Candidate(span, span)

"""Twice the text takes twice the time, whatever is written in it."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from indexer.boilerplate import boilerplate
from indexer.metadata import shortened
from indexer.pipeline import index_documents
from indexer.readers import Skipped
from indexer.summary import Change
from search.arabic import standing
from search.arabic.analyzer import forms, words
from search.arabic.clauses import clauses
from search.arabic.dialects import standard
from search.arabic.normalizer import normalize
from search.arabic.scores import scores
from search.arabic.sentences import paragraphs, sentences
from search.arabic.standing import caveats
from search.arabic.values import dates, numbers
from search.errors import SynonymsError
from search.fields import LONGEST_ID, LONGEST_VALUE
from search.index import Index
from search.kinds import Unit
from search.parts import Location, Part
from search.passages import PassageSettings, cut
from search.quotations.tokens import tokens as compared
from search.ranking.suggestions import Known, Suggestions
from search.records import Document, Span
from search.synonyms import read_synonyms
from testing.hashing_encoder import HashingEncoder
from tests.conftest import as_reads

# What is written over and over, and what may stand after it.
SHAPES = {
    "one word": ("ابتثج", ""),
    "one word of known words": ("الكتاب", ""),
    "one word of feminine words": ("كتابة", ""),
    "long vowels": ("ا", ""),
    "Latin letters of several sounds": ("chgs", ""),
    "letters of two scripts": ("اaا1", ""),
    "marks": ("\u064b", ""),
    "letters that are phrases": ("\ufdfa", ""),
    "invisible letters": ("ك\u200f", ""),
    "full stops that end nothing": (".", "x"),
    "full stops and quotes that end nothing": (".»", "x"),
    "abbreviations": ("د. ", ""),
    "marks in mixed order": ("\u064e\u0651\u0670", ""),
    "letters with stops": ("د.", " x"),
    "hashtags": ("#SaudiArabia_", ""),
    "words of a dialect": ("شو عم بيعملوش ", ""),
    "sentences": ("قال. ", ""),
    "semicolons": ("قال؛ ", ""),
    "open brackets": ("قال (ثم. ", ""),
    "lines": ("قال شيئا\n", ""),
    "empty lines": ("\n", "x"),
    "spaces": (" ", "x"),
    "words": ("كتاب جديد ", ""),
    "years": ("1990 ", ""),
    "scores": ("3-1 ", ""),
    "denials": ("لم لا نفى سوف ", ""),
    "words of dates": ("من ", ""),
    "rules": ("=", "x"),
    "share words": ("شارك ", ""),
    "share lines": ("شارك على تويتر\n", ""),
}
SHORT, TIMES, MOST = 6_000, 8, 24


def analysed(text: str) -> None:
    for word in words(text):
        assert word.sounds is not None
        assert word.grams


def cut_up(text: str) -> None:
    ignored = tuple(Span(at, at + 1) for at in range(0, len(text), 20))
    document = Document("id", text, title="عنوان", ignored=ignored)
    for passage in cut(document, tokens, PassageSettings()):
        assert passage.indexed_text


def warned(text: str) -> None:
    standing._read.cache_clear()
    caveats(text)


def suggested(text: str) -> None:
    Suggestions([Known(1, text, text, text)]).matching(text, 8)


def listed(text: str) -> None:
    with suppress(SynonymsError):
        read_synonyms(text)


def tokens(text: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(r"\S{1,5}", text)]


ANALYSES: tuple[Callable[[str], object], ...] = (
    analysed,
    forms,
    lambda text: paragraphs(text, sentences(text)),
    clauses,
    warned,
    cut_up,
    lambda text: (numbers(text), dates(text)),
    scores,
    boilerplate,
    compared,
    lambda text: standard(text, list(words(text))),
    lambda text: normalize(f"\u0627{text}"),
    suggested,
    listed,
)


def seconds(analysis: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    analysis(text)
    return time.process_time() - started


@pytest.mark.parametrize("shape", SHAPES)
def test_every_analysis_is_linear(shape: str) -> None:
    repeated, end = SHAPES[shape]
    short = repeated * (SHORT // len(repeated)) + end
    long = repeated * (TIMES * SHORT // len(repeated)) + end
    for analysis in ANALYSES:
        base = max(0.002, seconds(analysis, short))
        # A busy machine may make one try slow.
        assert any(seconds(analysis, long) < MOST * base for _ in range(3))


def test_a_long_title_author_and_source_are_cut_and_the_address_is_not() -> None:
    long = "\u0627" * (LONGEST_VALUE + 1)
    url = f"https://example.org/{long}"
    document, cut_fields = shortened(Document("id", "نص", long, long, url, author=long))
    assert cut_fields == ["title", "source", "author"]
    assert {len(str(value)) for value in (document.title, document.source, document.author)} == {
        LONGEST_VALUE
    }
    assert document.url == url
    assert shortened(document) == (document, [])


def test_names_of_parts_are_cut_and_a_huge_address_is_left_out() -> None:
    long = "\u0627" * 10_000
    parts = (Part(0, Location(Unit.CHAPTER, long, long)), Part(1, Location(Unit.PAGE, "1", "1")))
    document, names = shortened(Document("id", "نص", url=f"https://a.example/{long}", parts=parts))
    assert names == ["url", "parts"]
    assert document.url is None
    assert len(document.parts[0].location.first) == LONGEST_VALUE
    assert document.parts[1] == parts[1]


def test_the_longest_of_too_much_metadata_is_left_out() -> None:
    metadata = {"rows": ["\u0627" * 60_000] * 2, "desk": "محليات", "more": "\u0627" * 60_000}
    document, names = shortened(Document("id", "نص", metadata=metadata))
    assert names == ["metadata"]
    assert document.metadata == {"desk": "محليات", "more": metadata["more"]}
    assert shortened(document) == (document, [])


def test_a_document_whose_id_is_too_long_is_refused_unless_it_is_there(
    make_index: Callable[..., Index], encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index()
    there, new = (Document(letter * (LONGEST_ID + 1), "أعلنت الوزارة.") for letter in "ab")
    with monkeypatch.context() as patch:  # as a version before took it in
        patch.setattr("indexer.run.LONGEST_ID", LONGEST_ID + 1)
        index_documents(index, lambda: encoder, as_reads((there,)), lambda _: None)
    again = replace(there, text="أعلنت الوزارة الحملة.")
    fine = Document("c" * LONGEST_ID, "أعلنت الوزارة.")
    reads = as_reads((again, new, fine))
    summary = index_documents(index, lambda: encoder, reads, lambda _: None)
    assert (summary.changes[Change.REPLACED], summary.changes[Change.ADDED]) == (1, 1)
    (skipped,) = summary.skipped
    assert f"its id has {LONGEST_ID + 1} letters, at most {LONGEST_ID}" in skipped.reason
    assert index.store.document(there.id).text == again.text


def test_what_is_said_of_input_has_a_bound() -> None:
    skipped = Skipped("a" * 3_000_000, "b" * 3_000_000)
    assert max(len(skipped.place), len(skipped.reason)) <= 1000


def test_a_run_says_what_it_cut(make_index: Callable[..., Index], encoder: HashingEncoder) -> None:
    index = make_index()
    document = Document("id", "أعلنت الوزارة الحملة.", title="عنوان طويل " * 10_000)
    summary = index_documents(index, lambda: encoder, as_reads((document,)), lambda _: None)
    assert summary.changes[Change.ADDED] == 1
    assert [skipped.place for skipped in summary.skipped] == ["id"]
    assert "its title has more than 1000 letters" in summary.skipped[0].reason
    assert len(str(index.store.document("id").title)) <= LONGEST_VALUE
    again = index_documents(index, lambda: encoder, as_reads((document,)), lambda _: None)
    assert again.changes[Change.UNCHANGED] == 1

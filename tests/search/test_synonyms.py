"""A collection's list of synonyms: its format, its file, and what it finds."""

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.upkeep.verification import verify
from search.engine import Engine
from search.errors import SynonymsError
from search.index import Index
from search.queries.rules import Interpretation, Rule
from search.records import Document, Query
from search.synonyms import SynonymFile, read_synonyms
from testing.hashing_encoder import HashingEncoder

LIST = """\ufeff# ما يقال بأكثر من لفظ

الاتجار بالبشر, تجارة الرقيق
 الأونروا => U.N.R.W.A., وكالة الغوث\r
الأونروا => غوث اللاجئين
قانون 1\\,5, القانون
نفسه => نفسه
"""
DOCUMENTS = (
    Document("slaves", "ناقشت الوزارة تجارة الرقيق مع الوفد."),
    Document("oil", "ارتفعت أسعار النفط في لندن أمس."),
)
ASKED = "متى نوقش الاتجار بالبشر؟"


def test_the_format() -> None:
    assert list(read_synonyms(LIST).terms.values()) == [
        ("تجارة الرقيق",),
        ("الاتجار بالبشر",),
        ("U.N.R.W.A.", "وكالة الغوث", "غوث اللاجئين"),
        ("القانون",),
        ("قانون 1,5",),
    ]
    assert read_synonyms("").longest == 0


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("وحده", "terms with commas"),
        ("واحد,, اثنان", "1 to 8 words"),
        ("واحد => ", "1 to 8 words"),
        ("أ => ب => ج", "one arrow"),
        ("كلمة " * 9 + ", أخرى", "1 to 8 words"),
        (", ".join(f"كلمة {n}" for n in range(101)), "no more than 100 terms in a line"),
    ],
)
def test_a_line_that_is_not_in_the_format_is_named(line: str, expected: str) -> None:
    with pytest.raises(SynonymsError, match=rf"list.txt:3: expected {expected}"):
        read_synonyms(f"# first\nواحد, اثنان\n{line}", "list.txt")


def test_a_term_has_a_hundred_others_at_most() -> None:
    lines = [f"بحر, كلمة {number}" for number in range(101)]
    assert len(read_synonyms("\n".join(lines[:100])).terms) == 101
    with pytest.raises(SynonymsError, match=r"list.txt:101: expected no more than 100 others of"):
        read_synonyms("\n".join(lines), "list.txt")


def test_the_file_is_read_again_when_it_changes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = SynonymFile(tmp_path)
    assert file.current().terms == {}
    file.path.write_text("واحد, اثنان", "utf-8")
    first = file.current()
    assert first.longest == 1
    assert file.current() is first
    for content, error in (
        (b"\n\xff", "synonyms.txt:2: expected UTF-8"),
        (b"#" * (1 << 21), "too large"),
        ("مفرد".encode(), "synonyms.txt:1: expected terms"),
    ):
        file.path.write_bytes(content)
        with caplog.at_level(logging.WARNING):
            assert file.current() is first
            assert file.current() is first
        assert [error in record.message for record in caplog.records] == [True]
        caplog.clear()
    file.path.unlink()
    assert file.current().terms == {}


def test_a_pipe_is_not_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = SynonymFile(tmp_path)
    os.mkfifo(file.path)
    assert file.current().terms == {}
    assert "is no file" in caplog.text


def test_what_it_says_is_found_shown_and_switched_off(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(*DOCUMENTS)
    engine = Engine(index, encoder)
    assert engine.find(Query(ASKED)).interpretations == ()
    index.synonyms.path.write_text(LIST, "utf-8")
    found = engine.find(Query(ASKED))
    assert found.interpretations == (
        Interpretation(Rule.SYNONYMS, "الاتجار بالبشر", ("تجارة الرقيق",)),
    )
    best = found.hits[0].citation
    assert best.document_id == "slaves"
    assert {"تجارة", "الرقيق"} <= {best.part(span) for span in found.hits[0].evidence}
    off = engine.find(Query(ASKED, without=frozenset({Rule.SYNONYMS})))
    assert off.interpretations == ()


def test_a_faulty_list_is_found_by_verify(make_index: Callable[..., Index]) -> None:
    index = make_index(*DOCUMENTS)
    assert list(verify(index.folder, lambda _: None)) == []
    index.synonyms.path.write_text("مفرد", "utf-8")
    (problem,) = verify(index.folder, lambda _: None)
    assert "synonyms.txt:1: expected terms" in problem

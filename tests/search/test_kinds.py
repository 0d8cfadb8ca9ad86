"""The table of kinds is whole: each has a reader, its words in both languages, and its docs."""

import re
from pathlib import Path

import pytest

from indexer.readers import reader_for
from search.kinds import KINDS, Kind, ending_of, kind_of
from service.language import Language, translator

READING = (Path(__file__).parents[2] / "docs" / "reading.md").read_text("utf-8")


def test_no_ending_is_of_two_kinds() -> None:
    endings = [ending for kind in KINDS for ending in kind.endings]
    assert len(endings) == len(set(endings))
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_is_read_and_has_words(kind: Kind) -> None:
    for ending in kind.endings:
        assert ending_of(f"تقرير{ending.upper()}") == ending
        assert callable(reader_for(ending))
    for language in Language:
        assert translator(language, "web")(f"kinds.{kind.name}")


def test_the_docs_tell_of_every_ending_and_of_no_other() -> None:
    first_cells = re.findall(r"^\|([^|]*)\|", READING, re.MULTILINE)
    told = {ending for cell in first_cells for ending in re.findall(r"`(\.[a-z0-9.]+)`", cell)}
    assert told == {ending for kind in KINDS for ending in kind.endings}


@pytest.mark.parametrize(
    ("document_id", "file", "kind"),
    [
        ("report.PDF", None, "pdf"),
        ("folder.zip/page.htm", "/drive/folder.zip", "html"),
        ("page", "/drive/crawl.warc.gz", "warc"),
        ("folder.zip/mail.eml#2", "/drive/folder.zip", "eml"),
        ("in.mbox/1@news.md.eml", "/drive/in.mbox", "eml"),
        ("note", "/drive/note.txt", "txt"),
        ("note", "/drive/notes.tar.gz", None),
        ("note", None, None),
    ],
)
def test_the_kind_of_a_document(document_id: str, file: str | None, kind: str | None) -> None:
    assert kind_of(document_id, file) == kind

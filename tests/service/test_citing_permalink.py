import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from indexer.collections import add_documents
from search.records import Citation, Query, Span
from service.app import create_app
from service.citing import permalink as module
from service.citing.permalink import Reference, document_address, find, permalink
from service.settings import Settings
from tests.conftest import as_reads
from tests.service.citing_examples import CITATION
from tests.service.conftest import make_archive
from tests.service.seeds import seed_documents

# Few letters, so that the same windows come often.
few = st.text("ab\U0001f33f", max_size=30)


def reference_to(text: str, span: Span) -> Reference:
    quote = text[span.start : span.end]
    return Reference.of(replace(CITATION, start=span.start, end=span.end, quote=quote))


@pytest.mark.parametrize(
    ("document_id", "path"),
    [
        ("a b/ج", "/documents/a%20b/%D8%AC"),
        ("a?b#c%41", "/documents/a%3Fb%23c%2541"),
        ("a/../b", "/documents/a%2F..%2Fb"),
        ("a/..", "/documents/a%2F.."),
        ("a\n", "/documents/a%0A"),
    ],
)
def test_addresses_of_documents_survive_browsers(document_id: str, path: str) -> None:
    assert document_address(document_id, {"a": 1}) == f"{path}?a=1"
    assert document_address(document_id, {"a": 1}, "originals").startswith("/originals/")


def test_an_id_that_would_lead_elsewhere_is_in_the_query() -> None:
    assert document_address(".", {"a": 1}) == "/documents/?id=.&a=1"
    assert document_address("..", {"a": 1}, "originals") == "/originals/?id=..&a=1"


def test_a_permanent_link_names_the_sentence_and_opens_there() -> None:
    sentence = Span(CITATION.start + 2, CITATION.end)

    parts = urlsplit(permalink(CITATION, sentence, {"evidence": ["0-1", "2-3"]}))
    query = parse_qs(parts.query)

    assert query["passage"] == [str(Reference.of(CITATION))]
    assert query["sentence"] == [f"2-{len(CITATION.quote)}"]
    assert query["evidence"] == ["0-1", "2-3"]
    assert parts.fragment == "sentence"


def test_a_permanent_link_names_the_collection_the_document_and_the_passage() -> None:
    citation: Citation = replace(CITATION, collection="wire")

    parts = urlsplit(permalink(citation))
    query = parse_qs(parts.query)

    assert parts.path == document_address(citation.document_id, {}).rstrip("?")
    whole = f"0-{len(citation.quote)}"
    passage = str(Reference.of(citation))
    assert query == {"collection": ["wire"], "passage": [passage], "sentence": [whole]}
    assert Reference.parse(query["passage"][0]) == Reference.of(citation)


# Kept in bookmarks and printed articles: it may not change.
def test_the_address_of_a_passage_stays_what_it_was() -> None:
    text = "وأكد الوزير أن الحوار فرصة."
    digest = "f50b442c471dc4f40e13"
    assert str(reference_to(text, Span(0, 27))).startswith(f"0-27-{digest}")
    # As all were before digests became longer.
    assert find(f"قال: {text}", Reference.parse(f"0-27-{digest}")) == Span(5, 32)


def test_a_digest_is_too_long_for_two_texts_to_be_made_that_have_it() -> None:
    digest = reference_to("نص", Span(0, 2)).digest
    # The first 8 digits are of sums, for which two texts are easily made.
    assert 4 * (len(digest) - 8) >= 128
    assert find("نص", Reference(0, 2, f"{digest[:-1]}{'0' if digest[-1] != '0' else '1'}")) is None


@pytest.mark.parametrize(
    "text", ["", "1-2", "1-2-xyz", "-1-2-" + "0" * 20, "1-2-" + "0" * 20 + "\n"]
)
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="START-END-DIGEST"):
        Reference.parse(text)


@given(few, few, st.text(min_size=1, max_size=20), few)
def test_a_passage_is_found_where_it_was_or_where_it_was_moved_to(
    before: str, inserted: str, quote: str, after: str
) -> None:
    span = Span(len(before), len(before) + len(quote))
    text = before + quote + after
    reference = reference_to(text, span)

    assert find(text, reference) == span

    found = find(inserted + text, reference)
    assert found is not None
    assert (inserted + text)[found.start : found.end] == quote
    distance = abs(found.start - span.start)
    places = [i for i in range(len(inserted + text)) if (inserted + text).startswith(quote, i)]
    assert distance == min(abs(place - span.start) for place in places)


@given(few, few, few)
def test_a_passage_whose_text_is_gone_is_not_found(before: str, quote: str, after: str) -> None:
    text = before + "ج" + quote + after
    reference = reference_to(text, Span(len(before), len(before) + 1 + len(quote)))

    assert find(before + quote + after, reference) is None


@given(few, few, few)
def test_it_does_not_matter_how_many_windows_are_hashed_at_once(
    text: str, quote: str, inserted: str
) -> None:
    reference = reference_to(text + quote, Span(len(text), len(text + quote)))
    changed = inserted + quote + text
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", 3)
        by_little = find(changed, reference)
    assert by_little == find(changed, reference)


def test_nothing_and_places_outside_the_text_are_not_found() -> None:
    digest = reference_to("نص", Span(0, 2)).digest
    assert find("", Reference(0, 2, digest)) is None
    assert find("نص", Reference(2, 0, digest)) is None
    assert find("نص", Reference(5, 5, digest)) is None
    assert find("نص", Reference(0, 999_999_999, digest)) is None
    assert find("نص", Reference(900_000_000, 900_000_002, digest)) == Span(0, 2)


def test_the_link_of_a_hit_opens_its_passage_after_the_document_has_grown(tmp_path: Path) -> None:
    document = seed_documents()[0]
    archive = make_archive(tmp_path / "index", document)
    archive.create("wire")
    add_documents(archive, "wire", as_reads((document,)), lambda _: None)
    hits = archive.search(Query("ما دور مركز حماية العمالة الوافدة؟"), ["wire"]).hits
    grown = replace(document, text="تصويب: حُدّث هذا الخبر.\n" + document.text)
    add_documents(archive, "wire", as_reads((grown,)), lambda _: None)
    app = create_app(Settings(archive.folder), lambda: archive)

    with TestClient(app, base_url="http://127.0.0.1") as client:
        page = client.get(permalink(hits[0].citation))

    assert page.status_code == 200
    shown = archive.store("wire").document(document.id).text
    found = find(shown, Reference.of(hits[0].citation))
    assert found is not None
    assert shown[found.start : found.end] == hits[0].citation.quote
    assert 'id="passage"' in page.text


def test_a_moved_passage_of_a_book_is_found_at_once() -> None:
    chapter = "".join(f"وقال في الباب {i} إن الأمر على ما ذكر.\n" for i in range(110_000))
    quote = "وهذا قول لم يقله غيره."
    book = chapter + quote
    assert len(book) > 4_000_000
    reference = reference_to(book, Span(len(chapter), len(book)))

    began = time.thread_time()
    moved = find(quote + chapter, reference)
    gone = find(chapter, reference)
    took = time.thread_time() - began

    assert moved == Span(0, len(quote))
    assert gone is None
    assert took < 5, "a page that waits for this is not overdue"


def test_many_windows_with_the_first_hash_are_not_all_confirmed() -> None:
    text = "ا" * 300_000
    digest = reference_to(text, Span(0, 10)).digest[:8] + "0" * 12

    began = time.thread_time()
    assert find(text, Reference(0, 10, digest)) is None
    assert time.thread_time() - began < 2

from collections.abc import Callable, Iterator, Sequence

import pytest

from indexer.pipeline import index_documents
from indexer.readers import Read, Skipped
from indexer.summary import Change, Summary
from search.index import Index
from search.models.encoder import Encoded
from search.records import Document
from testing.hashing_encoder import HashingEncoder
from testing.lexical import search_words
from tests.conftest import DOCUMENTS, as_reads


def run(index: Index, encoder: HashingEncoder, *documents: Document) -> Summary:
    return index_documents(index, lambda: encoder, as_reads(documents), lambda _: None)


def counts(summary: Summary) -> tuple[int, int, int]:
    changes = summary.changes
    return changes[Change.ADDED], changes[Change.REPLACED], changes[Change.UNCHANGED]


def test_the_summary_counts_what_happened(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(*DOCUMENTS[:2])
    changed = Document(id="sport", text="خسر المنتخب.")
    summary = run(index, encoder, DOCUMENTS[0], changed, DOCUMENTS[2])
    assert counts(summary) == (1, 1, 1)
    assert summary.documents == 3
    assert summary.passages == 2
    assert index.store.document("sport").text == "خسر المنتخب."


def test_what_is_unchanged_is_not_embedded(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(*DOCUMENTS)
    before = encoder.encoded_passages
    run(index, encoder, *DOCUMENTS)
    assert encoder.encoded_passages == before


def test_the_same_text_is_embedded_once(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index()
    before = encoder.encoded_passages
    run(index, encoder, Document("a", "نص واحد."), Document("b", "نص واحد."))
    assert encoder.encoded_passages == before + 1
    assert index.store.counts().passages == 2


def test_new_metadata_replaces_without_embedding(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(Document("a", "نص واحد."))
    before = encoder.encoded_passages
    summary = run(index, encoder, Document("a", "نص واحد.", author="سعاد"))
    assert summary.changes[Change.REPLACED] == 1
    assert encoder.encoded_passages == before
    assert index.store.document("a").author == "سعاد"


def test_what_was_skipped_is_told_and_the_rest_goes_on(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index()
    bad = Read("x:1", Skipped("x:1", "broken"), 5)
    summary = index_documents(index, lambda: encoder, [bad, *as_reads(DOCUMENTS)], lambda _: None)
    assert summary.skipped == [Skipped("x:1", "broken")]
    assert index.store.counts().documents == len(DOCUMENTS)


@pytest.mark.parametrize("bound", ["PASSAGES", "DOCUMENTS", "LETTERS"])
def test_a_broken_run_keeps_what_it_reported_and_goes_on(
    make_index: Callable[..., Index],
    encoder: HashingEncoder,
    monkeypatch: pytest.MonkeyPatch,
    bound: str,
) -> None:
    monkeypatch.setattr(f"indexer.run.BATCH_{bound}", 1)
    index = make_index()

    def broken() -> Iterator[Read]:
        yield from as_reads(DOCUMENTS[:2])
        raise KeyboardInterrupt

    reported = Summary()

    def report(summary: Summary) -> None:
        nonlocal reported
        reported = summary

    with pytest.raises(KeyboardInterrupt):
        index_documents(index, lambda: encoder, broken(), report)
    assert reported.changes[Change.ADDED] == 2
    assert index.store.counts().documents == 2
    assert set(search_words(index.lexical.snapshot, "المنتخب الحصبة", 9))
    summary = run(index, encoder, *DOCUMENTS)
    assert counts(summary) == (1, 0, 2)


def test_a_long_document_is_embedded_a_part_at_a_time_and_can_be_given_up(
    make_index: Callable[..., Index], encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index()
    monkeypatch.setattr("indexer.run._AT_ONCE", 2)
    sizes: list[int] = []
    encode = encoder.encode_passages

    def watched(texts: Sequence[tuple[str | None, str]]) -> list[Encoded]:
        sizes.append(len(texts))
        return encode(texts)

    monkeypatch.setattr(encoder, "encode_passages", watched)
    text = " ".join(f"هذه الجملة رقم {number} من نص طويل." for number in range(600))

    def give_up(_: Summary) -> None:
        if len(sizes) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        index_documents(index, lambda: encoder, as_reads((Document("long", text),)), give_up)
    assert index.store.counts().documents == 0
    sizes.clear()
    assert run(index, encoder, Document("long", text)).passages == sum(sizes)
    assert len(sizes) > 2
    assert max(sizes) == 2

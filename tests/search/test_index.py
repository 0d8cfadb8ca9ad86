import multiprocessing
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from indexer.pipeline import index_documents
from search.arabic.analyzer import Word, words
from search.engine import Engine
from search.errors import (
    IndexDamagedError,
    IndexLockedError,
    IndexMismatchError,
    IndexMissingError,
    TargetError,
)
from search.index import Index
from search.records import Document, Passage
from search.storage.removals import removed_since
from testing.hashing_encoder import HashingEncoder
from testing.lexical import search_words
from tests.conftest import DOCUMENTS, as_reads

QUESTION = "أسعار النفط"


def answers(index: Index, encoder: HashingEncoder) -> list[tuple[str, float]]:
    return Engine(index, encoder).rank(QUESTION, 10)


def test_a_missing_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="nowhere"):
        Index(tmp_path / "nowhere")


def test_another_model_is_refused(make_index: Callable[..., Index]) -> None:
    index = make_index(DOCUMENTS[0])
    another = HashingEncoder(name="another")
    with pytest.raises(IndexMismatchError, match="another-64"):
        index_documents(index, lambda: another, as_reads(DOCUMENTS[1:]), lambda _: None)


def test_another_spelling_is_refused_with_the_command_that_helps(
    make_index: Callable[..., Index],
) -> None:
    index = make_index(DOCUMENTS[0])
    folded = HashingEncoder()
    folded.fingerprint = f"{index.settings.fingerprint}.folded"
    with pytest.raises(IndexMismatchError, match=f"shawahid reindex --index {index.folder}"):
        index.model_of(folded)


@pytest.mark.parametrize("part", ["lexical", "dense"])
@pytest.mark.parametrize("damage", ["delete", "truncate", "garble"])
def test_derived_files_are_made_again(
    make_index: Callable[..., Index],
    encoder: HashingEncoder,
    tmp_path: Path,
    part: str,
    damage: str,
) -> None:
    index = make_index(*DOCUMENTS)
    expected = answers(index, encoder)
    index.close()
    files = [p for p in (tmp_path / "index").rglob("*") if p.is_file() and part in str(p)]
    for path in files:
        if damage == "delete":
            path.unlink()
        elif damage == "truncate":
            path.write_bytes(path.read_bytes()[:10])
        else:
            path.write_bytes(bytes(b ^ 0x5A for b in path.read_bytes()))
    again = Index(tmp_path / "index")
    assert answers(again, encoder) == expected
    again.close()


def test_a_run_that_died_before_deriving_is_caught_up(
    make_index: Callable[..., Index], encoder: HashingEncoder, tmp_path: Path
) -> None:
    index = make_index(DOCUMENTS[0])
    index.close()
    old = tmp_path / "old"
    shutil.copytree(tmp_path / "index", old)
    make_index(*DOCUMENTS).store.delete([DOCUMENTS[0].id])
    for derived in ("dense-*", "lexical-*"):
        (folder,) = old.glob(derived)
        shutil.rmtree(tmp_path / "index" / folder.name)
        shutil.copytree(folder, tmp_path / "index" / folder.name)
    again = Index(tmp_path / "index")
    assert {document for document, _ in answers(again, encoder)} == {"sport", "oil"}
    again.close()


def test_an_open_index_sees_what_another_one_writes(
    make_index: Callable[..., Index], encoder: HashingEncoder, tmp_path: Path
) -> None:
    make_index(DOCUMENTS[0])
    reader = Index(tmp_path / "index")
    make_index(*DOCUMENTS)
    assert {document for document, _ in answers(reader, encoder)} == {d.id for d in DOCUMENTS}
    reader.close()


def _hold(folder: Path, held: "multiprocessing.synchronize.Event") -> None:
    with Index(folder).writing():
        held.set()
        multiprocessing.Event().wait(60)


def test_one_writer_at_a_time_and_the_dead_hold_nothing(
    make_index: Callable[..., Index], encoder: HashingEncoder, tmp_path: Path
) -> None:
    index = make_index(DOCUMENTS[0])
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    holder = context.Process(target=_hold, args=(tmp_path / "index", held))
    holder.start()
    assert held.wait(60)
    with pytest.raises(IndexLockedError, match="another process"):
        index_documents(index, lambda: encoder, as_reads(DOCUMENTS), lambda _: None)
    assert answers(index, encoder)
    holder.kill()
    holder.join()
    index_documents(index, lambda: encoder, as_reads(DOCUMENTS), lambda _: None)
    assert len(answers(index, encoder)) == len(DOCUMENTS)


def test_a_title_is_searched_but_not_quoted(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(Document(id="d", text="انخفض السعر أمس.", title="بورصة القاهرة"))
    (hit,) = Engine(index, encoder).search("بورصة القاهرة")
    assert search_words(index.lexical.snapshot, "بورصة", 5)
    assert hit.citation.quote == "انخفض السعر أمس."


class Slow:
    """Stands in a lexical index's ``apply``, as a document of a million words would."""

    def __init__(self, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
        self.entered, self.go_on = threading.Event(), threading.Event()
        self._apply = index.lexical.apply
        monkeypatch.setattr(index.lexical, "apply", self)

    def __call__(
        self, removed: Sequence[int], added: Iterable[tuple[int, Passage]], revision: int
    ) -> None:
        self.entered.set()
        assert self.go_on.wait(30)
        self._apply(removed, added, revision)


def test_a_question_waits_no_longer_than_its_patience_for_a_writer(
    make_index: Callable[..., Index], encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.index.PATIENCE", 0.2)
    index = make_index(*DOCUMENTS[:2])
    slow = Slow(index, monkeypatch)
    run = threading.Thread(
        target=index_documents,
        args=(index, lambda: encoder, as_reads(DOCUMENTS), lambda _: None),
    )
    run.start()
    assert slow.entered.wait(30)
    started = time.monotonic()
    assert answers(index, encoder)
    assert time.monotonic() - started < 5
    slow.go_on.set()
    run.join()
    assert {document for document, _ in answers(index, encoder)} == {d.id for d in DOCUMENTS}


def test_what_a_killed_writer_left_is_made_beside_the_questions(
    make_index: Callable[..., Index],
    encoder: HashingEncoder,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("search.index.PATIENCE", 0.2)
    make_index(DOCUMENTS[0])
    reader = Index(tmp_path / "index")
    slow = Slow(reader, monkeypatch)
    writer = make_index(DOCUMENTS[0])
    with monkeypatch.context() as patch:  # killed after it committed
        patch.setattr(writer, "publish", lambda: None)
        patch.setattr(writer, "_catch_up", lambda: None)
        index_documents(writer, lambda: encoder, as_reads(DOCUMENTS), lambda _: None)
    for _ in range(3):
        started = time.monotonic()
        assert {document for document, _ in answers(reader, encoder)} >= {DOCUMENTS[0].id}
        assert time.monotonic() - started < 5
    assert slow.entered.is_set()
    slow.go_on.set()
    reader.close()
    again = Index(tmp_path / "index")
    assert {document for document, _ in answers(again, encoder)} == {d.id for d in DOCUMENTS}
    again.close()


def test_a_text_is_analysed_before_it_is_committed(
    make_index: Callable[..., Index], encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make_index()
    analysed: list[int] = []

    def words_of(text: str) -> Iterator[Word]:
        analysed.append(index.store.database.state().revision)
        return words(text)

    monkeypatch.setattr("search.storage.lexical_index.words", words_of)
    index_documents(index, lambda: encoder, as_reads(DOCUMENTS), lambda _: None)
    assert len(analysed) >= len(DOCUMENTS)
    assert set(analysed) == {0}


def test_what_was_removed_is_not_noted_for_ever(
    make_index: Callable[..., Index], encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.storage.removals.NOTED_COMMITS", 3)
    make_index(*DOCUMENTS)
    old = make_index(*DOCUMENTS)
    dense, lexical = old.dense.snapshot, old.lexical.snapshot
    again = make_index()
    for _ in range(10):
        with again.writing():
            again.store.delete([DOCUMENTS[0].id])
        index_documents(again, lambda: encoder, as_reads(DOCUMENTS[:1]), lambda _: None)
    rows = again.store.database.rows("SELECT count(*) FROM removals")
    assert rows[0][0] <= 3
    # One that is older than what is noted compares all passages.
    since = dense.state.revision
    expected = set(dense.ids()) - {i for i, _ in again.store.added_vectors(0)}
    assert expected
    assert set(removed_since(again.store.database, since, dense.ids)) == expected
    assert set(removed_since(again.store.database, since, lexical.ids)) == expected
    assert answers(old, encoder) == answers(again, encoder)


def test_what_panics_over_damaged_words_is_an_error_of_ours(
    make_index: Callable[..., Index],
) -> None:
    class PanicException(BaseException):
        pass

    index = make_index(*DOCUMENTS)
    with pytest.raises(IndexDamagedError, match="damaged"), index.reading():
        raise PanicException
    with pytest.raises(KeyboardInterrupt), index.reading():
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    "other", ["dense-photos/a.jpg", "lexical-thesis.docx", "uploads/photos/b.jpg", "notes.txt"]
)
def test_no_index_is_made_among_other_things(
    make_index: Callable[..., Index], tmp_path: Path, other: str
) -> None:
    path = tmp_path / "mine" / other
    path.parent.mkdir(parents=True)
    path.write_text("of the user", "utf-8")
    with pytest.raises(TargetError, match=re.escape(repr(Path(other).parts[0]))):
        make_index(*DOCUMENTS, name="mine")
    assert [each for each in (tmp_path / "mine").rglob("*") if each.is_file()] == [path]
    with pytest.raises(TargetError, match="is a file"):
        make_index(*DOCUMENTS, name=f"mine/{other}")


@pytest.mark.parametrize("place", ["uploads/mine", "deep/er/mine", "collections/more/originals/x"])
def test_no_index_is_made_within_another(make_index: Callable[..., Index], place: str) -> None:
    make_index(*DOCUMENTS, name="index")
    with pytest.raises(TargetError, match="is in the folder of an index"):
        make_index(*DOCUMENTS, name=f"index/{place}")


def test_a_collection_is_made_within_its_index(make_index: Callable[..., Index]) -> None:
    make_index(*DOCUMENTS, name="index")
    make_index(*DOCUMENTS, name="index/collections/more")


def test_an_index_is_made_where_there_is_nothing_but_what_an_index_leaves(
    make_index: Callable[..., Index],
) -> None:
    index = make_index(*DOCUMENTS)
    for path in (".snapshots/a", "lost+found/b", "uploads/0123456789abcdef/c", "service.sqlite"):
        (index.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (index.folder / path).touch()
    index.close()
    for each in index.folder.glob("shawahid.sqlite*"):
        each.unlink()
    assert make_index(*DOCUMENTS).info().documents == len(DOCUMENTS)


def test_what_others_put_beside_an_index_is_left_alone(make_index: Callable[..., Index]) -> None:
    index = make_index(*DOCUMENTS)
    mine = [index.folder / name for name in ("dense-notes", "lexical-notes", "sparse-notes")]
    for path in mine:
        path.mkdir()
        (path / "a.txt").touch()
    index.close()
    Index(index.folder).close()
    assert all((path / "a.txt").exists() for path in mine)

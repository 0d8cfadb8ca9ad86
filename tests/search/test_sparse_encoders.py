"""An index with a sparse encoder beside its model: it ranks, follows, is checked and comes back."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from indexer.collections import delete_documents
from indexer.pipeline import index_documents, open_for_writing
from indexer.upkeep.reindexing import reindex
from indexer.upkeep.verification import verify
from search.archive import Archive
from search.engine import Engine
from search.errors import BackupError, ForeignModelError, IndexDamagedError, IndexMismatchError
from search.index import Index
from search.layout import FILE_NAME
from search.models.encoder import Encoder
from search.models.pairing import PairedEncoder
from search.ranking.fusion import UNTUNED_SPARSE
from search.records import Document, Filters, Query
from search.sparse_vector import SparseVector
from search.storage.removals import removed_since
from service import backups
from service.backups import ChosenModel
from testing.backups import back_up, restore
from testing.hashing_encoder import HashingEncoder, HashingWeigher
from testing.memory_index import Kept, MemoryIndex
from tests.conftest import DOCUMENTS, as_reads

QUESTION = "أسعار النفط"
NAMED = "hashing-words"


@pytest.fixture(autouse=True)
def weighers(monkeypatch: pytest.MonkeyPatch) -> dict[str, HashingWeigher]:
    """The sparse encoders that there are on this machine."""
    there = {name: HashingWeigher(name) for name in (NAMED, "other-words")}
    monkeypatch.setattr("search.models.sharing.shared_sparse", there.__getitem__)
    return there


@pytest.fixture
def both(weighers: dict[str, HashingWeigher]) -> Encoder:
    return PairedEncoder(HashingEncoder(), weighers[NAMED])


@pytest.fixture
def index(tmp_path: Path, both: Encoder) -> Iterator[Index]:
    made = open_for_writing(tmp_path / "index", lambda: both, None)
    index_documents(made, lambda: both, as_reads(DOCUMENTS), lambda _: None)
    yield made
    made.close()


def nothing(*_: object) -> None:
    """A report that nobody reads."""


def test_its_words_are_evidence_of_their_own(index: Index, both: Encoder) -> None:
    engine = Engine(index, both)
    assert index.settings.fusion.sparse == UNTUNED_SPARSE
    (hit, *others) = engine.search(QUESTION)
    assert hit.citation.document_id == "oil"
    assert hit.shares is not None
    assert hit.shares.sparse > 0
    assert hit.score == pytest.approx(sum(hit.shares))
    assert all(each.shares is not None and each.shares.sparse == 0 for each in others)
    (best, *_) = engine.candidates(QUESTION)
    assert best.shares.sparse == pytest.approx(UNTUNED_SPARSE * best.stages.sparse)


def test_without_one_nothing_is_added(make_index: Callable[..., Index]) -> None:
    plain = make_index(*DOCUMENTS, name="plain")
    assert plain.sparse is None
    assert plain.settings.fusion.sparse == 0
    candidates = Engine(plain, HashingEncoder()).candidates(QUESTION)
    assert all(each.stages.sparse == each.shares.sparse == 0 for each in candidates)
    assert "sparse" not in plain.info().bytes
    assert not list(plain.folder.glob("sparse-*"))


def test_passages_that_only_it_finds_are_candidates(
    index: Index, both: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.storage.dense_index.DenseSnapshot.search", lambda *_: {})
    monkeypatch.setattr("search.storage.lexical_snapshot.LexicalSnapshot.matches", lambda *_: {})
    (only,) = Engine(index, both).candidates("النفط")
    assert only.document_id == "oil"
    assert only.stages.dense != 0
    assert only.stages.lexical > 0
    assert only.stages.sparse > 0


def test_filters_hold_for_what_it_finds(index: Index, both: Encoder) -> None:
    filters = Filters.of({"author": ["سعاد"]})
    found = Engine(index, both).find(Query("فاز المنتخب", filters=filters)).hits
    assert [hit.citation.document_id for hit in found] == ["oil"]


@pytest.mark.parametrize("filters", [Filters(), Filters.of({"source": ["الصحيفة"]})])
def test_shares_are_those_of_every_other_index(
    index: Index, weighers: dict[str, HashingWeigher], filters: Filters
) -> None:
    memory = MemoryIndex(index.settings)
    with index.reading() as view:
        added = dict(view.store.added_passages(0))
        stored = dict(view.store.added_words(0))
        facts = view.facts([*added])
        kept = [
            (i, Kept(added[i], vector, codes, places, facts[i], words_of(stored[i])))
            for i, vector, codes, places in zip(*view.embedded([*added]), strict=True)
        ]
        memory.apply(removed_since(view.store.database, 0, list), kept, 1)
        for question in (QUESTION, "حملة وزارة المنتخب", "كلمة غريبة"):
            words = weighers[NAMED].question(question)
            for k, others in ((2, []), (1, [*added])):
                expected = memory.weighed(words, k, filters, others)
                found = view.weighed(words, k, filters, others)
                assert found == pytest.approx(expected, rel=1e-3)


def words_of(stored: bytes | None) -> SparseVector:
    return SparseVector.from_bytes(stored or b"", HashingWeigher.size)


def test_it_follows_what_changes(index: Index, both: Encoder, tmp_path: Path) -> None:
    with Archive(tmp_path / "index", lambda _: HashingEncoder()) as archive:
        assert archive.engine("default").encoder().fingerprint == both.fingerprint
        before = archive.engine("default").search(QUESTION)
        assert before[0].shares is not None
        delete_documents(archive, "default", ["oil"])
        assert all(
            hit.shares.sparse == 0
            for hit in archive.engine("default").search(QUESTION)
            if hit.shares
        )
        changed = (Document("sport", "ارتفعت أسعار النفط."), DOCUMENTS[2])
        index_documents(index, lambda: both, as_reads(changed), lambda _: None)
        (first, second, *_) = archive.engine("default").search(QUESTION)
        assert {first.citation.document_id, second.citation.document_id} == {"oil", "sport"}
        assert all(hit.shares is not None and hit.shares.sparse > 0 for hit in (first, second))
    assert list(verify(index.folder, nothing)) == []


def test_what_is_derived_is_made_again(index: Index, both: Encoder) -> None:
    answered = Engine(index, both).rank(QUESTION, 3)
    index.close()
    (derived,) = index.folder.glob("sparse-*")
    shutil.rmtree(derived)
    again = Index(index.folder)
    assert Engine(again, again.model_of(HashingEncoder())).rank(QUESTION, 3) == answered
    assert list(index.folder.glob("sparse-*")) == [derived]
    again.close()


def test_another_model_under_an_index_is_refused(
    index: Index, weighers: dict[str, HashingWeigher]
) -> None:
    other = PairedEncoder(HashingEncoder(), weighers["other-words"])
    with pytest.raises(IndexMismatchError, match=f"the sparse model {NAMED} .*fingerprint"):
        index.model_of(other)
    weighers[NAMED].fingerprint = "swapped"
    with pytest.raises(IndexMismatchError, match=r"model that is loaded has .*-swapped"):
        index.model_of(HashingEncoder())


def test_one_that_the_index_does_not_have_is_refused(
    make_index: Callable[..., Index], both: Encoder
) -> None:
    with pytest.raises(IndexMismatchError, match=r"model that is loaded has .*-hashing"):
        make_index(*DOCUMENTS, name="plain").model_of(both)


def test_an_index_changes_to_another_and_to_none(
    index: Index, both: Encoder, weighers: dict[str, HashingWeigher]
) -> None:
    with Archive(index.folder, lambda _: HashingEncoder()) as archive:
        answered = archive.engine("default").rank(QUESTION, 3)
        other = PairedEncoder(HashingEncoder(), weighers["other-words"])
        reindex(index.folder, lambda: other, None, nothing)
        engine = archive.engine("default")
        assert engine.rank(QUESTION, 3) == answered  # they weigh alike
        assert engine.encoder().fingerprint == other.fingerprint
        sparse = engine.info().sparse
        assert sparse is not None
        assert sparse.model == "other-words"
        assert len(list(index.folder.glob("sparse-*"))) == 1
        reindex(index.folder, HashingEncoder, None, nothing)
        assert archive.engine("default").info().sparse is None
        plain = archive.engine("default").candidates(QUESTION)
        assert all(each.shares.sparse == 0 for each in plain)
        assert not list(index.folder.glob("sparse-*"))
        reindex(index.folder, lambda: both, None, nothing)
        assert archive.engine("default").rank(QUESTION, 3) == answered
    assert list(verify(index.folder, nothing)) == []


def test_a_new_collection_has_it_too(index: Index) -> None:
    with Archive(index.folder, lambda _: HashingEncoder()) as archive:
        archive.create("sport")
        assert archive.engine("sport").index.settings.sparse == index.settings.sparse


def run_sql(folder: Path, sql: str, *parameters: object) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection, connection:
        connection.execute(sql, parameters)


def stored(ids: list[int], weights: list[float]) -> bytes:
    return SparseVector(np.asarray(ids), np.asarray(weights, np.float32)).to_bytes()


HOSTILE: dict[str, tuple[str, object]] = {
    "no words": ("UPDATE embeddings SET words = NULL WHERE id = ?", 1),
    "a text": ("UPDATE embeddings SET words = CAST(? AS BLOB)", "كلمات"),
    "beyond the vocabulary": (
        "UPDATE embeddings SET words = ?",
        stored([HashingWeigher.size], [1.0]),
    ),
    "twice": ("UPDATE embeddings SET words = ?", stored([1, 1], [1.0, 2.0])),
    "a vocabulary of nothing": ("UPDATE meta SET value = ? WHERE key = 'sparse'", '["m", 0]'),
    "a vocabulary without end": ("UPDATE meta SET value = ? WHERE key = 'sparse'", '["m", 1e99]'),
    "a model that is no name": ("UPDATE meta SET value = ? WHERE key = 'sparse'", "[null, 5]"),
    "no settings": ("UPDATE meta SET value = ? WHERE key = 'sparse'", "{"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_words_that_nobody_made_are_told_and_not_restored(
    index: Index, tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.close()
    sql, parameter = HOSTILE[what]
    run_sql(index.folder, sql, parameter)
    assert [*verify(index.folder, nothing)]
    _back_up_elsewhere(index.folder, tmp_path / "backup", monkeypatch)
    with pytest.raises(BackupError, match="is not sound"):
        restore(tmp_path / "backup", tmp_path / "new")
    assert not (tmp_path / "new" / FILE_NAME).exists()


def _back_up_elsewhere(folder: Path, file: Path, patch: pytest.MonkeyPatch) -> None:
    """Make a backup of what is not sound, as somebody may who does not use this program for it."""
    with pytest.raises(IndexDamagedError):
        back_up(folder, file)
    assert not file.exists()
    patch.setattr("service.backups.check_copy", lambda *_: None)
    back_up(folder, file)


def test_a_backup_without_room_for_words_is_refused(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.close()
    run_sql(index.folder, "ALTER TABLE embeddings DROP COLUMN words")
    (derived,) = index.folder.glob("sparse-*")
    shutil.rmtree(derived)
    with pytest.raises(IndexDamagedError, match="words"):
        Index(index.folder)
    _back_up_elsewhere(index.folder, tmp_path / "backup", monkeypatch)
    with pytest.raises(BackupError, match=r"it has no embeddings\.words"):
        restore(tmp_path / "backup", tmp_path / "new")


def test_a_sparse_model_that_nobody_here_chose_is_refused_and_not_looked_for(
    index: Index, both: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = Engine(index, both).rank(QUESTION, 3)
    file, new = tmp_path / "backup", tmp_path / "new"
    back_up(index.folder, file)
    with monkeypatch.context() as patch:
        patch.setattr("search.models.sharing.shared_sparse", lambda _: pytest.fail("looked for"))
        for chosen in (None, ChosenModel("/here", HashingEncoder())):
            with pytest.raises(ForeignModelError, match="--sparse-model NAME_OR_PATH"):
                backups.restore(file, new, None, nothing, chosen)
    other = PairedEncoder(HashingEncoder(), HashingWeigher("other-words"))
    with pytest.raises(IndexMismatchError, match="fingerprint"):
        backups.restore(file, new, None, nothing, ChosenModel(None, other, "other-words"))
    monkeypatch.setattr("search.models.sharing.shared_sparse", {"here": HashingWeigher()}.get)
    backups.restore(file, new, None, nothing, ChosenModel(None, both, "here"))
    again = Index(new)
    assert again.settings.sparse == ("here", HashingWeigher.size)
    assert again.settings.model is None
    assert Engine(again, again.model_of(HashingEncoder())).rank(QUESTION, 3) == answered
    again.close()
    # From now on it is in use here.
    back_up(new, tmp_path / "own")
    restore(tmp_path / "own", new)
    assert list(verify(new, nothing)) == []


def test_the_settings_of_an_index_without_one_are_as_before(
    make_index: Callable[..., Index],
) -> None:
    plain = make_index(*DOCUMENTS, name="plain")
    database = plain.store.database
    assert "sparse" not in database.meta()
    columns = [row[1] for row in database.rows("PRAGMA table_info(embeddings)")]
    assert columns == ["id", "content_hash", "vector", "codes", "places", "checksum"]
    assert json.loads(database.meta()["model"]) is None

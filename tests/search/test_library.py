"""The library as a program of one's own uses it: wrong arguments, closing, and sharing a model."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import search
from search import ArgumentError, Filters, Order, Query, models, open_archive, open_engine
from search.engine import Engine
from search.errors import ClosedError
from search.index import Index
from search.queries.rules import Rule
from testing.hashing_encoder import HashingEncoder
from tests.conftest import DOCUMENTS

HALF = "سؤال \ud800"


def odd(value: object) -> Any:  # noqa: ANN401 - what types would not allow
    return value


@pytest.mark.parametrize(
    ("ask", "named"),
    [
        (lambda e: e.search("النفط", k=-1), "k: expected a whole number, 1 or more, got -1"),
        (lambda e: e.search("النفط", k=0), "k"),
        (lambda e: e.search("النفط", k=2.5), "k"),
        (lambda e: e.search("النفط", k=True), "k"),
        (lambda e: e.search("النفط", k="3"), "k"),
        (lambda e: e.search(["النفط"]), "text: expected str, got"),
        (lambda e: e.search(HALF), "text: half of a surrogate pair"),
        (lambda e: e.search(None), "text"),
        (lambda e: e.find("النفط"), "query: expected Query, got"),
        (lambda e: e.find(Query("النفط", offset=-1)), "offset"),
        (lambda e: e.find(Query("النفط", order=odd("date"))), "order: expected Order such as"),
        (lambda e: e.find(Query("النفط", filters=odd({"source": ["الرأي"]}))), "filters"),
        (lambda e: e.find(Query("النفط", without=odd(["dates"]))), "without"),
        (lambda e: e.find(Query("النفط", without=odd(frozenset({"dates"})))), "without"),
        (lambda _: Filters.of({"source": "الرأي"}), r"values\['source'\]: expected a list of str"),
        (lambda _: Filters.of({"source": odd([1])}), r"values\['source'\]"),
        (lambda _: Filters.of({"source": [HALF]}), r"values\['source'\]: half of a surrogate pair"),
        (lambda _: Filters.of(odd(["source"])), "values: expected Mapping"),
        (lambda _: Filters.of({}, since=odd(2024)), "since"),
        (lambda _: Filters.of({}, until=HALF), "until"),
        (lambda e: e.suggest("نفط", k=-1), "k"),
        (lambda e: e.suggest(HALF, k=1), "typed"),
        (lambda e: e.rank("نفط", k=-1), "k"),
        (lambda e: e.rank(HALF, k=1), "question"),
        (lambda e: e.candidates(b"oil"), "question"),
        (lambda e: e.occurrences(HALF), "quotation"),
        (lambda e: e.nearest(e.direction("oil"), k=-3), "k"),
        (lambda e: e.document(7), "document_id"),
    ],
)
def test_wrong_arguments_are_refused_by_name(
    engine: Engine, ask: Callable[[Any], object], named: str
) -> None:
    with pytest.raises(ArgumentError, match=named):
        ask(engine)


def test_right_ones_are_taken(engine: Engine) -> None:
    filters = Filters.of({"source": ("الصحيفة",), "language": []}, since="2024")
    query = Query("الحملة", 1, 0, filters, Order.DATE, frozenset({Rule.DATES}))
    assert [hit.citation.document_id for hit in engine.find(query).hits] == ["health/measles"]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[HashingEncoder]:
    """The models that were loaded."""
    loaded: list[HashingEncoder] = []

    def load(_: str | None) -> HashingEncoder:
        loaded.append(HashingEncoder())
        return loaded[-1]

    monkeypatch.setattr(models, "open_encoder", load)
    monkeypatch.setattr(models, "model_folder", lambda model: Path(f"/models/{model}"))
    return loaded


def test_engines_that_are_opened_apart_share_their_model(
    make_index: Callable[..., Index], opened: list[HashingEncoder]
) -> None:
    folders = [make_index(*DOCUMENTS, name=name).folder for name in ("one", "other")]
    engines = [open_engine(folder) for folder in folders]
    assert len(opened) == 1
    for engine in engines:
        assert engine.search("النفط", k=1)
        engine.close()


def test_a_model_goes_with_the_last_that_uses_it(
    make_index: Callable[..., Index], opened: list[HashingEncoder]
) -> None:
    folder = make_index(*DOCUMENTS).folder
    for _ in range(2):
        with open_archive(folder) as archive:
            assert archive.search(Query("النفط"), ["default"]).hits
        opened.clear()
        del archive
        gc.collect()
        assert not opened
    open_archive(folder).close()
    assert len(opened) == 1


def test_what_is_closed_holds_no_file(
    make_index: Callable[..., Index], opened: list[HashingEncoder]
) -> None:
    del opened
    index = make_index(*DOCUMENTS)
    index.close()
    files = Path("/proc/self/fd")
    if not files.is_dir():
        pytest.skip("this system does not list open files")
    with open_engine(index.folder) as engine:
        engine.search("النفط")
        assert any(_points_into(index.folder, file) for file in files.iterdir())
    del engine
    gc.collect()
    assert not any(_points_into(index.folder, file) for file in files.iterdir())


def test_a_closed_engine_refuses_every_question(
    make_index: Callable[..., Index], opened: list[HashingEncoder]
) -> None:
    del opened
    index = make_index(*DOCUMENTS)
    engine = open_engine(index.folder)
    vector = engine.direction(DOCUMENTS[0].id)
    assert engine.search("النفط")
    engine.close()
    engine.close()
    asks: tuple[Callable[[], object], ...] = (
        lambda: engine.search("النفط"),
        lambda: engine.rank("النفط", 1),
        lambda: engine.occurrences("النفط"),
        lambda: engine.suggest("ال", 1),
        lambda: engine.direction(DOCUMENTS[0].id),
        lambda: engine.nearest(vector, 1),
        lambda: engine.document(DOCUMENTS[0].id),
        engine.info,
        engine.encoder,
    )
    for ask in asks:
        with pytest.raises(ClosedError, match="open the index again"):
            ask()


def test_what_is_closed_by_another_thread_says_so(make_index: Callable[..., Index]) -> None:
    database = make_index(*DOCUMENTS).store.database
    rows = database.stream("SELECT id FROM passages ORDER BY id")
    next(rows)
    database.close()
    with pytest.raises(ClosedError, match="closed while it was read"):
        list(rows)
    with pytest.raises(ClosedError), database.snapshot():
        database.close()


@pytest.mark.parametrize("given", [5, b"index", ["index"], 1.5, object()])
def test_what_is_no_folder_is_refused_by_name(given: object) -> None:
    for opening in (open_engine, open_archive):
        with pytest.raises(ArgumentError, match="folder: expected a path"):
            opening(given)  # type: ignore[arg-type]


def _points_into(folder: Path, file: Path) -> bool:
    try:
        return file.readlink().is_relative_to(folder)
    except OSError:  # the one that lists them
        return False


def test_collections_are_a_list_of_names(
    make_index: Callable[..., Index], opened: list[HashingEncoder]
) -> None:
    del opened
    with open_archive(make_index(*DOCUMENTS).folder) as archive:
        for ask in (
            lambda names: archive.search(Query("النفط"), names),
            lambda names: archive.suggest("النفط", names),
            lambda names: archive.occurrences("أسعار النفط", names),
            lambda names: archive.similar("oil", "default", names),
        ):
            with pytest.raises(ArgumentError, match="collections: expected a list of str"):
                ask("default")
        with pytest.raises(ArgumentError, match="query: expected Query, got 'النفط'"):
            archive.search(odd("النفط"), ["default"])


def test_all_that_is_exported_is_there_and_explained() -> None:
    assert all(getattr(search, name).__doc__ for name in search.__all__)

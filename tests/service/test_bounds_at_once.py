"""What may be kept of something stays within its bound when requests come at the same time."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection

import pytest

from search.layout import FILE_NAME
from search.records import Document, Span
from search.storage.database import Database
from service.alerts import storage as alerts
from service.alerts.storage import Deliveries, Kind, TooManyDeliveriesError
from service.batches import storage as batches
from service.batches.questions import Asked
from service.batches.storage import Batches, BatchesFullError
from service.database import ServiceDatabase
from service.dossiers import storage as dossiers
from service.dossiers.storage import Dossier, DossierFullError, Dossiers
from service.job_ledger import Job, JobLedger
from service.language import Language
from service.saved import storage as saved
from service.saved.storage import SavedSearches, TooManySavedError

MOST = 2
TEXT = "افتتح الوزير المعبر صباح الأحد."
BOUNDS = [
    (saved, "MOST_SAVED"),
    (alerts, "MOST_DELIVERIES"),
    (dossiers, "MOST_DOSSIERS"),
    (dossiers, "MOST_ITEMS"),
    (batches, "MOST_BATCHES"),
]

Keep = Callable[[ServiceDatabase, int], object]


class Racing(ServiceDatabase):
    """Others come whenever one has looked and is about to write."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.others: list[Callable[[], object]] = []

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        while self.others:
            self.others.pop()()
        with super().transaction() as connection:
            yield connection


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Racing]:
    for module, name in BOUNDS:
        monkeypatch.setattr(module, name, MOST)
    Database.create(tmp_path / FILE_NAME, {})
    with closing(Racing(tmp_path)) as database:
        yield database


def _search(database: ServiceDatabase, number: int) -> None:
    SavedSearches(database).save(None, str(number), f"q={number}")


def _delivery(database: ServiceDatabase, number: int) -> None:
    target = f"{number}@newsroom.example"
    Deliveries(database).add(1, None, Kind.MAIL, target, 1, Language("ar"))


def _dossier(database: ServiceDatabase, number: int) -> Dossier:
    return Dossiers(database).create(None, str(number))


def _item(database: ServiceDatabase, number: int) -> None:
    store = Dossiers(database)
    document = Document("gate", TEXT, collection="default")
    store.add(store.of(None)[0], document, Span(number, number + 5), "")


def _batch(database: ServiceDatabase, number: int) -> None:
    Batches(database).create(None, str(number), (), [Asked(1, TEXT)])


def _job(database: ServiceDatabase, number: int) -> None:
    job = Job(f"{number:021}", "default", 1, "2024-05-12T10:00:00.000+00:00")
    JobLedger(database).accept(job, MOST)


@pytest.mark.parametrize(
    ("keep", "table"),
    [
        (_search, "saved"),
        (_delivery, "deliveries"),
        (_dossier, "dossiers"),
        (_item, "dossier_items"),
        (_batch, "batches"),
        (_job, "jobs"),
    ],
)
def test_what_comes_at_the_same_time_stays_within_the_bound(
    database: Racing, keep: Keep, table: str
) -> None:
    _search(database, 0)  # that is sent
    if keep is _item:
        _dossier(database, 0)
    for number in range(1, MOST - (keep is _search)):
        keep(database, number)
    database.others.append(lambda: keep(database, 8))
    full = (TooManySavedError, TooManyDeliveriesError, DossierFullError, BatchesFullError)
    with suppress(*full):
        keep(database, 9)
    assert not database.others
    assert database.rows(f"SELECT count(*) FROM {table}") == [(MOST,)]  # noqa: S608 - ours

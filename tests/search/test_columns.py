"""The columns that filters look at, against SQL over the same documents."""

from collections.abc import Callable

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.pipeline import index_documents
from search.index import Index
from search.records import Document, Filters
from search.storage.columns import Columns
from testing.hashing_encoder import HashingEncoder
from tests.conftest import as_reads

SOURCES = ("الرأي", "الغد", None)
DATES = ("2015", "2015-07", "2015-07-31", "2015-08-01", "2016-02-29", None)

documents = st.builds(
    lambda number, source, date, author: Document(
        id=f"d{number}",
        text=f"نص الخبر رقم {number} عن {source}",
        source=source,
        date=date,
        author=author,
    ),
    st.integers(0, 12),
    st.sampled_from(SOURCES),
    st.sampled_from(DATES),
    st.sampled_from(("سعاد", "عمر", None)),
)
batches = st.lists(documents, max_size=6, unique_by=lambda document: document.id)
periods = st.sampled_from([None, "2014", "2015", "2015-07", "2015-07-31", "2015-08", "2016-03"])
wanted = st.builds(
    lambda sources, authors, since, until: Filters.of(
        {"source": sources, "author": authors}, since, until
    ),
    st.lists(st.sampled_from(("الرأي", "الغد", "أخرى")), max_size=2),
    st.lists(st.sampled_from(("سعاد", "عمر")), max_size=1),
    periods,
    periods,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    history=st.lists(st.tuples(batches, st.sets(st.integers(0, 12), max_size=4)), max_size=3),
    filters=st.lists(wanted, min_size=3, max_size=8),
)
def test_columns_leave_what_sql_does_after_any_history(
    make_index: Callable[..., Index],
    encoder: HashingEncoder,
    history: list[tuple[list[Document], set[int]]],
    filters: list[Filters],
) -> None:
    index = make_index()
    with index.writing():
        index.store.delete(index.store.matching_documents(Filters()))
    followed = Columns(index.store)
    for added, removed in history:
        index_documents(index, lambda: encoder, as_reads(tuple(added)), lambda _: None)
        with index.writing():
            index.store.delete([f"d{number}" for number in removed])
        for columns in (followed, Columns(index.store)):
            table = columns.table()
            assert table.state == index.store.database.state()
            assert np.all(np.diff(table.ids) > 0)
            for each in (Filters(), *filters):
                assert table.ids[table.matching(each)].tolist() == index.store.matching(each)

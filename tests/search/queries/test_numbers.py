"""Numbers meet in whatever writing they are."""

from collections.abc import Callable

import pytest

from search.engine import Engine
from search.index import Index
from search.queries.rules import Interpretation, Rule
from search.records import Document, Query
from testing.hashing_encoder import HashingEncoder

WRITINGS = ("1250000", "1,250,000", "١٬٢٥٠٬٠٠٠", "1.25 مليون", "مليون وربع المليون")


@pytest.fixture
def engine(make_index: Callable[..., Index], encoder: HashingEncoder) -> Engine:
    texts = (*WRITINGS, "3,250,000", "1.25", "25 مليون", "لا شيء")
    documents = [Document(text, f"بلغت التكلفة {text} ريال.") for text in texts]
    return Engine(make_index(*documents), encoder)


@pytest.mark.parametrize("writing", WRITINGS)
def test_every_writing_finds_every_other(engine: Engine, writing: str) -> None:
    found = engine.find(Query(f"{writing} ريال", k=20))
    lexical = {h.citation.document_id: h.shares.lexical for h in found.hits if h.shares}
    others = [share for name, share in lexical.items() if name not in WRITINGS]
    assert min(lexical[name] for name in WRITINGS) > max(others)
    assert Interpretation(Rule.NUMBERS, writing, ("1250000",)) in found.interpretations
    off = engine.find(Query(f"{writing} ريال", k=20, without=frozenset({Rule.NUMBERS})))
    assert off.interpretations == ()


def test_a_number_that_all_write_alike_needs_no_rule(engine: Engine) -> None:
    assert engine.find(Query("25")).interpretations == ()


def test_the_numbers_of_a_date_are_those_of_its_filter(engine: Engine) -> None:
    found = engine.find(Query("التكلفة من 20 إلى 25 يوليو 2015")).interpretations
    assert [made.rule for made in found] == [Rule.DATES]

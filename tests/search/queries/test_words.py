"""Words written together or apart find each other where the archive has them so."""

from collections.abc import Callable

import pytest

from search.index import Index
from search.queries.expansions import expand
from search.queries.rules import Rule
from search.ranking.lexical_plan import make_plan
from search.ranking.questions import read_question
from search.records import Document, Filters

DOCUMENTS = (
    Document("together", "زار الرئيس بيتلحم أمس مع عبدالله المحمد."),
    Document("apart", "سوق بيت ساحور. باعوا لحم الغنم. الم توسعة. عبد الله وأبي الطيب بن خالد."),
    Document("english", "Visit Saudi Arabia today."),
)


@pytest.mark.parametrize(
    ("question", "also"),
    [
        ("أين بيت لحم؟", [("بيتلحم",)]),
        ("متى زار عبد الله المدينة؟", [("عبدالله",)]),
        ("زيارة عبدالله", [("عبد الله",)]),
        ("الرئيسعبد", [("الرئيس عبد",)]),
        ("saudiarabia", [("saudi arabia",)]),
        ("شعر أبو الطيب", [("أبي", "أبا")]),
        ("يوسف ابن خالد", [("بن",)]),
        # Nobody writes them so, the archive has the word, or they do not stand beside each other.
        ("الرئيس أمس", []),
        ("بيتلحم", []),
        ("مقالاته المبلغ لحمه", []),
        ("المتوسعة", []),
        ("بيت، لحم", []),
        ("بيت" * 20, []),
        ("20152016", []),
        ("أبو", []),
    ],
)
def test_what_is_looked_for_too(
    make_index: Callable[..., Index], question: str, also: list[tuple[str, ...]]
) -> None:
    with make_index(*DOCUMENTS).reading() as view:
        found = expand(read_question(question), view).expansions
        assert [each.also for each in found if each.rule is Rule.WORDS] == also


def test_both_are_found(make_index: Callable[..., Index]) -> None:
    with make_index(*DOCUMENTS).reading() as view:
        plan = make_plan(expand(read_question("بيت لحم"), view), view)
        shares = plan.shares(view.matches(plan, 10, Filters()))
        names = {i: view.passages([i])[i].document.id for i in shares}
        assert {names[i]: share > 0.2 for i, share in shares.items()} == {
            "together": True,
            "apart": True,
        }

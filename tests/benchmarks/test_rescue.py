"""Rescue and harm are those of the questions that a rule makes something of."""

from benchmarks import rescue
from search.queries.rules import Interpretation, Rule
from search.records import Facets, Results


def test_the_rules_that_made_something_of_a_question() -> None:
    made = (
        Interpretation(Rule.NUMBERS, "5", ("5",)),
        Interpretation(Rule.DATES, "2015", ("2015",)),
    )
    found = Results((), 0, 0, sufficient=False, facets=Facets(), interpretations=made)
    assert rescue.rules_of(found) == {Rule.NUMBERS, Rule.DATES}
    spelt = Results((), 0, 0, sufficient=False, facets=Facets(), spelling="x")
    assert rescue.rules_of(spelt) == {Rule.SPELLING}


def test_what_a_rule_changes() -> None:
    assert rescue.changed([0.5, 1.0, 0.0], [0.5, 0.4, 0.1], 10) == {
        "touched": 3,
        "rescued": 1,
        "harmed": 1,
        "gain": 5.0,
    }

"""Where several documents answer, each surface says whether they agree, and who says what."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from search.archive import Archive
from search.ranking.confidence import parameters
from search.records import Citation, Facets, Hit, Query, Results, Span
from service.app import create_app
from service.citing.export import ExportFormat, export
from service.language import Language, translator
from service.quotations import quotations
from service.schemas.answers import SearchResponse
from service.settings import Settings
from service.terminal_results import print_results
from tests.service.conftest import LOCAL
from tests.service.html import page

AR = translator(Language.AR, "web")
QUESTION = "كم قتيلا سقط؟"


def told(rank: int, source: str, answer: str) -> Hit:
    text = f"سقط في الهجوم {answer} كما قال {source}."
    start = text.index(answer)
    return Hit(
        rank=rank,
        score=1.0 / rank,
        citation=Citation(f"{rank}", None, source, None, "2024-05-01", None, 0, len(text), text),
        sentence=Span(0, len(text)),
        evidence=(),
        confidence=0.9,
        answer=Span(start, start + len(answer)),
    )


DIFFERENT = [
    told(1, "الرأي", "10 قتلى"),
    told(2, "الصباح", "13 قتيلا"),
    told(3, "<b>الوطن</b>", "عشرة قتلى"),
    told(4, "النهار", "10 قتلى"),
]
SAME = [DIFFERENT[0], DIFFERENT[3]]


def results(hits: Sequence[Hit]) -> Results:
    return Results(
        tuple(hits), total=len(hits), supported=len(hits), sufficient=True, facets=Facets()
    )


def shown(archive: Archive, hits: Sequence[Hit]) -> dict[str, str]:
    class Changed(Archive):
        def search(self, query: Query, collections: object) -> Results:
            del query, collections
            return results(hits)

    changed = Changed(archive.folder, archive._open_encoder)
    with TestClient(create_app(Settings(archive.folder), lambda: changed), LOCAL) as client:
        return page(client, f"/?q={QUESTION}").texts


def test_the_page_shows_each_answer_in_the_words_of_its_documents(archive: Archive) -> None:
    text = shown(archive, DIFFERENT)["#agreement"]
    assert " ".join(text.split()) == (
        f"{AR('results.other_answers')}"
        " 10 قتلى بحسب الرأي 1 أيار/مايو 2024، النهار 1 أيار/مايو 2024"
        " عشرة قتلى بحسب <b>الوطن</b> 1 أيار/مايو 2024"
        " 13 قتيلا بحسب الصباح 1 أيار/مايو 2024"
    )
    assert "#agreement" not in shown(archive, DIFFERENT[:1])


def test_others_with_the_answer_of_the_first_stand_beside_it(archive: Archive) -> None:
    found = shown(archive, SAME)
    assert found["#attested-answer"] == "10 قتلى"
    assert " ".join(found["#agreement"].split()) == (
        f"{AR('results.also_says')} 10 قتلى بحسب النهار 1 أيار/مايو 2024"
    )
    silent = replace(SAME[0], rank=1, answer=None)
    others = shown(archive, [silent, replace(SAME[0], rank=2), SAME[1]])
    assert "#attested-answer" not in others
    assert AR("results.same_answer") in others["#agreement"]


def test_the_sentence_that_attests_stands_above_the_results(archive: Archive) -> None:
    first = DIFFERENT[0]
    found = shown(archive, [first])
    assert found["#attested"] == first.citation.part(first.sentence)
    assert found["#attested-strength"] == AR("strength.strong")
    for said in ("الرأي", "1 أيار/مايو 2024"):
        assert said in found["#attestation"]
    assert AR("results.possible") not in found["#attestation"]
    possible = shown(archive, [replace(first, confidence=parameters().sufficient)])
    assert possible["#attested-strength"] == AR("strength.possible")
    assert AR("results.possible") in possible["#attestation"]


@pytest.mark.parametrize(
    "first",
    [
        replace(DIFFERENT[0], confidence=parameters().sufficient - 0.01),
        replace(DIFFERENT[0], rank=11),
        replace(DIFFERENT[0], score=0.0),
    ],
    ids=["weak", "second page", "nothing asked"],
)
def test_nothing_stands_above_the_results_where_nothing_is_certain(
    first: Hit, archive: Archive
) -> None:
    found = shown(archive, [first, *DIFFERENT[1:]])
    assert not {"#attestation", "#attested", "#agreement"} & found.keys()


def test_the_api_and_the_export_name_the_ranks() -> None:
    groups = [[1, 3, 4], [2]]
    assert SearchResponse.of(QUESTION, results(DIFFERENT)).agreement == groups
    content = export(DIFFERENT, QUESTION, ExportFormat.JSON, Language.AR).content
    assert json.loads(content)["agreement"] == groups
    assert SearchResponse.of(QUESTION, results(SAME[:1])).agreement == []


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("C.UTF-8", "10 قتلى according to الرأي 2024-05-01 (1), النهار 2024-05-01 (4)"),
        ("ar_JO.UTF-8", "10 قتلى بحسب الرأي 2024-05-01 (1)، النهار 2024-05-01 (4)"),
    ],
)
def test_the_terminal_names_sources_and_hits(
    locale: str,
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    print_results(results(DIFFERENT))
    text = capsys.readouterr().out.replace("\u2068", "").replace("\u2069", "")
    assert expected in text
    assert "13 قتيلا" in text
    print_results(results(SAME[:1]))
    assert "2024-05-01 (1)" not in capsys.readouterr().out


def test_passages_name_those_with_the_same_answer_and_with_others() -> None:
    first, second, third, fourth = quotations(DIFFERENT, site="https://archive.example")
    assert first.same_answer == [third.permalink, fourth.permalink]
    assert first.other_answers == fourth.other_answers == [second.permalink]
    assert second.same_answer == []
    assert second.other_answers == [first.permalink, third.permalink, fourth.permalink]

    silent = replace(DIFFERENT[1], answer=None)
    alone, without = quotations([DIFFERENT[0], silent])
    assert alone.same_answer == alone.other_answers == without.other_answers == []

"""What a document does not say itself is told by whatever shows or cites its words."""

from pathlib import Path
from urllib.parse import urlencode

import pytest

from search.archive import Archive
from search.records import Caution, Document
from service.citing.citation import caution_in_words
from service.language import Language
from service.sources import ArchiveSource
from service.tools import QuotationError, Tools
from tests.service.conftest import Run, Serve, make_archive
from tests.service.html import page

WORDS = "استقال وزير الزراعة من الحكومة الجديدة"
IN_ARABIC = {
    "denied": "تنفي الوثيقة هذا الكلام",
    "asked": "تسأل الوثيقة عن هذا ولا تقوله",
    "supposed": "تفترض الوثيقة هذا أو تتركه غير محسوم",
    "quoted": "ليس هذا كلام الوثيقة",
    "reordered": "علامات لا تُرى",
}
TEXTS = {
    "denied": f"قيل أمس: {WORDS}. وهذا الخبر غير صحيح.",
    "asked": f"هل {WORDS}؟",
    "supposed": f"إذا {WORDS} تغير كل شيء.",
    "quoted": f"قال نائب في المجلس: «سمعنا ما سمعنا. {WORDS}. هذا كل شيء».",
    "reordered": f"جاء في البيان \u202e اليوم {WORDS}\u202c.",
}


@pytest.fixture(params=TEXTS)
def caution(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def archive(tmp_path: Path, caution: str) -> Archive:
    return make_archive(tmp_path / "index", Document("a", TEXTS[caution], title="خبر"))


@pytest.fixture
def tools(archive: Archive) -> Tools:
    return Tools(ArchiveSource.of(archive, ["default"]))


def test_pages_and_the_api_tell_it(archive: Archive, caution: str, serve: Serve) -> None:
    client = serve(archive)
    found = client.post("/api/v1/quotations", json={"quotation": WORDS}).json()
    assert caution in found["occurrences"][0]["cautions"]
    verified = page(client, f"/quotations?{urlencode({'quotation': WORDS})}")
    assert IN_ARABIC[caution] in verified.texts[f"#{caution}-1"]


def test_the_command_line_tells_it(archive: Archive, caution: str, run: Run) -> None:
    done = run("verify-quote", WORDS, "--index", archive.folder)
    assert caution_in_words(Caution(caution), Language.EN) in " ".join(done.stdout.split())


def test_assistants_are_told_it(tools: Tools, caution: str) -> None:
    verified = tools.verify_quotation(WORDS)
    assert caution in {each.value for each in verified.occurrences[0].cautions}
    assert verified.advice != "word for word: show it with its citation."
    if caution in {"denied", "reordered"}:
        with pytest.raises(QuotationError):
            tools.cite("a", WORDS)
        return
    for language in Language:
        cited = tools.cite("a", WORDS, language=language)
        assert [each.value for each in cited.cautions] == [caution]
        assert cited.quote == WORDS
        assert len(cited.text.splitlines()) == 3
        assert cited.advice == tools.verify_quotation(WORDS).advice
    assert IN_ARABIC[caution] in tools.cite("a", WORDS).text


def test_of_several_places_the_one_that_says_the_words_is_cited(tmp_path: Path) -> None:
    text = f"هل {WORDS}؟\n\n{WORDS}.\n\nإذا {WORDS} تغير كل شيء."
    archive = make_archive(tmp_path / "index", Document("a", text))
    tools = Tools(ArchiveSource.of(archive, ["default"]))
    cited = tools.cite("a", WORDS)
    assert (cited.start, cited.cautions) == (text.index("\n\n") + 2, [])


def test_a_sign_before_the_sentence_in_its_line_is_told_with_a_result(
    tmp_path: Path, serve: Serve, run: Run
) -> None:
    text = f"جاء في البيان \u202e اليوم. {WORDS}.\u202c"
    archive = make_archive(tmp_path / "index", Document("a", text, title="خبر"))
    client = serve(archive)
    question = f"هل {WORDS}؟"
    (hit,) = client.get("/api/v1/search", params={"q": question}).json()["hits"]
    assert text[slice(*hit["sentence"])].startswith("استقال")
    assert "reordered" in hit["cautions"]
    shown = page(client, f"/?{urlencode({'q': question})}")
    assert IN_ARABIC["reordered"] in shown.texts["#reordered-1"]
    done = run("search", question, "--index", archive.folder)
    assert caution_in_words(Caution.REORDERED, Language.EN) in " ".join(done.stdout.split())
    tools = Tools(ArchiveSource.of(archive, ["default"]))
    (found,) = tools.search(question).passages
    assert "reordered" in {each.value for each in found.cautions}

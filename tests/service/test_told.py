"""What has to be told of a sentence goes with it, into whatever leaves the archive."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from zipfile import ZipFile

import feedparser
import pytest

from indexer.collections import add_documents
from search.ranking.confidence import Strength, strength
from search.records import Caution, Document, Span
from service.alerts.digest import Digest
from service.alerts.storage import Delivery, Kind
from service.batches.answers import Attested, Row
from service.batches.questions import Asked
from service.batches.table import TableFormat, record, table
from service.citing.citation import cautions_in_words, strength_in_words
from service.citing.export import ExportFormat, export
from service.citing.permalink import Reference
from service.citing.told import told_of
from service.dossiers.contents import Contents, Entry
from service.dossiers.export import DossierFormat, export_dossier
from service.dossiers.pdf import PdfTooLongError
from service.dossiers.storage import Dossier, Item
from service.language import Language
from service.saved.feed import atom
from service.saved.news import News
from service.saved.storage import SavedSearch
from service.views.beside import Event
from service.views.cards import card
from service.views.statements import Said
from testing.waiting import wait_until
from tests.conftest import as_reads
from tests.service.citing_examples import CITATION, HIT, QUESTION
from tests.service.conftest import Serve, make_archive
from tests.service.html import copies, page

SITE = "https://search.newsroom.example"
DENIAL = "وهو ما نفته الوزارة نفيا قاطعا مؤكدة أن الخبر كاذب"
LONG = f"أعلنت شركة مناجم الجنوب {'أنها حصلت على رخصة التنقيب والحفر التجريبي ' * 20}، {DENIAL}."
DENIED = (Caution.DENIED, Caution.QUOTED)
WORDS = "استقال وزير الزراعة من الحكومة الجديدة"
TEXT = f"جاء في البيان \u202e اليوم. {WORDS}.\u202c"
THEN = "2024-05-01T10:00:00Z"
ITEM = Item(1, "default", "a", Reference(0, 5, "0" * 40), CITATION.quote, "", THEN, None)
DOSSIER = Dossier(1, None, "ملف", "a" * 32, THEN, 1)
TOLD = replace(
    HIT, cautions=DENIED, missing=("عدن",), differing=(replace(HIT, cautions=()),), rank=1
)


def _text_of(content: bytes) -> str:
    """All that a file has, also one that is an archive."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    with ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def _plain(text: str) -> str:
    return text.replace("\\", "")  # of Markdown


@pytest.mark.parametrize(
    "file_format", [each for each in ExportFormat if each is not ExportFormat.JSON]
)
@pytest.mark.parametrize("language", Language)
def test_exports_have_it(file_format: ExportFormat, language: Language) -> None:
    text = _plain(_text_of(export([TOLD], QUESTION, file_format, language).content))
    assert all(said in text for said in cautions_in_words(DENIED, language))
    assert "عدن" in text
    assert text.count(CITATION.source or "") > _text_of(
        export([HIT], QUESTION, file_format, language).content
    ).count(CITATION.source or "")


@pytest.mark.parametrize("file_format", [DossierFormat.MARKDOWN, DossierFormat.DOCX])
def test_dossiers_have_it(file_format: DossierFormat) -> None:
    entry = Entry(ITEM, Document("a", CITATION.quote), CITATION, None, DENIED)
    file = export_dossier(Contents(DOSSIER, [entry], 0), file_format, Language.AR, SITE)
    text = _plain(_text_of(file.content))
    assert all(said in text for said in cautions_in_words(DENIED, Language.AR))


@pytest.mark.parametrize("file_format", TableFormat)
def test_tables_of_questions_have_it(file_format: TableFormat) -> None:
    row = Row(Asked(1, QUESTION), Attested(CITATION, None, Strength.STRONG, DENIED))
    text = _text_of(table("قائمة", [row], file_format, Language.AR))
    if file_format is TableFormat.JSONL:
        assert json.loads(text)["cautions"] == record(row, Language.AR)["cautions"]
        assert json.loads(text)["cautions"] == ["denied", "quoted"]
    else:
        assert all(said in text for said in cautions_in_words(DENIED, Language.AR))


@pytest.mark.parametrize("language", Language)
def test_alerts_and_feeds_have_it_with_the_whole_sentence(language: Language) -> None:
    news = News(
        *(Document("a", LONG, title="خبر"), THEN, LONG, "/documents/a"),
        is_read=False,
        cautions=DENIED,
        strength=Strength.POSSIBLE,
    )
    search = SavedSearch(1, None, QUESTION, "q=x", "a" * 32, THEN, muted=False)
    delivery = Delivery(1, 1, Kind.MAIL, "a@b.example", 1, "a" * 32, language, THEN, 0, 0, None)
    digest = Digest(delivery, search, [news], SITE)
    told = cautions_in_words(DENIED, language)

    mail = digest.mail("alerts@newsroom.example")
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        text = body.get_content()
        assert LONG in text
        assert strength_in_words(Strength.POSSIBLE, language) in text
        assert all(said in text for said in told)

    (found,) = json.loads(digest.body())["found"]
    assert (found["sentence"], found["cautions"]) == (LONG, ["denied", "quoted"])
    assert found["strength"] == "possible"

    (entry,) = feedparser.parse(atom(search, [news], SITE, language)).entries
    attested, *said = entry.summary.partition(LONG)
    assert strength_in_words(Strength.POSSIBLE, language) in attested
    assert said[1].endswith(" ".join(told))


def test_copies_of_the_page_have_it() -> None:
    told = told_of(TOLD, Language.AR)
    assert len(told) == 4
    shown = card(TOLD, Language.AR)
    for _, after in (shown.around_sentence, shown.quoted.around):
        assert after.splitlines()[2:] == told


def test_what_a_service_keeps_and_hands_out_has_it(tmp_path: Path, serve: Serve) -> None:
    archive = make_archive(tmp_path / "index", Document("a", TEXT, title="خبر"))
    client = serve(archive)
    question = f"هل {WORDS}؟"
    said = cautions_in_words([Caution.REORDERED], Language.AR)[0]
    (hit,) = client.get("/api/v1/search", params={"q": question}).json()["hits"]
    assert "reordered" in hit["cautions"]
    exported = client.get(
        f"/export?{urlencode({'q': question, 'format': 'csv', 'pick': 'default/a'})}"
    )
    assert said in exported.text

    words = Reference.of_text(TEXT, _span(TEXT, WORDS))
    made = client.post(
        "/dossiers/items?id=a&collection=default",
        data={"passage": str(words), "name": "ملف"},
    )
    assert said in page(client, made.url.path).texts["#reordered-1"]

    batch = client.post("/api/v1/batches", json={"questions": [question]}).json()["id"]
    wait_until(lambda: client.get(f"/api/v1/batches/{batch}").json()["state"] == "done")
    (row,) = client.get(f"/api/v1/batches/{batch}").json()["rows"]
    assert "reordered" in row["cautions"]
    assert said in page(client, f"/batches/{batch}").texts["#reordered-1"]


def test_every_page_that_shows_a_sentence_has_it(tmp_path: Path, serve: Serve) -> None:
    client = serve(make_archive(tmp_path / "index", Document("a", TEXT, title="خبر")))
    said = cautions_in_words([Caution.REORDERED], Language.AR)[0]
    asked = urlencode({"q": f"هل {WORDS}؟"})
    results = page(client, f"/?{asked}")
    days = page(client, f"/?{asked}&view=days")
    address = next(
        str(each["href"])
        for each in results.attributes("a")
        if str(each["href"]).startswith("/documents/a")
    )
    document = page(client, address)
    places = [(results, "#reordered-attested"), (results, "#reordered-1"), (days, "#reordered-1")]
    for shown, place in [*places, (document, "#reordered-cited")]:
        assert said in shown.texts[place]
    for shown in (results, days, document):
        assert copies(shown)
        assert all(said in after for after in copies(shown).values())


def test_who_said_what_has_it_with_the_speaker() -> None:
    text = "قال وزير النقل خالد سليم: «ارتفعت أسعار الوقود اليوم». وهذا الكلام غير صحيح."
    (said,) = Said.of(Document("a", text), Language.AR).cards
    _, after = said.around
    assert said.cautions == (Caution.DENIED,)
    assert after.splitlines()[2:] == [
        f"القائل: {said.speaker}",
        *cautions_in_words([Caution.DENIED], Language.AR),
    ]


def test_reports_side_by_side_have_it() -> None:
    first, other = Event.of(TOLD, Language.AR).reports
    told = cautions_in_words(DENIED, Language.AR)
    assert list(first.told) == first.around[1].splitlines()[2:] == told
    assert not other.told


def test_saved_searches_have_it_with_how_strong_it_is(tmp_path: Path, serve: Serve) -> None:
    archive = make_archive(tmp_path / "index", Document("old", "فاز المنتخب بهدفين.", title="خبر"))
    client = serve(archive)
    client.post("/saved", data={"query": urlencode({"q": f"هل {WORDS}؟"})})
    add_documents(archive, "default", as_reads((Document("a", TEXT),)), lambda _: None)
    later = (datetime.now(UTC) + timedelta(seconds=5)).isoformat(timespec="milliseconds")
    archive.store("default").note_added({"a": later})
    shown = page(client, "/saved")
    (found,) = [text for name, text in shown.all_texts if name == "blockquote.text"]
    assert found in TEXT
    assert WORDS in found
    assert shown.texts["#reordered-1-1"] == cautions_in_words([Caution.REORDERED], Language.AR)[0]
    (hit,) = client.get("/api/v1/search", params={"q": f"هل {WORDS}؟", "k": 1}).json()["hits"]
    strong = strength(hit["confidence"])
    said = [text for name, text in shown.all_texts if name == f"span.strength {strong.value}"]
    assert said == [strength_in_words(strong, Language.AR)]


TURNED = "أن \u202eالشركة قاضت الوزارة\u202c أمس"


def test_signs_that_turn_words_round_are_seen_in_every_file() -> None:
    citation = replace(CITATION, quote=TURNED, end=CITATION.start + len(TURNED))
    hit = replace(HIT, citation=citation, sentence=Span(citation.start, citation.end))
    for file_format in (ExportFormat.RIS, ExportFormat.BIBTEX):
        text = export([hit], QUESTION, file_format, Language.AR).content.decode()
        assert text.count("أن \ufffdالشركة قاضت الوزارة\ufffd أمس") == 2

    item = replace(ITEM, note=TURNED)
    entry = Entry(item, Document("a", CITATION.quote), CITATION, None)
    for dossier_format in (DossierFormat.MARKDOWN, DossierFormat.DOCX):
        file = export_dossier(Contents(DOSSIER, [entry], 0), dossier_format, Language.AR, SITE)
        text = _text_of(file.content)
        assert "\u202e" not in text
        assert "\ufffdالشركة" in text


def test_a_dossier_of_too_many_lines_is_refused_before_it_is_laid_out() -> None:
    lines = "1\n" * 5_000
    item = replace(ITEM, quote=lines, reference=Reference.of_text(lines, Span(0, len(lines))))
    entry = Entry(item, Document("a", "..."), None, None)
    with pytest.raises(PdfTooLongError, match="as Word"):
        export_dossier(Contents(DOSSIER, [entry] * 4, 0), DossierFormat.PDF, Language.AR, SITE)

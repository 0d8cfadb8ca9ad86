import csv
import io
import json
import re
import warnings
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from urllib.parse import unquote
from zipfile import ZipFile

import docx
import pytest
import rispy
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token

from search.records import Hit
from search.reordering import in_order
from service.citing.citation import citation_line
from service.citing.export import ExportFormat, export
from service.citing.original import original_link
from service.citing.permalink import permalink
from service.citing.text import NOT_IN_XML, plain
from service.language import Language
from service.schemas.answers import HitFields
from tests.service.citing_examples import CITATION, HIT, HOSTILE, QUESTION, hit_with, texts

with warnings.catch_warnings():
    # Its own parser uses names that its dependency has renamed.
    warnings.simplefilter("ignore")
    from bibtexparser.entrypoint import parse_string

SITE = "https://archive.example"
hostile_hits = st.lists(texts, min_size=1, max_size=3).map(
    lambda fields: [hit_with(field, rank) for rank, field in enumerate(fields, 1)]
)


def exported(hits: list[Hit], format: ExportFormat, language: Language = Language.AR) -> str:  # noqa: A002
    return export(hits, QUESTION, format, language, SITE).content.decode()


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def sheet(hits: list[Hit], language: Language = Language.AR) -> tuple[str, list[list[str]]]:
    """The XML of the only sheet, and the texts of its rows."""
    content = export(hits, QUESTION, ExportFormat.XLSX, language, SITE).content
    with ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        strings = etree.fromstring(archive.read("xl/sharedStrings.xml"))
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    shared = ["".join(each.itertext()) for each in strings]
    rows = [
        [
            shared[int(value)] if cell.get("t") == "s" else value
            for cell in row
            if (value := cell.findtext(f"{name}v")) is not None
        ]
        for row in etree.fromstring(sheet.encode()).iter(f"{name}row")
    ]
    return sheet, rows


def word(hits: list[Hit], language: Language = Language.AR) -> WordDocument:
    return docx.Document(
        io.BytesIO(export(hits, QUESTION, ExportFormat.DOCX, language, SITE).content)
    )


@pytest.mark.parametrize("format", ExportFormat)
@pytest.mark.parametrize("language", Language)
def test_every_format_takes_no_hits_one_and_a_hostile_one(
    format: ExportFormat,  # noqa: A002
    language: Language,
) -> None:
    for hits in ([], [HIT], [hit_with(HOSTILE)]):
        file = export(hits, HOSTILE, format, language)
        assert file.file_name.endswith(f".{format.value}")
        assert isinstance(file.content, bytes)


@given(st.text())
def test_file_names_are_safe_and_keep_their_arabic(question: str) -> None:
    file = export([], question, ExportFormat.CSV, Language.AR)

    assert re.fullmatch(r"شواهد(-[^\W_-]+)*\.csv", file.file_name)
    assert len(file.file_name.encode()) <= 255
    header = Message()
    header["content-disposition"] = file.content_disposition
    assert file.content_disposition.isascii()
    assert file.content_disposition.isprintable()
    assert 'filename="shawahid.csv";' in file.content_disposition
    assert unquote(file.content_disposition.partition("''")[2]) == file.file_name


def test_the_file_name_says_the_question() -> None:
    file = export([], QUESTION, ExportFormat.DOCX, Language.AR)
    assert file.file_name == "شواهد-من-شارك-في-الحوار-الإقليمي.docx"


def test_csv_is_what_excel_opens_as_arabic() -> None:
    file = export([HIT], QUESTION, ExportFormat.CSV, Language.AR, SITE)

    assert file.content.startswith(b"\xef\xbb\xbf")
    headings, row = rows(file.content.decode())
    found = dict(zip(headings, row, strict=True))
    assert found["الاقتباس"] == CITATION.quote
    assert found["التاريخ"] == "2022-06-14"
    assert found["الصفحة"] == "7"
    assert found["الرابط الدائم"] == SITE + permalink(CITATION, HIT.sentence)
    assert found["صيغة الإسناد"] == citation_line(CITATION)
    assert "\n" not in re.sub(r'"[^"]*"', "", file.content.decode()).replace("\r\n", "")


@settings(max_examples=50)
@given(hostile_hits)
def test_csv_has_a_row_a_hit_and_no_cell_that_runs(hits: list[Hit]) -> None:
    headings, *found = rows(exported(hits, ExportFormat.CSV))

    assert len(found) == len(hits)
    for row, hit in zip(found, hits, strict=True):
        assert len(row) == len(headings)
        for cell in row:
            assert cell.lstrip()[:1] not in set("=+-@＝＋－＠")
            assert cell[:1] not in set("\t\r\n")
        # Whoever removes the guards has the exact text.
        assert bare(row[1]) == bare(in_order(hit.citation.quote))


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "＝1", " +1", "'=1", "-1", "@a", "\t1", "\ufe66 1", "\ufe62", "\ufe63", "\ufe6b"),
        *(f"{hidden}=1" for hidden in "\ufeff\u061c\u00ad\u180e\u3164\u115f\u1160\uffa0\u034f"),
        *(f"{hidden}=1" for hidden in "\u17b4\u180b\u200b\u2061\u2065\u2800\ufe0f\ufff9\U000e0020"),
        "''\u00ad \u061c\u3164＠a",
    ],
)
def test_csv_guards_formulas_so_that_the_text_can_be_had_back(text: str) -> None:
    _, row = rows(exported([hit_with(text)], ExportFormat.CSV))
    assert row[1] == f"'{in_order(text)}"


@pytest.mark.parametrize("separator", ";\t\n\r")
@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", " @a", "\u200b-1", '"=1+1"', "'=1", "'\"＝1", "- بند"]
)
def test_csv_guards_what_begins_a_cell_for_other_separators(separator: str, text: str) -> None:
    quote = f"الرأي{separator}{text}"
    content = exported([hit_with(quote)], ExportFormat.CSV)
    _, row = rows(content)
    assert row[1] == f"الرأي{separator}'{text}"
    # As a spreadsheet reads it whose list separator is no comma, where quoted cells are none.
    for cell in re.split(r"[;\t\r\n]", content):
        assert cell.lstrip('" \u200b')[:1] not in set("=+-@＝")


def bare(text: str) -> str:
    """A text without the apostrophes where a cell may begin."""
    return re.sub(r"(\A|[;\t\r\n])'+", r"\1", text)


@pytest.mark.parametrize("format", [each for each in ExportFormat if each is not ExportFormat.JSON])
def test_no_file_for_people_shows_words_in_another_order(format: ExportFormat) -> None:  # noqa: A002
    turned = "أن \u2066\u200eالشركة \u200eقاضت \u200eالوزارة\u200e\u2069 أمس"
    content = export([hit_with(turned)], QUESTION, format, Language.AR, SITE).content
    inner = {ExportFormat.DOCX: "word/document.xml", ExportFormat.XLSX: "xl/sharedStrings.xml"}
    if format in inner:
        with ZipFile(io.BytesIO(content)) as archive:
            content = archive.read(inner[format])
    assert "الشركة" in content.decode()
    assert not re.search("[\u202a-\u202e\u2066-\u2069]|\u200e[اقو]", content.decode())


@pytest.mark.parametrize(
    "text", ["'قول'", "قال = كذا", "1-2", "'", "", "\u00ad", "\u061cقال = كذا"]
)
def test_csv_leaves_other_cells_alone(text: str) -> None:
    _, row = rows(exported([hit_with(text)], ExportFormat.CSV))
    assert row[1] == text


@settings(max_examples=50)
@given(hostile_hits)
def test_json_has_the_shape_of_the_api(hits: list[Hit]) -> None:
    found = json.loads(exported(hits, ExportFormat.JSON))

    assert found["question"] == QUESTION
    assert [HitFields.model_validate(hit) for hit in found["hits"]] == [
        HitFields.of(hit) for hit in hits
    ]


def tokens(hits: list[Hit]) -> list[Token]:
    return MarkdownIt("commonmark").parse(exported(hits, ExportFormat.MARKDOWN))


def text_of(inline: Token) -> str:
    assert {child.type for child in inline.children or []} <= {"text", "text_special", "hardbreak"}
    return "".join(
        "\n" if child.type == "hardbreak" else child.content for child in inline.children or []
    )


def test_a_sheet_runs_from_right_to_left_and_has_a_row_a_hit() -> None:
    text, (headings, row) = sheet([HIT])
    assert 'rightToLeft="1"' in text
    assert headings[:3] == ["الترتيب", "الاقتباس", "قوة الشاهد"]
    assert row[:3] == ["1", CITATION.quote, "شاهد قوي"]
    assert CITATION.part(HIT.sentence) in row
    assert "rightToLeft" not in sheet([HIT], Language.EN)[0]


@settings(max_examples=30)
@given(hostile_hits)
def test_a_sheet_of_hostile_text_has_that_text_and_nothing_that_runs(hits: list[Hit]) -> None:
    text, (_, *rows) = sheet(hits)
    assert "<f>" not in text
    assert "hyperlink" not in text
    for row, hit in zip(rows, hits, strict=True):
        lines = re.sub(r"\r\n?", "\n", in_order(hit.citation.quote))
        # As such a file writes what looks like a character that it writes in words.
        cells = [cell.replace("_x005F_", "_") for cell in row]
        assert NOT_IN_XML.sub("\ufffd", lines) in cells


@pytest.mark.parametrize("format", ExportFormat)
@pytest.mark.parametrize("language", Language)
def test_every_format_takes_a_weak_hit(format: ExportFormat, language: Language) -> None:  # noqa: A002
    weak = replace(HIT, confidence=0.01)
    assert export([weak], QUESTION, format, language, SITE).content


@pytest.mark.parametrize("end", ["</r>", ""])
def test_a_sheet_shows_what_looks_like_its_own_markup_as_it_stands(end: str) -> None:
    text = f"<r>جسر & <t>الشمال</t><rPr><vanish/></rPr>{end}"
    _, (_, row) = sheet([hit_with(text)])
    assert row.count(text) > 3


def test_markdown_reads_as_the_quotation_with_its_citation() -> None:
    inlines = [token for token in tokens([HIT]) if token.type == "inline"]
    heading, title, attested, quote, line, links = inlines

    assert text_of(heading) == f"شواهد: {QUESTION}"
    assert text_of(title) == f"1. {CITATION.title}"
    assert text_of(attested) == f"شاهد قوي: «{CITATION.part(HIT.sentence)}»"
    assert text_of(quote) == f"«{CITATION.quote}»"
    assert text_of(line) == citation_line(CITATION)
    targets = [child.attrs["href"] for child in links.children or [] if child.type == "link_open"]
    original = original_link(CITATION.url, CITATION.quote)
    assert targets == [SITE + permalink(CITATION, HIT.sentence), original]


@settings(max_examples=50)
@given(hostile_hits)
def test_markdown_of_hostile_text_has_only_the_marks_that_are_ours(hits: list[Hit]) -> None:
    found = tokens(hits)

    blocks = [token.type for token in found if token.level == 0 and token.nesting == 1]
    ours = ["heading_open", "paragraph_open", "blockquote_open", *["paragraph_open"] * 2]
    assert blocks == ["heading_open", *ours * len(hits)]
    inlines = [token for token in found if token.type == "inline"][1:]
    assert len(inlines) == 5 * len(hits)
    for (title, attested, quote, line, links), hit in zip(batched(inlines), hits, strict=True):
        text = re.sub(r"\r\n?", "\n", in_order(hit.citation.quote)).replace("\x00", "\ufffd")
        assert text_of(quote) == f"«{text}»"
        assert text_of(attested) == f"شاهد قوي: «{text}»"
        assert text_of(title) == f"{hit.rank}. {plain(hit.citation.quote)}".rstrip()
        assert text_of(line) == citation_line(hit.citation)
        targets = [child.attrs["href"] for child in links.children or [] if child.attrs]
        assert len(targets) == 2
        assert str(targets[0]).startswith(SITE)
        assert str(targets[1]).startswith("https://news.example/")


def test_markdown_keeps_lines_that_would_begin_a_list_or_code() -> None:
    text = "قال:\n- أولا\n1. ثانيا\n2) ثالثا\n    رابعا\n\t+ خامسا \n===\n---\n\n# سادسا"
    quote = [token for token in tokens([hit_with(text)]) if token.type == "inline"][3]
    assert text_of(quote) == f"«{text}»"


def test_markdown_keeps_addresses_that_look_like_characters() -> None:
    url = "https://news.example/?a=(1)&copy;=2&amp;3"
    hit = replace(HIT, citation=replace(CITATION, url=url))
    links = [token for token in tokens([hit]) if token.type == "inline"][-1]
    targets = [child.attrs["href"] for child in links.children or [] if child.attrs]
    assert targets[1] == original_link(url, CITATION.quote)


def test_markdown_is_read_as_it_stands_too() -> None:
    text = exported([HIT], ExportFormat.MARKDOWN)
    assert (
        citation_line(CITATION).replace("&", "\\&").replace("[", "\\[").replace("]", "\\]") in text
    )


def batched(inlines: list[Token]) -> list[list[Token]]:
    return [inlines[at : at + 5] for at in range(0, len(inlines), 5)]


def styles(document: WordDocument) -> list[str]:
    return [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]


def test_docx_runs_from_right_to_left_and_quotes_exactly() -> None:
    document = word([HIT])
    title, heading, attested, quote, line, links = document.paragraphs

    assert styles(document) == ["Title", "Heading 2", "Normal", "Quote", "Normal", "Normal"]
    assert attested.text == f"شاهد قوي: «{CITATION.part(HIT.sentence)}»"
    created = document.core_properties.created
    assert created is not None
    assert abs(datetime.now(UTC) - created.replace(tzinfo=UTC)) < timedelta(minutes=5)
    assert title.text == f"شواهد: {QUESTION}"
    assert heading.text == f"1. {CITATION.title}"
    assert quote.text == f"«{CITATION.quote}»"
    assert line.text.replace("\u200f", "") == citation_line(CITATION)
    for paragraph in document.paragraphs:
        properties = paragraph._p.pPr
        assert properties is not None
        assert properties.find(qn("w:bidi")) is not None
    for paragraph in (title, heading, quote, line):
        assert all(run.font.rtl for run in paragraph.runs)
    fonts = document.styles["Normal"].element.find(f".//{qn('w:rFonts')}")
    assert fonts is not None
    assert fonts.get(qn("w:cs")) == "Sakkal Majalla"
    original = original_link(CITATION.url, CITATION.quote)
    assert [link.url for link in links.hyperlinks] == [
        SITE + permalink(CITATION, HIT.sentence),
        original,
    ]


def test_docx_of_english_text_runs_from_left_to_right() -> None:
    citation = replace(CITATION, quote="The minister said so.", title="Talks", source="Wire")
    hit = replace(HIT, citation=replace(citation, author=None, document_id="a"))

    document = word([hit], Language.EN)

    for paragraph in document.paragraphs:
        properties = paragraph._p.pPr
        assert properties is None or properties.find(qn("w:bidi")) is None


@settings(max_examples=10)
@given(hostile_hits)
def test_docx_of_hostile_text_has_the_same_paragraphs(hits: list[Hit]) -> None:
    document = word(hits)

    ours = ["Heading 2", "Normal", "Quote", "Normal", "Normal"]
    assert styles(document) == ["Title", *ours * len(hits)]
    for paragraph, hit in zip(document.paragraphs[3::5], hits, strict=True):
        text = re.sub(r"\r\n?", "\n", in_order(hit.citation.quote))
        shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
        assert paragraph.text == f"«{shown}»"


def test_docx_keeps_the_parts_of_a_citation_in_order_whatever_their_script() -> None:
    line = word([HIT], Language.EN).paragraphs[4].text
    parts = line.split("\u200e, \u200e")
    assert len(parts) == 7
    assert ", ".join(parts) == citation_line(CITATION, language=Language.EN)


def test_docx_loads_nothing_from_elsewhere() -> None:
    content = export([hit_with(HOSTILE)], HOSTILE, ExportFormat.DOCX, Language.AR, SITE).content
    with ZipFile(io.BytesIO(content)) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
    external = re.findall(r"<Relationship [^>]*External[^>]*>", relations)
    assert len(external) == 2
    assert all("relationships/hyperlink" in each for each in external)


def test_ris_has_the_fields_that_reference_managers_read() -> None:
    text = exported([HIT, replace(HIT, rank=2)], ExportFormat.RIS)
    first, second = rispy.loads(text)

    assert first == second
    assert first["type_of_reference"] == "NEWS"
    assert first["title"] == CITATION.title
    assert first["secondary_title"] == CITATION.source
    assert first["authors"] == [CITATION.author]
    assert (first["year"], first["date"]) == ("2022", "2022/06/14/")
    assert (first["start_page"], first["end_page"]) == ("7", "8")
    assert first["urls"] == [CITATION.url]
    attested = f"شاهد قوي: «{CITATION.part(HIT.sentence)}»"
    assert first["notes"] == [attested, f"«{plain(CITATION.quote)}»", citation_line(CITATION)]
    assert SITE + permalink(CITATION, HIT.sentence) in text
    assert text.replace("\r\n", "").isprintable()


@pytest.mark.parametrize(
    ("date", "shown"), [("2022-06", "2022/06//"), ("2022", None), (None, None)]
)
def test_ris_dates_are_as_exact_as_they_are_known(date: str | None, shown: str | None) -> None:
    hit = replace(HIT, citation=replace(CITATION, date=date, source=None))
    (record,) = rispy.loads(exported([hit], ExportFormat.RIS))
    assert record.get("date") == shown
    assert record.get("year") == (date and date[:4])
    assert record["type_of_reference"] == "ELEC"


@settings(max_examples=50)
@given(hostile_hits)
def test_ris_of_hostile_text_has_a_record_a_hit_and_no_field_more(hits: list[Hit]) -> None:
    text = exported(hits, ExportFormat.RIS)

    assert len(rispy.loads(text)) == len(hits)
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert text.splitlines() == lines
    assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert sum(line.startswith("TY  - ") for line in lines) == len(hits)
    assert sum(line.startswith("ER  - ") for line in lines) == len(hits)


def entries(text: str) -> list[dict[str, str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = parse_string(text)
    assert not library.failed_blocks
    assert len(library.blocks) == len(library.entries)
    return [
        {
            "type": entry.entry_type,
            **{key: str(field.value) for key, field in entry.fields_dict.items()},
        }
        for entry in library.entries
    ]


def test_bibtex_has_the_fields_of_an_article() -> None:
    (entry,) = entries(exported([HIT], ExportFormat.BIBTEX))

    assert entry["type"] == "article"
    assert entry["title"] == f"{{{CITATION.title}}}"
    assert entry["journal"] == f"{{{CITATION.source}}}"
    assert entry["author"] == f"{{{CITATION.author}}}"
    assert (entry["date"], entry["year"], entry["month"]) == ("2022-06-14", "2022", "6")
    assert entry["pages"] == "7--8"
    assert entry["url"] == CITATION.url
    attested = f"شاهد قوي: «{CITATION.part(HIT.sentence)}»"
    assert entry["annote"] == f"{attested} «{plain(CITATION.quote)}»"


def test_bibtex_of_a_document_without_a_source_or_an_address_links_to_the_archive() -> None:
    hit = replace(HIT, citation=replace(CITATION, source=None, url=None, date=None))
    (entry,) = entries(exported([hit], ExportFormat.BIBTEX))
    assert entry["type"] == "misc"
    assert entry["url"] == SITE + permalink(CITATION, HIT.sentence)
    assert "date" not in entry


def test_bibtex_writes_what_tex_would_run_in_words() -> None:
    (entry,) = entries(exported([hit_with(r"\input{x} 5% $a_b^c~d & #1")], ExportFormat.BIBTEX))
    written = (
        r"«\textbackslash{}input\textbraceleft{}x\textbraceright{} 5\% \$a\_b\textasciicircum{}c"
        r"\textasciitilde{}d \& \#1»"
    )
    assert entry["annote"] == f"شاهد قوي: {written} {written}"


@settings(max_examples=50)
@given(hostile_hits)
def test_bibtex_of_hostile_text_has_an_entry_a_hit_and_no_field_more(hits: list[Hit]) -> None:
    distinct = list({hit.citation.quote: hit for hit in hits}.values())
    text = exported(distinct, ExportFormat.BIBTEX)

    found = entries(text)

    assert len(found) == len(distinct)
    names = {"type", "title", "journal", "author", "date", "year", "month", "pages", "url", "note"}
    for entry in found:
        assert set(entry) <= names | {"annote"}
        for value in entry.values():
            depth = 0
            for brace in re.findall("[{}]", value):
                depth += 1 if brace == "{" else -1
                assert depth >= 0
            assert depth == 0


@pytest.mark.parametrize("form", [ExportFormat.DOCX, ExportFormat.XLSX])
def test_properties_of_a_document_are_ours_and_of_today(form: ExportFormat) -> None:
    content = export([HIT], QUESTION, form, Language.AR).content

    with ZipFile(io.BytesIO(content)) as file:
        about = file.read("docProps/core.xml").decode()
        assert not [name for name in file.namelist() if "thumbnail" in name]
    today = datetime.now(UTC).date()
    assert f"<dc:title>شواهد: {QUESTION}</dc:title>" in about
    assert "<dc:creator>Shawahid</dc:creator>" in about
    dates = re.findall(r"W3CDTF\">([0-9-]{10})", about)
    assert len(dates) == 2
    assert set(dates) <= {str(today), str(today - timedelta(days=1))}

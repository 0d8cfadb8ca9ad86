"""Whatever kind of file a document is from, its fields are found under their usual names."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from indexer.discovery import find_files
from indexer.preparation import read_file
from indexer.readers import ReadOptions
from indexer.readers.records import document_record, parse_document
from search.fields import FIELDS, STORED
from search.records import Document
from service.language import Language, translator

TEXT = "أعلنت البلدية أن العمل في الجسر الجديد يبدأ بعد العيد ويستمر ثلاثة أشهر."
PAGE = "<html><head><title>الجسر</title>{}</head><body><article><p>{}</p></article></body></html>"
DATA = '<script type="application/ld+json">{{"@type": "NewsArticle", {}}}</script>'
FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>الصحيفة</title><item>'
    "<title>الجسر</title><category>محليات</category><description>{}</description>"
    "</item></channel></rss>"
)


def read(tmp_path: Path, name: str, content: str) -> Document:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    (found,) = [
        each.outcome for file in find_files([path]) for each in read_file(file, ReadOptions())
    ]
    assert isinstance(found, Document), found
    return found


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", json.dumps([{"text": TEXT, "section": "محليات"}])),
        ("a.jsonl", json.dumps({"text": TEXT, "category": "محليات"})),
        ("a.json", json.dumps([{"text": TEXT, "category": ["محليات"]}])),
        ("a.json", json.dumps([{"text": TEXT, "category": {"id": 7, "name": "محليات"}}])),
        ("a.csv", f"النص,القسم\n{TEXT},محليات\n"),
        ("a.csv", f"text,section\n{TEXT},  محليات \n"),
        ("a.html", PAGE.format('<meta property="article:section" content="محليات">', TEXT)),
        ("a.html", PAGE.format('<meta name="Section" content=" محليات ">', TEXT)),
        ("a.html", PAGE.format('<meta itemprop="articleSection" content="محليات">', TEXT)),
        ("a.html", PAGE.format(DATA.format('"articleSection": "محليات"'), TEXT)),
        ("a.rss", FEED.format(TEXT)),
    ],
)
def test_a_section_is_found(tmp_path: Path, name: str, content: str) -> None:
    document = read(tmp_path, name, content)
    assert document.section == "محليات"
    assert not {"section", "category", "القسم"} & document.metadata.keys()


@pytest.mark.parametrize("value", [["أ", "ب"], [3, 7], {"a": {"b": "ج"}}, "", None, []])
def test_what_is_no_section_does_not_cost_the_document(tmp_path: Path, value: object) -> None:
    document = read(tmp_path, "a.json", json.dumps([{"text": TEXT, "category": value}]))
    assert document.section is None
    assert document.metadata.get("category") == (value if value not in ("", None) else None)


def test_a_page_whose_data_names_several_sections_has_none(tmp_path: Path) -> None:
    data = DATA.format('"articleSection": ["أ", "ب"]')
    assert read(tmp_path, "a.html", PAGE.format(data, TEXT)).section is None


def test_the_section_of_a_part_is_not_that_of_the_article(tmp_path: Path) -> None:
    data = DATA.format('"articleSection": "أ", "hasPart": {"articleSection": "ب"}')
    assert read(tmp_path, "a.html", PAGE.format(data, TEXT)).section == "أ"


def test_every_field_is_exported_and_read_back() -> None:
    known: dict[str, Any] = {field.name: f"قيمة {field.name}" for field in STORED}
    document = Document("a", TEXT, **known)
    assert parse_document(document_record(document), {}) == document


def test_every_field_has_its_place_and_its_words() -> None:
    attributes = {each.name for each in fields(Document)}
    assert {field.name for field in STORED} < attributes
    for language in Language:
        said = translator(language, "fields")
        for field in FIELDS:
            assert said(f"{field.name}.name")
            for key in ("about", "filter") if field.plural else ():
                assert said(f"{field.name}.{key}")
    assert len({name for field in STORED for name in field.names}) == sum(
        len(field.names) for field in STORED
    )

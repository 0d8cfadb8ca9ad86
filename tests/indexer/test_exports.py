"""Records and tables as other systems export them."""

import json

import pytest

from indexer.readers import Skipped
from search.records import Document
from testing.reading import documents, outcomes
from tests.indexer.test_records import encoded

NAN = float("nan")


def misread(text: str) -> str:
    """UTF-8 that was read as Latin-1, as Facebook exports it."""
    return text.encode().decode("latin-1")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"rendered": "<p>أول</p>\n<p>ثان</p>", "protected": False}, "أول\nثان"),
        (["أول", "ثان"], "أول\nثان"),
        ([{"type": "paragraph", "text": "أول"}, {"type": "paragraph", "text": "ثان"}], "أول\nثان"),
        ([{"text": "أول"}, {"text": "ثان"}], "أول\nثان"),
        (["أول ", {"type": "bold", "text": "ثان"}, " آخر"], "أول ثان آخر"),
        ({"blocks": [{"type": "paragraph", "data": {"text": "أول"}}]}, "أول"),
        (
            [{"_type": "block", "children": [{"text": "أو"}, {"text": "ل"}]}, {"children": []}],
            "أول",
        ),
        (
            {
                "type": "doc",
                "content": [{"type": "p", "content": [{"type": "text", "text": "أول"}]}],
            },
            "أول",
        ),
        ([{"value": "<p>أول</p>", "format": "html"}], "أول"),
        ({"ops": [{"insert": "أ"}, {"insert": "ب\nج"}, {"insert": {"image": "a"}}]}, "أب\nج"),
        ({"ops": [{"insert": "أول"}, {"insert": "ثان", "attributes": {"strike": True}}]}, "أول"),
        (
            {
                "nodeType": "document",
                "content": [
                    {
                        "nodeType": "paragraph",
                        "content": [
                            {"nodeType": "text", "value": "أو", "marks": []},
                            {
                                "nodeType": "hyperlink",
                                "content": [{"nodeType": "text", "value": "ل"}],
                            },
                        ],
                    },
                    {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": "ثان"}]},
                ],
            },
            "أول\nثان",
        ),
        (
            [
                {"type": "paragraph", "value": "<p>أول</p>", "id": "a"},
                {"type": "quote", "value": {"quote": "قول", "attribution": "من"}, "id": "b"},
                {"type": "image", "value": 12, "id": "c"},
            ],
            "أول\nقول\nمن",
        ),
        ("قال &quot;نعم&quot;&nbsp;ثم &#1605;ضى", 'قال "نعم"\xa0ثم مضى'),
        (misread("تسلمت الجمعية تبرعا"), "تسلمت الجمعية تبرعا"),
    ],
)
def test_a_text_is_found_however_editors_keep_it(value: object, text: str) -> None:
    (document,) = documents("a.json", encoded([{"id": 1, "content": value}]))
    assert document.text == text


RUN = {"type": "text", "text": "خمسة"}


LEXICAL = {
    "type": "paragraph",
    "children": [
        {"type": "text", "text": "أو", "format": 1},
        {"type": "text", "text": "ل "},
        {"type": "text", "text": "محذوف", "format": 4},
        {"type": "link", "children": [{"type": "text", "text": "رابط"}]},
    ],
}


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        # Arc
        (
            [
                {"type": "text", "content": "وحدات <b>جديدة</b>."},
                {
                    "type": "quote",
                    "content_elements": [{"type": "text", "content": "لن يبقى أحد بلا سقف"}],
                    "citation": {"type": "text", "content": "وزير الإسكان"},
                },
                {
                    "type": "table",
                    "header": [{"content": "المدينة"}, {"content": "الوحدات"}],
                    "rows": [[{"content": "الكرك"}, {"content": "1,870"}]],
                },
                {"type": "image", "caption": "موقع البناء", "url": "https://site.example/a.jpg"},
            ],
            "وحدات جديدة.\nلن يبقى أحد بلا سقف\nوزير الإسكان\n"
            "المدينة\tالوحدات\nالكرك\t1,870\nموقع البناء",
        ),
        # Editor.js
        (
            [
                {"type": "quote", "data": {"text": "لن نفرط", "caption": "الرئيس"}},
                {"type": "image", "data": {"file": {"url": "x"}, "caption": "السد"}},
                {"type": "table", "data": {"content": [["سنة", "مليار"], ["2020", "4.9"]]}},
            ],
            "لن نفرط\nالرئيس\nالسد\nسنة\tمليار\n2020\t4.9",
        ),
        # ProseMirror and Slate
        (
            [
                {"type": "paragraph", "content": [RUN, {"type": "hardBreak"}, RUN]},
                {
                    "type": "table",
                    "content": [
                        {
                            "type": "tableRow",
                            "content": [
                                {"type": "tableCell", "content": [{"content": [RUN]}]},
                                {"type": "tableCell", "content": [{"content": [RUN]}]},
                            ],
                        }
                    ],
                },
                {"type": "tr", "children": [{"children": [{"text": "أ"}]}, {"text": "ب"}]},
            ],
            "خمسة\nخمسة\nخمسة\tخمسة\nأ\tب",
        ),
        # Slate and Lexical
        ([{"type": "ul", "children": [LEXICAL, LEXICAL]}, LEXICAL], "أول رابط\nأول رابط\nأول رابط"),
        (
            {
                "root": {
                    "type": "root",
                    "children": [
                        LEXICAL,
                        {"type": "upload"},
                        {"type": "list", "children": [LEXICAL]},
                    ],
                }
            },
            "أول رابط\nأول رابط",
        ),
    ],
)
def test_quotations_tables_and_captions_of_editors_are_read(blocks: object, text: str) -> None:
    (document,) = documents("a.json", encoded([{"id": 1, "content_elements": blocks}]))
    assert document.text == text


def test_a_story_of_arc_has_its_headline_and_writers() -> None:
    names = [{"type": "author", "name": "هبة ناصر"}, {"type": "author", "name": "علاء سمير"}]
    story = {
        "headlines": {"basic": "خطة الإسكان"},
        "credits": {"by": names},
        "display_date": "2024-04-01T08:00:00Z",
        "content_elements": [{"type": "text", "content": "نص"}],
    }
    (document,) = documents("a.json", encoded([story]))
    assert (document.title, document.author) == ("خطة الإسكان", "هبة ناصر، علاء سمير")
    assert document.date == "2024-04-01T08:00:00Z"


def test_who_wrote_a_record_of_strapi_is_named_and_days_of_eight_digits_are_dates() -> None:
    def related(name: str) -> dict[str, object]:
        return {"id": 3, "attributes": {"name": name, "email": "a@b.example"}}

    author = {"data": related("هبة ناصر")}
    authors = {"data": [related("هبة ناصر"), related("علاء سمير")]}
    records: list[object] = [
        {"id": 1, "attributes": {"body": "نص", "author": author, "date": 20240305}},
        {"id": 2, "attributes": {"body": "نص", "authors": authors, "date": "20241305"}},
    ]
    first, second = documents("a.json", encoded({"data": records}))
    assert (first.author, first.date) == ("هبة ناصر", "2024-03-05")
    assert (second.author, second.date) == ("هبة ناصر، علاء سمير", "20241305")


@pytest.mark.parametrize(
    "record",
    [
        {"_index": "news", "_id": "7", "_source": {"title": "ع", "body": "نص"}},
        {"tweet": {"id": "7", "full_text": "نص", "title": "ع"}},
        {"node": {"id": 7, "title": "ع", "body": "نص"}},
        {"id": 7, "attributes": {"title": "ع", "body": "نص"}},
        {"ID": 7, "Title": "ع", "Post Content": "نص"},
        {"_id": {"$oid": "7"}, "title": {"rendered": "ع"}, "TEXT": "نص"},
    ],
)
def test_a_record_is_found_however_systems_wrap_it(record: dict[str, object]) -> None:
    for name, data in (("a.json", encoded([record])), ("a.jsonl", encoded(record))):
        (document,) = documents(name, data)
        assert (document.id, document.title, document.text) == ("7", "ع", "نص")


@pytest.mark.parametrize(
    "value",
    [
        {"hits": {"total": 1, "hits": [{"_id": "7", "_source": {"text": "نص"}}]}},
        {"data": {"posts": {"edges": [{"node": {"id": "7", "text": "نص"}}]}}},
    ],
)
def test_records_are_found_in_the_answers_of_systems(value: object) -> None:
    (document,) = documents("a.json", encoded(value))
    assert (document.id, document.text) == ("7", "نص")


def test_records_in_a_list_of_any_name_are_found() -> None:
    rows = [{"العنوان": "أ", "نص الخبر": "نص أول"}, {"العنوان": "ب", "نص الخبر": "نص ثان"}]
    found = documents("a.json", encoded({"العدد": 2, "الأخبار": rows}))
    assert [(each.title, each.text) for each in found] == [("أ", "نص أول"), ("ب", "نص ثان")]


def test_the_comments_on_an_article_without_text_are_no_articles() -> None:
    record = {"title": "خبر", "comments": [{"text": "تعليق"}]}
    (skipped,) = outcomes("a.json", encoded(record))
    assert isinstance(skipped, Skipped)


def test_records_under_their_ids_are_found() -> None:
    data = encoded({"أ": {"title": "ع", "body": "نص"}, "ب": {"title": "ع", "body": " "}})
    document, skipped = outcomes("a.json", data)
    assert isinstance(document, Document)
    assert (document.id, document.text) == ("أ", "نص")
    assert isinstance(skipped, Skipped)
    assert "'text' of document 'ب' is missing or empty, found: id, title, body" in skipped.reason


def test_a_post_of_facebook_is_read() -> None:
    post = {"timestamp": 1711270800, "data": [{"post": misread("نص")}], "title": misread("سعاد")}
    (document,) = documents("your_posts_1.json", encoded([post]))
    assert (document.text, document.title, document.date) == ("نص", "سعاد", "2024-03-24")


def test_a_text_in_several_languages_is_read_in_arabic() -> None:
    record = {"id": "1", "body": {"en": "text", "ar": "نص"}}
    assert documents("a.json", encoded([record]))[0].text == "نص"


def test_a_script_of_data_is_read() -> None:
    data = b"window.YTD.tweets.part0 = " + encoded([{"tweet": {"id": "1", "full_text": "نص"}}])
    assert documents("a.json", data)[0].text == "نص"


def test_what_elasticsearch_is_told_to_do_with_a_line_is_no_document() -> None:
    lines = [encoded({"index": {"_id": "1"}}), encoded({"id": "1", "text": "نص"})]
    assert [document.id for document in documents("a.jsonl", b"\n".join(lines))] == ["1"]


@pytest.mark.parametrize("status", ["draft", "Draft", "trash", "auto-draft"])
def test_a_draft_is_left_out_and_named(status: str) -> None:
    record = {"id": 1, "status": status, "text": "نص"}
    (skipped,) = outcomes("a.json", encoded([record]))
    assert isinstance(skipped, Skipped)
    assert "not published" in skipped.reason


@pytest.mark.parametrize(
    ("column", "draft", "published"),
    [
        ("Status", "draft", "publish"),
        ("Draft", "true", "false"),
        ("Published", "No", "Yes"),
        ("منشور", "لا", "نعم"),
    ],
)
def test_a_draft_in_a_table_is_left_out(column: str, draft: str, published: str) -> None:
    table = f"Title,Content,{column}\nأ,نص أول,{published}\nب,نص ثان,{draft}\n"
    first, second = outcomes("a.csv", table.encode())
    assert isinstance(first, Document)
    assert isinstance(second, Skipped)
    assert second.reason.startswith("not published")


def test_a_private_post_of_wordpress_is_left_out() -> None:
    content = {"rendered": "نص"}
    private, public = (
        outcomes("a.json", encoded([{"id": 1, "status": status, "content": content}]))[0]
        for status in ("private", "publish")
    )
    assert isinstance(private, Skipped)
    assert not isinstance(public, Skipped)
    assert documents("a.json", encoded([{"id": 1, "status": "private", "text": "قضية"}]))


def test_a_number_that_is_none_costs_no_document() -> None:
    data = json.dumps([{"id": "1", "text": "نص", "title": NAN, "score": NAN, "x": [NAN, 1]}])
    (document,) = documents("a.json", data.encode())
    assert (document.title, document.metadata) == (None, {"score": None, "x": [None, 1]})


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ({"$date": "2024-03-24T09:00:00Z"}, "2024-03-24T09:00:00Z"),
        ({"$date": {"$numberLong": "1711270800000"}}, "2024-03-24"),
        (1711270800, "2024-03-24"),
        (1711270800000, "2024-03-24"),
        ("Sun Mar 24 09:00:00 +0000 2024", "Mar 24, 2024"),
        (2024, "2024"),
    ],
)
def test_a_date_is_read_however_systems_write_it(date: object, told: str) -> None:
    (document,) = documents("a.json", encoded([{"id": "1", "text": "نص", "date": date}]))
    assert document.date == told


def test_entities_are_unescaped_once() -> None:
    record = {"id": "1", "text": "نص", "title": "A &amp;amp; B &quot;", "author": "س &amp; ص"}
    (document,) = documents("a.json", encoded([record | {"source": {"name": "ص &#38; ق"}}]))
    assert (document.title, document.author) == ('A &amp; B "', "س & ص")
    assert document.source == "ص & ق"


def test_names_in_lists_are_joined() -> None:
    record = {"id": "1", "text": "نص", "authors": [{"name": "سعاد"}, "سامي"]}
    assert documents("a.json", encoded([record]))[0].author == "سعاد، سامي"


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1256", "iso8859-6", "mac_arabic"])
def test_json_in_any_encoding_is_read(name: str, encoding: str) -> None:
    text = "أعلنت وزارة الأشغال فتح الجسر الجديد أمام السيارات بعد أسبوعين من الصيانة"
    record = json.dumps({"id": "1", "text": text}, ensure_ascii=False)
    (document,) = documents(name, record.encode(encoding))
    assert document.text == text


@pytest.mark.parametrize("bad", [b"\x8d", b"\0", b"\x08"])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.csv"])
def test_a_bad_byte_in_a_record_is_named_and_the_rest_is_kept(name: str, bad: bytes) -> None:
    rows = [{"id": str(number), "text": f"نص الخبر رقم {number} من المدينة"} for number in range(9)]
    if name == "a.csv":
        lines = ["id,text", *(f"{row['id']},{row['text']}" for row in rows)]
        data = "\n".join(lines).encode()
    elif name == "a.json":
        data = encoded(rows)
    else:
        data = b"\n".join(map(encoded, rows))
    data = data.replace("الخبر رقم 4".encode(), "الخبر".encode() + bad + " رقم 4".encode())
    found = outcomes(name, data)
    (named,) = (outcome for outcome in found if isinstance(outcome, Skipped))
    assert {"a.json": "record 5", "a.jsonl": ":5", "a.csv": ":6"}[name] in named.place
    assert "all else was read" in named.reason
    texts = [outcome.text for outcome in found if not isinstance(outcome, Skipped)]
    assert len(texts) == 9
    kept = "\ufffd" if bad == b"\x8d" else ""
    assert texts[4] == f"نص الخبر{kept} رقم 4 من المدينة"


def test_a_line_in_another_encoding_than_the_others_is_read() -> None:
    old = '{"id": "b", "text": "وصل الوزير إلى العاصمة صباح اليوم"}'.encode("cp1256")
    lines = [encoded({"id": str(number), "text": "نص من المدينة"}) for number in range(50)]
    found = documents("a.jsonl", b"\n".join([*lines, old]))
    assert found[-1].text == "وصل الوزير إلى العاصمة صباح اليوم"


# Tables


@pytest.mark.parametrize(
    "table",
    [
        "sep=;\nid;Title;TEXT\n1;ع;بلغت 12,5 مليون\n",
        '"sep=;"\r\nid;title;text\r\n1;ع;بلغت 12,5 مليون\r\n',
        "id;title;text\n1;ع;بلغت 12,5 مليون\n",
        "id\ttitle\ttext\n1\tع\tبلغت 12,5 مليون\n",
        "تقرير، سنوي، شامل\n\nid;title;text;\n1;ع;بلغت 12,5 مليون;\n",
        ',,\nid,title,text,,\n1,ع,"بلغت 12,5 مليون",,\n',
        " ID | Title | Text \n1|ع|بلغت 12,5 مليون\n",
        '\ufeffid,title,text\r1,ع,"بلغت 12,5 مليون"\r',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_table_is_understood_in_any_dialect(table: str, encoding: str) -> None:
    (document,) = documents("a.csv", table.encode(encoding))
    assert (document.id, document.title, document.text) == ("1", "ع", "بلغت 12,5 مليون")


def test_the_second_column_of_a_name_is_numbered() -> None:
    (document,) = documents("a.csv", "id,text,text,x,x\n1,نص,آخر,2,3\n".encode())
    assert document.text == "نص"
    assert document.metadata == {"text (2)": "آخر", "x": "2", "x (2)": "3"}


def test_a_column_of_texts_alone_needs_no_quotes() -> None:
    (document,) = documents("a.csv", "النص\nقال: نعم, ثم مضى, ولم يعد\n".encode())
    assert document.text == "قال: نعم, ثم مضى, ولم يعد"


@pytest.mark.parametrize(
    ("table", "whole"),
    [
        ('id,text\nx1,"أول"\nx2,"قال الوزير إنه لم يحضر', 1),
        ('id,text\nx1,"أول"\nx2,"قال: ""نعم"" ثم', 1),
        ('id,text\nx1,"أول\nx2,ثان\n', 0),
        ('id,"text\nx1,أول\n', 0),
    ],
)
def test_a_file_that_ends_within_a_cell_is_named(table: str, whole: int) -> None:
    *found, skipped = outcomes("a.csv", table.encode())
    assert [isinstance(each, Document) for each in found] == [True] * whole
    assert isinstance(skipped, Skipped)


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
def test_a_file_that_ends_after_a_cell_is_whole(end: str) -> None:
    table = f'id,text\nx1,"قال: ""نعم"""{end}'
    (found,) = outcomes("a.csv", table.encode())
    assert isinstance(found, Document)
    assert found.text == 'قال: "نعم"'


def test_columns_that_are_not_understood_are_named_with_what_would_help() -> None:
    table = "التقرير,,\n,,\nالرقم,الخبر الكامل,القسم\n1,نص طويل من الخبر,محليات\n"
    (skipped,) = outcomes("a.csv", table.encode())
    assert isinstance(skipped, Skipped)
    assert "found: الرقم, الخبر الكامل, القسم" in skipped.reason
    assert "--field 'text=الخبر الكامل'" in skipped.reason
    (document,) = documents("a.csv", table.encode(), text="الخبر الكامل", id="الرقم")
    assert (document.id, document.text) == ("1", "نص طويل من الخبر")


def test_a_field_that_the_user_names_may_be_written_otherwise() -> None:
    (document,) = documents("a.csv", "BODY_AR,text\nنص,آخر\n".encode(), text="body ar")
    assert document.text == "نص"


@pytest.mark.parametrize(
    "record",
    [
        {"content_html": "<p>أول</p><p>ثان</p>"},
        {"paragraphs": ["أول", "ثان"]},
        {"content_elements": [{"type": "text", "content": "أول"}, {"content": "ثان"}]},
        {"blocks": [{"data": {"text": "أول"}}, {"data": {"items": ["ثان"]}}]},
    ],
)
def test_the_text_is_found_under_the_names_of_many_systems(record: object) -> None:
    (found,) = documents("a.json", encoded([record]))
    assert found.text == "أول\nثان"


@pytest.mark.parametrize(
    "said",
    [
        {"status": False},
        {"status": [{"value": False}]},
        {"published": False},
        {"publishedAt": None, "createdAt": "2024-03-24", "updatedAt": "2024-03-24"},
    ],
)
def test_drafts_are_known_without_a_name_for_them(said: dict[str, object]) -> None:
    (skipped,) = outcomes("a.json", encoded([{"text": "نص", **said}]))
    assert isinstance(skipped, Skipped)
    assert "draft" in skipped.reason


def test_what_a_password_protects_is_named() -> None:
    record = {"content": {"rendered": "", "protected": True}, "title": {"rendered": "عنوان"}}
    (skipped,) = outcomes("a.json", encoded([record]))
    assert isinstance(skipped, Skipped)
    assert "password" in skipped.reason


def test_the_number_of_a_writer_is_no_name() -> None:
    record = {"content": {"rendered": "نص"}, "author": 3}
    named = {**record, "_embedded": {"author": [{"id": 3, "name": "سعاد"}]}}
    first, second = documents("a.json", encoded([record, named]))
    assert (first.author, first.metadata) == (None, {"author_id": 3})
    assert second.author == "سعاد"


def test_the_whole_of_a_long_post_is_read() -> None:
    record = {"text": "بداية…", "note_tweet": {"text": "بداية الخبر كله"}}
    assert documents("a.json", encoded(record))[0].text == "بداية الخبر كله"


def test_objects_one_below_the_other_are_read() -> None:
    data = b"\n".join(encoded({"text": text}) for text in ("أول", "ثان"))
    assert [found.text for found in documents("a.json", data)] == ["أول", "ثان"]


def test_the_script_that_holds_posts_is_read_and_others_are_named() -> None:
    data = b"window.YTD.tweets.part0 = " + encoded([{"tweet": {"full_text": "نص"}}])
    assert documents("tweets.js", data)[0].text == "نص"
    assert isinstance(outcomes("a.js", b"let a = 1")[0], Skipped)


def test_lines_of_a_post_of_wordpress_stay_apart() -> None:
    record = {"post_content": "<b>أول</b>\n\nثان", "post_title": "عنوان"}
    assert documents("a.json", encoded(record))[0].text == "أول\nثان"


def test_what_an_agency_took_back_is_named() -> None:
    record = {"guid": "1", "body_text": "نص", "pubstatus": "canceled"}
    (skipped,) = outcomes("a.json", encoded([record]))
    assert isinstance(skipped, Skipped)
    assert "not published" in skipped.reason


def test_a_writer_is_found_in_the_nodes_of_a_query() -> None:
    node = {"id": "1", "content": "نص", "author": {"node": {"name": "سعاد"}}}
    answer = {"data": {"posts": {"edges": [{"node": node}]}}}
    assert documents("a.json", encoded(answer))[0].author == "سعاد"


def test_shortcodes_in_a_database_of_wordpress_are_no_text() -> None:
    record = {"post_content": "أول [gallery ids='1,2']\nثان [[gallery]]"}
    (found,) = documents("a.json", json.dumps([record]).encode())
    assert found.text.split() == ["أول", "ثان", "[[gallery]]"]


def test_a_text_in_two_fields_is_read_whole() -> None:
    post = {"id": 7, "introtext": "<p>أول 48.</p>", "fulltext": "<p>ثان 150.</p>", "state": 1}
    by_alias = {"created_by_alias": "نهى السالم"}
    only = {"id": 9, "introtext": "وحده 3.", "fulltext": "", "title": "قصير"}
    draft = {"id": 8, "introtext": "مسودة", "fulltext": "", "state": 0}
    data = json.dumps([post | by_alias, only, draft]).encode()
    first, second, third = outcomes("a.json", data)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert isinstance(third, Skipped)
    assert (first.text, first.author) == ("أول 48.\nثان 150.", "نهى السالم")
    assert second.text == "وحده 3."
    assert "draft" in third.reason


@pytest.mark.parametrize(
    ("name", "table", "texts"),
    [
        (
            "a.csv",
            'id,body,note\n1,"قال \\"أبو علي\\": نعم",\\N\n2,سطر\\nثان\\, أخير,\\N\n',
            ['قال "أبو علي": نعم', "سطر\nثان, أخير"],
        ),
        ("a.tsv", 'id\tbody\tnote\n1\t"نصف\\tنص\\\\\t\\N\n', ['"نصف\tنص\\']),
        ("a.csv", 'id,body\n1,"المسار C:\\"\n2,"قال ""نعم"""\n', ["المسار C:\\", 'قال "نعم"']),
    ],
)
def test_what_databases_escape_is_read_as_it_was(name: str, table: str, texts: list[str]) -> None:
    found = documents(name, table.encode())
    assert [each.text for each in found] == texts
    assert not any("note" in each.metadata for each in found)


def test_posts_of_ghost_are_read_with_their_captions_and_writers() -> None:
    html = "<p>أول.</p><figure><img><figcaption>حافلات إربد</figcaption></figure>"
    posts = [
        {"id": "p1", "title": "نقل", "html": html, "plaintext": "أول.", "status": "published"},
        {"id": "p2", "title": "لاحق", "html": "<p>غدا.</p>", "status": "scheduled"},
    ]
    writers = {"posts_authors": [{"post_id": "p1", "author_id": "a"}]}
    tables = {"posts": posts, "users": [{"id": "a", "name": "هالة"}], **writers}
    data = json.dumps({"db": [{"meta": {"version": "5"}, "data": tables}]}).encode()
    first, second = outcomes("a.json", data)
    assert isinstance(first, Document)
    assert (first.text, first.title, first.author) == ("أول.\nحافلات إربد", "نقل", "هالة")
    assert isinstance(second, Skipped)


@pytest.mark.parametrize(
    "value",
    [
        {"orderedItems": [{"type": "Create", "object": {"content": "<p>نص</p>"}}]},
        {"id": 7, "post_stream": {"posts": [{"id": 1, "cooked": "<p>نص</p>"}]}},
    ],
)
def test_posts_of_networks_and_forums_are_read(value: object) -> None:
    (found,) = documents("a.json", json.dumps(value).encode())
    assert found.text == "نص"


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"standfirst": "خمس مرات & أكثر.", "body": "<p>أول.</p>"}, "خمس مرات & أكثر.\nأول."),
        ({"lead": "أول.", "text": "أول. ثان."}, "أول. ثان."),
        ({"المقدمة": "تمهيد.", "النص": "أول."}, "تمهيد.\n\nأول."),
    ],
)
def test_lines_between_headline_and_text_are_read(record: dict[str, str], text: str) -> None:
    (found,) = documents("a.json", json.dumps([record]).encode())
    assert found.text == text


def test_a_column_of_titles_may_say_that_they_are_of_articles() -> None:
    (found,) = documents("a.csv", "Article Title,Article Body\nعنوان,نص\n".encode())
    assert (found.title, found.text) == ("عنوان", "نص")

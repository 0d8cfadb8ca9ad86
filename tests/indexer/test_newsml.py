"""Articles of news agencies, and XML that is something else."""

import pytest

from indexer.readers import Skipped, newsml
from search.records import Document
from testing import reading

NITF = """<nitf xml:lang="ar"><head><title>عنوان النافذة</title>
  <docdata {status}><doc-id id-string="n1"/><date.issue norm="20240324T090000Z"/></docdata>
  <pubdata name="وكالة الأنباء"/></head>
  <body><body.head><hedline><hl1>فتح <em>الجسر</em></hl1></hedline>
  <byline>سعاد الخطيب</byline><dateline>صيدا، 24 آذار</dateline></body.head>
  <body.content><p>فُتح الجسر
    صباح اليوم.</p><block><p>وقال المدير: <q>نعم</q>.</p></block>
    <media media-type="image"><media-reference source="a.jpg">a.jpg</media-reference>
    <media-caption>الجسر أمس</media-caption></media>
    <table><tr><td>سيارات</td><td/><td>41,077</td></tr></table></body.content></body></nitf>"""
TEXT = "صيدا، 24 آذار\nفُتح الجسر صباح اليوم.\nوقال المدير: نعم.\nالجسر أمس\nسيارات\t\t41,077"
NEWSML = """<NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:n1
  </PublicIdentifier></NewsIdentifier></Identification><NewsManagement>
  <FirstCreated>20240324T090000+0200</FirstCreated><Status FormalName="{status}"/></NewsManagement>
  <NewsComponent><NewsLines><HeadLine>فتح الجسر</HeadLine><ByLine>سعاد الخطيب</ByLine>
  <DateLine>صيدا، 24 آذار</DateLine></NewsLines><AdministrativeMetadata><Provider>
  <Party FormalName="وكالة الأنباء"/></Provider></AdministrativeMetadata><DescriptiveMetadata>
  <Language FormalName="ar"/></DescriptiveMetadata><ContentItem><DataContent>
  <p>فُتح الجسر صباح اليوم.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"""
G2 = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:n1"><itemMeta>
  <provider literal="وكالة الأنباء"/><versionCreated>2024-03-24T09:00:00+02:00</versionCreated>
  <pubStatus qcode="stat:{status}"/></itemMeta><contentMeta><headline>فتح الجسر</headline>
  <by>سعاد الخطيب</by><dateline>صيدا، 24 آذار</dateline><language tag="ar"/></contentMeta>
  <contentSet>{content}</contentSet></newsItem>"""
XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
  <head><title>x</title></head><body><p>فُتح الجسر صباح اليوم.</p></body></html></inlineXML>"""
PLAIN = "<inlineData contenttype='text/plain'>فُتح الجسر\nصباح اليوم.</inlineData>"


def outcomes(markup: str, encoding: str = "utf-8") -> list[Document | Skipped]:
    return reading.outcomes("a.xml", markup.encode(encoding))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (NITF.format(status=""), TEXT),
        (NEWSML.format(status="Usable"), "صيدا، 24 آذار\nفُتح الجسر صباح اليوم."),
        (G2.format(status="usable", content=XHTML), "صيدا، 24 آذار\nفُتح الجسر صباح اليوم."),
        (G2.format(status="usable", content=PLAIN), "صيدا، 24 آذار\nفُتح الجسر صباح اليوم."),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256"])
def test_an_article_is_a_document(markup: str, text: str, encoding: str) -> None:
    (document,) = outcomes('<?xml version="1.0" encoding="iso-8859-1"?>\n' + markup, encoding)
    assert isinstance(document, Document)
    assert (document.id, document.text) == ("a.xml", text)
    assert (document.title, document.author) == ("فتح الجسر", "سعاد الخطيب")
    assert (document.source, document.language) == ("وكالة الأنباء", "ar")
    assert str(document.date).startswith("2024-03-24")


def test_lines_below_the_headline_are_of_the_text() -> None:
    under = "<hl2>والسير يعود ظهرا</hl2></hedline><abstract><p>فُتح الجسر</p></abstract>"
    (nitf,) = outcomes(NITF.format(status="").replace("</hedline>", under))
    sub = "</HeadLine><SubHeadLine>والسير يعود ظهرا</SubHeadLine>"
    (newsml,) = outcomes(NEWSML.format(status="Usable").replace("</HeadLine>", sub))
    roles = '<headline role="hl:sub">والسير يعود ظهرا</headline><headline role="hl:main">'
    (g2,) = outcomes(G2.format(status="usable", content=XHTML).replace("<headline>", roles))
    for document in (nitf, newsml, g2):
        assert isinstance(document, Document)
        assert document.title == "فتح الجسر"
        assert document.text.startswith("والسير يعود ظهرا\nصيدا، 24 آذار\nفُتح الجسر صباح")


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("من سعاد الخطيب", "سعاد الخطيب"),
        ("بقلم: سعاد الخطيب", "سعاد الخطيب"),
        ("من <person>سعاد الخطيب</person><byttl>صيدا</byttl>", "سعاد الخطيب"),
        ("<person>سعاد الخطيب</person> و<person>مها الدوسري</person>", "سعاد الخطيب، مها الدوسري"),
    ],
)
def test_a_byline_is_the_names_in_it(byline: str, author: str) -> None:
    (document,) = outcomes(NITF.format(status="").replace("سعاد الخطيب", byline, 1))
    assert isinstance(document, Document)
    assert document.author == author


def test_all_writers_are_named() -> None:
    names = "<creator><name>سعاد الخطيب</name></creator><creator><name>مها الدوسري</name></creator>"
    markup = G2.format(status="usable", content=XHTML).replace("<by>سعاد الخطيب</by>", names)
    (document,) = outcomes(markup)
    assert isinstance(document, Document)
    assert document.author == "سعاد الخطيب، مها الدوسري"


def test_the_day_on_a_paper_is_its_date() -> None:
    markup = NITF.format(status="").replace("<pubdata ", '<pubdata date.publication="20240325" ')
    (document,) = outcomes(markup)
    assert isinstance(document, Document)
    assert document.date == "2024-03-25"


def test_the_articles_of_a_message_are_documents() -> None:
    items = G2.format(status="usable", content=XHTML)
    other = items.replace("urn:n1", "urn:n2").replace("صباح", "مساء")
    found = outcomes(f"<newsMessage><itemSet>{items}{other}</itemSet></newsMessage>")
    assert [each.id for each in found if isinstance(each, Document)] == [
        "a.xml/urn:n1",
        "a.xml/urn:n2",
    ]


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (NITF.format(status='management-status="killed"'), "not published"),
        (NEWSML.format(status="Canceled"), "not published"),
        (G2.format(status="withheld", content=XHTML), "not published"),
        (G2.format(status="usable", content=""), "without text"),
        ("<newsMessage></newsMessage>", "no article"),
        ("<nitf", "not an RSS or Atom feed"),
        ("<opml><body/></opml>", "not an RSS or Atom feed"),
        ("", "empty"),
        ("\n", "not an RSS or Atom feed"),
    ],
)
def test_what_is_no_article_is_named(markup: str, reason: str) -> None:
    (skipped,) = outcomes(markup)
    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason


def test_entities_fetch_and_multiply_nothing() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 99}">' for n in range(9))
    file = '<!ENTITY f SYSTEM "file:///etc/passwd">'
    body = "<body.content><p>نص &e8; &f;</p></body.content>"
    (document,) = outcomes(f"<!DOCTYPE nitf [{bomb}{file}]><nitf><body>{body}</body></nitf>")
    assert isinstance(document, Document)
    assert document.text == "نص &e8; &f;"


def test_words_that_a_file_names_are_read_and_other_names_stay_as_written() -> None:
    names = "<!ENTITY agency 'وكالة الأنباء'><!ENTITY nil \"&#1603;\"><!ENTITY f SYSTEM 'f.txt'>"
    body = "<body.content><p>قالت &agency; &nil; &f; &other; &agency;.</p></body.content>"
    (document,) = outcomes(f"<!DOCTYPE nitf [{names}]><nitf><body>{body}</body></nitf>")
    assert isinstance(document, Document)
    assert document.text == "قالت وكالة الأنباء ك &f; &other; وكالة الأنباء."


def test_signs_that_are_not_written_as_xml_asks_are_read_as_they_are() -> None:
    said = "<p>AT&T 5 < 6 و7<8&nbsp;<![CDATA[R&D <b>]]></p>"
    (document,) = outcomes(f"<nitf><body.content>{said}</body.content></nitf>")
    assert isinstance(document, Document)
    assert document.text == "AT&T 5 < 6 و7<8 R&D <b>"


@pytest.mark.parametrize("end", ["", "</b></p></nitf>", "<br></p></body.content></nitf>"])
def test_a_file_that_is_broken_off_or_wrongly_closed_is_named(end: str) -> None:
    (skipped,) = outcomes(f"<nitf><body.content><p>لم تؤكد الوزارة الخبر{end}")
    assert isinstance(skipped, Skipped)
    assert "broken off (line 1: " in skipped.reason


def test_what_is_nested_deep_is_read_with_what_follows() -> None:
    said = f"{'<q>' * 400}عميق{'</q>' * 400}"
    (document,) = outcomes(f"<nitf><body.content><p>{said}</p><p>نهاية</p></body.content></nitf>")
    assert isinstance(document, Document)
    assert document.text == "عميق\nنهاية"


def test_parts_of_a_dateline_and_lines_as_they_were_set_stay_apart() -> None:
    head = "<dateline><location>عمان</location><story.date>5 آذار</story.date></dateline>"
    body = "<body.content><pre>أ 1\nب 2</pre></body.content>"
    (document,) = outcomes(f"<nitf><body><body.head>{head}</body.head>{body}</body></nitf>")
    assert isinstance(document, Document)
    assert document.text == "عمان 5 آذار\nأ 1\nب 2"


def test_a_feed_is_read_as_one() -> None:
    item = "<item><title>ع</title><description>نص الخبر</description></item>"
    (document,) = outcomes(f"<rss version='2.0'><channel>{item}</channel></rss>")
    assert isinstance(document, Document)
    assert document.text == "نص الخبر"


def test_a_huge_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsml, "LARGEST", 100)
    (skipped,) = outcomes(NITF)
    assert isinstance(skipped, Skipped)
    assert "at most 100" in skipped.reason


def test_a_broken_name_of_an_element_costs_no_article() -> None:
    markup = NITF.format(status="").replace("<p>", "<p><a:/>", 1)
    (found,) = outcomes(markup)
    assert isinstance(found, Document)
    assert found.text == TEXT


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><p>نص</p></html>", "نص"),
        (
            "<?mso-application progid='Excel.Sheet'?><Workbook"
            " xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet><Table><Row><Cell>"
            "<Data>نص</Data></Cell></Row></Table></Worksheet></Workbook>",
            "نص",
        ),
        (
            "<office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
            " xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'"
            " office:mimetype='application/vnd.oasis.opendocument.text'><office:body><office:text>"
            "<text:p>نص</text:p></office:text></office:body></office:document>",
            "نص",
        ),
    ],
)
def test_pages_and_office_files_that_are_xml_are_read(data: str, text: str) -> None:
    (found,) = outcomes(data)
    assert isinstance(found, Document)
    assert found.text.endswith(text)


def test_other_xml_is_named_and_not_stored_with_its_tags() -> None:
    for data in ("<document><p>نص</p></document>", "<package><metadata>نص</metadata></package>"):
        (skipped,) = outcomes(data)
        assert isinstance(skipped, Skipped)

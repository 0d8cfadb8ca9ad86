import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers import Skipped, UnreadableError, html
from indexer.readers.html import parse_page
from indexer.readers.markup import plain_text
from search.records import Document
from testing.reading import document, outcomes, reason

BODY = (
    "<p>وصلت القافلة إلى الواحة بعد مسيرة ثلاثة أيام، ونزل المسافرون عند النبع قرب النخيل.</p>"
    "<p>وقال الدليل إن الطريق الشرقي أقصر، لكن رماله متحركة ولا يسلكه إلا من خبره في كل الفصول.</p>"
)


def page(body: str = BODY, head: str = "", html_tag: str = "<html>") -> Document:
    text = f"<!doctype html>{html_tag}<head><meta charset=utf-8>{head}</head><body>{body}</body>"
    return parse_page(text, "p")


def test_text_is_paragraphs_without_what_steers_display() -> None:
    document = page(
        BODY.replace("القافلة", "القا\u00adفلة\u200f").replace("المسافرون", "مي\u200cروم")
    )
    first, second = document.text.split("\n")
    assert first.startswith("وصلت القافلة إلى")
    assert "مي\u200cروم" in first
    assert second.startswith("وقال الدليل")


def test_scripts_and_styles_are_never_text() -> None:
    document = page("<script>سر()</script><style>لون</style><p>خبر</p><noscript>فعّل</noscript>")
    assert document.text == "خبر"


def test_cells_of_a_row_stand_between_tabs() -> None:
    row = "<tr><th>المحطة</th><th>الكمية</th></tr><tr><td>السهل</td><td>31</td></tr>"
    assert page(f"{BODY}<table>{row}</table>").text.endswith("\nالمحطة\tالكمية\nالسهل\t31")


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        (
            '<meta property="article:published_time" content="2023-05-01T10Z">',
            "",
            "2023-05-01T10Z",
        ),
        (
            '<meta property="article:published_time" content="1970-01-01T00:00:00Z">',
            "<p class='post-date'>3 أيار 2023</p>",
            "3 أيار 2023",
        ),
        ("", "<time itemprop=dateModified datetime=2023-05-04>3 أيار | 4 أيار</time>", None),
        ('<meta name="DC.date.issued" content="2023-05">', "", "2023-05"),
        (
            '<script type="application/ld+json">{"datePublished": "2023-05-02"}</script>',
            "",
            "2023-05-02",
        ),
        ('<script type="application/ld+json">{"datePublished": </script>', "", None),
        ("", "<article><time datetime='2023-05-03'>أمس</time></article>", "2023-05-03"),
        ("", "<p class='post-date'>3 أيار 2023</p>", "3 أيار 2023"),
        ("", "<header><p class='date'>22 أيار 2026</p></header>", None),
        ("", "<div class='comments'><time>4 أيار 2023</time></div>", None),
        ("", "<time>4 أيار 2023</time><time>5 أيار 2023</time>", None),
        ("", "<p>ينعقد المؤتمر في عمان يوم <time datetime='2027-03-01'>الاثنين</time>.</p>", None),
        (
            "",
            "<p>قال الوزير إن <time datetime='2027-03-01'>الاثنين</time> يوم عطلة في الدوائر"
            " والمدارس كلها كما قرر المجلس أمس</p>",
            None,
        ),
        ("", "<p>كتبت ليلى في <time datetime='2023-05-03'>3 أيار</time> - عمان</p>", "2023-05-03"),
        ("", "<p>جرى ذلك في 12/10/2019 كما قيل.</p><p>© 2020</p>", None),
    ],
)
def test_a_date_is_what_the_page_states_and_never_guessed(
    head: str, body: str, date: str | None
) -> None:
    assert page(body + BODY, head).date == date


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<table><thead><tr><th>السنة</th></tr></thead><tbody><tr><td>2024</td></tr></tbody></table>",
            "السنة\n2024",
        ),
        (
            "<div>توفي في <b>12 آذار 2019</b> ودفن في <span>13 آذار 2018</span></div>",
            "توفي في 12 آذار 2019 ودفن في 13 آذار 2018",
        ),
        ("<dl><dt>الافتتاح</dt><dd>12 آذار 2019</dd></dl>", "الافتتاح\n12 آذار 2019"),
        ("<div>الموعد النهائي</div><div>12 آذار 2019</div>", "الموعد النهائي\n12 آذار 2019"),
        (
            "<section>وقع في <time datetime='2019-03-12'>12 آذار 2019</time> بعد عام</section>",
            "وقع في 12 آذار 2019 بعد عام",
        ),
    ],
)
def test_dates_of_a_text_stay_where_they_stand(markup: str, expected: str) -> None:
    said = "قالت الوزارة في بيان أمس إن عدد المصابين بلغ 1250 مصابا، والوفيات 12 وفاة في العام."
    found = page(f"<article><h1>بيان</h1><p>{said}</p>{markup}<p>{said}</p></article>")
    assert expected in found.text
    assert found.date is None


def test_what_the_page_says_of_itself() -> None:
    head = (
        '<title>خبر - موقع</title><meta property="og:site_name" content="صحيفة الواحة">'
        '<meta name="author" content="ليلى منصور"><link rel="canonical" href="https://a.example/1">'
    )
    document = page(f"<h1>وصول القافلة</h1>{BODY}", head, '<html lang="ar-EG">')
    assert (document.title, document.source) == ("وصول القافلة", "صحيفة الواحة")
    assert (document.author, document.url) == ("ليلى منصور", "https://a.example/1")
    assert document.language == "ar"


def test_where_the_page_came_from_stands_in_for_its_own_address() -> None:
    document = parse_page(BODY, "p", url="https://b.example/2")
    assert document.url == "https://b.example/2"


def test_an_address_that_a_browser_would_run_is_no_address() -> None:
    assert page(head='<link rel="canonical" href="javascript:alert(1)">').url is None


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "nonsense", "base64"])
def test_a_wrong_declaration_does_not_spoil_the_text(declared: str) -> None:
    text = f"<meta charset={declared}>{BODY}"
    for encoding in ("utf-8", "cp1256"):
        found = document("p.html", text.encode(encoding))
        assert found.text.startswith("وصلت القافلة")


@pytest.mark.parametrize("name", ["p.html", "p.mht"])
@pytest.mark.parametrize("before", [b"", b"\xd9" * 9])
def test_a_broken_byte_costs_no_page_and_is_named(name: str, before: bytes) -> None:
    """Nine of them are so many that only what the page declares tells its encoding."""
    text = f"<meta charset=utf-8>{BODY}".encode().replace("الواحة".encode(), b"\xd9 " + before)
    if name == "p.mht":
        text = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + text
    found, skipped = outcomes(name, text)
    assert isinstance(found, Document)
    assert found.text.startswith("وصلت القافلة إلى \ufffd")
    assert isinstance(skipped, Skipped)
    assert "no text at line 1, character 18" in skipped.reason


def test_a_broken_byte_outside_of_the_article_is_of_no_concern() -> None:
    page = b"<meta charset=utf-8><script>'" + b"\xd9\x01'</script>" + BODY.encode()
    assert document("p.html", page).text.startswith("وصلت القافلة")


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"\n", "no HTML"),
        (b"<!-- nothing -->", "no"),
        (b"<script>" * 1000, "no text"),
        (b"<div>" * 2000, "no text"),
        (b"<div>" * 3000, "nested too deep"),
        (b"\x89PNG\0\0\1", "binary"),
        (b"<p>x" * (html.MOST_ELEMENTS + 1), "elements"),
    ],
)
def test_what_is_no_page_is_skipped_with_its_reason(data: bytes, part: str) -> None:
    assert part in reason("p.html", data)


def test_deeply_nested_data_in_a_page_is_not_followed() -> None:
    assert page(head=f'<script type="application/ld+json">{"[" * 100_000}</script>').date is None


def test_a_huge_page_is_skipped_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "LARGEST", 10)
    assert "at most 10" in reason("a.html", BODY.encode())


PIECES = (
    *("<p>", "</p>", "<div", ">", "<table>", "<tr><td>", "<script>", "</script>", "<!--", "-->"),
    *("&#0;", "&#xd800;", "<title>", "خبر ", "<meta charset=", "utf-7", "<time>2", "|"),
    *("\u202e", "\u200c"),
)
TAGS = st.sampled_from(PIECES)


@given(st.one_of(st.binary(), st.lists(TAGS).map(lambda tags: "".join(tags).encode())))
def test_any_bytes_are_a_page_or_skipped(data: bytes) -> None:
    found = outcomes("p.html", data)[0]
    if isinstance(found, Document):
        assert found.text.strip()
        found.text.encode()
        assert "\u202e" not in found.text


@pytest.mark.parametrize("opened", ["<font size=2>", "<div>", "<blockquote>"])
def test_a_page_whose_elements_are_never_closed_is_read_to_its_end(opened: str) -> None:
    paragraphs = [f"<p>هذه فقرة رقم {number} في صفحة لا تُغلق عناصرها.</p>" for number in range(400)]
    page = f"<html><body><article>{opened.join(paragraphs)}</article></body></html>"
    assert parse_page(page, "p").text.count("هذه فقرة") == len(paragraphs)


PROSE = "افتتحت البلدية أمس مكتبة عامة في وسط المدينة القديمة، وحضر الافتتاح عشرات من الأهالي."
MENU = "<nav><ul><li><a href=/>الرئيسية</a><li><a href=/s>رياضة</a></ul></nav>"


def test_cells_keep_their_columns_where_others_are_empty_or_reach_over_them() -> None:
    table = """<table><tr><th>البلدة<th colspan=2>القتلى<th>الجرحى<tr><td rowspan=2>صيدا<td>3<td>
        <td>14<tr><td><td>2<td>9<tr><td>صور<td>1<td>5<td></table>"""
    found = page(f"<article><p>{PROSE}</p>{table}<p>{PROSE}</p></article>").text
    assert found.split("\n")[1:-1] == [
        "البلدة\tالقتلى\t\tالجرحى",
        "صيدا\t3\t\t14",
        "\t\t2\t9",
        "صور\t1\t5",
    ]


def test_lines_that_spaces_lay_out_stay_lines() -> None:
    found = page(f"<article><p>{PROSE}</p><pre>الأولى      5\nالثانية  9</pre></article>").text
    assert found == f"{PROSE}\nالأولى\t5\nالثانية\t9"


def test_a_page_of_frames_names_the_pages_in_it() -> None:
    frames = "<frameset><frame src=menu.htm><frame src=text.htm></frameset>"
    with pytest.raises(UnreadableError, match=r"menu\.htm, text\.htm"):
        parse_page(f"<html><head></head>{frames}</html>", "p")


def test_a_menu_is_no_text() -> None:
    with pytest.raises(UnreadableError, match="by a script"):
        page(f"{MENU}<div id=app></div><footer><p>حقوق الصحيفة محفوظة</p></footer>")


def test_what_is_said_to_browsers_without_scripts_is_read_where_there_is_nothing_else() -> None:
    assert page(f"{MENU}<noscript><p>{PROSE}</p></noscript>").text == PROSE
    assert page(f"<p>{PROSE}</p><noscript><p>{PROSE} فعّل</p></noscript>").text == PROSE


def test_stated_articles_keep_their_paragraphs() -> None:
    for body in (f"{PROSE}\\n\\n{PROSE}", f"&lt;p&gt;{PROSE}&lt;/p&gt;&lt;p&gt;{PROSE}&lt;/p&gt;"):
        data = f'{{"@type": "NewsArticle", "articleBody": "{body}"}}'
        script = f"<script type='application/ld+json'>{data}</script>"
        assert page(f"{MENU}<div id=app></div>{script}").text == f"{PROSE}\n{PROSE}"


def test_paragraphs_that_are_left_open_stay_apart_and_keep_their_headline() -> None:
    cell = (
        f"<font size=5><b>افتتاح مكتبة</b></font><p><font>{PROSE}<p>{PROSE} ثانية.<p>{PROSE} ثالثة."
    )
    found = page(f"<table><tr><td><a href=1>محليات</a><td>{cell}</font></table>").text
    assert found == f"افتتاح مكتبة\n{PROSE}\n{PROSE} ثانية.\n{PROSE} ثالثة."


def test_captions_of_pictures_stay_lines() -> None:
    captions = ("أهالي المدينة القديمة في مكتبتهم الجديدة", "رئيس البلدية يقص شريط الافتتاح أمس")
    figures = "".join(f"<figure><figcaption>{each}</figcaption></figure>" for each in captions)
    assert page(f"<article>{figures}<p>{PROSE}</p></article>").text == "\n".join((*captions, PROSE))


def test_headings_that_are_buttons_are_text_and_other_buttons_are_not() -> None:
    opens = "<h3><button>ما المراحل؟</button></h3><div><p>حفر الآبار أولا.</p></div>"
    body = f"<article><p>{PROSE}</p><button>أعجبني</button>{opens}<p>{PROSE}</p></article>"
    assert page(body).text == f"{PROSE}\nما المراحل؟\nحفر الآبار أولا.\n{PROSE}"


def test_what_is_said_to_browsers_without_sound_is_no_text() -> None:
    players = "<audio>متصفحك لا يدعم الصوت</audio><video>ولا الصورة</video>"
    assert page(f"<article>{players}<p>{PROSE}</p></article>").text == PROSE


@pytest.mark.parametrize("form", ["{}", "//<![CDATA[\n{}\n//]]>", "<!--\n{}\n-->"])
def test_stated_articles_are_found_in_every_form_of_data(form: str) -> None:
    data = form.format(f'{{"@type": "NewsArticle", "articleBody": "{PROSE}"}}')
    script = f"<script type='application/ld+json; charset=utf-8'>{data}</script>"
    assert page(f"<div id=app></div>{script}").text == PROSE


def test_messages_of_a_page_that_follows_events_are_read_in_their_order() -> None:
    updates = [{"articleBody": f"{PROSE} {each}."} for each in ("ثانية", "أولى")]
    data = json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": updates}, ensure_ascii=False)
    script = f"<script type='application/ld+json'>{data}</script>"
    assert page(f"<div id=app></div>{script}").text == f"{PROSE} ثانية.\n{PROSE} أولى."


def test_a_link_to_the_first_page_is_no_text() -> None:
    with pytest.raises(UnreadableError, match="by a script"):
        page("<header><a href=/>صحيفة المدينة</a></header><div id=app></div>")


ROWS = [["المحافظة", "السكان", "المساحة"], ["إربد", "", "1572"], ["عمان", "4", "7579"]]


@pytest.mark.parametrize("form", ["{}", "<p>{}</p>", "<div><p>{}</p></div>", "<ul><li>{}</ul>"])
def test_cells_with_paragraphs_in_them_are_those_of_a_table(form: str) -> None:
    rows = ("".join(f"<td>{form.format(cell)}</td>" for cell in row) for row in ROWS)
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    found = page(f"<article><p>{PROSE}</p><table>{table}</table><p>{PROSE}</p></article>").text
    assert found.split("\n")[1:-1] == ["\t".join(row) for row in ROWS]


def test_a_page_of_a_table_alone_is_read_with_its_columns() -> None:
    rows = ("".join(f"<td>{cell}</td>" for cell in row) for row in ROWS)
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    found = page(f"<h1>سكان المحافظات ومساحاتها في العام الماضي</h1><table>{table}</table>").text
    assert found.split("\n")[1:] == ["\t".join(row) for row in ROWS]


def test_a_table_that_reaches_over_millions_of_columns_is_bounded() -> None:
    row = f"<tr>{'<td colspan=100 rowspan=100>a</td>' * 60}</tr>"
    assert max(map(len, plain_text(f"<table>{row * 100}</table>").splitlines())) < 1_000


def test_a_page_whose_cells_reach_over_everything_is_read_in_time() -> None:
    row = f"<tr>{'<td colspan=1000 rowspan=65534>خلية</td>' * 10}</tr>"
    started = time.thread_time()
    found = page(f"<h1>جدول الأسعار</h1><p>{'نص ' * 60}</p><table>{row * 100}</table>")
    assert found.text.count("نص") == 60
    assert time.thread_time() - started < 5  # it took minutes


def test_what_compares_each_part_of_a_page_with_the_others_gets_a_bounded_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[int] = []

    def compare(parts: list[object], _: int) -> None:
        compared.append(len(parts))

    monkeypatch.setattr("trafilatura.external.revise_paragraph_classification", compare)
    for count in (20, 6_000):
        found = page(f"<p>وصل الوفد أمس.</p>{'<section><h3>نص قصير</h3></section>' * count}")
        assert found.text.count("نص قصير") == count
    assert 0 < max(compared) < 5_000


def test_what_stands_behind_the_end_of_a_page_is_read_as_browsers_show_it() -> None:
    page = "<html><body><p>أول</p></body></html><p>ثان</p><html><body><p>ثالث</p></BODY ></html>"
    page += "نهاية"
    assert document("a.html", page.encode()).text == "أول\nثان\nثالث\nنهاية"


@pytest.mark.parametrize("head", ["", "<meta name=author content=رنا>"])
@pytest.mark.parametrize("first", ["main", "article", "header", "x-page"])
def test_a_page_without_tags_for_its_head_and_body_is_read_whole(first: str, head: str) -> None:
    table = "<table><tr><td>عجلون<td>17<tr><td>جرش<td>9</table>"
    page = f"<title>وصول القافلة</title>{head}<{first}><nav><a href=/>الرئيسية</a></nav>"
    page += f"<h1>وصول القافلة</h1>{BODY}{table}<p>وتغادر القافلة غدا.</p></{first}>"
    lines = parse_page(page, "p").text.splitlines()
    assert lines[0] == "وصول القافلة"
    assert lines[3:] == ["عجلون\t17", "جرش\t9", "وتغادر القافلة غدا."]

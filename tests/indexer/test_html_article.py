"""What in an article is no prose belongs to it; what stands around it does not."""

import json
import re

import pytest

from indexer.readers.html import parse_page
from search.records import Document

LEAD = (
    "<h1>نتائج انتخابات بلدية عجلون</h1>"
    "<p>أعلنت لجنة الانتخاب صباح اليوم نتائج انتخابات البلدية بعد فرز الصناديق كلها، وعددها مئة"
    " وأربعون صندوقًا في ثلاثين مركزًا موزعة على أحياء المدينة والقرى المحيطة بها.</p>"
)
END = (
    "<p>وتبدأ ولاية المجلس الجديد مطلع الشهر المقبل بعد أن يؤدي الأعضاء اليمين القانونية أمام"
    " المحافظ في دار البلدية، ويتسلمون ملفات المجلس السابق.</p>"
)
AROUND = (
    "<nav><a href=/>الرئيسية</a> <a href=/s>رياضة</a></nav>{}"
    "<footer><p>جميع الحقوق محفوظة</p></footer>"
)


def read(body: str, head: str = "") -> Document:
    page = (
        f"<!doctype html><html lang=ar><head><meta charset=utf-8>{head}</head><body>{body}</body>"
    )
    return parse_page(page, "p")


def stating(data: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def text_of(inside: str, frame: str = "<article>{}</article>") -> str:
    text = read(AROUND.format(frame.format(LEAD + inside + END))).text
    assert text.startswith("نتائج انتخابات بلدية عجلون\nأعلنت لجنة الانتخاب")
    assert text.endswith("ويتسلمون ملفات المجلس السابق.")
    return text


@pytest.mark.parametrize(
    "frame",
    [
        "<article>{}</article>",
        "<main><div itemprop=articleBody>{}</div></main>",
        "<div id=content><div class=story>{}</div></div>",
    ],
)
@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        pytest.param(
            "<p>وفاز بالعضوية:</p><ul><li><a href=/1>سعاد القضاة</a>"
            "<li><a href=/2>زيد المومني</a></ul>",
            ["سعاد القضاة", "زيد المومني"],
            id="list of linked names",
        ),
        pytest.param(
            "<aside class=pullquote><p>قالت المرشحة: سأطعن في نتيجة الصندوق التاسع.</p></aside>",
            ["سأطعن في نتيجة الصندوق التاسع"],
            id="pull quote",
        ),
        pytest.param(
            "<figure><img src=a.jpg><figcaption>ناخبون أمام المدرسة الشرقية.</figcaption></figure>",
            ["ناخبون أمام المدرسة الشرقية."],
            id="caption",
        ),
        pytest.param(
            "<details><summary>تفاصيل</summary><p>حصلت القائمة على 8412 صوتًا.</p></details>",
            ["تفاصيل", "حصلت القائمة على 8412 صوتًا."],
            id="what opens at a click",
        ),
        pytest.param(
            "<dl><dt>عدد المقترعين</dt><dd>41250</dd><dt>النسبة</dt><dd>37%</dd></dl>",
            ["عدد المقترعين\n41250\nالنسبة\n37%"],
            id="list of definitions",
        ),
        pytest.param(
            "<div class=article-footer-note><p>تصحيح: ورد في نسخة سابقة أن المراكز 28.</p></div>",
            ["تصحيح: ورد في نسخة سابقة أن المراكز 28."],
            id="correction in a part called footer",
        ),
        pytest.param(
            "<div class=market-share><p>حصة القائمة الأولى من المقاعد 40 في المئة.</p></div>",
            ["حصة القائمة الأولى من المقاعد 40 في المئة."],
            id="part called share",
        ),
        pytest.param(
            "<section class=commentary><p>ويرى محللون أن النتيجة متوقعة في المدينة.</p></section>",
            ["ويرى محللون أن النتيجة متوقعة في المدينة."],
            id="part called commentary",
        ),
        pytest.param(
            "<div class=market-share><div>الحصة الكبرى للقائمة الأولى</div></div>",
            ["الحصة الكبرى للقائمة الأولى"],
            id="short part called share",
        ),
        pytest.param(
            "<div class=sidebar-box><h4>في سطور</h4><ul><li><a href=/1>جرش</a></ul></div>",
            ["في سطور\nجرش"],
            id="linked names in a part called sidebar",
        ),
        pytest.param(
            "<h3>14 آذار 2021</h3><p>تأجيل الانتخاب.</p><h3>2 أيار 2022</h3><p>تحديد موعده.</p>",
            ["14 آذار 2021\nتأجيل الانتخاب.\n2 أيار 2022"],
            id="chronology",
        ),
        pytest.param(
            "<blockquote>سأطعن في النتيجة.<span class=quote-author>سعاد القضاة</span></blockquote>",
            ["سعاد القضاة"],
            id="who is quoted",
        ),
        pytest.param(
            "<p>وأكثر ما تداوله الناخبون:</p><ul><li>فيسبوك<li>تويتر</ul>",
            ["فيسبوك\nتويتر"],
            id="networks that the article names",
        ),
        pytest.param(
            "<table><tr><th>القائمة</th><th>الأصوات</th></tr><tr><td>النهضة</td><td>8412</td></tr></table>",
            ["القائمة\tالأصوات\nالنهضة\t8412"],
            id="table",
        ),
    ],
)
def test_what_is_no_prose_is_kept_in_its_place(frame: str, inside: str, kept: list[str]) -> None:
    text = text_of(inside, frame)
    assert all(part in text for part in kept)


@pytest.mark.parametrize(
    ("inside", "lost"),
    [
        pytest.param(
            "<ul class=share><li><a href=/f>فيسبوك</a><li><a href=/t>تويتر</a></ul>",
            "فيسبوك",
            id="share buttons",
        ),
        pytest.param(
            "<div class=related><h3>مواضيع ذات صلة</h3><ul><li><a href=/9>انقطاع المياه عن الحي</a>"
            "</ul></div>",
            "انقطاع المياه",
            id="related articles",
        ),
        pytest.param(
            "<section id=comments><p>أبو خالد: خبر جميل جدا والله يوفق الجميع في عملهم"
            " الجديد هذا.</p></section>",
            "أبو خالد",
            id="readers' comments",
        ),
        pytest.param(
            "<ul><li><a href=/7>وزير المياه يتفقد سدود الشمال بعد الأمطار الأخيرة</a><li>"
            "<a href=/8>افتتاح معرض الكتاب الدولي بمشاركة عشرين دولة عربية</a></ul>",
            "معرض الكتاب",
            id="headlines of others",
        ),
        pytest.param(
            "<div class=audio-player><i>استمع إلى هذا المقال</i><i>00:00</i>/<i>03:45</i></div>",
            "03:45",
            id="player",
        ),
        pytest.param(
            "<div class=inline-box><p><b>اقرأ أيضًا: <a href=/4>مواعيد القطارات</a></b></p></div>",
            "القطارات",
            id="one related article, with a mark on its letter",
        ),
        pytest.param(
            "<div class=css-1x0><span>شارك</span> <a href=/f>فيسبوك</a> <a href=/x>إكس</a></div>",
            "فيسبوك",
            id="share bar without a name",
        ),
        pytest.param("<div class=c3>- إعلان -</div>", "إعلان", id="place of an advertisement"),
        pytest.param(
            "<div class=post-bottom-tags><div>الوسوم</div><a href=/1>محليات</a></div>",
            "محليات",
            id="keywords",
        ),
        pytest.param(
            "<div class=td-author-box><p>مراسل يعمل في الجريدة منذ تأسيسها قبل عشرين سنة، ويكتب في"
            " شؤون البلديات والمياه والنقل.</p></div>",
            "منذ تأسيسها",
            id="about the author",
        ),
        pytest.param("<form><p>اشترك في نشرتنا</p><input></form>", "نشرتنا", id="form"),
        pytest.param("<p hidden>نص مخفي هنا</p>", "مخفي", id="hidden"),
        pytest.param("<p style='display: none'>نص مخفي هنا</p>", "مخفي", id="not displayed"),
    ],
)
def test_what_frames_the_article_is_left_out(inside: str, lost: str) -> None:
    assert lost not in text_of(inside)


def test_a_live_blog_keeps_its_order_with_the_times_apart() -> None:
    entries = "".join(
        f"<div class=entry><time>{hour}:05</time>{what} في المدينة بعد ساعات من بدء الفرز.</div>"
        for hour, what in (("12", "وصلت الصناديق الأخيرة"), ("11", "بدأ الفرز"))
    )
    text = text_of(entries)
    assert "\n12:05 وصلت الصناديق" in text
    assert text.index("12:05 وصلت") < text.index("11:05 بدأ")


def test_an_article_that_a_script_has_loaded_below_another_is_no_part_of_it() -> None:
    story = f"<article>{LEAD}{END}</article>"
    other = f"<article><h1>قانون المياه</h1>{END}<p>أقر المجلس القانون أمس.</p></article>"
    head = "<title>نتائج انتخابات بلدية عجلون | الأفق</title>"
    assert "أقر المجلس" not in read(AROUND.format(story + other), head).text
    assert "أقر المجلس" in read(AROUND.format(story + other), "<title>العدد 12</title>").text
    part = other.replace("h1>", "h2>")
    assert "أقر المجلس" in read(AROUND.format(story + part), head).text


def test_several_articles_of_a_page_are_several_headings() -> None:
    second = (
        "<article><h2>افتتاح سوق الخضار</h2><p>افتتح المحافظ أمس سوق الخضار الجديد في وسط"
        " المدينة، ويضم مئتي محل ومواقف للسيارات، وكلف ثلاثة ملايين دينار.</p></article>"
    )
    text = read(f"<main><article>{LEAD}{END}</article>{second}</main>").text
    assert text.startswith("نتائج انتخابات بلدية عجلون\n")
    assert "\nافتتاح سوق الخضار\nافتتح المحافظ" in text


def test_cards_that_lead_to_other_articles_are_none() -> None:
    card = (
        "<article><h3><a href=/5>سوق جديدة</a></h3><p>افتتح المحافظ أمس سوق الخضار الجديد في وسط"
        " المدينة، ويضم مئتي محل ومواقف للسيارات.</p></article>"
    )
    text = read(f"<main><article>{LEAD}{END}</article><div>{card}{card}</div></main>").text
    assert "سوق جديدة" not in text


def test_an_article_that_a_script_shows_is_taken_from_what_the_page_states() -> None:
    body = "أطلقت البلدية حملة لزراعة ألف شجرة &quot;زيتون&quot; في الحدائق العامة. " * 3
    head = stating({"@graph": [{"@type": "NewsArticle", "articleBody": body}]})
    text = read("<div id=app>جار التحميل</div>", head).text
    assert text.startswith('أطلقت البلدية حملة لزراعة ألف شجرة "زيتون" في الحدائق')


def test_what_a_page_states_does_not_replace_what_it_shows() -> None:
    head = stating({"articleBody": "ملخص قصير للخبر لمحركات البحث."})
    assert "ملخص قصير" not in read(f"<article>{LEAD}{END}</article>", head).text


TOP = (
    "<div class=box><h1>نتائج انتخابات بلدية عجلون</h1>{}</div><div class=story>"
    + LEAD.partition("</h1>")[2]
    + END
    + "</div>"
)
PAGE = (
    "<div class=menu><a href=/>الرئيسية</a></div><div id=page>{}<div class=side>استطلاع</div></div>"
)
TITLED = (
    "<title>نتائج انتخابات بلدية عجلون | صحيفة الوادي</title><meta name=author content='هالة ناصر'>"
)


@pytest.mark.parametrize(
    "above",
    [
        pytest.param("<h2 class=deck>القائمة الأولى تحصد نصف المقاعد</h2>", id="standfirst"),
        pytest.param("<div>القائمة الأولى تحصد نصف المقاعد</div>", id="standfirst in no heading"),
        pytest.param("<div class=dateline>عجلون</div>", id="dateline"),
        pytest.param("<p>عجلون، 14 آذار 2024</p>", id="dateline with its date"),
        pytest.param(
            "<div class=news-date>عجلون، 14 آذار 2024</div>", id="place in a part called date"
        ),
        pytest.param("<div><img src=a.jpg><span>ناخبون أمام المدرسة</span></div>", id="caption"),
    ],
)
def test_what_stands_between_headline_and_prose_is_kept(above: str) -> None:
    text = read(PAGE.format(TOP.format(above)), TITLED).text
    (line,) = re.findall(r">([^<>]+)</", above)
    assert text.startswith(f"نتائج انتخابات بلدية عجلون\n{line}\nأعلنت لجنة الانتخاب")
    assert "استطلاع" not in text


@pytest.mark.parametrize(
    "above",
    [
        pytest.param("<div class=a1>هالة ناصر - 14 آذار 2024</div>", id="who and when"),
        pytest.param("<p>بقلم: هالة ناصر</p>", id="who, in a paragraph"),
        pytest.param("<span class=writer>هالة</span>", id="who, by its name"),
        pytest.param("<div>نُشر في: الأحد 14/3/2024</div>", id="when"),
        pytest.param("<div class=node__meta>أرسله المحرر</div>", id="data about the article"),
        pytest.param("<div class=social-bar><a href=/f>أعجبني</a></div>", id="share bar"),
    ],
)
def test_bylines_and_share_bars_are_left_out(above: str) -> None:
    text = read(PAGE.format(TOP.format(above)), TITLED).text
    assert text.startswith("نتائج انتخابات بلدية عجلون\nأعلنت لجنة الانتخاب")


def test_a_correction_below_the_prose_is_kept_and_what_else_follows_is_not() -> None:
    below = "<p>تصحيح: عدد المراكز ثلاثون.</p><div>أخبار أخرى</div>"
    text = read(PAGE.format(TOP.format("") + below), TITLED).text
    assert text.endswith("ملفات المجلس السابق.\nتصحيح: عدد المراكز ثلاثون.")


def test_lines_that_are_set_apart_by_breaks_are_paragraphs() -> None:
    story = LEAD.partition("<p>")[2].replace("</p>", "<br><br>") + END[3:-4]
    page = f"<div class='widget Blog'><h3>نتائج انتخابات بلدية عجلون</h3><div>{story}</div></div>"
    text = read(f"<h1><a href=/>مدونة الوادي</a></h1><p>خواطر يومية</p>{page}", TITLED).text
    assert text.startswith("نتائج انتخابات بلدية عجلون\nأعلنت لجنة الانتخاب")
    assert text.endswith("ويتسلمون ملفات المجلس السابق.")


def test_the_name_of_the_site_is_no_title() -> None:
    page = read(f"<h1><a href='https://w.example/'>مدونة الوادي</a></h1><div>{END}</div>", TITLED)
    assert page.title == "نتائج انتخابات بلدية عجلون | صحيفة الوادي"


def test_a_page_that_is_all_article_keeps_its_lists_and_begins_at_the_headline() -> None:
    names = "<ul><li><a href=/1>سعاد القضاة</a><li><a href=/2>زيد المومني</a></ul>"
    page = f"<a href=/>موقع القرية</a><hr>{LEAD}{names}{END}<hr><small>عدد الزوار 9</small>"
    text = read(page, TITLED).text
    assert text.startswith("نتائج انتخابات بلدية عجلون\nأعلنت لجنة الانتخاب")
    assert "\nسعاد القضاة\nزيد المومني\n" in text
    assert text.endswith("ويتسلمون ملفات المجلس السابق.")


BARE = (
    "<p>كتبت هذه الصفحة قبل عشرين عاما من غير أن يكون لها تخطيط ولا قوائم تنقل بين الصفحات.</p>"
    "<h2>نتائج</h2><ol><li>الصندوق 17</li></ol><a>مغلق</a><p>ثم ألحقت بها فقرة أخرى عن النتائج"
    " التي أعلنتها لجنة الانتخاب في اليوم التالي.</p>وسطر بلا فقرة 9"
)


def test_a_page_without_a_layout_is_read_whole() -> None:
    text = read(BARE, "<title>موقعي</title>").text
    assert re.findall(r"نتائج$|17|مغلق|9", text, re.MULTILINE) == ["نتائج", "17", "مغلق", "9"]


@pytest.mark.parametrize("data", ["<table><tr><td>إربد<td>31</table>", "<ul><li>إربد 31</ul>"])
def test_a_table_or_a_list_below_the_prose_is_kept(data: str) -> None:
    text = f"{LEAD.replace('</h1>', '</h1><div>')}{END}</div>"
    page = f"<main>{text}<div>{data}</div></main><ul><li><a href=/>رياضة</a></ul>"
    for body in (f"{LEAD}{END}{data}<p><a href=/>أعلى الصفحة</a>", page):
        assert read(body, TITLED).text.split()[-2:] == ["إربد", "31"]


def test_a_headline_below_the_text_takes_nothing_away() -> None:
    page = f"<my-parts><section>{END}</section></my-parts><h1>نتائج انتخابات بلدية عجلون</h1>"
    assert "ويتسلمون ملفات المجلس السابق." in read(page, TITLED).text


def test_windows_and_drawings_in_an_article_are_read_in_their_place() -> None:
    window = f"<iframe {{}} srcdoc='<p>فاز {LEAD[4:]}'></iframe>".replace("<h1>", "")
    drawing = "<svg><title>رسم</title><text y=1>إربد</text><text y=1>31<tspan x=2>%</tspan></text>"
    drawing += "<text y=2>جرش</text></svg>"
    text = text_of(drawing + window.format(""))
    assert "\nإربد 31 %\nجرش\nفاز" in text
    assert "رسم" not in text
    for hidden in ("hidden", "style='display:none'", "width=0"):
        assert "فاز" not in text_of(window.format(hidden))


def test_notes_below_the_text_are_read_where_marks_lead_to_them() -> None:
    marked = END.replace("</p>", "<a href=#ftnt1>[1]</a></p>")
    page = f"{LEAD}{marked}<hr><div><a id=ftnt1>[1]</a> بيان رقم 55</div><div id=x>إعلان</div>"
    text = read(f"<div>أعلى</div>{page}", TITLED).text
    assert text.endswith("بيان رقم 55")


def test_notes_beside_the_part_with_the_text_are_read() -> None:
    marked = END.replace("</p>", "<a href=#_ftn1 name=_ftnref1>[1]</a></p>")
    note = "<div id=ftn1><p><a href=#_ftnref1 name=_ftn1>[1]</a> محضر الجلسة 24.</p></div>"
    page = f"<div class=Section1>{LEAD}{marked}</div><div>إعلان</div><div>{note}</div>"
    text = read(page, TITLED).text
    assert text.endswith("محضر الجلسة 24.")
    assert "إعلان" not in text


def test_a_post_that_is_embedded_as_a_link_is_none_of_the_text() -> None:
    link = "<blockquote class='{}'><a href=/old>كيف بدأ الفرز؟</a></blockquote>".format
    assert "كيف بدأ" not in text_of(link("wp-embedded-content"))
    assert "كيف بدأ" in text_of(link(""))


def test_a_part_that_offers_to_be_skipped_is_none_of_the_text() -> None:
    skip = "<a href=#end>تخطى يستحق الانتباه وواصل القراءة</a>"
    box = f"<section><h2>يستحق الانتباه</h2>{skip}<p>شرح لقصة بارزة من أخبار اليوم.</p></section>"
    assert "شرح لقصة" not in text_of(f"{box}<p id=end>بعده 7 أسئلة.</p>")
    assert "بعده 7 أسئلة." in text_of(f"{box}<p id=end>بعده 7 أسئلة.</p>")


def test_every_post_of_a_forum_is_read() -> None:
    post = "<div class=post><p class=author>بواسطة <a href=/u>{}</a></p><div>{}</div></div>".format
    posts = post("رنا", LEAD[LEAD.index("<p>") :]) + post("هدى", f"<blockquote>{END}</blockquote>")
    posts += post("سامي", "أما في قريتنا فقد أعلن رئيس اللجنة أن صندوقا واحدا أعيد فرزه مرتين.")
    page = f"<h2>نتائج انتخابات بلدية عجلون</h2>{posts}<div class=promo><a href=/>أخبار</a></div>"
    lines = read(page, TITLED).text.splitlines()
    assert lines[-1].startswith("أما في قريتنا")


@pytest.mark.parametrize("state", ["shadowrootmode", "shadowmode"])
def test_what_a_component_shows_is_read_with_what_the_page_gives_it(state: str) -> None:
    inside = f"<p>قبل الاقتباس 12.</p><slot name=q>بديل</slot><slot>لا شيء</slot>{END}"
    quote = "<p slot=q>وقال الرئيس: ننتظر 7 أيام.</p>"
    style = "<style>p{display:none}</style>"
    story = f"<template {state}=open>{style}{LEAD}{inside}</template>{quote}"
    text = read(f"<x-story>{story}<b>وخارج المكان</b></x-story>").text
    told = ["انتخابات بلدية", "قبل الاقتباس 12.", "ننتظر 7 أيام.", "وخارج المكان", "وتبدأ ولاية"]
    assert [part for part in told if part in text] == told
    assert sorted(told, key=text.index) == told
    assert "بديل" not in text
    assert "لا شيء" not in text


def test_the_sums_of_a_table_stand_below_its_rows() -> None:
    table = "<table><tfoot><tr><td>المجموع<td>61</tfoot><tr><td>تشرين<td>43<tr><td>حطين<td>18"
    assert "تشرين\t43\nحطين\t18\nالمجموع\t61\n" in text_of(f"{table}</table>")


def test_what_stands_for_a_bar_that_is_drawn_is_no_text() -> None:
    bar = "<p>نفذ <progress value=62 max=100>متصفح قديم</progress> 62 بالمئة.</p>"
    assert "نفذ 62 بالمئة." in text_of(bar)
    assert "نفذ 62% منه." in text_of("<p>نفذ <meter value=0.62>62%</meter> منه.</p>")


def test_a_text_beside_nothing_is_the_article() -> None:
    notice = "<p>نحن وشركاؤنا نخزن المعلومات على جهازك ونعالج البيانات الشخصية.</p>"
    text = read(f"<div class=consent>{notice}</div><aside>{LEAD}{END}{LEAD}{END}</aside>").text
    assert "أعلنت لجنة الانتخاب" in text
    assert "شركاؤنا" not in text


@pytest.mark.parametrize(
    "link",
    [
        "<a href='https://twitter.com/intent/tweet?text=x'>اضغط للتغريد</a>",
        "<a href='https://www.facebook.com/sharer.php?u=x'>على الحائط</a>",
        "<a href='https://wa.me/?text=x'>لمجموعتك</a> <a href='https://t.me/share/url?url=x'>هنا</a>",
    ],
)
def test_a_line_that_sends_the_page_to_others_is_left_out(link: str) -> None:
    assert "</a>" in link
    assert "بعدها" in (text := text_of(f"<div>{link}</div><p>بعدها {link} في سطر يشرحه.</p>"))
    assert text.count(link.partition(">")[2].partition("<")[0]) == 1


def test_a_link_that_calls_on_readers_is_none_of_the_text() -> None:
    calls = (
        "<div>إعلان</div><a href='#a'>تخطي الإعلان</a>",
        "<a href=/s>اشترك في نشرتنا البريدية</a>",
    )
    text = text_of("".join(f"<div>{call}</div>" for call in calls))
    assert "تخطي" not in text
    assert "نشرتنا" not in text
    assert "اشترك في العملية 40 جنديا" in text_of(
        "<div><a href=/o>اشترك في العملية 40 جنديا</a></div>"
    )


def test_a_part_that_react_sends_later_stands_where_it_belongs() -> None:
    hole = "<template id='B:0'></template>"
    later = "<div hidden id='S:0'><p>بعد الفرز 12 صندوقا.</p></div><p hidden id=x>مخفي</p>"
    text = read(f"<article>{LEAD}{hole}{END}</article>{later}").text
    assert text.index("بعد الفرز") < text.index("وتبدأ ولاية")
    assert "مخفي" not in text


def test_a_document_that_was_saved_as_a_page_with_notes_is_read_whole() -> None:
    lead, end = (part[part.index("<p>") :] for part in (LEAD, END))
    mark = "<sup><a href=#{0}1 id={0}_ref1>[{1}]</a></sup>"
    note = "<div><p><a href=#{0}_ref1 id={0}1>[{1}]</a><span>{2}</span></p></div>"
    page = (
        f"{lead}<p>وفيها:{mark.format('ftnt', 1)}</p><ul><li>عجلون</li><li>عنجرة</li></ul>"
        f"{end}<p>انتهى.{mark.format('cmnt', 'a')}</p><hr>"
        f"{note.format('ftnt', 1, 'بحسب اللجنة')}{note.format('cmnt', 'a', 'هل نحذفها؟')}"
    )
    text = read(page).text
    assert text.split("\n")[1:4] == ["وفيها:", "عجلون", "عنجرة"]
    assert text.split("\n")[-2:] == ["انتهى.", "بحسب اللجنة"]
    of_word = "<p>انتهى.<span class=MsoCommentReference><a href=#_msocom_1>[م1]</a></span></p>"
    assert "م1" not in read(f"{lead}{end}{of_word}").text


@pytest.mark.parametrize(
    "others",
    [
        "<p><b>إقرأ أيضاً: {}</b></p>",
        "<p>طالع أيضاً..</p><p>{}</p><p>{}</p>",
        "<blockquote><p>للمزيد</p><p>{}</p></blockquote>",
        "<h4>موضوعات متعلقة</h4><p>{}</p>",
        "<p>المزيد من الأخبار: {}</p>",
    ],
)
def test_a_paragraph_that_is_but_the_headline_of_another_article_is_no_text(others: str) -> None:
    link = "<a href=/9>أسعار الذهب تتراجع في السوق المحلية</a>"
    assert "أسعار الذهب" not in text_of(END + others.replace("{}", link) + END)
    told = "<p>اقرأ أيضا في تقرير الوزارة <a href=/9>ما قالته عن الأسعار في السوق</a>.</p>"
    found = text_of(f"{told}<p>{link}</p><p>للمزيد</p><p>{link}.</p>{END}")
    assert "ما قالته" in found
    assert found.count("أسعار الذهب") == 2


CONSENT = (
    "نستخدم ملفات تعريف الارتباط لتحسين تجربتك على موقعنا، وبمتابعة التصفح فإنك توافق على سياسة"
    " الخصوصية الخاصة بنا وشروط الاستخدام."
)


@pytest.mark.parametrize("name", ["cookie-consent", "gdpr", "site has-cookies"])
def test_a_notice_of_cookies_is_no_article(name: str) -> None:
    story = "<h1>هزة خفيفة</h1><p>هزة أرضية خفيفة تضرب العقبة.</p>"
    notice = f"<div class=cookies><p>{CONSENT}</p><button>موافق</button></div>"
    body = (
        f"{notice.replace('cookies', name)}<header><nav><ul><li><a href=/>الرئيسية</a></ul></nav>"
    )
    body += f"</header><main><article>{story}</article></main><footer><p>حقوق</p></footer>"
    if "site" in name:
        body = f"<div class='{name}'>{notice}<div>{story.replace('h1', 'h2')}</div></div>"
    text = parse_page(f"<title>هزة خفيفة | الأفق</title><body>{body}", "p").text
    assert "هزة أرضية خفيفة تضرب العقبة." in text
    assert "ملفات تعريف" not in text


@pytest.mark.parametrize(
    ("part", "is_text"),
    [
        (
            "<div class=nl><h3>اشترك في نشرتنا البريدية</h3><p>لتصلك الأخبار كل صباح</p>"
            "<form><input type=email></form></div>",
            False,
        ),
        ("<div class=nl><h3>نشرتنا البريدية</h3><p>لتصلك الأخبار كل صباح</p></div>", True),
        ("<p><a href=https://play.example/a>حمّل تطبيق الأفق الآن</a></p>", False),
        (
            "<p>تابعوا الأفق على <a href=https://t.me/ufuq>تلغرام</a>"
            " و<a href=https://x.com/ufuq>إكس</a></p>",
            False,
        ),
        ("<p>تابعوا المباراة على <a href=/live>شاشات المقهى</a></p>", True),
        ("<p>تابعوا الحفل على <a href=https://youtube.com/v>يوتيوب</a> أمس.</p>", True),
    ],
)
def test_what_asks_a_reader_to_follow_is_no_text(part: str, *, is_text: bool) -> None:
    text = text_of(part)
    said = " ".join(re.sub("<[^>]*>", " ", part).split()[-2:])
    assert (said in text) is is_text

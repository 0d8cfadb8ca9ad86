"""What stands around and inside an article without being part of it: who wrote it, share bars.

Names of classes are hints and no proof: a part called ``market-share`` may be the article's, and a
share bar may be called ``css-1x0``. So what a part says decides, where it can.
"""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from indexer.readers.html_letters import CARD, PROSE, Letters, letters, plain

_HEADLINE = 32  # letters of a link that is the headline of another article, on average
_BYLINE = 90  # characters of the longest one
_LABEL = 180  # and of a label
_TOP_PROSE = 2  # the standfirst and the first paragraph: bylines stand above and between them
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_NEVER = frozenset(
    {"nav", "form", "button", "select", "input", "textarea", "script", "style", "dialog", "menu"}
    | {"amp-ad", "amp-sidebar", "amp-social-share", "amp-embed", "amp-sticky-ad"}
)
# Whole words of a class or id. What readers wrote is no part of the article, prose or not.
_REPLIES = frozenset({"comments", "commentlist", "respond", "disqus_thread", "replies"})
_FRAME = frozenset(
    """
    share sharing sharedaddy social shares related recommended recommendations similar newsletter
    subscribe subscription breadcrumb breadcrumbs pagination pager tags tagcloud toolbar advert
    adverts advertisement ads ad banner promo sponsored cookie sidebar widget widgets trending
    popular also-read read-also more-news most-read outbrain taboola follow byline post-meta
    entry-meta article-meta article-info print-tools login paywall copyright
    """.split()  # noqa: SIM905 - a list of them would fill a page
)
# Parts of a name, as in ``td-post-sharing``: of these that mean little else, and of others.
_FRAME_PARTS = frozenset(
    """
    sharing sharedaddy sharebar addtoany breadcrumb breadcrumbs tags tagcloud keywords newsletter
    adspot advert advertisement relatedposts recommendations recommended sponsored counter category
    editsection
    """.split()  # noqa: SIM905
)
_LINK_PARTS = frozenset(
    {"share", "social", "related", "tools", "links", "print", "more", "recirculation"}
)
# A date is known by what it says: beside a place it is a dateline.
_BYLINE_PARTS = frozenset({"byline", "author", "writer", "meta", "submitted"})
_WRITER_PARTS = frozenset({"byline", "author", "writer"})
_ABOUT_PARTS = frozenset({"about", "bio", "box", "card", "info", "profile", "description"})
_QUOTE_PARTS = frozenset({"quote", "pullquote", "blockquote", "caption", "dateline"})
_NAMING = (
    *("class", "id", "itemprop", "aria-labelledby"),
    *("data-testid", "data-component", "data-e2e"),
)
_NAMING_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")

_RELATED = re.compile(
    r"(?:اقرا|شاهد|طالع|تابع) (?:ايضا|المزيد)|(?:\w+ )?ذات صله|قصص مقترحه|اخترنا لك"
    r"|(?:مواضيع|موضوعات|اخبار|مقالات|روابط|مواد) (?:متعلقه|مشابهه|اخري)"
    r"|قد يعجبك|الاكثر قراءه|المزيد من|للمزيد|related|read more|see also|most read"
)
_LABELS = re.compile(
    r"(?:ال)?(?:وسوم|تسميات|تصنيفات)\b|(?:ال)?كلمات (?:ال)?(?:مفتاحيه|داله)|كلمات البحث"
)
_ADVERTISEMENT = re.compile(r"(?:مساحه )?(?:اعلان|اعلانات|اعلانيه)(?: ممول)?|advertisement")
# Parts of share bars, and those of them that ask the reader to do it.
_SHARE_VERBS = frozenset(
    plain("شارك شاركها شاركه مشاركة انشر غرد طباعة اطبع انسخ أخبر share print").split()
)
_SHARE_WORDS = _SHARE_VERBS | frozenset(
    plain(
        "فيسبوك فيس بوك تويتر إكس منصة واتساب تيليجرام تلغرام تليجرام لينكدإن انستغرام على عبر في"
        " مع الرابط رابط تكبير تصغير النص الخط حجم الموضوع المقال القصة الخبر الصفحة صديق صديقك"
        " الأصدقاء إرسال بالبريد البريد الإلكتروني نسخة للطباعة حفظ أرسل إلى"
        " facebook twitter whatsapp telegram linkedin x email copy link"
    ).split()
)
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"\d{{1,2}} \w+(?: \w+)? {_YEAR}|\d{{1,2}} \d{{1,2}} {_YEAR}|{_YEAR} \d{{1,2}} \d{{1,2}}"
)
_DATE_WORDS = frozenset(
    plain(
        "نشر في بتاريخ تاريخ النشر آخر تحديث التحديث يوم الساعة م ص السبت الأحد الاثنين الثلاثاء"
        " الأربعاء الخميس الجمعة published updated by at gmt"
    ).split()
)
_WROTE = re.compile(r"(?:بقلم|كتب(?:ت|ه|ها|ته|تها)?|بواسطه|تصوير|اعداد|تحرير|by) ")
_BYLINE_WORDS = 6
_LABEL_WORDS = 5
_LEAST_BESIDE = 4  # words beside a date in the lines of a text; of labels there are fewer
_TABLES = ("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "dl", "dt", "dd")


def remove_frame(article: HtmlElement, counted: Letters, author: str | None) -> None:
    """Take out of an article what is none of it.

    Args:
        article: what holds it; it is changed.
        counted: the letters in it.
        author: who wrote it, if that is known.
    """
    prose, half = 0, counted.all(article) / 2
    who = plain(author or "")
    for element in list(article.iterdescendants()):
        if element.getparent() is None:
            continue  # it went with something that was removed before
        # However a part is called, it is none of the frame where most of the article is in it.
        is_small = element.tag in _NEVER or counted.all(element) <= half
        is_short = prose < _TOP_PROSE and counted.all(element) <= _BYLINE
        if is_small and (
            (is_short and _is_byline(element, prose, who)) or _is_frame(element, counted)
        ):
            element.drop_tree()
        elif element.tag in {"p", "div", "li", "td"} and _own_letters(element) >= PROSE:
            prose += 1


def has_own_page(article: HtmlElement) -> bool:
    """Whether a headline in it is a link: the article is elsewhere."""
    return bool(article.xpath(".//*[self::h1 or self::h2 or self::h3 or self::h4]//a[@href]"))


def name_parts(element: HtmlElement) -> frozenset[str]:
    """The words in an element's class and the like, in lower case."""
    names = " ".join(element.get(name) or "" for name in _NAMING)
    return frozenset(part.lower() for part in _NAMING_PARTS.findall(names))


def _is_frame(element: HtmlElement, counted: Letters) -> bool:
    if element.tag in _NEVER:
        return True
    names = set(f"{element.get('class') or ''} {element.get('id') or ''}".lower().split())
    if names & _REPLIES:
        return True
    if names & _FRAME or _is_related(element):
        most = CARD if has_own_page(element) else PROSE
        return counted.lead_elsewhere(element) or counted.prose(element) < most
    if element.tag == "article" and has_own_page(element):
        return counted.prose(element) < CARD
    return element.tag not in _HEADINGS and any(
        rule(element, counted) for rule in (_is_named_frame, _is_labelled, _is_list_of_others)
    )


def _is_named_frame(element: HtmlElement, counted: Letters) -> bool:
    parts = name_parts(element)
    if parts & _WRITER_PARTS and parts & _ABOUT_PARTS:
        return not parts & _QUOTE_PARTS
    if parts & _FRAME_PARTS:
        return counted.prose(element) < PROSE and _is_bare(element)
    return bool(parts & _LINK_PARTS) and (
        counted.lead_elsewhere(element) or _is_sharing(element, parts)
    )


def _is_bare(element: HtmlElement) -> bool:
    return next(element.iter("table", "dl", "figure", "blockquote"), None) is None


def _is_sharing(element: HtmlElement, parts: frozenset[str]) -> bool:
    words = set(plain(" ".join(element.itertext())).split())
    return bool(words) and words <= _SHARE_WORDS and bool(words & _SHARE_VERBS or parts)


def _is_labelled(element: HtmlElement, counted: Letters) -> bool:
    """Whether it says itself what it is: an advertisement, keywords, a share bar."""
    if element.tag not in {"div", "section", "p", "span", "ul", "aside", "footer"}:
        return False
    if counted.all(element) > _LABEL:
        return False
    text = plain(" ".join(element.itertext()))
    if not text or len(text) > _LABEL:
        return False
    is_label = _LABELS.match(text) and next(element.iter("a"), None) is not None
    return bool(
        _ADVERTISEMENT.fullmatch(text) or is_label or _is_sharing(element, frozenset())
    ) and not _ends_sentence(element)


def _is_list_of_others(element: HtmlElement, counted: Letters) -> bool:
    if element.tag in {"aside", "header", "footer"}:
        return counted.lead_elsewhere(element)
    is_list = element.tag in {"ul", "ol"} and counted.lead_elsewhere(element)
    return is_list and _is_of_others(element)


def _is_of_others(links: HtmlElement) -> bool:
    """Whether a list of links is of other articles: headlines, or below such a heading."""
    before = links.getprevious()
    lead = plain(before.text_content()) if before is not None else ""
    if _RELATED.search(lead):
        return True
    if before is not None and before.text_content().strip().endswith((":", "：")):
        return False
    sizes = [letters(link.text_content()) for link in links.iter("a")]
    return len(sizes) > 1 and sum(sizes) / len(sizes) >= _HEADLINE


def _is_related(element: HtmlElement) -> bool:
    """Whether a part begins with a heading such as "read also"."""
    if element.tag not in {"div", "section", "aside", "ul"}:
        return False
    heading = next((text for text in map(plain, element.itertext()) if text), "")
    return _RELATED.match(heading) is not None


def _is_byline(element: HtmlElement, prose: int, who: str) -> bool:
    """Whether it only says who wrote the article, and when; what else it says is kept."""
    is_heading = element.tag in _HEADINGS
    text = " ".join(" ".join(element.itertext()).split())
    if not text or len(text) > _BYLINE or (is_heading and prose) or _is_in_prose(element):
        return False
    if _is_of_table(element):
        return False
    parts = name_parts(element)
    if parts & _QUOTE_PARTS or _ends_sentence(element):
        return False
    if element.tag == "p":  # when alone, it may be the dateline
        return bool(parts & _WRITER_PARTS) or _says_who(plain(text), who)
    is_named = not is_heading and parts & _BYLINE_PARTS and _is_bare(element)
    return bool(is_named) or (
        _says_who_or_when(plain(text), who) and not _is_behind_label(element, who)
    )


def _is_behind_label(element: HtmlElement, who: str) -> bool:
    """Whether a word or a few stand before it that say of what it is: الموعد النهائي."""
    while (before := element.getprevious()) is None:
        around = element.getparent()
        if around is None or len(around) > 1 or (around.text or "").strip():
            return False
        element = around
    if before.tag in _HEADINGS or before.tag in {"a", "time", "br", "img"}:
        return False
    text = plain(before.text_content())
    is_short = 0 < len(text.split()) <= _LABEL_WORDS
    return is_short and not (_ends_sentence(before) or _says_who_or_when(text, who))


def _says_who(text: str, who: str) -> bool:
    is_known = who and who in text and _says_who_or_when(text, who)
    return bool(is_known) or _names_writer(text)


def _names_writer(text: str) -> bool:
    return len(text.split()) <= _BYLINE_WORDS and _WROTE.match(text) is not None


def _says_who_or_when(text: str, who: str) -> bool:
    rest = _DATE.sub("", text.replace(who, "") if who else text)
    return (rest != text and _is_of_date(rest)) or _names_writer(text)


def _is_of_date(text: str) -> bool:
    """Whether there are no other words in it than stand around a date."""
    return all(word in _DATE_WORDS or word.isdigit() for word in text.split())


def _is_in_prose(element: HtmlElement) -> bool:
    """Whether it stands in a line with other words, which say more than who wrote when."""
    around = next(element.iterancestors("p", "li", "blockquote", "figcaption"), None)
    if around is None:
        around = element.getparent()
        beside = plain(" ".join(_own_lines(around))) if around is not None else ""
        is_line = len(beside.split()) >= _LEAST_BESIDE
        return is_line and not (_is_of_date(beside) or _names_writer(beside))
    return letters(around.text_content()) > letters(element.text_content())


def _own_lines(element: HtmlElement) -> Iterator[str]:
    """The texts that stand in an element itself."""
    yield element.text or ""
    for child in element:
        yield child.tail or ""


def _is_of_table(element: HtmlElement) -> bool:
    """Whether it is a part of a table or a list of terms, or has one."""
    if element.tag in _TABLES or next(element.iterancestors(*_TABLES), None) is not None:
        return True
    return next(element.iter("table", "dl"), None) is not None


def _ends_sentence(element: HtmlElement) -> bool:
    text: str = element.text_content()
    return text.rstrip().endswith((".", "!", "؟", "?", "…", "»"))


def _own_letters(element: HtmlElement) -> int:
    """Letters that stand in it itself, or in what is set off in its lines."""
    return letters("".join(_own_text(element)))


def _own_text(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in {"b", "strong", "em", "i", "a", "span", "font", "u"}:
            yield child.text_content()
        yield child.tail or ""

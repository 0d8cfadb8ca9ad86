"""When a page says that it was published: what it states, never a guess."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain

from lxml.html import HtmlElement

from indexer.readers.cleaning import tidy_line
from indexer.readers.html_byline import is_byline, is_date_line
from indexer.readers.html_date_lines import APART, date_in, is_labelled
from indexer.readers.html_letters import CARD, Letters, own_texts, plain
from indexer.readers.html_names import name_parts
from indexer.readers.html_own import own_part
from indexer.readers.html_said import line_of
from indexer.readers.html_title import below_headline
from indexer.readers.linked_data import facts_stated
from search.arabic.dates import parse_date

_LOWER = "translate(., 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
_META = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished"),
    *("date.issued", "dc.date.issued", "dc.date", "dcterms.issued", "dcterms.created"),
    *("dcterms.date", "pubdate", "publishdate", "publish_date", "publish-date"),
    *("article.published", "sailthru.date", "parsely-pub-date", "citation_publication_date"),
    *("citation_date", "date"),
)
_CLASSES = (
    *("date", "post-date", "entry-date", "article-date", "news-date", "pub-date", "publish-date"),
    *("published", "published-date", "publish_date"),
)
# Comments, lists of other articles and the day's date at the head of the page have dates too.
_OUTSIDE = (
    "[not(ancestor::header[not(ancestor::article)] or ancestor::footer or ancestor::nav"
    " or ancestor::aside or ancestor::figure or ancestor::*[contains(@class, 'comment')"
    " or contains(@id, 'comment') or contains(@class, 'related')] or @itemprop='dateModified')]"
)
# In these sentences stand; a line that says who wrote when has fewer other words, and no end.
_OF_TEXT = ("p", "li", "dd", "td", "blockquote")
_MOST_BESIDE = 12
# With these a line goes on behind its date, and a sentence hardly does.
_BEHIND_DATES = frozenset(
    plain(
        "بقلم كتب كتبت بواسطة تحرير إعداد تصوير م ص صباحا مساء الساعة بتوقيت آخر تحديث by at"
    ).split()
)
_CHANGED = re.compile(
    r"(?:آخر\s+)?(?:ال)?تحديث|آخر\s+تعديل|(?<!\w)محدث(?!\w)|(?:last\s+)?(?:updated|modified)",
    re.IGNORECASE,
)
_BETWEEN = " ،,؛;|-–—:"
_ENDS = (".", "!", "?", "؟", "…", "»", '"')
# A moment as it is told in Greenwich, which systems write whatever the site's clock says.
_OF_GREENWICH = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]00:?00)")
_MOST_APART = 60  # seconds between two tellings of a moment
_ZONES = (timedelta(hours=-12), timedelta(hours=14))
# What systems write where no date was set.
_UNSET = re.compile(r"(?:0000-00-00|0001-01-01|1970-01-01T00:00)")
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?", re.ASCII)  # since 1970, or thousandths of them
# A part that is called so is not of the article, unless the article is in it.
_BESIDE = frozenset(
    {"sidebar", "event", "events", "calendar", "popular", "trending", "recommended", "weather"}
    | {"latest", "ticker"}
)
# How long ago something was, by the clock of who reads.
_SINCE = re.compile(r"(?:منذ|قبل)\s|.*\sago$", re.IGNORECASE)
_COMPACT = re.compile(r"(?:19|20)\d{6}T", re.ASCII)
# Headlines of other articles, in lists and cards.
_LEADING = ".//*[self::h2 or self::h3 or self::h4][.//a[@href] or ancestor::a[@href]]"
_LONGEST = 60  # characters of a date that is spelled out


def publication_date(
    tree: HtmlElement, title: str | None = None, author: str | None = None
) -> str | None:
    """The date as the page writes it: ISO from its data, else the words that readers see.

    Each place that can hold it counts only when it holds a single one.

    Args:
        tree: of the page.
        title: what it is called.
        author: who wrote it, if that is known.
    """
    for values in chain(_places(tree, title), _below_headline(tree, title, plain(author or ""))):
        stated = {value for value in map(tidy_line, values) if value and not _UNSET.match(value)}
        if len(stated) == 1:
            (date,) = stated
            if _SECONDS.fullmatch(date):
                date = datetime.fromtimestamp(int(date[:10]), UTC).isoformat()
            elif _COMPACT.match(date) and (moment := _moment(date)):
                date = moment.isoformat()
            if len(date) <= _LONGEST and any(char.isdigit() for char in date):
                return _of_site(date, tree, title) if _OF_GREENWICH.fullmatch(date) else date
    return None


def _below_headline(tree: HtmlElement, title: str | None, who: str) -> Iterator[list[str]]:
    """The dates of lines that only say who wrote, and when; not when that was changed."""
    counted = Letters(tree)
    lines: dict[HtmlElement, str] = {}
    for element in below_headline(tree, title):
        if any(around in lines for around in element.iterancestors()) or _tells_change(element):
            continue
        line = _CHANGED.split(line_of(element))[0].strip(_BETWEEN)
        own = (" ".join(piece.split()) for piece in own_texts(element))  # between icons
        since = element.get("title") or "" if _SINCE.match(line) else ""
        pieces = (*APART.split(line), *own, since)
        dated = date_in(line) or next(filter(parse_date, pieces), None)
        if dated is not None and (
            is_labelled(line)
            or (dated == line and _is_among_facts(element))
            or is_byline(element, counted, 0, who)
            or is_date_line(element, counted)
        ):
            lines[element] = dated
    yield list(lines.values())


def _is_among_facts(element: HtmlElement) -> bool:
    """Whether it is an item of a list that is called one of what is known of the article."""
    around = element.getparent()
    return element.tag == "li" and around is not None and "meta" in name_parts(around)


def _of_site(date: str, tree: HtmlElement, title: str | None) -> str:
    """A moment by the clock of the site, or the day that readers see, where the page has them."""
    moment = _moment(date)
    if moment is None:
        return date
    for value in (tidy_line(each) for values in _places(tree, title) for each in values):
        told = _moment(value or "")
        if told is not None and told.utcoffset() and _is_at(told, moment):
            return str(value)
    days = {(moment + zone).date().isoformat() for zone in _ZONES}
    for values in _seen(tree):
        texts = {text for text in map(tidy_line, values) if text}
        told_days = {str(each.iso): text for text in texts if (each := parse_date(text))}
        if len(told_days) == 1:
            ((day, text),) = told_days.items()
            return text if day in days and day != moment.date().isoformat() else date
    return date


def _moment(text: str) -> datetime | None:
    """A moment in ISO 8601 with its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _is_at(told: datetime, moment: datetime) -> bool:
    return abs((told - moment).total_seconds()) < _MOST_APART


def _seen(tree: HtmlElement) -> Iterator[list[str]]:
    """What readers see of it."""
    for path in ("//article//time", "//time", *map(_of_class, _CLASSES)):
        yield [each.text_content() for each in _beside_text(tree, path)]


def _of_class(name: str) -> str:
    return f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


def _places(tree: HtmlElement, title: str | None) -> Iterator[list[str]]:
    for name in _META:
        yield tree.xpath(
            f"//meta[@*[(name()='name' or name()='property') and {_LOWER}='{name}']]/@content"
        )
    yield list(facts_stated(tree, ("datePublished",), title))
    yield list(map(_stated, _of_own_item(tree)))
    # A microformat, which Medium has at the foot of the articles that it exports.
    yield list(map(_stated, tree.xpath(f"//article{_of_class('dt-published')}")))
    head = set(below_headline(tree, title))
    for path in ("//article//time", "//time", *map(_of_class, _CLASSES)):
        yield [_stated(each, is_head=each in head) for each in _beside_text(tree, path)]


def _of_own_item(tree: HtmlElement) -> list[HtmlElement]:
    """When what the page marks (microdata) was published, but for items beside its headline."""
    holding = {around for each in tree.iter("h1") for around in each.iterancestors()}
    found = tree.xpath(f"//*[@*[name()='itemprop' and {_LOWER}='datepublished']]{_OUTSIDE}")
    items = [next(iter(each.xpath("ancestor::*[@itemscope][1]")), None) for each in found]
    own = [each for each, item in zip(found, items, strict=True) if item is None or item in holding]
    return own or found


def _beside_text(tree: HtmlElement, path: str) -> list[HtmlElement]:
    """Those that are no part of a sentence, nor of others: they tell when something happens."""
    found = [
        each
        for each in tree.xpath(path + _OUTSIDE)
        if not (_is_in_sentence(each) or _tells_change(each))
    ]
    if not found:
        return []
    counted = Letters(tree)
    article = own_part(tree, counted)
    holding = {
        around for each in tree.iter("h1", "article", "main") for around in each.iterancestors()
    }
    around_them = {around for each in found for around in each.iterancestors()}
    others = {each for each in around_them - holding if _is_of_others(each)}
    if article is not None:
        cards = {around for each in article.xpath(_LEADING) for around in each.iterancestors()}
        others |= {each for each in cards - holding if counted.prose(each) < CARD}
    return [
        each
        for each in found
        if others.isdisjoint(each.iterancestors())
        and (article is None or article in each.iterancestors())
    ]


def _is_of_others(part: HtmlElement) -> bool:
    parts = name_parts(part)
    return bool(parts & _BESIDE) or parts >= {"most", "read"}


def _tells_change(element: HtmlElement) -> bool:
    """Whether it says when something was changed: in its own words, or those before it."""
    if _CHANGED.match(line_of(element)):
        return True
    before = element.getprevious()
    around = element.getparent()
    beside = around.text if before is None and around is not None else None
    if before is not None:
        beside = before.tail if (before.tail or "").strip() else line_of(before)
    return _CHANGED.fullmatch((beside or "").strip(_BETWEEN)) is not None


def _is_in_sentence(element: HtmlElement) -> bool:
    after = plain(element.tail or "").split()
    if after and (element.tail or "").strip()[:1].isalpha() and after[0] not in _BEHIND_DATES:
        return True
    around = next(element.iterancestors(*_OF_TEXT), None)
    if around is None:
        return False
    text = " ".join(around.text_content().split())
    others = len(text.split()) - len(element.text_content().split())
    return others > _MOST_BESIDE or (others > 0 and text.endswith(_ENDS))


def _stated(element: HtmlElement, *, is_head: bool = False) -> str:
    stated = element.get("datetime") or element.get("content")
    title = element.get("title") or ""
    # Blogger has the moment there, and who writes «منذ يومين».
    if stated is None and (element.tag == "abbr" or parse_date(title)):
        stated = title
    shown = _CHANGED.split(element.text_content())[0].strip(_BETWEEN)
    return str(stated or date_in(shown, is_head=is_head) or shown)

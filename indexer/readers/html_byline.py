"""Who wrote an article and when, where it stands between headline and text and not in either."""

from lxml.html import HtmlElement

from indexer.readers.html_letters import Letters, letters, plain
from indexer.readers.html_names import HEADINGS, name_parts
from indexer.readers.html_said import (
    ends_sentence,
    has_data,
    is_about_writer,
    is_bare_date,
    is_data,
    is_of_date,
    line_of,
    names_writer,
    says_who_or_when,
)

_LONGEST = 90  # characters of one
# A date is known by what it says: beside a place it is a dateline.
_PARTS = frozenset({"byline", "author", "writer", "meta", "submitted", "posted"})
WRITER_PARTS = frozenset({"byline", "author", "writer"})
QUOTE_PARTS = frozenset(
    {"quote", "quotes", "pullquote", "blockquote", "caption", "dateline", "testimonial"}
)
_LABEL_WORDS = 5
_MOST_BESIDE = 400  # characters of lines that may only say who and when
_LEAST_BESIDE = 4  # words beside a date in the lines of a text; of labels there are fewer
_TABLES = ("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "dl", "dt", "dd")


def is_byline(element: HtmlElement, counted: Letters, prose: int, who: str) -> bool:
    """Whether a part only says who wrote the article, and when; what else it says is kept.

    Args:
        element: of the article.
        counted: the letters in it.
        prose: how many paragraphs stand before it.
        who: the author in plain words; empty if none is known.
    """
    if counted.all(element) > _LONGEST:
        return False
    is_heading = element.tag in HEADINGS
    text = line_of(element)
    if not text or len(text) > _LONGEST or (is_heading and prose) or is_in_prose(element, counted):
        return False
    if _is_of_table(element) or _is_item(element) or is_quoted(element) or ends_sentence(element):
        return False
    parts = name_parts(element)
    is_named = parts & (WRITER_PARTS if element.tag == "p" else _PARTS) and not is_heading
    if is_named and (
        is_about_writer(text) or (is_data(text, who) and (not prose or has_data(text, who)))
    ):
        return True
    if element.tag == "p":  # when alone, it may be the dateline
        return names_writer(text) or (
            bool(who) and who in plain(text) and says_who_or_when(text, who)
        )
    return (
        all(says_who_or_when(line, who) for line in _lines(element, text))
        and not _is_behind_label(element, who)
        and not _is_among_dates(element)
    )


def is_date_line(element: HtmlElement, counted: Letters) -> bool:
    """Whether a date in it stands by itself: in no sentence, table or list, and behind no label."""
    is_named = "dateline" in name_parts(element)
    return not (
        element.tag in {"p", *HEADINGS}
        or is_in_prose(element, counted)
        or _is_of_table(element)
        or _is_item(element)
        or (is_quoted(element) and not is_named)
        or _is_behind_label(element, "")
        or _is_among_dates(element)
    )


def _lines(element: HtmlElement, text: str) -> list[str]:
    """What its items say each, if it has several; else all of it."""
    items = list(map(line_of, element.iter("li")))
    return items if len(items) > 1 and sum(map(is_bare_date, items)) <= 1 else [text]


def is_quoted(element: HtmlElement) -> bool:
    """Whether it stands in a quotation or below a picture: it names who is quoted or seen."""
    around = [element, *element.iterancestors()][:4]
    return any(
        each.tag in {"blockquote", "figure", "figcaption"} or name_parts(each) & QUOTE_PARTS
        for each in around
    )


def _is_item(element: HtmlElement) -> bool:
    """Whether it is an item of a list, or in one."""
    return element.tag == "li" or next(element.iterancestors("li"), None) is not None


def _is_among_dates(element: HtmlElement) -> bool:
    """Whether another date stands beside it, where days are listed on which something happens."""
    own, around = line_of(element), element.getparent()
    if around is None or not is_bare_date(own):
        return False
    beside = [element.getprevious(), element.getnext()]
    for other in (around.getprevious(), around.getnext()):
        if other is not None and other.tag == around.tag:
            beside += other.findall(element.tag)
    texts = [line_of(each) for each in beside if each is not None and each.tag == element.tag]
    return any(is_bare_date(text) and text != own for text in texts)


def _is_behind_label(element: HtmlElement, who: str) -> bool:
    """Whether a word or a few stand before it that say of what it is: الموعد النهائي."""
    while (before := element.getprevious()) is None:
        around = element.getparent()
        if around is None or len(around) > 1 or (around.text or "").strip():
            return False
        element = around
    if before.tag in HEADINGS or before.tag in {"a", "time", "br", "img"}:
        return False
    text = line_of(before)
    is_short = 0 < len(text.split()) <= _LABEL_WORDS
    is_label = is_short and not (ends_sentence(before) or says_who_or_when(text, who))
    return is_label or text.endswith((":", "："))


def is_in_prose(element: HtmlElement, counted: Letters) -> bool:
    """Whether it stands in a line with other words, which say more than who wrote when."""
    around = next(element.iterancestors("p", "li", "blockquote", "figcaption"), None)
    if around is None:
        around = element.getparent()
        beside = counted.own(around) if around is not None else ""
        if len(beside) > _MOST_BESIDE:
            return True
        words = plain(beside).split()
        return len(words) >= _LEAST_BESIDE and not (is_of_date(words) or names_writer(beside))
    return letters(around.text_content()) > letters(element.text_content())


def _is_of_table(element: HtmlElement) -> bool:
    """Whether it is a part of a table or a list of terms, or has one."""
    if element.tag in _TABLES or next(element.iterancestors(*_TABLES), None) is not None:
        return True
    return next(element.iter("table", "dl"), None) is not None

"""What a page says of its readers: how they rate it, and how many have read it."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from indexer.readers.html_letters import Letters, plain
from indexer.readers.html_names import name_parts
from indexer.readers.html_said import is_count_of_readers, line_of

_VOTES = r"(?:صوت|صوتا|اصوات|تقييم|تقييمات)"
# By which readers are asked to say how good an article is; a part of a text may be called so too.
_RATING = re.compile(
    r"(?:قيم|قيموا|تقييم) (?:(?:هذا|هذه) )?(?:ال)?(?:خبر|مقال|مقاله|موضوع|صفحه|ماده|تقرير)\b"
    rf"(?P<numbers>[\d ]*(?P<votes>{_VOTES}\b[\d ]*)?)"
)
_NUMBERS = re.compile(rf"\d+(?: (?:\d+|من|{_VOTES}))*")
_STARS = re.compile("[★☆⭐✩✭✮]")
_STAR_PARTS = frozenset({"star", "stars", "rating", "ratings"})
_OF_PAGE = re.compile(r"(?:خبر|مقال|موضوع|صفحه) \d")
# A number of the text itself, as in «عدد المدن: 12».
_FACT = re.compile(r"(?!رقم)[^:：\d]{2,40}[:：]\s*\d[\d.,٬٫]*(?: [^\W\d]+)?")
_LONGEST = 180  # letters of what may stand beside a label


def counts_readers(element: HtmlElement, text: str, counted: Letters, *, is_inside: bool) -> bool:
    """Whether a part only says how many have read the page.

    Within the text, or beside other numbers of it, it may be of what the article tells of.

    Args:
        element: the part.
        text: its plain words.
        counted: the letters of the page.
        is_inside: whether paragraphs of the article stand before and behind it.
    """
    if element.tag == "p" or not is_count_of_readers(text):
        return False
    lines = map(line_of, _beside(element, counted))
    is_told = is_inside or any(
        _FACT.fullmatch(line) and not is_count_of_readers(plain(line)) for line in lines
    )
    return not is_told or _OF_PAGE.search(text) is not None


def asks_rating(element: HtmlElement, text: str, counted: Letters) -> bool:
    """Whether a part asks readers to rate the page, and they can do so there, or have done it."""
    asked = _RATING.fullmatch(text)
    if asked is None:
        return False
    if asked["votes"] or len(asked["numbers"].split()) > 1:  # as in «4.5»; there is an article 12
        return True
    return any(map(_lets_rate, (_whole(element, counted), *_beside(element, counted))))


def _lets_rate(part: HtmlElement) -> bool:
    line = line_of(part)
    if _STARS.search(line) or _NUMBERS.fullmatch(plain(line)):
        return True
    links = (each for each in part.iter("a") if plain(line_of(each)).isdecimal())
    controls = part.iter("button", "input", "select")
    return (
        next(links, None) is not None
        or next(controls, None) is not None
        or any(name_parts(each) & _STAR_PARTS for each in part.iter("*"))
    )


def _whole(element: HtmlElement, counted: Letters) -> HtmlElement:
    """The outermost part that has its letters and no others."""
    around = element.getparent()
    while around is not None and counted.all(around) == counted.all(element):
        element, around = around, around.getparent()
    return element


def _beside(element: HtmlElement, counted: Letters) -> Iterator[HtmlElement]:
    """The parts before and behind it, if they are short."""
    whole = _whole(element, counted)
    for is_before in (True, False):
        siblings = whole.itersiblings("*", preceding=is_before)
        beside = next((each for each in siblings if each.tag != "br"), None)
        if beside is not None and counted.all(beside) <= _LONGEST:
            yield beside

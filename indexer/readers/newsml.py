"""Articles of news agencies: NITF, NewsML 1 and NewsML-G2."""

from collections.abc import Iterator

from lxml import etree

from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError
from indexer.readers.cleaning import tidy_line, tidy_rows
from indexer.readers.encoding import mended_xml
from indexer.readers.html_shown import leave_shown
from indexer.readers.records import content_id
from indexer.readers.writers import writer
from indexer.readers.xml_tree import parse_whole
from search.records import Document

LARGEST = 20_000_000  # bytes; an article has thousands, a day's wire of an agency millions
# The roots of files, and the elements in them that are articles.
ROOTS = {"nitf": "nitf", "NewsML": "NewsItem", "newsItem": "newsItem", "newsMessage": "newsItem"}
_BODIES = ("body.content", "DataContent", "inlineXML", "inlineData", "body")
_HEADLINES = ("hl1", "HeadLine", "headline", "title")
_BYLINES = ("byline", "ByLine", "by", "creator", "Creator")
_DATELINES = ("dateline", "DateLine")
_PROVIDERS = ("distributor", "provider", "Provider", "Source", "infoSource")
_DATES = ("date.issue", "story.date", "FirstCreated", "contentCreated", "versionCreated")
_MAIN, _SUB, _FROM = "main", "sub", "من "
_STATUSES = ("pubStatus", "Status", "docdata")
_WITHDRAWN = ("cancel", "withh", "kill", "withdraw", "embargo")
_BLOCKS = frozenset(
    """
    abstract block body.content br caption dd div dl dt fn h1 h2 h3 h4 h5 h6 hedline hl1 hl2 hr li
    media media-caption media-producer note ol p pre table tr ul
    """.split()  # noqa: SIM905 - a list of them would fill a page
)
_APART = frozenset({"location", "story.date"})  # parts of a dateline
_UNSEEN = frozenset({"head", "script", "style", "media-metadata", "media-reference", "body.head"})
_ISO_DIGITS = 8  # 20240324T090000Z


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read the articles of a file; one without text, or withdrawn, is skipped with its number."""
    # What is declared may be wrong, and no entity may fetch or multiply anything.
    data, reason = mended_xml(source.whole(LARGEST, "split the file"))
    articles = _articles(data)
    size = source.size // len(articles)
    for number, article in enumerate(articles, start=1):
        is_alone = len(articles) == 1
        item = source.place if is_alone else f"{source.place}, article {number}"
        name = source.document_id if is_alone else f"{source.document_id}/{_identifier(article)}"
        yield Read(item, _outcome(article, item, name), size)
    if reason is not None:
        yield Read(source.place, Skipped(source.place, reason), 0)


def _articles(data: bytes) -> list[etree._Element]:
    """The articles of a file.

    Raises:
        UnreadableError: it is not XML, is broken, or holds none.
    """
    root = parse_whole(data)
    leave_shown(root)
    wanted = ROOTS.get(_name(root))
    articles = [] if wanted is None else list(root.iter(f"{{*}}{wanted}"))
    if not articles:
        msg = "no article in it: expected NITF or NewsML"
        raise UnreadableError(msg)
    return articles


def _outcome(article: etree._Element, place: str, document_id: str) -> Document | Skipped:
    status = " ".join(_attributes(each) for each in _all(article, _STATUSES)).casefold()
    withdrawn = next((word for word in _WITHDRAWN if word in status), None)
    if withdrawn is not None:
        return Skipped(place, f"not published, by its status: {status[:100]}")
    dateline = _line(article, _DATELINES)
    body = tidy_rows("\n".join(map(_text, _bodies(article))))
    if not body:
        return Skipped(place, "an article without text: it may be that of a picture")
    title = _title(article)
    said = [title or "", *body.split("\n")]
    # An abstract may be the beginning of the text.
    lines = [
        line for line in _standfirst(article) if not any(each.startswith(line) for each in said)
    ]
    text = "\n".join(filter(None, [*lines, dateline, body]))
    return Document(
        document_id,
        text,
        title=title,
        source=_source(article),
        date=_date(article),
        author=_author(article),
        language=_language(article),
    )


def _name(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments."""
    # Not by QName, which refuses the names of broken files.
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _all(article: etree._Element, names: tuple[str, ...]) -> list[etree._Element]:
    """The elements of the first name that the article has."""
    found = (list(article.iter(f"{{*}}{name}")) for name in names)
    return next(filter(None, found), [])


def _bodies(article: etree._Element) -> list[etree._Element]:
    bodies = _all(article, _BODIES)
    inside = {each for body in bodies for each in body.iter() if each is not body}
    return [body for body in bodies if body not in inside]


def _text(element: etree._Element) -> str:
    pieces: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        name = _name(each)
        if name in _BLOCKS:
            pieces.append("\n")
        elif name in _APART:
            pieces.append(" ")
        whole = _whole(each, name) if event == "start" else None
        if whole is not None:
            pieces.append(whole)
            walk.skip_subtree()
        elif event == "start":
            pieces.append(_flat(each.text))
        elif each is not element:
            pieces.append(_flat(each.tail))
    return "".join(pieces)


def _whole(element: etree._Element, name: str) -> str | None:
    """What an element says as a whole: a row, lines as they were set, nothing of what is unseen."""
    if name == "tr":
        cells = (cell for cell in element if _name(cell) in {"td", "th"})
        return "\t".join(tidy_line(_text(cell)) or "" for cell in cells)
    if name == "pre":
        return "".join(element.itertext())
    return "" if name in _UNSEEN or not name else None


def _flat(text: str | None) -> str:
    """White space in the source means nothing, except between the paragraphs of plain text."""
    return "\n\n".join(" ".join(part.split("\n")) for part in (text or "").split("\n\n"))


def _line(article: etree._Element, names: tuple[str, ...]) -> str | None:
    for name in names:
        for each in _all(article, (name,)):
            if line := tidy_line(_text(each)):
                return line
    return None


def _title(article: etree._Element) -> str | None:
    """The headline that is called the main one, or the first."""
    headlines = _all(article, _HEADLINES)
    main = [each for each in headlines if _role(each) == _MAIN]
    lines = (tidy_line(_text(each)) for each in [*main, *headlines])
    return next(filter(None, lines), None)


def _standfirst(article: etree._Element) -> list[str]:
    """What stands between the headline and the text: lines below the former, and an abstract."""
    under = [each for hedline in _all(article, ("hedline",)) for each in hedline.iter("{*}hl2")]
    under += _all(article, ("SubHeadLine",))
    under += [each for each in _all(article, ("headline",)) if _role(each).startswith(_SUB)]
    under += [each for head in _all(article, ("body.head",)) for each in head.iter("{*}abstract")]
    texts = (tidy_rows(_text(each)) for each in under)
    return [line for text in texts for line in text.split("\n") if line]


def _role(headline: etree._Element) -> str:
    return str(headline.get("role", "")).rpartition(":")[2].casefold()


def _author(article: etree._Element) -> str | None:
    """Who wrote it, without their titles and places; several with commas between them."""
    for name in _BYLINES:
        lines = [_byline(each) for each in _all(article, (name,))]
        if any(lines):
            return "، ".join(dict.fromkeys(filter(None, lines)))
    return None


def _byline(element: etree._Element) -> str | None:
    persons = [*element.iter("{*}person"), *element.iterchildren("{*}name")]
    names = [tidy_line(_text(each)) for each in persons]
    if any(names):
        return "، ".join(filter(None, names))
    line = tidy_line(_text(element))
    # Agencies write «من فلان», as they write where from.
    return writer(line and line.removeprefix(_FROM))


def _attributes(element: etree._Element) -> str:
    return " ".join(str(value) for value in element.attrib.values())


def _source(article: etree._Element) -> str | None:
    for each in _all(article, ("pubdata",)):
        if name := each.get("name"):
            return str(name)
    for name in _PROVIDERS:
        for each in _all(article, (name,)):
            told = [party.get("FormalName") for party in each.iter() if party.get("FormalName")]
            stated = told or [each.get("literal"), each.get("qcode", "").rpartition(":")[2]]
            if line := tidy_line(_text(each)) or tidy_line(next(filter(None, stated), None)):
                return line
    return None


def _date(article: etree._Element) -> str | None:
    # The day that a paper has on it is not always that of Greenwich.
    for each in _all(article, ("pubdata",)):
        printed = str(each.get("date.publication", ""))
        if printed[:_ISO_DIGITS].isdigit():
            return _day(printed)
    for name in _DATES:
        for each in _all(article, (name,)):
            written = (each.get("norm") or each.text or "").strip()
            if written[:_ISO_DIGITS].isdigit():
                return _day(written)
            if written:
                return str(written)
    return None


def _day(written: str) -> str:
    return f"{written[:4]}-{written[4:6]}-{written[6:8]}"


def _language(article: etree._Element) -> str | None:
    for each in _all(article, ("Language", "language")):
        if stated := each.get("FormalName") or each.get("tag"):
            return str(stated)
    stated = article.get("{http://www.w3.org/XML/1998/namespace}lang")
    return None if stated is None else str(stated)


def _identifier(article: etree._Element) -> str:
    stated = article.get("guid") or _line(article, ("PublicIdentifier", "NewsItemId"))
    for each in _all(article, ("doc-id",)):
        stated = stated or each.get("id-string")
    return str(stated or content_id("", _line(article, _HEADLINES), _text(article)))

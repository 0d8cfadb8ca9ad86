"""Books (EPUB): the chapters in reading order, as the table of contents calls them."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from urllib.parse import unquote

from lxml import etree

from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError
from indexer.readers.blocks import blocks
from indexer.readers.cleaning import tidy_line
from indexer.readers.draft import Draft
from indexer.readers.encoding import mended_xml
from indexer.readers.html_shown import Linked, leave_shown
from indexer.readers.html_tree import parse_html
from indexer.readers.packages import Package, damage_named
from indexer.readers.xml_tree import parse_whole, without_sections
from search.kinds import Unit
from search.parts import Location
from search.records import Document

_DAMAGED = "damaged book ({}): get it again, or convert it to .docx"
_PROTECTED = "protected against copying (DRM): ask its publisher for a copy without"
# Fonts are written so that no other book can use them; that hides no text.
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
# What programs write where nobody has said it.
_UNSAID = ("Unknown Title", "Unknown", "Untitled")
_MAIN, _PUBLICATION = "main", "publication"
_NO_DAY = "0101-01-01"  # which calibre writes where it knows none
_WRITERS = frozenset({"aut", "author"})
_OTHERS = {"trl": "translator", "edt": "editor"}  # by the codes of libraries (MARC)
_PAGE = ("application/xhtml+xml", "text/html")
# What an element is for: in XHTML, in what was read as HTML, and as screen readers know it.
_KINDS = ("{http://www.idpf.org/2007/ops}type", "epub:type", "role")
_PAPER = frozenset({"pagebreak", "doc-pagebreak"})
_MOST_ELEMENTS = 2_000_000  # of a page of a book that is no XHTML


# Of a page of the book, the titles of the chapters that begin in it, by the anchor; "" is its top.
_Chapters = dict[str, dict[str, str]]


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a book as one document."""
    with damage_named(_DAMAGED):
        book = _Book(Package(source))
        document = book.document(source.document_id)
    yield Read(source.place, document, source.size)
    for name, reason in book.faults.items():
        place = f"{source.place}!{name}"
        yield Read(place, Skipped(place, reason), 0)


class _Book:
    """A book whose parts are found by what it says of itself.

    Attributes:
        faults: what of its parts could not be read.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        _check_protection(package)
        container = package.needed("META-INF/container.xml")
        file = next(container.iter("{*}rootfile"), None)
        name = "" if file is None else unquote(file.get("full-path", ""))
        self._about = package.needed(name)
        self._folder = posixpath.dirname(name)
        self._refined = self._refinements()
        self._items = {item.get("id"): item for item in self._about.iter("{*}item")}
        self._chapters = self._contents()
        self._chapter: str | None = None
        self._sheet = cache(lambda name: (package.data(name) or b"").decode("utf-8", "replace"))
        self.faults: dict[str, str] = {}

    def document(self, document_id: str) -> Document:
        """The document of it."""
        draft = Draft()
        for name in self._pages():
            self._add(draft, name)
        made = draft.document(document_id, self._title(), "، ".join(self._writers()) or None)
        return replace(made, date=self._published(), metadata=self._others())

    def _title(self) -> str | None:
        """What the book is called: the title that is said to be the main one, or to be no other."""
        titles = [(text, self._added(each, "title-type")) for each, text in self._said("title")]
        titles.sort(key=lambda title: (_MAIN not in title[1], bool(title[1])))
        return titles[0][0] if titles else None

    def _published(self) -> str | None:
        """When it was published; the other dates are those of the file."""
        for each, text in self._said("date"):
            if self._added(each, "event") <= {_PUBLICATION} and not text.startswith(_NO_DAY):
                return tidy_line(text)
        return None

    def _writers(self) -> Iterator[str]:
        """Who wrote it, and not who had another part in it."""
        for each, text in self._said("creator"):
            roles = self._added(each, "role")
            if not roles or roles & _WRITERS:
                yield text

    def _others(self) -> dict[str, object]:
        """Who translated and who edited it."""
        found: dict[str, list[str]] = {}
        for each, text in (*self._said("creator"), *self._said("contributor")):
            for role in sorted(self._added(each, "role") & _OTHERS.keys()):
                found.setdefault(_OTHERS[role], []).append(text)
        return {role: "، ".join(dict.fromkeys(names)) for role, names in found.items()}

    def _said(self, local: str) -> Iterator[tuple[etree._Element, str]]:
        """What the book says of itself under a name."""
        for each in self._about.iter(f"{{http://purl.org/dc/elements/1.1/}}{local}"):
            text = (each.text or "").strip()
            if text and text not in _UNSAID:
                yield each, text

    def _added(self, said: etree._Element, name: str) -> set[str]:
        """What it adds to that, in the words of either version of the format; mostly nothing."""
        older = said.get(f"{{http://www.idpf.org/2007/opf}}{name}", "")
        newer = self._refined.get((f"#{said.get('id')}", name), ())
        return {each.strip().lower() for each in (older, *newer) if each.strip()}

    def _refinements(self) -> dict[tuple[str, str], list[str]]:
        """What is said of what the book says, by the place and the name of it."""
        found: dict[tuple[str, str], list[str]] = {}
        for each in self._about.iter("{*}meta"):
            place = each.get("refines", ""), each.get("property", "")
            found.setdefault(place, []).append(each.text or "")
        return found

    def _pages(self) -> Iterator[str]:
        """The parts to read, each once, in order; what that leaves for the end comes at the end."""
        references = list(self._about.iter("{*}itemref"))
        references.sort(key=lambda each: each.get("linear") == "no")
        for named in dict.fromkeys(each.get("idref") for each in references):
            item = self._items.get(named)
            if item is not None and item.get("media-type") in _PAGE and not _is_contents(item):
                yield self._name(item.get("href", ""), self._folder)

    def _name(self, href: str, folder: str) -> str:
        return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))

    def _contents(self) -> _Chapters:
        """The table of contents: the newer form, or the older one."""
        newer = [item for item in self._items.values() if _is_contents(item)]
        older = [
            item
            for item in self._items.values()
            if item.get("media-type") == "application/x-dtbncx+xml"
        ]
        for item in [*newer, *older]:
            name = self._name(item.get("href", ""), self._folder)
            root = self._package.xml(name)
            if root is not None:
                links = _newer(root) if item in newer else _older(root)
                chapters = self._by_page(links, posixpath.dirname(name))
                if chapters:
                    return chapters
        return {}

    def _by_page(self, links: Iterator[tuple[str, str]], folder: str) -> _Chapters:
        found: _Chapters = {}
        for href, title in links:
            known = found.setdefault(self._name(href, folder), {})
            if title.strip():
                known.setdefault(unquote(href.partition("#")[2]), " ".join(title.split()))
        return found

    def _add(self, draft: Draft, name: str) -> None:
        data = self._package.data(name)
        if data is None:
            self.faults[name] = "a part that the book lists, but does not hold: get it whole"
            return
        if not data.strip():
            return
        data, fault = mended_xml(data)
        if fault is not None:
            self.faults[name] = fault
        folder = posixpath.dirname(name)
        try:
            root = _page(data, lambda link: self._sheet(self._name(link.get("href", ""), folder)))
        except UnreadableError as error:
            self.faults[name] = str(error)
            return
        titles = self._chapters.get(name, {})
        top = titles.get("") or (_heading(root) if not titles else None)
        if top is not None or self._chapter is None:
            self._begin(draft, top or self._chapter or "1")
        for block in blocks(root):
            for title in (titles[anchor] for anchor in block.anchors if anchor in titles):
                self._begin(draft, title)
            draft.add_row(block.cells)

    def _begin(self, draft: Draft, title: str) -> None:
        if title != self._chapter:
            self._chapter = title
            draft.begin(Location(Unit.CHAPTER, title, title))


def _check_protection(package: Package) -> None:
    """See that the text is not in cipher.

    Raises:
        UnreadableError: it is.
    """
    root = package.xml("META-INF/encryption.xml")
    for method in () if root is None else root.iter("{*}EncryptionMethod"):
        # The keys of the cipher are in cipher too.
        if method.get("Algorithm") not in _FONTS:
            raise UnreadableError(_PROTECTED)


def _is_contents(item: etree._Element) -> bool:
    return "nav" in (item.get("properties") or "").split()


def _newer(root: etree._Element) -> Iterator[tuple[str, str]]:
    kind = "{http://www.idpf.org/2007/ops}type"
    lists = [nav for nav in root.iter("{*}nav") if nav.get(kind) in {None, "toc"}]
    for link in () if not lists else lists[0].iter("{*}a"):
        yield link.get("href", ""), "".join(link.itertext())


def _older(root: etree._Element) -> Iterator[tuple[str, str]]:
    for point in root.iter("{*}navPoint"):
        content = point.find("{*}content")
        label = point.find("{*}navLabel")
        if content is not None and label is not None:
            yield content.get("src", ""), "".join(label.itertext())


def _page(data: bytes, linked: Linked) -> etree._Element:
    """The root of what a page shows; what is broken as XHTML is read as HTML.

    Raises:
        UnreadableError: nothing is in it, or too much.
    """
    try:
        page = parse_whole(data)
    except UnreadableError:
        text = without_sections(data).decode("utf-8", "replace")
        found = parse_html(text, _MOST_ELEMENTS, linked)
        if found is None:
            msg = "no page: get the book again"
            raise UnreadableError(msg) from None
        page = found
    else:
        leave_shown(page, linked)
    for element in page.iter("*"):
        if _ends_paper(element):
            del element[:]
            element.text = None
    return page


def _ends_paper(element: etree._Element) -> bool:
    """Whether it is where a page of the printed book ends, with its number."""
    said = " ".join(element.get(name, "") for name in _KINDS)
    return not _PAPER.isdisjoint(said.split())


def _heading(root: etree._Element) -> str | None:
    for heading in root.iter("{*}h1", "{*}h2", "h1", "h2"):
        text = " ".join("".join(heading.itertext()).split())
        if text:
            return text
    return None

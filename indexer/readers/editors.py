"""The text of a value that editors keep in pieces: paragraphs, quotations, tables, runs of letters.

Editor.js, Arc, Sanity, ProseMirror, Slate, Lexical, Notion and Contentful write a list of blocks,
each with a ``type``. What a block says besides its text is as much of the article: who is quoted,
what a picture shows.
Quill writes what was inserted, one run of letters after the other.
"""

from collections.abc import Iterable, Mapping, Sequence

from indexer.readers.markup import has_markup, plain_text

# What holds the words of a block, the likeliest first.
_WORDS = (
    *("plain_text", "rich_text"),  # of Notion
    *("ar", "rendered", "value", "plaintext", "text", "#text", "$t", "_text", "__cdata", "html"),
    *(
        "quote",
        "full_text",
        "data",
        "post",
        "name",
        "title",
        "content_elements",
        "blocks",
        "paragraphs",
    ),
    *("children", "content", "items", "rows", "node", "root", "ops"),
)
# What stands below them.
_BELOW = ("caption", "citation", "cite", "attribution")
_CELLS = "cells"
_INLINE = frozenset(
    {"text", "span", "bold", "italic", "underline", "link", "text_link", "mention"}
    | {"hyperlink", "entry-hyperlink", "asset-hyperlink"}  # of Contentful
)
_OF_RUNS = frozenset({"text", "value", "content"})
_ROWS = frozenset({"table_row", "tableRow", "table-row", "row", "tr"})
_BREAKS = frozenset({"hardBreak", "hard_break", "linebreak", "break", "br"})
# How runs of letters are called that are struck out: in chats, and in the files of editors.
_STRUCK = frozenset({"strikethrough", "strike", "strikeThrough", "del"})
_STRUCK_IN_LEXICAL = 4  # a bit of the format of a text
_OF_STREAM = {"type", "value", "id"}  # of Wagtail
_LINKS = frozenset({"link", "autolink"})
_INSERTED = "insert"  # of Quill


def text_of(value: object) -> str | None:
    """What a value says, in lines: a text, its paragraphs, or its runs of letters."""
    return _said(value, "\n")


def _said(value: object, joint: str) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict):
        return _block(value, joint)
    if isinstance(value, list):
        return _joined(value, joint)
    return None


def _block(block: Mapping[str, object], joint: str) -> str | None:
    kind = _kind(block)
    if kind in _BREAKS:
        return "\n"
    if _INSERTED in block:
        inserted = block[_INSERTED]
        return inserted if isinstance(inserted, str) else ""
    inside = block.get(kind) if block.get("object") == "block" and isinstance(kind, str) else None
    if isinstance(inside, dict):  # of Notion, with its children in it or beside it
        return _joined(_of_notion(block, inside), joint)
    cells = block.get(_CELLS)
    if kind in _ROWS or isinstance(cells, list):
        return _row(next((each for each in (cells, *_held(block)) if isinstance(each, list)), []))
    inner = "" if kind == "paragraph" or _has_runs(block) else joint
    own = (_said(each, inner) for each in _held(block))
    first = next((words for words in own if words is not None and words.strip()), None)
    header = block.get("header")
    above = _row(header) if isinstance(header, list) else None
    below = (_said(block[name], joint) for name in _BELOW if name in block)
    said = [words for words in (above, first, *below) if words and words.strip()]
    return "\n".join(dict.fromkeys(said)) if said else first


def _kind(block: Mapping[str, object]) -> object:
    """What an editor calls a block."""
    return block.get("type", block.get("nodeType"))


def _of_notion(block: Mapping[str, object], inside: Mapping[str, object]) -> list[object]:
    """What a part of a page of Notion says itself, and what stands inside it."""
    said = {name: value for name, value in inside.items() if name != "children"}
    return [said, *(each["children"] for each in (inside, block) if each.get("children"))]


def _has_runs(block: Mapping[str, object]) -> bool:
    """Whether its children are runs of letters, and no blocks of their own."""
    children = block.get("children")
    return isinstance(children, list) and any(map(_is_in_line, children))


def _is_in_line(value: object) -> bool:
    if not isinstance(value, dict):
        return isinstance(value, str)
    kind = value.get("type")
    return kind in _BREAKS or kind in _LINKS or ("text" in value and "children" not in value)


def _held(block: Mapping[str, object]) -> Iterable[object]:
    if block.keys() == _OF_STREAM and isinstance(block["value"], int):  # of a picture
        return ()
    return (block[name] for name in _WORDS if name in block)


def _row(cells: Sequence[object]) -> str:
    said = (_plain(_said(each, " ") or "") for each in cells)
    return "\t".join(" ".join(words.split()) for words in said)


def _joined(values: Sequence[object], joint: str) -> str | None:
    """The words of a list: paragraphs, rows, or the runs of letters of one line."""
    values = [each for each in values if not _is_struck(each)]
    if values and all(isinstance(each, list) for each in values):
        return "\n".join(_row(each) for each in values if isinstance(each, list))
    is_mixed = {str, dict} <= {type(each) for each in values}
    if (is_mixed and joint == "\n") or all(map(_is_run, values)):
        joint = ""
    found = [words for each in values if (words := _said(each, joint)) is not None]
    # Of several pieces each has its own tags; one alone is taken for what it is as a whole.
    if joint == "\n" and len(found) > 1:
        found = list(map(_plain, found))
    return joint.join(found) if found else None


def _is_run(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    kind = _kind(value)
    is_named = kind in _INLINE and not _OF_RUNS.isdisjoint(value)
    return is_named or kind in _BREAKS or _INSERTED in value or "plain_text" in value


def _plain(words: str) -> str:
    return plain_text(words) if has_markup(words) else words


def _is_struck(value: object) -> bool:
    """Whether it is a run of letters that is struck out, and not said any more."""
    if not isinstance(value, dict):
        return False
    marks = value.get("marks")
    listed = [each for each in marks if isinstance(each, dict)] if isinstance(marks, list) else []
    kinds = {each.get("type") for each in (value, *listed)}
    look = value.get("format")
    if value.get("type") == "text" and isinstance(look, int) and look & _STRUCK_IN_LEXICAL:
        return True
    stated = value.get("attributes") if _INSERTED in value else value.get("annotations")
    looks = (value, stated) if isinstance(stated, dict) else (value,)
    return any(name in kinds or any(each.get(name) is True for each in looks) for name in _STRUCK)

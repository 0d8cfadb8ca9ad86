"""The text of a value that editors keep in pieces: paragraphs, quotations, tables, runs of letters.

Editor.js, Arc, Sanity, ProseMirror and Slate write a list of blocks, each with a ``type``. What a
block says besides its text is as much of the article: who is quoted, what a picture shows.
"""

from collections.abc import Iterable, Mapping, Sequence

from indexer.readers.markup import has_markup, plain_text

# What holds the words of a block, the likeliest first.
_WORDS = (
    *("ar", "rendered", "value", "plaintext", "text", "#text", "$t", "_text", "__cdata", "html"),
    *("full_text", "data", "post", "name", "title", "content_elements", "blocks", "paragraphs"),
    *("children", "content", "items", "rows", "node"),
)
# What stands below them.
_BELOW = ("caption", "citation", "cite", "attribution")
_CELLS = "cells"
_INLINE = frozenset({"text", "span", "bold", "italic", "underline", "link", "text_link", "mention"})
_ROWS = frozenset({"table_row", "tableRow", "table-row", "row", "tr"})
_BREAKS = frozenset({"hardBreak", "hard_break", "linebreak", "break", "br"})
# How runs of letters are called that are struck out: in chats, and in the files of editors.
_STRUCK = frozenset({"strikethrough", "strike", "strikeThrough", "del"})


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
    kind = block.get("type")
    if kind in _BREAKS:
        return "\n"
    cells = block.get(_CELLS)
    if kind in _ROWS or isinstance(cells, list):
        return _row(next((each for each in (cells, *_held(block)) if isinstance(each, list)), []))
    inner = "" if "children" in block or kind == "paragraph" else joint
    own = (_said(each, inner) for each in _held(block))
    first = next((words for words in own if words is not None and words.strip()), None)
    header = block.get("header")
    above = _row(header) if isinstance(header, list) else None
    below = (_said(block[name], joint) for name in _BELOW if name in block)
    said = [words for words in (above, first, *below) if words and words.strip()]
    return "\n".join(dict.fromkeys(said)) if said else first


def _held(block: Mapping[str, object]) -> Iterable[object]:
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
    return value.get("type") in _BREAKS or (value.get("type") in _INLINE and "text" in value)


def _plain(words: str) -> str:
    return plain_text(words) if has_markup(words) else words


def _is_struck(value: object) -> bool:
    """Whether it is a run of letters that is struck out, and not said any more."""
    if not isinstance(value, dict):
        return False
    marks = value.get("marks")
    listed = marks if isinstance(marks, list) else []
    kinds = {each.get("type") for each in (value, *listed) if isinstance(each, dict)}
    return any(name in kinds or value.get(name) is True for name in _STRUCK)

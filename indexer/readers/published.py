"""Whether a record of another system is published, as these say it in many ways."""

import re
from collections.abc import Mapping

from indexer.readers.editors import text_of
from search.arabic.normalizer import normalize

_SEPARATORS = re.compile(r"[\s_\-]+")
_UNPUBLISHED = frozenset(
    {"draft", "auto-draft", "trash", "scheduled", "مسودة", "canceled", "withheld"}
)
_UNPUBLISHED_IN_WORDPRESS = _UNPUBLISHED | {"pending", "private", "future", "inherit"}
_PUBLISHED = ("status", "published", "is_published", "isPublished")
# The same as columns of a table say it.
_NO = (
    (("draft", "is_draft"), frozenset({"true", "yes", "1", "نعم"})),
    (
        ("published", "is_published", "منشور"),
        frozenset({"false", "no", "0", "لا"}),
    ),
)


def key_of(name: str) -> str:
    """A name without what spreadsheets change in it: capitals, spaces, forms of letters."""
    return normalize(_SEPARATORS.sub("", name).casefold())


def unpublished(record: Mapping[str, object]) -> str | None:
    """Why a record is left out: it is a draft, or was taken back; ``None`` where it is not."""
    by_key = {key_of(name): value for name, value in record.items()}
    is_draft = (
        _is_draft_of_strapi(record) or _is_draft_of_joomla(record) or _is_draft_of_table(by_key)
    )
    if is_draft or any(_is_no(record.get(name)) for name in _PUBLISHED):
        return "not published: it is a draft"
    content = record.get("content")
    if isinstance(content, dict) and content.get("protected") and not text_of(content):
        return "protected by a password: its text is not in the export"
    of_wordpress = not {"poststatus", "posttype"}.isdisjoint(by_key) or isinstance(content, dict)
    stated = (by_key.get(name) for name in ("poststatus", "status", "pubstatus"))
    status = str(next((each for each in stated if each is not None), "")).casefold()
    if status in (_UNPUBLISHED_IN_WORDPRESS if of_wordpress else _UNPUBLISHED):
        return f"not published: its status is {status!r}"
    return None


def _is_no(value: object) -> bool:
    """Whether a value is "false", also where Drupal packs it: ``[{"value": false}]``."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("value")
    return value is False


def _is_draft_of_strapi(record: Mapping[str, object]) -> bool:
    return {"createdAt", "updatedAt"} <= record.keys() and record.get("publishedAt", "") is None


def _is_draft_of_table(by_key: Mapping[str, object]) -> bool:
    return any(
        str(by_key.get(key_of(name))).casefold() in values
        for names, values in _NO
        for name in names
    )


def _is_draft_of_joomla(record: Mapping[str, object]) -> bool:
    return "introtext" in record and str(record.get("state", 1)) in {"0", "-2"}

"""What exports of blogs (WordPress, Blogger) have beside articles, and how their sites show these.

They are feeds of all that a blog has, with texts as their programs store them.
"""

import html
import re
from collections.abc import Sequence
from typing import Any

from indexer.readers.published import unpublished

_NO_ARTICLES = frozenset(
    {"comment", "template", "settings"}  # of Blogger; those below are of WordPress
    | {"nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache"}
    | {"wp_block", "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation"}
)
_KIND = "http://schemas.google.com/g/2005#kind"
_WRITER = re.compile(
    r"<wp:author_login>(.{0,300}?)</wp:author_login>.{0,2000}?"
    r"<wp:author_display_name>(.{0,300}?)</wp:author_display_name>",
    re.DOTALL,
)
_MARKS = re.compile(r"<!\[CDATA\[|\]\]>")


def no_article(entry: Any) -> str | None:  # noqa: ANN401 - feedparser has no types
    """Why an entry of an export is left out: it is none of the published articles."""
    kind = entry.get("wp_post_type") or _kind_in_blogger(entry)
    if kind in _NO_ARTICLES:
        return f"no article, but a part of the site: {kind}"
    if entry.get("wp_post_password"):
        return "protected by a password on its site"
    status = str(entry.get("blogger_status") or "live").lower()
    if status != "live":
        return f"not published: its status is {status!r}"
    is_draft = entry.get("app_draft") == "yes"
    return unpublished({"post_status": entry.get("wp_status") or ("draft" if is_draft else "")})


def _kind_in_blogger(entry: Any) -> str:  # noqa: ANN401 - feedparser has no types
    """What an entry is, as exports of Blogger say it: by a keyword, the newer ones by a field."""
    terms = (tag.get("term") or "" for tag in entry.get("tags") or () if tag.get("scheme") == _KIND)
    stated = next((term.rpartition("#")[2] for term in terms), "")
    return stated or str(entry.get("blogger_type") or "").lower()


def name_writers(entries: Sequence[Any], data: bytes) -> None:
    """Name those who write in a blog of WordPress, whose entries have what they sign in with.

    Args:
        entries: as feedparser has them, whose authors are changed.
        data: the export, in UTF-8.
    """
    if b"<wp:author>" not in data:
        return
    found = _WRITER.findall(data.decode("utf-8", "replace"))
    named = (tuple(html.unescape(_MARKS.sub("", each)).strip() for each in pair) for pair in found)
    names = {login: name for login, name in named if name}
    for entry in entries:
        if entry.get("author") in names:
            entry["author"] = names[entry["author"]]


def day_on_site(entry: Any) -> str | None:  # noqa: ANN401 - feedparser has no types
    """When WordPress published an entry, by the clock of the site: the other is of Greenwich."""
    stated = str(entry.get("wp_post_date") or "")
    return None if stated.startswith("0000") else stated or None
